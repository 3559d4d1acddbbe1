//! The few places where SQLite and PostgreSQL differ: placeholders, locks, new numbers and error codes.

use super::StoreError;

/// A statement's text for PostgreSQL: its placeholders, the number of a new row, and the row
/// locks that SQLite's single writer does not need. No statement holds a question mark or a comment of its own.
pub fn for_postgres(sql: &str) -> String {
    sql.replace('?', "$")
        .replace("/*returning-id*/", "RETURNING id")
        .replace("/*for-update*/", "FOR UPDATE")
        .replace("/*skip-locked*/", "FOR UPDATE SKIP LOCKED")
}

/// What an error of SQLite means for us.
#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
pub(crate) fn sqlite_error(error: rusqlite::Error) -> StoreError {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::Full,
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => StoreError::ReadOnly,
        Some(ErrorCode::CannotOpen) => StoreError::Unreachable(error.to_string()),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
        Some(ErrorCode::ConstraintViolation) => StoreError::Taken(error.to_string()),
        _ => StoreError::Other(error.to_string()),
    }
}

/// What an error of PostgreSQL means for us.
pub(crate) fn postgres_error(error: &postgres::Error) -> StoreError {
    use postgres::error::SqlState;
    let Some(code) = error.code() else {
        return StoreError::Unreachable(error.to_string());
    };
    let said = error.as_db_error().map_or_else(|| error.to_string(), |db| db.message().to_owned());
    match *code {
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => StoreError::Busy,
        SqlState::UNIQUE_VIOLATION => StoreError::Taken(said),
        SqlState::DISK_FULL => StoreError::Full,
        SqlState::READ_ONLY_SQL_TRANSACTION => StoreError::ReadOnly,
        SqlState::ADMIN_SHUTDOWN
        | SqlState::CRASH_SHUTDOWN
        | SqlState::CANNOT_CONNECT_NOW
        | SqlState::CONNECTION_EXCEPTION
        | SqlState::CONNECTION_FAILURE => StoreError::Unreachable(said),
        _ => StoreError::Other(said),
    }
}
