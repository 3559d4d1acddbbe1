//! Prints HTML of our own making as PDF: tagged, so that it can be heard and searched.
//!
//! Takes well-formed HTML without scripts and styles, and lays it out on A4. Owns how paper looks;
//! knows no noun of the program and reads no file. What it can't show it says in text.

mod draw;
mod flow;
mod html;
mod table;
mod text;

use std::fmt;

/// What is printed.
#[derive(Clone, Copy, Debug)]
pub struct Paper<'a> {
    /// Its title: of the file, and at the foot of each page.
    pub title: &'a str,
    /// Its language, such as `fr`.
    pub language: &'a str,
    /// What it says, as HTML.
    pub html: &'a str,
}

/// Why something can't be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintError(String);

impl fmt::Display for PrintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this can't be printed: {}", self.0)
    }
}

impl std::error::Error for PrintError {}

/// The PDF.
pub fn pdf(paper: &Paper<'_>) -> Result<Vec<u8>, PrintError> {
    let faces = text::Faces::new().ok_or_else(|| PrintError("a font is broken".to_owned()))?;
    let tree = html::read(paper.html);
    let mut flow = flow::Flow::new(&faces);
    flow.nodes(&tree);
    draw::document(paper, &faces, &flow.finish()).map_err(PrintError)
}
