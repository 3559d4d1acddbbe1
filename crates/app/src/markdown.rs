//! Markdown as HTML. What is written as HTML is shown as text: nobody's note runs in a page.

use comrak::{Options, markdown_to_html};
use maud::{Markup, PreEscaped};

/// A text with paragraphs, lists and links.
pub(crate) fn block(text: &str) -> Markup {
    PreEscaped(markdown_to_html(text, &options()))
}

/// One line, without a paragraph around it.
pub(crate) fn line(text: &str) -> Markup {
    let html = markdown_to_html(text, &options());
    let inner = html.trim().strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
    match inner {
        Some(inner) if !inner.contains("<p>") => PreEscaped(inner.to_owned()),
        Some(_) | None => PreEscaped(html),
    }
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.render.escape = true;
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_runs_comes_through() {
        for text in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "[x](javascript:alert(1))",
            "<a href=\"data:text/html,x\">x</a>",
            "![x](javascript:alert(1))",
        ] {
            let html = block(text).into_string();
            assert!(!html.contains("<script") && !html.contains("<img src=x"), "{html}");
            assert!(!html.contains("\"javascript:") && !html.contains("\"data:"), "{html}");
        }
    }

    #[test]
    fn a_line_has_no_paragraph() {
        assert_eq!(
            line("see `dig`, **now**").into_string(),
            "see <code>dig</code>, <strong>now</strong>"
        );
        assert_eq!(line("1. x").into_string().trim(), "<ol>\n<li>x</li>\n</ol>");
    }
}
