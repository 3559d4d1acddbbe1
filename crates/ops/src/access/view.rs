//! Views of lists that somebody saved for themselves. They are nobody else's, and change nothing
//! for anybody: the journal does not speak of them.

use crate::error::Error;
use crate::store::Tx;
use crate::store::saved_views::{self, SavedView};
use crate::words::Words;

/// Letters of a view's name; more does not fit a line of a phone.
const NAME_LETTERS_MAX: usize = 60;
/// Letters of what a view asks: what a browser takes as an address, and room to spare.
const QUERY_LETTERS_MAX: usize = 2_000;
/// Views of one person, of all lists together; nobody finds a view among more.
const VIEWS_MAX: i64 = 100;

/// Saves a view of a list; one of the same name is replaced.
pub fn save_view(tx: &mut Tx<'_>, person: &str, path: &str, view: &SavedView) -> Result<(), Error> {
    let known = path.strip_prefix('/').is_some_and(|name| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    });
    if !known {
        return Err(Error::refused(Words::view_of_nothing, Words::view_of_nothing_next));
    }
    let name = view.name.trim();
    if name.is_empty() || name.chars().count() > NAME_LETTERS_MAX {
        return Err(Error::refused(Words::view_name_wrong, |words| {
            words.view_name_wrong_next(NAME_LETTERS_MAX)
        }));
    }
    if view.query.len() > QUERY_LETTERS_MAX || view.query.contains(char::is_control) {
        return Err(Error::refused(Words::view_too_long, Words::view_too_long_next));
    }
    if saved_views::count(tx, person)? >= VIEWS_MAX {
        return Err(Error::refused(
            |words| words.view_too_many(VIEWS_MAX),
            Words::view_too_many_next,
        ));
    }
    let view = SavedView { name: name.to_owned(), query: view.query.clone() };
    Ok(saved_views::save(tx, person, path, &view)?)
}
