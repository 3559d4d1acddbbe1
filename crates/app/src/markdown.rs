//! Markdown as HTML. What is written as HTML is shown as text: nobody's note runs in a page.

use comrak::{Options, markdown_to_html};
use maud::{Markup, PreEscaped};

/// A text with paragraphs, lists and links.
pub(crate) fn block(text: &str) -> Markup {
    PreEscaped(markdown_to_html(text, &options()))
}

/// A whole text below the title of a page: its headings go one level down, and its tables, under
/// this name, scroll on their own or become cards where the page is narrow.
pub(crate) fn page(text: &str, table: &str) -> Markup {
    let mut html = markdown_to_html(text, &options());
    for level in (1..6).rev() {
        for (from, to) in [("<h", "<h"), ("</h", "</h")] {
            html = html.replace(&format!("{from}{level}>"), &format!("{to}{}>", level + 1));
        }
    }
    // A group, not a region: a text has many tables, and landmarks must be few and unlike.
    let name = table.replace('"', "&quot;");
    let begin = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{name}\"><table role=\"table\">"
    );
    let html = labelled(&scoped(&html));
    PreEscaped(html.replace("<table>", &begin).replace("</table>", "</table></div>"))
}

/// The cells of tables, each with the head of its column: where rows are cards, the style shows it.
/// Roles say what is a row and a cell where the style says otherwise.
fn labelled(html: &str) -> String {
    let mut parts = html.split("<table>");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| {
        let (table, rest) = part.split_once("</table>").unwrap_or((part, ""));
        out + "<table>" + &with_heads(table) + "</table>" + rest
    })
}

fn with_heads(table: &str) -> String {
    let (head, body) = table.split_once("</thead>").unwrap_or(("", table));
    let heads: Vec<String> = head
        .split("<th scope=\"col\"")
        .skip(1)
        .map(|cell| text_of(cell.split_once('>').map_or("", |(_, text)| text)))
        .collect();
    let mut rows = body.split("<tr>");
    let first = rows.next().unwrap_or_default().to_owned();
    let body = rows.fold(first, |out, row| {
        let mut cells = row.split("<td");
        let first = cells.next().unwrap_or_default().to_owned();
        let cells = cells.enumerate().map(|(place, cell)| {
            let head = heads.get(place).map_or("", String::as_str);
            format!("<td role=\"cell\" data-head=\"{head}\"{cell}")
        });
        out + "<tr role=\"row\">" + &first + &cells.collect::<String>()
    });
    head.replace("<tr>", "<tr role=\"row\">").replace("<th ", "<th role=\"columnheader\" ")
        + "</thead>"
        + &body
}

/// The text of a cell, for an attribute: its tags left out. It is escaped already.
fn text_of(html: &str) -> String {
    let parts = html.split('<').enumerate().map(|(place, part)| match part.split_once('>') {
        Some((_, text)) if place > 0 => text,
        Some(_) | None => part,
    });
    parts.collect::<String>().trim().replace('"', "&quot;")
}

/// A whole text as it is, for a file of its own.
pub(crate) fn document(text: &str) -> Markup {
    let html = scoped(&markdown_to_html(text, &options()));
    let begin = "<div class=\"wide\"><table>";
    PreEscaped(html.replace("<table>", begin).replace("</table>", "</table></div>"))
}

/// Heads of columns say so to those who do not see the table.
fn scoped(html: &str) -> String {
    html.replace("<th>", "<th scope=\"col\">").replace("<th align", "<th scope=\"col\" align")
}

/// One line, without a paragraph around it.
pub(crate) fn line(text: &str) -> Markup {
    let html = markdown_to_html(text, &options());
    let inner = html.trim().strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
    match inner {
        Some(inner) if !inner.contains("<p>") => PreEscaped(inner.to_owned()),
        Some(_) | None => PreEscaped(html),
    }
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.render.escape = true;
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_runs_comes_through() {
        for text in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "[x](javascript:alert(1))",
            "<a href=\"data:text/html,x\">x</a>",
            "![x](javascript:alert(1))",
        ] {
            let html = block(text).into_string();
            assert!(!html.contains("<script") && !html.contains("<img src=x"), "{html}");
            assert!(!html.contains("\"javascript:") && !html.contains("\"data:"), "{html}");
        }
    }

    #[test]
    fn headings_go_below_the_page_s_own_and_tables_name_their_columns() {
        let html = page("# A\n\n## B\n\n| c |\n| --- |\n| <table> |\n", "Table").into_string();
        assert!(html.contains("<h2>A</h2>") && html.contains("<h3>B</h3>"), "{html}");
        assert!(html.contains("scope=\"col\">c</th>"), "{html}");
        assert!(html.contains("<td role=\"cell\" data-head=\"c\">&lt;table&gt;</td>"), "{html}");
        assert_eq!(html.matches("<table ").count(), 1, "{html}");
    }

    #[test]
    fn every_cell_of_every_table_says_the_head_of_its_column() {
        let table = "| **Who** | \"When\" |\n| --- | ---: |\n| a | |\n| b | 2 |\n";
        let html = page(&format!("{table}\ntext\n\n{table}"), "Table").into_string();
        assert_eq!(html.matches("data-head=\"Who\">").count(), 4, "{html}");
        assert_eq!(
            html.matches("data-head=\"&quot;When&quot;\" align=\"right\">").count(),
            4,
            "{html}"
        );
        assert_eq!(html.matches("role=\"columnheader\"").count(), 4, "{html}");
        assert_eq!(html.matches("role=\"row\"").count(), 6, "{html}");
        assert_eq!(html.matches("</table>").count(), 2, "{html}");
    }

    #[test]
    fn a_line_has_no_paragraph() {
        assert_eq!(
            line("see `dig`, **now**").into_string(),
            "see <code>dig</code>, <strong>now</strong>"
        );
        assert_eq!(line("1. x").into_string().trim(), "<ol>\n<li>x</li>\n</ol>");
    }
}
