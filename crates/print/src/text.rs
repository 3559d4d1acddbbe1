//! Words on a line: how wide they are, and where lines end.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};

const REGULAR: &[u8] = include_bytes!("../fonts/DejaVuSans.ttf");
const BOLD: &[u8] = include_bytes!("../fonts/DejaVuSans-Bold.ttf");
const OBLIQUE: &[u8] = include_bytes!("../fonts/DejaVuSans-Oblique.ttf");
const MONO: &[u8] = include_bytes!("../fonts/DejaVuSansMono.ttf");

/// How words look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Style {
    #[default]
    Plain,
    Strong,
    Emphasis,
    Code,
}

/// A font, to draw with and to measure with.
pub(crate) struct Face {
    pub(crate) font: Font,
    charmap: skrifa::charmap::Charmap<'static>,
    widths: GlyphMetrics<'static>,
    units: f32,
}

impl Face {
    fn new(bytes: &'static [u8]) -> Option<Self> {
        let read = FontRef::new(bytes).ok()?;
        let font = Font::new(bytes.into(), 0)?;
        let units = font.units_per_em();
        let widths = read.glyph_metrics(Size::unscaled(), LocationRef::default());
        Some(Self { font, charmap: read.charmap(), widths, units })
    }

    /// The glyph of a character, and its width at size 1; a box for one that the font lacks.
    fn glyph(&self, character: char) -> (u32, f32) {
        let shown = match character {
            '\u{a0}' | '\u{202f}' | '\t' | '\n' => ' ',
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{fe0f}' => return (self.id(' '), 0.0),
            other => other,
        };
        let known = self.charmap.map(shown).or_else(|| self.charmap.map('\u{fffd}'));
        let id = known.unwrap_or_default();
        (id.to_u32(), self.widths.advance_width(id).unwrap_or(0.0) / self.units)
    }

    fn id(&self, character: char) -> u32 {
        self.charmap.map(character).unwrap_or_default().to_u32()
    }

    /// How wide words are at size 1.
    pub(crate) fn width(&self, words: &str) -> f32 {
        words.chars().map(|character| self.glyph(character).1).sum()
    }

    /// The glyphs of words.
    pub(crate) fn glyphs(&self, words: &str) -> Vec<KrillaGlyph> {
        let glyph = |(at, character): (usize, char)| {
            let (id, width) = self.glyph(character);
            let range = at..at + character.len_utf8();
            KrillaGlyph::new(GlyphId::new(id), width, 0.0, 0.0, 0.0, range, None)
        };
        words.char_indices().map(glyph).collect()
    }
}

/// The fonts.
pub(crate) struct Faces {
    regular: Face,
    bold: Face,
    oblique: Face,
    mono: Face,
}

impl Faces {
    pub(crate) fn new() -> Option<Self> {
        Some(Self {
            regular: Face::new(REGULAR)?,
            bold: Face::new(BOLD)?,
            oblique: Face::new(OBLIQUE)?,
            mono: Face::new(MONO)?,
        })
    }

    pub(crate) fn of(&self, style: Style) -> &Face {
        match style {
            Style::Plain => &self.regular,
            Style::Strong => &self.bold,
            Style::Emphasis => &self.oblique,
            Style::Code => &self.mono,
        }
    }
}

/// Words of one look.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) style: Style,
    pub(crate) href: Option<String>,
}

/// Words of one look on a line, and where they begin.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Piece {
    pub(crate) run: Run,
    pub(crate) x: f32,
    pub(crate) width: f32,
}

/// The pieces of one line.
pub(crate) type Line = Vec<Piece>;

/// Breaks words into lines of a width. A word that is wider is broken where it must.
pub(crate) fn lines(faces: &Faces, runs: &[Run], size: f32, width: f32) -> Vec<Line> {
    let mut setter = Setter { faces, size, width, x: 0.0, lines: vec![Vec::new()] };
    for run in runs {
        for (index, row) in run.text.split('\n').enumerate() {
            if index > 0 {
                setter.end_line();
            }
            for word in row.split_inclusive(' ') {
                setter.word(run, word);
            }
        }
    }
    setter.lines
}

struct Setter<'f> {
    faces: &'f Faces,
    size: f32,
    width: f32,
    x: f32,
    lines: Vec<Line>,
}

impl Setter<'_> {
    fn end_line(&mut self) {
        self.lines.push(Vec::new());
        self.x = 0.0;
    }

    fn word(&mut self, run: &Run, word: &str) {
        let face = self.faces.of(run.style);
        let wide = face.width(word.trim_end_matches(' ')) * self.size;
        if self.x > 0.0 && self.x + wide > self.width {
            self.end_line();
        }
        if wide <= self.width {
            self.put(run, word);
            return;
        }
        let mut part = String::new();
        for character in word.chars() {
            let longer = face.width(&part) * self.size + face.glyph(character).1 * self.size;
            if longer > self.width && !part.is_empty() {
                self.put(run, &part);
                self.end_line();
                part.clear();
            }
            part.push(character);
        }
        self.put(run, &part);
    }

    fn put(&mut self, run: &Run, words: &str) {
        let width = self.faces.of(run.style).width(words) * self.size;
        let Some(line) = self.lines.last_mut() else { return };
        match line.last_mut() {
            Some(last) if last.run.style == run.style && last.run.href == run.href => {
                last.run.text.push_str(words);
                last.width += width;
            }
            Some(_) | None => {
                let run = Run { text: words.to_owned(), ..run.clone() };
                line.push(Piece { run, x: self.x, width });
            }
        }
        self.x += width;
    }
}

/// The widths of runs: of their longest word, and of all on one line.
pub(crate) fn extent(faces: &Faces, runs: &[Run], size: f32) -> (f32, f32) {
    let (mut least, mut whole) = (0.0_f32, 0.0);
    for run in runs {
        let face = faces.of(run.style);
        for word in run.text.split([' ', '\n']) {
            least = least.max(face.width(word) * size);
        }
        whole += face.width(&run.text) * size;
    }
    (least, whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str) -> Run {
        Run { text: text.to_owned(), ..Run::default() }
    }

    #[test]
    fn no_line_is_wider_than_it_may_be_and_no_letter_is_lost() {
        let faces = Faces::new().unwrap();
        let text = format!("Été à l’œuvre {} fin → ✓", "x".repeat(200));
        let set = lines(&faces, &[run(&text)], 10.0, 100.0);
        assert!(set.len() > 3);
        for line in &set {
            let wide: f32 = line.iter().map(|piece| piece.width).sum();
            assert!(wide <= 104.0, "{wide}: {line:?}");
        }
        let all: String = set.iter().flatten().map(|piece| piece.run.text.as_str()).collect();
        assert_eq!(all, text);
    }

    #[test]
    fn the_fonts_have_what_reports_are_written_with() {
        let faces = Faces::new().unwrap();
        for style in [Style::Plain, Style::Strong, Style::Emphasis, Style::Code] {
            let face = faces.of(style);
            let lacking = face.glyph('\u{10ffff}').0;
            for character in "aZ09éèêëàâçîïôœùûüÉÀÇŒ«»’“”–—…•→←✓✗☐☑€≤≥№".chars()
            {
                assert_ne!(face.glyph(character).0, lacking, "{style:?} lacks {character}");
            }
        }
    }
}
