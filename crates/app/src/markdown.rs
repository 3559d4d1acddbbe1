//! Markdown as HTML. What is written as HTML is shown as text: nobody's note runs in a page.

use comrak::{Options, markdown_to_html};
use maud::{Markup, PreEscaped};

/// A text with paragraphs, lists and links.
pub(crate) fn block(text: &str) -> Markup {
    PreEscaped(markdown_to_html(text, &options()))
}

/// A whole text below the title of a page: its headings go one level down, and its tables scroll on
/// their own, under this name.
pub(crate) fn page(text: &str, table: &str) -> Markup {
    let mut html = markdown_to_html(text, &options());
    for level in (1..6).rev() {
        for (from, to) in [("<h", "<h"), ("</h", "</h")] {
            html = html.replace(&format!("{from}{level}>"), &format!("{to}{}>", level + 1));
        }
    }
    // A group, not a region: a text has many tables, and landmarks must be few and unlike.
    let name = table.replace('"', "&quot;");
    let begin = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{name}\"><table>"
    );
    PreEscaped(scoped(&html).replace("<table>", &begin).replace("</table>", "</table></div>"))
}

/// A whole text as it is, for a file of its own.
pub(crate) fn document(text: &str) -> Markup {
    let html = scoped(&markdown_to_html(text, &options()));
    let begin = "<div class=\"wide\"><table>";
    PreEscaped(html.replace("<table>", begin).replace("</table>", "</table></div>"))
}

/// Heads of columns say so to those who do not see the table.
fn scoped(html: &str) -> String {
    html.replace("<th>", "<th scope=\"col\">")
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
    fn headings_go_below_the_page_s_own_and_tables_name_their_columns() {
        let html = page("# A\n\n## B\n\n| c |\n| --- |\n| <table> |\n", "Table").into_string();
        assert!(html.contains("<h2>A</h2>") && html.contains("<h3>B</h3>"), "{html}");
        assert!(html.contains("<th scope=\"col\">c</th>"), "{html}");
        assert_eq!(html.matches("<table>").count(), 1, "{html}");
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
