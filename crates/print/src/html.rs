//! Reads well-formed HTML as a tree. Forgiving: what is not closed is closed at the end.

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    /// Words.
    Text(String),
    /// An element.
    Element(Element),
}

/// An element and what is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    /// Its name, in small letters.
    pub(crate) name: String,
    /// Where it leads, for links.
    pub(crate) href: Option<String>,
    /// Its classes.
    pub(crate) class: String,
    /// `row` for the head of a row.
    pub(crate) scope: String,
    /// What is in it.
    pub(crate) nodes: Vec<Node>,
}

impl Element {
    /// Whether it has a class.
    pub(crate) fn has_class(&self, name: &str) -> bool {
        self.class.split_whitespace().any(|class| class == name)
    }

    /// The elements directly in it.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }
}

/// Elements that have no end.
const VOID: [&str; 6] = ["br", "hr", "img", "input", "meta", "link"];

/// Deepest nesting: what is deeper is read flat.
const DEPTH_MAX: usize = 64;

/// Reads a text.
pub(crate) fn read(html: &str) -> Vec<Node> {
    let mut open = vec![Element::default()];
    let mut rest = html;
    while let Some((words, tag)) = rest.split_once('<') {
        push_text(&mut open, words);
        let Some((tag, after)) = tag.split_once('>') else { break };
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            close(&mut open, name.trim());
        } else if !tag.starts_with(['!', '?']) {
            let element = element(tag);
            let is_void = tag.ends_with('/') || VOID.contains(&element.name.as_str());
            if is_void || open.len() > DEPTH_MAX {
                push(&mut open, Node::Element(element));
            } else {
                open.push(element);
            }
        }
    }
    push_text(&mut open, rest);
    while open.len() > 1 {
        close_last(&mut open);
    }
    open.pop().map(|root| root.nodes).unwrap_or_default()
}

fn push(open: &mut [Element], node: Node) {
    if let Some(last) = open.last_mut() {
        last.nodes.push(node);
    }
}

fn push_text(open: &mut [Element], words: &str) {
    if !words.is_empty() {
        push(open, Node::Text(decoded(words)));
    }
}

fn close(open: &mut Vec<Element>, name: &str) {
    let known = open.iter().skip(1).any(|element| element.name == name);
    while known && open.len() > 1 {
        let found = open.last().is_some_and(|element| element.name == name);
        close_last(open);
        if found {
            return;
        }
    }
}

fn close_last(open: &mut Vec<Element>) {
    if let Some(done) = open.pop() {
        push(open, Node::Element(done));
    }
}

fn element(tag: &str) -> Element {
    let tag = tag.trim_end_matches('/');
    let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let of = |wanted: &str| {
        let mut pieces = attributes.split('"');
        while let (Some(before), Some(value)) = (pieces.next(), pieces.next()) {
            if before.trim_end_matches('=').trim() == wanted {
                return Some(decoded(value));
            }
        }
        None
    };
    Element {
        name: name.to_ascii_lowercase(),
        href: of("href"),
        class: of("class").unwrap_or_default(),
        scope: of("scope").unwrap_or_default(),
        nodes: Vec::new(),
    }
}

/// Words with their character references resolved.
fn decoded(words: &str) -> String {
    let mut pieces = words.split('&');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let found = piece.split_once(';').and_then(|(name, after)| Some((character(name)?, after)));
        match found {
            Some((character, after)) => {
                out.push(character);
                out.push_str(after);
            }
            None => {
                out.push('&');
                out.push_str(piece);
            }
        }
    }
    out
}

fn character(name: &str) -> Option<char> {
    let number = name.strip_prefix('#').map(|digits| match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => digits.parse().ok(),
    });
    match (name, number) {
        ("lt", _) => Some('<'),
        ("gt", _) => Some('>'),
        ("amp", _) => Some('&'),
        ("quot", _) => Some('"'),
        ("nbsp", _) => Some('\u{a0}'),
        (_, Some(number)) => char::from_u32(number?),
        (_, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_it_is_nested() {
        let nodes = read("<p>a &amp; <b>c</b></p><hr><ul class=\"steps x\"><li>d");
        let [Node::Element(p), Node::Element(hr), Node::Element(ul)] = nodes.as_slice() else {
            panic!("{nodes:#?}")
        };
        assert_eq!((p.name.as_str(), hr.name.as_str()), ("p", "hr"));
        assert_eq!(p.nodes[0], Node::Text("a & ".to_owned()));
        assert!(ul.has_class("steps") && ul.elements().count() == 1);
    }

    #[test]
    fn nothing_that_is_broken_stops_the_reader() {
        for text in ["<", "<p", "</p>", "<a href=\"x>", "&#xffffffff;&;", "<p></b></p>", "<p></p"] {
            read(text);
        }
        let deep = "<div>".repeat(10_000);
        read(&deep);
        assert_eq!(read("&lt;b&gt; &#233; &x;"), [Node::Text("<b> é &x;".to_owned())]);
    }
}
