//! What the two migration folders declare, compared: files, tables, columns, indexes. Types may
//! differ, because the engines do.

use std::collections::BTreeSet;

/// Where the folders differ. Files come sorted by path.
pub(super) fn complaints(
    sqlite: &[(String, String)],
    postgres: &[(String, String)],
) -> Vec<String> {
    let mut found = compare("file", &names(sqlite), &names(postgres));
    found.extend(compare("declaration", &declared(sqlite), &declared(postgres)));
    found
}

fn compare(what: &str, sqlite: &BTreeSet<String>, postgres: &BTreeSet<String>) -> Vec<String> {
    let only = |engine: &str, name: &String| format!("{what} only in {engine}: {name}");
    let in_sqlite = sqlite.difference(postgres).map(|name| only("sqlite", name));
    in_sqlite.chain(postgres.difference(sqlite).map(|name| only("postgres", name))).collect()
}

fn names(files: &[(String, String)]) -> BTreeSet<String> {
    files.iter().filter_map(|(path, _)| path.rsplit('/').next()).map(str::to_owned).collect()
}

/// `table.column` for every column, and the text of every index.
fn declared(files: &[(String, String)]) -> BTreeSet<String> {
    let mut declared = BTreeSet::new();
    for (_, text) in files {
        let sql: String = text
            .lines()
            .map(|line| line.split("--").next().unwrap().trim())
            .collect::<Vec<_>>()
            .join(" ");
        for statement in sql.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
            let words: Vec<&str> = statement.split_whitespace().collect();
            match words.as_slice() {
                ["CREATE", "TABLE", table, ..] => declared.extend(columns(table, statement)),
                _ => {
                    declared.insert(words.join(" "));
                }
            }
        }
    }
    declared
}

fn columns(table: &str, statement: &str) -> Vec<String> {
    let body = statement.split_once('(').map_or("", |(_, body)| body);
    let mut depth = 0_i32;
    let mut lines = vec![String::new()];
    for c in body.chars() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        if depth < 0 {
            break;
        }
        if c == ',' && depth == 0 {
            lines.push(String::new());
        } else {
            lines.last_mut().unwrap().push(c);
        }
    }
    lines.iter().map(|line| format!("{table}.{}", column(line.trim()))).collect()
}

/// The name of a column, or the whole of a constraint.
fn column(line: &str) -> String {
    let first = line.split_whitespace().next().unwrap_or_default();
    let constraint = ["PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "CONSTRAINT"];
    if constraint.contains(&first.split('(').next().unwrap()) {
        line.to_owned()
    } else {
        first.to_owned()
    }
}

#[test]
fn a_difference_between_the_engines_is_found() {
    let file = |name: &str, sql: &str| vec![(format!("m/{name}"), sql.to_owned())];
    let sqlite =
        file("1.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT, UNIQUE (b, id)); -- c");
    let postgres = file("1.sql", "CREATE TABLE a (id BIGINT PRIMARY KEY, b TEXT, UNIQUE (b, id));");
    assert_eq!(complaints(&sqlite, &postgres), Vec::<String>::new());
    let other = file(
        "2.sql",
        "CREATE TABLE a (id BIGINT, c TEXT, UNIQUE (b, id)); CREATE INDEX i ON a (c);",
    );
    assert_eq!(
        complaints(&sqlite, &other),
        [
            "file only in sqlite: 1.sql",
            "file only in postgres: 2.sql",
            "declaration only in sqlite: a.b",
            "declaration only in postgres: CREATE INDEX i ON a (c)",
            "declaration only in postgres: a.c",
        ]
    );
}
