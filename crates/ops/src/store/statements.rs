//! The catalogue: every statement of the program, so that a test can prepare each on both engines.

/// Declares the statements of one table, and lists them for the catalogue.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$doc])* const $name: &str = $sql;)*
        pub(crate) const ALL: &[&str] = &[$($name),*];
    };
}
pub(crate) use statements;

/// Every statement of the program.
pub fn catalogue() -> Vec<&'static str> {
    [
        super::access::ALL,
        super::accounts::ALL,
        super::actions::ALL,
        super::alert_index::ALL,
        super::alerts::ALL,
        super::answers::ALL,
        super::breaches::ALL,
        super::ceremonies::ALL,
        super::changes::ALL,
        super::chat::ALL,
        super::checks::ALL,
        super::clocks::ALL,
        super::contacts::ALL,
        super::declarations::ALL,
        super::duties::ALL,
        super::evidence::ALL,
        super::exercises::ALL,
        super::filings::ALL,
        super::groups::ALL,
        super::heartbeats::ALL,
        super::hidden::ALL,
        super::incidents::ALL,
        super::mirrors::ALL,
        super::journal::ALL,
        super::keys::ALL,
        super::leases::ALL,
        super::links::ALL,
        super::outbox::ALL,
        super::passkeys::ALL,
        super::qualifications::ALL,
        super::reports::ALL,
        super::runs::ALL,
        super::saved_views::ALL,
        super::seats::ALL,
        super::sessions::ALL,
        super::silences::ALL,
        super::sources::ALL,
        super::tokens::ALL,
        super::tasks::ALL,
        super::spool::ALL,
        super::tips::ALL,
        super::mails::ALL,
        super::wall_links::ALL,
    ]
    .concat()
}
