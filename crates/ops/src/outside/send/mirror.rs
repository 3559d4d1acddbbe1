//! What the mirrors of an incident are told, whatever they are.

use vigie_domain::mirror::MirrorEnding;

/// What a mirror is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// What the mirror is called where it is, when it was made before.
    pub name: Option<String>,
    /// The incident's reference, which its title begins with.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// What stands above the first lines of a new one.
    pub content: String,
    /// 1, very low, to 5.
    pub urgency: u8,
    /// 1, very low, to 5.
    pub impact: u8,
    /// What the two come to, 1 to 5.
    pub priority: u8,
    /// Whether the three may have changed since the last call.
    pub graded: bool,
    /// GLPI's number of the status.
    pub status: u8,
    /// The one that GLPI was told before; 0 for none.
    pub before: u8,
    /// What a follow-up of these lines can be known by.
    pub mark: String,
    /// What happened, line by line.
    pub lines: Vec<String>,
    /// What is said when it is solved.
    pub solution: String,
}

/// A mirror that was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What it is called where it is.
    pub name: String,
    /// What somebody made of it there, by hand.
    pub ended: Option<MirrorEnding>,
}

impl Told {
    /// One that goes on.
    pub fn open(name: String) -> Self {
        Self { name, ended: None }
    }
}
