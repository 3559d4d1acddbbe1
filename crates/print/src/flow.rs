//! Lays a tree out on pages: what stands where, and what it means to those who hear it.

use crate::html::{Element, Node};
use crate::text::{Faces, Line, Run, Style, lines};

/// A4, in points.
pub(crate) const PAGE: (f32, f32) = (595.28, 841.89);
/// The margin on each side.
pub(crate) const MARGIN: f32 = 51.0;
/// Where the text of a page ends, above its foot.
const BOTTOM: f32 = PAGE.1 - MARGIN - 8.0;
/// The size of the text.
pub(crate) const SIZE: f32 = 10.0;
/// How far apart lines stand, by their size.
pub(crate) const LEADING: f32 = 1.4;
/// How far lists and quotes stand in.
const INDENT: f32 = 16.0;

/// What something means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Heading(u16, String),
    Paragraph,
    List { numbered: bool },
    ListItem,
    Label,
    Body,
    Table,
    Row,
    Head { of_row: bool },
    Cell,
    Quote,
    Code,
    Link(String),
}

/// A part of what is said, in reading order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Child {
    Part(usize),
    /// What is drawn under this number.
    Drawn(usize),
}

/// A part of the text and what is in it.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) role: Role,
    pub(crate) children: Vec<Child>,
}

/// Something that is drawn on a page.
#[derive(Clone, Debug)]
pub(crate) enum Mark {
    /// Words; without a number they are no part of what is said.
    Words { x: f32, y: f32, size: f32, run: Run, drawn: Option<usize> },
    /// A box filled with a grey from 0 to 255.
    Box { x: f32, y: f32, width: f32, height: f32, grey: u8 },
    /// Where a link is.
    Link { x: f32, y: f32, width: f32, height: f32, href: String, drawn: usize },
}

/// A heading for the list of contents.
#[derive(Clone, Debug)]
pub(crate) struct Bookmark {
    pub(crate) level: u16,
    pub(crate) text: String,
    pub(crate) page: usize,
    pub(crate) y: f32,
}

/// A whole text on its pages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Laid {
    pub(crate) pages: Vec<Vec<Mark>>,
    pub(crate) parts: Vec<Part>,
    pub(crate) roots: Vec<usize>,
    pub(crate) drawn: usize,
    pub(crate) bookmarks: Vec<Bookmark>,
}

/// Where the text stands now.
pub(crate) struct Flow<'f> {
    pub(crate) faces: &'f Faces,
    pub(crate) laid: Laid,
    open: Vec<usize>,
    pub(crate) left: f32,
    pub(crate) y: f32,
}

impl<'f> Flow<'f> {
    pub(crate) fn new(faces: &'f Faces) -> Self {
        let laid = Laid { pages: vec![Vec::new()], ..Laid::default() };
        Self { faces, laid, open: Vec::new(), left: MARGIN, y: MARGIN }
    }

    pub(crate) fn finish(self) -> Laid {
        self.laid
    }

    pub(crate) fn width(&self) -> f32 {
        PAGE.0 - MARGIN - self.left
    }

    pub(crate) fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.laid.pages.last_mut() {
            page.push(mark);
        }
    }

    /// How much room the page has left.
    pub(crate) fn room(&self) -> f32 {
        BOTTOM - self.y
    }

    pub(crate) fn new_page(&mut self) {
        self.laid.pages.push(Vec::new());
        self.y = MARGIN;
    }

    /// Goes to a new page, unless this much fits on this one.
    pub(crate) fn needs(&mut self, height: f32) {
        if self.room() < height && self.y > MARGIN {
            self.new_page();
        }
    }

    /// Moves down, but not at the top of a page.
    pub(crate) fn space(&mut self, height: f32) {
        if self.y > MARGIN {
            self.y += height;
        }
    }

    /// Begins a part of what is said.
    pub(crate) fn begin(&mut self, role: Role) -> usize {
        let place = self.laid.parts.len();
        self.laid.parts.push(Part { role, children: Vec::new() });
        match self.open.last().and_then(|open| self.laid.parts.get_mut(*open)) {
            Some(above) => above.children.push(Child::Part(place)),
            None => self.laid.roots.push(place),
        }
        self.open.push(place);
        place
    }

    pub(crate) fn end(&mut self) {
        self.open.pop();
    }

    /// Says more in a part that was begun before.
    pub(crate) fn again(&mut self, part: usize) {
        self.open.push(part);
    }

    /// A number for what is drawn next, in the open part.
    fn drawn(&mut self) -> Option<usize> {
        let open = *self.open.last()?;
        let number = self.laid.drawn;
        self.laid.parts.get_mut(open)?.children.push(Child::Drawn(number));
        self.laid.drawn += 1;
        Some(number)
    }

    /// Draws a line of words below `y`, and says it.
    pub(crate) fn line(&mut self, line: &Line, (x, y): (f32, f32), size: f32) {
        let base = y + size * 1.05;
        for piece in line {
            let at = x + piece.x;
            let link = piece.run.href.clone();
            if let Some(href) = &link {
                self.begin(Role::Link(href.clone()));
            }
            let drawn = self.drawn();
            let run = piece.run.clone();
            self.mark(Mark::Words { x: at, y: base, size, run, drawn });
            if let Some(href) = link {
                let (width, height) = (piece.width, size * LEADING);
                if let Some(drawn) = self.drawn() {
                    self.mark(Mark::Link { x: at, y, width, height, href, drawn });
                }
                self.end();
            }
        }
    }

    /// Runs as lines, each on the page that has room for it.
    fn words(&mut self, runs: &[Run], size: f32) {
        for line in lines(self.faces, runs, size, self.width()) {
            self.needs(size * LEADING);
            self.line(&line, (self.left, self.y), size);
            self.y += size * LEADING;
        }
    }

    /// A paragraph, unless it says nothing.
    fn paragraph(&mut self, runs: &[Run], role: Role) {
        if runs.iter().all(|run| run.text.trim().is_empty()) {
            return;
        }
        self.begin(role);
        self.words(runs, SIZE);
        self.end();
        self.y += SIZE * 0.5;
    }

    /// Elements and words between them.
    pub(crate) fn nodes(&mut self, nodes: &[Node]) {
        let mut loose = Vec::new();
        for node in nodes {
            match node {
                Node::Element(element) if is_block(&element.name) => {
                    self.paragraph(&tidied(std::mem::take(&mut loose)), Role::Paragraph);
                    self.element(element);
                }
                Node::Text(_) | Node::Element(_) => inline(node, Style::Plain, None, &mut loose),
            }
        }
        self.paragraph(&tidied(loose), Role::Paragraph);
    }

    fn element(&mut self, element: &Element) {
        match element.name.as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(element),
            "p" => self.paragraph(&runs(element), Role::Paragraph),
            "ul" => self.list(element, false),
            "ol" => self.list(element, true),
            "dl" => self.terms(element),
            "table" => self.table(element),
            "pre" => self.code(element),
            "blockquote" => self.quote(element),
            "hr" => self.rule(),
            "style" | "script" | "head" => {}
            _ if element.has_class("lines") => self.empty_lines(),
            _ => self.nodes(&element.nodes),
        }
    }

    fn heading(&mut self, element: &Element) {
        let level: u16 = element.name.trim_start_matches('h').parse().unwrap_or(6);
        let size = [20.0, 15.0, 12.0, 11.0].get(usize::from(level) - 1).copied().unwrap_or(SIZE);
        let mut runs = runs(element);
        for run in &mut runs {
            run.style = Style::Strong;
        }
        let text: String = runs.iter().map(|run| run.text.as_str()).collect();
        if text.trim().is_empty() {
            return;
        }
        self.space(size * 0.9);
        // A heading does not stand alone at the foot of a page.
        self.needs(size * LEADING + 3.0 * SIZE * LEADING);
        let page = self.laid.pages.len() - 1;
        let title = text.trim().to_owned();
        self.laid.bookmarks.push(Bookmark { level, text: title.clone(), page, y: self.y });
        self.begin(Role::Heading(level, title));
        self.words(&runs, size);
        self.end();
        self.y += size * 0.35;
    }

    fn list(&mut self, list: &Element, numbered: bool) {
        self.begin(Role::List { numbered });
        let boxes = list.has_class("steps");
        for (place, item) in list.elements().filter(|one| one.name == "li").enumerate() {
            let label = match (numbered, boxes) {
                (true, _) => format!("{}.", place + 1),
                (false, true) => "☐".to_owned(),
                (false, false) => "•".to_owned(),
            };
            self.item(&label, |flow| flow.nodes(&item.nodes));
        }
        self.end();
    }

    /// A label, and beside it what it stands for.
    fn item(&mut self, label: &str, body: impl FnOnce(&mut Self)) {
        self.needs(SIZE * LEADING);
        self.begin(Role::ListItem);
        self.begin(Role::Label);
        let run = Run { text: label.to_owned(), ..Run::default() };
        let one = lines(self.faces, &[run], SIZE, INDENT * 2.0);
        for line in &one {
            self.line(line, (self.left, self.y), SIZE);
        }
        self.end();
        self.begin(Role::Body);
        let indent = if label.chars().count() > 2 { INDENT * 1.4 } else { INDENT };
        self.left += indent;
        let before = self.y;
        body(self);
        if self.y <= before {
            self.y = before + SIZE * LEADING;
        }
        self.left -= indent;
        self.end();
        self.end();
    }

    /// Terms and what they mean.
    fn terms(&mut self, list: &Element) {
        self.begin(Role::List { numbered: false });
        let mut open = false;
        for one in list.elements() {
            if one.name == "dt" {
                if open {
                    self.end();
                }
                open = true;
                self.needs(2.0 * SIZE * LEADING);
                self.begin(Role::ListItem);
                let mut runs = runs(one);
                runs.iter_mut().for_each(|run| run.style = Style::Strong);
                self.begin(Role::Label);
                self.words(&runs, SIZE);
                self.end();
            } else if open {
                self.begin(Role::Body);
                self.left += INDENT;
                self.nodes(&one.nodes);
                self.left -= INDENT;
                self.end();
            }
        }
        if open {
            self.end();
        }
        self.end();
    }

    fn code(&mut self, element: &Element) {
        let mut text = String::new();
        words_of(element, &mut text);
        let run = Run { text: text.trim_end().to_owned(), style: Style::Code, href: None };
        self.begin(Role::Code);
        let size = SIZE * 0.88;
        for line in lines(self.faces, &[run], size, self.width() - 12.0) {
            self.needs(size * LEADING);
            let (x, y, width) = (self.left, self.y, self.width());
            self.mark(Mark::Box { x, y, width, height: size * LEADING, grey: 240 });
            self.line(&line, (self.left + 6.0, self.y), size);
            self.y += size * LEADING;
        }
        self.end();
        self.y += SIZE * 0.6;
    }

    fn quote(&mut self, element: &Element) {
        self.begin(Role::Quote);
        self.left += INDENT;
        self.nodes(&element.nodes);
        self.left -= INDENT;
        self.end();
    }

    fn rule(&mut self) {
        self.needs(SIZE);
        let (x, y, width) = (self.left, self.y + SIZE * 0.4, self.width());
        self.mark(Mark::Box { x, y, width, height: 0.7, grey: 120 });
        self.y += SIZE;
    }

    /// Lines to write on by hand.
    fn empty_lines(&mut self) {
        for _ in 0..4 {
            self.needs(SIZE * 2.2);
            self.y += SIZE * 2.2;
            let (x, y, width) = (self.left, self.y, self.width());
            self.mark(Mark::Box { x, y, width, height: 0.5, grey: 120 });
        }
        self.y += SIZE;
    }
}

fn is_block(name: &str) -> bool {
    const BLOCKS: [&str; 32] = [
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "p",
        "ul",
        "ol",
        "dl",
        "table",
        "pre",
        "blockquote",
        "hr",
        "div",
        "section",
        "article",
        "main",
        "nav",
        "header",
        "footer",
        "style",
        "script",
        "head",
        "body",
        "html",
        "figure",
        "details",
        "summary",
        "form",
        "li",
        "dd",
    ];
    BLOCKS.contains(&name)
}

/// The words of an element, in their looks.
pub(crate) fn runs(element: &Element) -> Vec<Run> {
    let mut found = Vec::new();
    for node in &element.nodes {
        inline(node, Style::Plain, None, &mut found);
    }
    tidied(found)
}

fn inline(node: &Node, style: Style, href: Option<&str>, into: &mut Vec<Run>) {
    match node {
        Node::Text(text) => {
            let href = href.map(str::to_owned);
            into.push(Run { text: text.clone(), style, href });
        }
        Node::Element(element) => {
            let style = match element.name.as_str() {
                "strong" | "b" | "th" => Style::Strong,
                "em" | "i" | "cite" => Style::Emphasis,
                "code" | "kbd" | "samp" => Style::Code,
                _ => style,
            };
            if element.name == "br" {
                into.push(Run { text: "\n".to_owned(), style, href: None });
            }
            // What leads to another place of the same text is read as text.
            let own = element.href.as_deref().filter(|address| !address.starts_with(['#', '/']));
            for node in &element.nodes {
                inline(node, style, own.or(href), into);
            }
            if is_block(&element.name) {
                into.push(Run { text: "\n".to_owned(), style, href: None });
            }
        }
    }
}

/// Spaces as a reader sees them: one between words, none at the ends. A line that was broken on
/// purpose stays so.
fn tidied(runs: Vec<Run>) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    let mut spaced = true;
    for run in runs {
        let forced = run.text == "\n";
        let mut text = String::new();
        for character in run.text.chars() {
            let is_space = !forced && matches!(character, ' ' | '\n' | '\t' | '\r');
            if !(is_space && spaced) {
                text.push(if is_space { ' ' } else { character });
            }
            spaced = is_space || forced;
        }
        if !text.is_empty() {
            out.push(Run { text, ..run });
        }
    }
    while let Some(last) = out.last_mut() {
        let shorter = last.text.trim_end_matches([' ', '\n']).len();
        last.text.truncate(shorter);
        if !last.text.is_empty() {
            break;
        }
        out.pop();
    }
    out
}

fn words_of(element: &Element, into: &mut String) {
    for node in &element.nodes {
        match node {
            Node::Text(text) => into.push_str(text),
            Node::Element(element) => words_of(element, into),
        }
    }
}
