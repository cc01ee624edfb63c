//! Markdown that holds HTML becomes Markdown that holds none: its HTML tables are rendered, lines of tags alone go.
//!
//! Converters write the simple tables of a page as Markdown and leave those with spans as HTML. Read as a page, such a
//! text would lose its lines.

use super::{GaveUp, canonical_page};
use crate::document::Limits;

/// Whether a text is Markdown although it holds tags: it has the rule of a Markdown table, and is no whole page.
pub(super) fn is_markdown(text: &str) -> bool {
    let has_rule = text.contains("\n|--") || text.contains("\n| --") || text.contains("\n|:-") || text.contains("\n---|");
    has_rule && !text.contains("<html") && !text.contains("<body")
}

/// Renders every table of HTML in the text; the rest stays but for lines that hold nothing but tags.
pub(super) fn render(text: &str, limits: &Limits) -> Result<String, GaveUp> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("<table") {
        keep(&rest[..start], &mut out);
        let end = end_of_table(&rest[start..]).map_or(rest.len(), |length| start + length);
        out.push_str(canonical_page(&rest[start..end], limits)?.trim_end());
        out.push('\n');
        rest = &rest[end..];
    }
    keep(rest, &mut out);
    Ok(out)
}

/// Where the table that begins the text ends, tables inside it counted; `None` where it does not.
fn end_of_table(text: &str) -> Option<usize> {
    const CLOSE: &str = "</table>";
    let (mut depth, mut at) = (0_usize, 0);
    loop {
        let close = at + text[at..].find(CLOSE)?;
        depth += text[at..close].matches("<table").count();
        depth = depth.saturating_sub(1);
        at = close + CLOSE.len();
        if depth == 0 {
            return Some(at);
        }
    }
}

/// Adds the lines that hold more than tags.
fn keep(text: &str, out: &mut String) {
    for line in text.split_inclusive('\n') {
        let inner = line.trim();
        let only_tags =
            inner.starts_with('<') && inner.ends_with('>') && inner.matches('<').count() == inner.matches('>').count() && !inner.contains("> ");
        if !only_tags || inner.split(['<', '>']).step_by(2).any(|between| !between.trim().is_empty()) {
            out.push_str(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_rendered_and_lines_stay() {
        let text = "<div>\n\n# 标题\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<table><tr><td colspan=\"2\">x</td></tr><tr><td>1</td><td>2</td></tr></table>\n\n正文。\n</div>\n";
        assert!(is_markdown(text));
        let rendered = render(text, &Limits::default()).expect("a small text");
        assert_eq!(rendered, "\n# 标题\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n| x | ← |\n| 1 | 2 |\n\n\n正文。\n");
    }

    #[test]
    fn a_page_is_no_markdown() {
        assert!(!is_markdown("<html><body>\n|---|\n</body></html>"));
        assert!(!is_markdown("<div><p>x</p></div>"));
    }

    #[test]
    fn a_table_without_an_end_goes_to_the_end() {
        assert_eq!(end_of_table("<table><table></table>"), None);
        assert_eq!(end_of_table("<table><table></table></table>x"), Some(30));
    }
}
