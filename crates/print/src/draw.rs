//! Draws what was laid out, and writes down what it means.

use crate::Paper;
use crate::flow::{Bookmark, Child, Laid, MARGIN, Mark, PAGE, Part, Role};
use crate::text::{Faces, Style};
use krilla::Document;
use krilla::SerializeSettings;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, SpanTag, TableHeaderScope, Tag,
    TagGroup, TagKind, TagTree,
};
use std::num::NonZeroU16;

/// What was drawn, by its number.
type Drawn = Vec<Option<Identifier>>;

/// The PDF, after PDF/UA-1.
pub(crate) fn document(paper: &Paper<'_>, faces: &Faces, laid: &Laid) -> Result<Vec<u8>, String> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|why| format!("{why:?}"))?;
    let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    let mut drawn: Drawn = vec![None; laid.drawn];
    let count = laid.pages.len();
    for (at, marks) in laid.pages.iter().enumerate() {
        let foot = format!("{} · {}/{count}", paper.title, at + 1);
        page(&mut document, faces, marks, &foot, &mut drawn);
    }
    let mut tree = TagTree::new().with_lang(Some(paper.language.to_owned()));
    for root in &laid.roots {
        if let Some(group) = group(&laid.parts, *root, &drawn) {
            tree.push(group);
        }
    }
    document.set_tag_tree(tree);
    document.set_outline(outline(&laid.bookmarks));
    let metadata = Metadata::new()
        .title(paper.title.to_owned())
        .language(paper.language.to_owned())
        .creator("Vigie".to_owned());
    document.set_metadata(metadata);
    document.finish().map_err(|why| format!("{why:?}"))
}

fn page(document: &mut Document, faces: &Faces, marks: &[Mark], foot: &str, drawn: &mut Drawn) {
    let Some(settings) = PageSettings::from_wh(PAGE.0, PAGE.1) else { return };
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    for mark in marks {
        match mark {
            Mark::Words { x, y, size, run, drawn: number } => {
                let tag = match number {
                    Some(_) => ContentTag::Span(SpanTag::empty()),
                    None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
                };
                let id = surface.start_tagged(tag);
                let blue = run.href.is_some();
                words(&mut surface, faces, (*x, *y, *size), (&run.text, run.style, blue));
                surface.end_tagged();
                if let Some(place) = number.and_then(|number| drawn.get_mut(number)) {
                    *place = Some(id);
                }
            }
            Mark::Box { x, y, width, height, grey } => {
                filled(&mut surface, (*x, *y, *width, *height), *grey);
            }
            Mark::Link { .. } => {}
        }
    }
    let tag = ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer));
    surface.start_tagged(tag);
    let at = (MARGIN, PAGE.1 - MARGIN + 16.0, 8.0);
    words(&mut surface, faces, at, (foot, Style::Plain, false));
    surface.end_tagged();
    surface.finish();
    for mark in marks {
        let Mark::Link { x, y, width, height, href, drawn: number } = mark else { continue };
        let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) else { continue };
        let target = Target::Action(Action::Link(LinkAction::new(href.clone())));
        let link = Annotation::new_link(LinkAnnotation::new(rect, target), Some(href.clone()));
        let id = page.add_tagged_annotation(link);
        if let Some(place) = drawn.get_mut(*number) {
            *place = Some(id);
        }
    }
    page.finish();
}

fn words(
    surface: &mut Surface<'_>,
    faces: &Faces,
    (x, y, size): (f32, f32, f32),
    (text, style, blue): (&str, Style, bool),
) {
    let colour = if blue { rgb::Color::new(0, 60, 140) } else { rgb::Color::new(0, 0, 0) };
    surface.set_fill(Some(Fill { paint: colour.into(), ..Fill::default() }));
    let face = faces.of(style);
    let glyphs = face.glyphs(text);
    surface.draw_glyphs(Point::from_xy(x, y), &glyphs, face.font.clone(), text, size, false);
}

fn filled(surface: &mut Surface<'_>, (x, y, width, height): (f32, f32, f32, f32), grey: u8) {
    let Some(rect) = Rect::from_xywh(x, y, width, height) else { return };
    let mut path = PathBuilder::new();
    path.push_rect(rect);
    let Some(path) = path.finish() else { return };
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    let colour = rgb::Color::new(grey, grey, grey);
    surface.set_fill(Some(Fill { paint: colour.into(), ..Fill::default() }));
    surface.draw_path(&path);
    surface.end_tagged();
}

/// A part of what is said, with what is in it; nothing when nothing of it was drawn, but a cell of
/// a table stays a cell.
fn group(parts: &[Part], place: usize, drawn: &Drawn) -> Option<TagGroup> {
    let part = parts.get(place)?;
    let mut group = TagGroup::new(tag(&part.role));
    let mut any = matches!(part.role, Role::Cell | Role::Head { .. });
    for child in &part.children {
        match child {
            Child::Part(inner) => {
                if let Some(inner) = self::group(parts, *inner, drawn) {
                    group.push(inner);
                    any = true;
                }
            }
            Child::Drawn(number) => {
                if let Some(id) = drawn.get(*number).copied().flatten() {
                    group.push(id);
                    any = true;
                }
            }
        }
    }
    any.then_some(group)
}

fn tag(role: &Role) -> TagKind {
    match role {
        Role::Heading(level, title) => {
            let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
            Tag::Hn(level, Some(title.clone())).into()
        }
        Role::Paragraph => Tag::P.into(),
        Role::List { numbered: true } => Tag::L(ListNumbering::Decimal).into(),
        Role::List { numbered: false } => Tag::L(ListNumbering::Disc).into(),
        Role::ListItem => Tag::LI.into(),
        Role::Label => Tag::Lbl.into(),
        Role::Body => Tag::LBody.into(),
        Role::Table => Tag::Table.into(),
        Role::Row => Tag::TR.into(),
        Role::Head { of_row: true } => Tag::TH(TableHeaderScope::Row).into(),
        Role::Head { of_row: false } => Tag::TH(TableHeaderScope::Column).into(),
        Role::Cell => Tag::TD.into(),
        Role::Quote => Tag::BlockQuote.into(),
        Role::Code => Tag::Code.into(),
        Role::Link(_) => Tag::Link.into(),
    }
}

/// The list of contents: each heading below the nearest one above it that is greater.
fn outline(bookmarks: &[Bookmark]) -> Outline {
    let mut outline = Outline::new();
    let mut rest = bookmarks;
    while let Some((first, after)) = rest.split_first() {
        let below = after.iter().take_while(|one| one.level > first.level).count();
        let (inner, others) = after.split_at(below);
        outline.push_child(bookmark(first, inner));
        rest = others;
    }
    outline
}

fn bookmark(head: &Bookmark, inner: &[Bookmark]) -> OutlineNode {
    let point = Point::from_xy(MARGIN, (head.y - 8.0).max(0.0));
    let mut node = OutlineNode::new(head.text.clone(), XyzDestination::new(head.page, point));
    let mut rest = inner;
    while let Some((first, after)) = rest.split_first() {
        let below = after.iter().take_while(|one| one.level > first.level).count();
        let (inner, others) = after.split_at(below);
        node.push_child(bookmark(first, inner));
        rest = others;
    }
    node
}
