//! From the parser's events to a tree, without recursion and within the limits.

use super::{DEPTH_MAX, FAULTS_MAX, Fault, Key, NODES_MAX, Node, Parsed, Shape, Spot};
use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};
use std::collections::BTreeMap;

/// Reads one YAML document with the places of all its values.
pub(in crate::config) fn parse(text: &str) -> Parsed {
    let mut builder = Builder::default();
    for next in Parser::new_from_str(text) {
        let step = match next {
            Ok((event, span)) => builder.take(event, span),
            Err(error) => Err(Fault {
                spot: spot_of(Span::empty(*error.marker())),
                message: syntax_message(error.info(), text, error.marker().line()),
            }),
        };
        if let Err(fault) = step {
            builder.faults.push(fault);
            builder.root = None;
            break;
        }
    }
    let nothing = Node { spot: Spot { line: 1, column: 1, width: 0 }, shape: Shape::Null };
    builder.faults.truncate(FAULTS_MAX);
    Parsed { root: builder.root.unwrap_or(nothing), faults: builder.faults }
}

fn spot_of(span: Span) -> Spot {
    let one_line = span.start.line() == span.end.line();
    let width = if one_line { span.end.col().saturating_sub(span.start.col()) } else { 0 };
    Spot { line: span.start.line(), column: span.start.col().saturating_add(1), width }
}

/// The parser's words, and those that people need more often.
fn syntax_message(info: &str, text: &str, line: usize) -> String {
    let written = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let indent: String = written.chars().take_while(|c| c.is_whitespace()).collect();
    if indent.contains('\t') {
        return "this line is indented with a tab: YAML wants spaces".to_owned();
    }
    format!("this is not YAML: {info}")
}

/// A list or a map that is not complete yet.
struct Open {
    spot: Spot,
    anchor: usize,
    inside: Inside,
}

enum Inside {
    List(Vec<Node>),
    /// Pairs, what `<<` brings in, and the key that waits for its value.
    Map {
        pairs: Vec<(Key, Node)>,
        merged: Vec<(Key, Node)>,
        waiting: Option<(Key, bool)>,
    },
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    anchors: BTreeMap<usize, (Node, Extent)>,
    nodes: usize,
    documents: usize,
    root: Option<Node>,
    faults: Vec<Fault>,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Fault> {
        let spot = spot_of(span);
        match event {
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {
                self.documents += usize::from(matches!(event, Event::DocumentStart(_)));
                if self.documents > 1 {
                    let message = "a file holds one YAML document: put the rest into another file";
                    return Err(fault(spot, message));
                }
                Ok(())
            }
            Event::Alias(id) => {
                let Some((node, extent)) = self.anchors.get(&id).cloned() else {
                    return Err(fault(spot, "this alias stands inside its own anchor"));
                };
                self.count(extent.nodes, spot)?;
                check_depth(self.open.len().saturating_add(extent.depth), spot)?;
                self.put(Node { spot, ..node })
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.count(1, spot)?;
                let shape = shape(&text, style, tag.as_deref()).map_err(|why| fault(spot, why))?;
                let node = Node { spot, shape };
                if anchor != 0 {
                    self.anchors.insert(anchor, (node.clone(), Extent { nodes: 1, depth: 0 }));
                }
                let merges = style == ScalarStyle::Plain && text == "<<";
                self.put_scalar(node, &text, merges)
            }
            Event::SequenceStart(anchor, _) => self.start(spot, anchor, Inside::List(Vec::new())),
            Event::MappingStart(anchor, _) => {
                let (pairs, merged) = (Vec::new(), Vec::new());
                self.start(spot, anchor, Inside::Map { pairs, merged, waiting: None })
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
        }
    }

    fn count(&mut self, more: usize, spot: Spot) -> Result<(), Fault> {
        self.nodes = self.nodes.saturating_add(more);
        if self.nodes > NODES_MAX {
            let message = format!("the file holds more than {NODES_MAX} values, aliases included");
            return Err(Fault { spot, message });
        }
        Ok(())
    }

    fn start(&mut self, spot: Spot, anchor: usize, inside: Inside) -> Result<(), Fault> {
        self.count(1, spot)?;
        check_depth(self.open.len().saturating_add(1), spot)?;
        if let Some(Open { inside: Inside::Map { waiting: None, .. }, .. }) = self.open.last() {
            return Err(fault(spot, "a key must be a text, not a list or a map"));
        }
        self.open.push(Open { spot, anchor, inside });
        Ok(())
    }

    fn end(&mut self) -> Result<(), Fault> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let shape = match open.inside {
            Inside::List(members) => Shape::List(members),
            Inside::Map { mut pairs, merged, .. } => {
                for (key, node) in merged {
                    if !pairs.iter().any(|(known, _)| known.text == key.text) {
                        pairs.push((key, node));
                    }
                }
                Shape::Map(pairs)
            }
        };
        // The first key shows better where a map is than the parser's place for it.
        let mut node = Node { spot: open.spot, shape };
        if let Some((key, _)) = node.entries().first() {
            node.spot = key.spot;
        }
        if open.anchor != 0 {
            let extent = extent_of(&node);
            self.anchors.insert(open.anchor, (node.clone(), extent));
        }
        self.put(node)
    }

    /// A scalar is a key where a map waits for one.
    fn put_scalar(&mut self, node: Node, text: &str, merges: bool) -> Result<(), Fault> {
        if let Some(Open { inside: Inside::Map { waiting, .. }, .. }) = self.open.last_mut()
            && waiting.is_none()
        {
            let key = Key { text: text.to_owned(), spot: node.spot };
            *waiting = Some((key, merges));
            return Ok(());
        }
        self.put(node)
    }

    fn put(&mut self, node: Node) -> Result<(), Fault> {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match &mut open.inside {
            Inside::List(members) => members.push(node),
            Inside::Map { pairs, merged, waiting } => match waiting.take() {
                Some((key, true)) => merged.extend(merge(&key, node)?),
                Some((key, false)) => {
                    if let Some((first, _)) = pairs.iter().find(|(known, _)| known.text == key.text)
                    {
                        let message = format!(
                            "the key \"{}\" stands here twice, first on line {}",
                            key.text, first.spot.line
                        );
                        self.faults.push(Fault { spot: key.spot, message });
                    } else {
                        pairs.push((key, node));
                    }
                }
                None => return Err(fault(node.spot, "a key must be a text, not an alias")),
            },
        }
        Ok(())
    }
}

/// What `<<: *other` brings in.
fn merge(key: &Key, node: Node) -> Result<Vec<(Key, Node)>, Fault> {
    let wanted = "what is merged with << must be a map, or a list of maps";
    match node.shape {
        Shape::Map(pairs) => Ok(pairs),
        Shape::List(members) => {
            let mut all = Vec::new();
            for member in members {
                let Shape::Map(pairs) = member.shape else { return Err(fault(key.spot, wanted)) };
                all.extend(pairs);
            }
            Ok(all)
        }
        Shape::Null | Shape::Bool(..) | Shape::Number(..) | Shape::Text(_) => {
            Err(fault(key.spot, wanted))
        }
    }
}

/// How much a value takes.
#[derive(Clone, Copy)]
struct Extent {
    nodes: usize,
    depth: usize,
}

fn extent_of(node: &Node) -> Extent {
    let mut extent = Extent { nodes: 0, depth: 0 };
    let mut waiting = vec![(node, 1)];
    while let Some((node, depth)) = waiting.pop() {
        extent.nodes = extent.nodes.saturating_add(1);
        extent.depth = extent.depth.max(depth);
        let values = node.entries().iter().map(|(_, value)| value);
        waiting.extend(node.members().iter().chain(values).map(|inner| (inner, depth + 1)));
    }
    extent
}

fn check_depth(depth: usize, spot: Spot) -> Result<(), Fault> {
    if depth <= DEPTH_MAX {
        return Ok(());
    }
    let message = format!("values are nested more than {DEPTH_MAX} levels deep");
    Err(Fault { spot, message })
}

fn fault(spot: Spot, message: &str) -> Fault {
    Fault { spot, message: message.to_owned() }
}

/// What a scalar is, by YAML 1.2's core schema.
fn shape(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Shape, &'static str> {
    if let Some(tag) = tag {
        return match (tag.is_yaml_core_schema(), tag.suffix.as_str()) {
            (true, "str") => Ok(Shape::Text(text.to_owned())),
            (true, "null" | "bool" | "int" | "float") => Ok(plain(text)),
            _ => Err("tags such as !this have no meaning here: remove it"),
        };
    }
    if style == ScalarStyle::Plain { Ok(plain(text)) } else { Ok(Shape::Text(text.to_owned())) }
}

fn plain(text: &str) -> Shape {
    let owned = || text.to_owned();
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Shape::Null,
        "true" | "True" | "TRUE" => Shape::Bool(true, owned()),
        "false" | "False" | "FALSE" => Shape::Bool(false, owned()),
        _ => number(text).map_or_else(|| Shape::Text(owned()), |n| Shape::Number(n, owned())),
    }
}

/// A number in decimal form; all else is a text.
fn number(text: &str) -> Option<serde_json::Number> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let unsigned = text.strip_prefix('+').unwrap_or(text);
    if let Ok(number) = unsigned.parse::<u64>() {
        return Some(number.into());
    }
    if let Ok(number) = unsigned.parse::<i64>() {
        return Some(number.into());
    }
    let float = digits.chars().all(|c| c.is_ascii_digit() || ".eE+-".contains(c));
    if float { unsigned.parse().ok().and_then(serde_json::Number::from_f64) } else { None }
}
