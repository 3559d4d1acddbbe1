//! Migrations: numbered SQL files, run once in order, their text never edited afterwards.

use aws_lc_rs::digest;

/// One migration: its number, name and SQL.
pub struct Migration {
    /// Its number, from 1 without gaps.
    pub number: i64,
    /// Its name, the same on both engines.
    pub name: &'static str,
    /// Its text.
    pub sql: &'static str,
}

macro_rules! migrations {
    ($folder:literal: $($number:literal $name:literal),* $(,)?) => {
        &[$(Migration {
            number: $number,
            name: $name,
            sql: include_str!(concat!("../../../../migrations/", $folder, "/", $name, ".sql")),
        }),*]
    };
}

/// SQLite's migrations.
pub const SQLITE: &[Migration] = migrations!(
    "sqlite":
    1 "0001_spine",
    2 "0002_accounts",
    4 "0004_kept_answers",
    5 "0005_journal_hash",
    6 "0006_worst_alerts",
    9 "0009_qualification",
    13 "0013_wall_links",
    14 "0014_token_scopes",
    15 "0015_incident_life",
    16 "0016_incident_seats",
    17 "0017_playbook_runs",
    18 "0018_reports",
    19 "0019_spool",
    20 "0020_private_incidents",
    21 "0021_contacts",
    22 "0022_particulars",
    23 "0023_incident_links",
    25 "0025_report_filings",
    26 "0026_actions",
    27 "0027_breaches",
    28 "0028_evidence",
    29 "0029_changes",
    30 "0030_tips",
    31 "0031_saved_views",
    32 "0032_exercises",
    33 "0033_mirrors",
    34 "0034_mails",
    35 "0035_chat_heard",
    36 "0036_deadlines",
    39 "0039_mirror_endings"
);
/// PostgreSQL's migrations.
pub const POSTGRES: &[Migration] = migrations!(
    "postgres":
    1 "0001_spine",
    2 "0002_accounts",
    4 "0004_kept_answers",
    5 "0005_journal_hash",
    6 "0006_worst_alerts",
    9 "0009_qualification",
    13 "0013_wall_links",
    14 "0014_token_scopes",
    15 "0015_incident_life",
    16 "0016_incident_seats",
    17 "0017_playbook_runs",
    18 "0018_reports",
    19 "0019_spool",
    20 "0020_private_incidents",
    21 "0021_contacts",
    22 "0022_particulars",
    23 "0023_incident_links",
    25 "0025_report_filings",
    26 "0026_actions",
    27 "0027_breaches",
    28 "0028_evidence",
    29 "0029_changes",
    30 "0030_tips",
    31 "0031_saved_views",
    32 "0032_exercises",
    33 "0033_mirrors",
    34 "0034_mails",
    35 "0035_chat_heard",
    36 "0036_deadlines",
    39 "0039_mirror_endings"
);

/// The table that remembers which ones ran; the same text on both engines.
pub(crate) const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (
    number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)";

/// The checksum that shows an edited migration.
pub(crate) fn checksum(sql: &str) -> String {
    let sum = digest::digest(&digest::SHA256, sql.as_bytes());
    crate::hex(sum.as_ref())
}

/// The migrations still to run, given what ran; in words why that can't be.
pub(crate) fn pending<'m>(
    all: &'m [Migration],
    ran: &[(i64, String)],
) -> Result<Vec<&'m Migration>, String> {
    for (number, sum) in ran {
        match all.iter().find(|migration| migration.number == *number) {
            None => {
                return Err(format!(
                    "this database was written by a newer Vigie (migration {number}): use that one"
                ));
            }
            Some(migration) if checksum(migration.sql) != *sum => {
                return Err(format!(
                    "migration {} of this database is not the one of this program",
                    migration.name
                ));
            }
            Some(_) => {}
        }
    }
    Ok(all
        .iter()
        .filter(|migration| ran.iter().all(|(number, _)| *number != migration.number))
        .collect())
}
