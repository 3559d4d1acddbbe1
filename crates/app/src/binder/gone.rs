//! What to do when Vigie itself is gone: look by hand, restore it, read it without it.

use super::{Binder, lines};
use maud::{Markup, html};
use std::path::Path;
use vigie_ops::words::Words;

/// What is open, in words that both engines understand.
const OPEN_INCIDENTS: &str = "SELECT year, number, severity, stage, lead, title FROM incidents WHERE closed_at IS NULL ORDER BY id";
/// The same for alerts.
const OPEN_ALERTS: &str =
    "SELECT id, severity, service, state, labels FROM alerts WHERE state <> 'resolved' ORDER BY id";
/// What happened last.
const LAST_ENTRIES: &str =
    "SELECT seq, actor, kind, subject, body FROM journal ORDER BY seq DESC LIMIT 200";

impl Binder {
    fn data(&self) -> String {
        quoted(&self.folders.data)
    }

    pub(super) fn gone(&self, words: Words) -> Markup {
        let data = self.data();
        html! {
            ol {
                li { (words.binder_gone_1()) } li { (words.binder_gone_2()) }
                li { (words.binder_gone_3()) } li { (words.binder_gone_4()) }
                li {
                    (words.binder_gone_5())
                    pre { "sudo systemctl status vigie\n"
                        "sudo journalctl -u vigie -n 100\n"
                        "df -h " (data) "\n"
                        "sudo vigie --data " (data) " doctor\n" }
                }
                li { (words.binder_gone_6()) }
            }
        }
    }

    pub(super) fn backups(&self, words: Words) -> Markup {
        let config = self.folders.config.as_deref();
        html! {
            p.lack { (words.binder_backups_services()) }
            (lines())
            p { (words.binder_backups_own()) }
            ul {
                li { (words.pair(words.binder_part_data(), self.folders.data.display())) }
                li { (words.pair(words.binder_part_key(), self.folders.data.join("vigie.key").display())) }
                @if !self.is_sqlite { li { (words.binder_part_database()) } }
                @match config {
                    Some(path) => li { (words.pair(words.binder_part_config(), path.display())) },
                    None => li { (words.binder_part_no_config()) },
                }
                li { (words.binder_part_secrets()) }
            }
            p.lack { (words.binder_backups_own_none()) }
            (lines())
        }
    }

    pub(super) fn restore(&self, words: Words) -> Markup {
        let data = self.data();
        html! {
            p { (words.binder_restore_new(env!("CARGO_PKG_VERSION"))) }
            ol {
                li { (words.binder_restore_1()) pre.restore { "sudo systemctl stop vigie\n" } }
                li { (words.binder_restore_2())
                    pre.restore { "sudo cp -a " (data) "/. " (data) ".broken\n"
                        "sudo find " (data) "/ -mindepth 1 -delete\n" } }
                li { (words.binder_restore_3()) pre.restore { "sudo cp -a COPY/. " (data) "/\n" } }
                @if !self.is_sqlite {
                    li { (words.binder_restore_postgres())
                        pre { "pg_restore --no-owner -d \"$VIGIE_DATABASE\" DUMP\n" } }
                }
                li { (words.binder_restore_4())
                    pre { "sudo systemctl start vigie\n"
                        "sudo vigie --data " (data) " doctor\n"
                        "sudo vigie --data " (data) " journal verify\n" } }
                li { (words.binder_restore_5()) }
            }
            h3 { (words.binder_read()) }
            p { (words.binder_read_why()) }
            pre.read { @for sql in [OPEN_INCIDENTS, OPEN_ALERTS, LAST_ENTRIES] { (self.ask(sql)) "\n" } }
        }
    }

    fn ask(&self, sql: &str) -> String {
        if self.is_sqlite {
            let database = quoted(&self.folders.data.join("vigie.db"));
            return format!("sudo sqlite3 -readonly -box {database} \"{sql}\"");
        }
        format!("psql \"$VIGIE_DATABASE\" -c \"{sql}\"")
    }
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-_.".contains(c);
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}
