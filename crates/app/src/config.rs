//! Configuration as code: from YAML files to what is declared, and back.
//!
//! Owns reading, the places of mistakes, plans, exports and the import of Alertmanager's file.
//! Never writes to the database: whoever applies a plan does.

mod alertmanager;
mod diagnose;
mod export;
mod load;
mod plan;
mod schema;
mod yaml;

pub use alertmanager::{Imported, import_alertmanager, import_alertmanager_text};
pub use diagnose::{Diagnostic, report};
pub use export::export;
pub use load::{Loaded, load, load_text};
pub use plan::{Change, FieldChange, Held, Plan, Step, plan};
pub use schema::schema;
