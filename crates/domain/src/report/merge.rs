//! A text in sections, and what becomes of a change when somebody else changed the text meanwhile.

/// A text cut before each heading of the first two levels. Joined again it is the same text.
pub fn sections(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut fenced = false;
    for line in text.split_inclusive('\n') {
        fenced ^= line.trim_start().starts_with("```");
        let heading = !fenced && (line.starts_with("# ") || line.starts_with("## "));
        match found.last_mut() {
            Some(section) if !heading || section.trim().is_empty() => section.push_str(line),
            Some(_) | None => found.push(line.to_owned()),
        }
    }
    found
}

/// What a section is called: its heading, or nothing.
pub fn title_of(section: &str) -> &str {
    let first = section.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    if first.starts_with('#') { first.trim_start_matches('#').trim() } else { "" }
}

/// A text with another section at a place; `None` when it has no such place.
pub fn with_section(text: &str, at: usize, section: &str) -> Option<String> {
    let mut all = sections(text);
    let count = all.len();
    let old = all.get_mut(at)?;
    *old = section.trim_end().to_owned() + "\n";
    if at + 1 < count {
        old.push('\n');
    }
    Some(all.concat())
}

/// What becomes of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merged {
    /// It fits: this is the whole new text.
    Fits(String),
    /// Somebody else changed the same: their text, and at which section it stands now.
    Both {
        /// What stands there now.
        theirs: String,
        /// Its place; `None` for the whole text.
        section: Option<usize>,
    },
}

/// Puts a change, made to a section of `base` or to all of it, into what stands now.
pub fn merge(base: &str, now: &str, section: Option<usize>, mine: &str) -> Merged {
    let whole = || Merged::Both { theirs: now.to_owned(), section: None };
    let Some(at) = section else {
        return if base == now || mine == now { Merged::Fits(mine.to_owned()) } else { whole() };
    };
    let (before, present) = (sections(base), sections(now));
    let Some(mine_before) = before.get(at) else { return whole() };
    let same = |one: &String| one.trim_end() == mine_before.trim_end();
    let mut places = present.iter().enumerate().filter(|(_, one)| same(one)).map(|(at, _)| at);
    if let (Some(place), None) = (places.next(), places.next()) {
        return with_section(now, place, mine).map_or_else(whole, Merged::Fits);
    }
    let named = present.iter().position(|one| title_of(one) == title_of(mine_before));
    match named.and_then(|place| present.get(place).map(|theirs| (place, theirs))) {
        Some((place, theirs)) => Merged::Both { theirs: theirs.clone(), section: Some(place) },
        None => whole(),
    }
}
