//! Pages and the text they become, bombs, and whatever bytes there are.

use std::time::Instant;

use proptest::prelude::*;

use super::*;

fn check(page: &str, expected: &str) {
    assert_eq!(canonical(page, &Limits::default()).unwrap(), expected, "{page}");
}

#[test]
fn blocks_become_lines() {
    for (page, expected) in [
        ("<title>甲</title><h1>甲</h1><p>一  二\n三", "甲\n一 二 三\n"),
        ("<html><head><meta charset=x><title>甲 &amp; 乙</title></head><body>丙", "甲 & 乙\n丙\n"),
        ("a<br>b<br/>c<hr>d<div>e</div>f", "a\nb\nc\nd\ne\nf\n"),
        ("<p><span>一</span><b>二</b><p>&nbsp;<p>三", "一二\n三\n"),
        ("<ul><li>a<li>b</ul><dl><dt>c<dd>d</dl>", "a\nb\nc\nd\n"),
        ("a<!-- <p>x --> b<script>'<p>'</script><style>p{}</style><noscript>n</noscript> c", "a b c\n"),
        ("1 < 2 & 3 > 2 <= </> <3", "1 < 2 & 3 > 2 <= <3\n"),
        ("<a title='x > y' href=\"<p>\">l</a>m", "lm\n"),
        ("共<s>118</s>119件<del>x</del><strike>y</strike><span style='text-decoration: line-through'>z</span>", "共119件\n"),
        ("收到119<sup>1</sup>件，10 m<sup>2</sup>，甲<sup><a href='#'>[2]</a></sup>", "收到119 [1] 件，10 m2，甲 [2]\n"),
        ("<pre>a  b\nc</pre>", "a b\nc\n"),
        ("<svg><p>x", "x\n"),
        ("", ""),
    ] {
        check(page, expected);
    }
}

#[test]
fn tables_become_grids() {
    for (page, expected) in [
        ("<table><tr><td>a<td>b<tr><td>c<td></table>", "| a | b |\n| c |  |\n"),
        ("<table><tr><td colspan=2>a</td><td rowspan=2>b</td></tr><tr><td>c<td>d</table>", "| a | ← | b |\n| c | d | ↑ |\n"),
        ("<table><tr><td rowspan=2 colspan=2>a<td>b<tr><td>c</table>", "| a | ← | b |\n| ↑ | ↑ | c |\n"),
        // A rowspan ends with its group; 0 is the rest of the group; 0 columns are one.
        ("<table><tbody><tr><td rowspan=9>a<td>b</tbody><tbody><tr><td>c<td>d</table>", "| a | b |\n| c | d |\n"),
        ("<table><tr><td rowspan=0>a<td>b<tr><td>c<tr><td colspan=0>d</table>", "| a | b |\n| ↑ | c |\n| ↑ | d |\n"),
        // Cells that overlap: the first keeps the slot.
        ("<table><tr><td>a<td rowspan=2>b<td>c<tr><td colspan=3>d</table>", "| a | b | c |\n| d | ↑ | ← |\n"),
        // The foot comes last wherever it stands; short rows are padded; rows without cells are no lines.
        ("<table><tfoot><tr><td>z</tfoot><thead><tr><th>a<th>b</thead><tbody><tr><td>c<tr></table>", "| a | b |\n| c |  |\n| z |  |\n"),
        ("<table><caption>表 <b>一</b></caption><colgroup><col><col></colgroup><tr><td>a<td>b</table>", "表 一\n| a | b |\n"),
        // What stands in a cell stands on one line, and numbers stay apart.
        ("<table><tr><td><p>1</p><p>19</p><td>1<br>19<td>1&nbsp;19<td>x|y<td>←</table>", "| 1 19 | 1 19 | 1 19 | x¦y | ⟵ |\n"),
        ("<table><tr><td>119<sup>1</sup></td><td><s>118</s>119</td></tr></table>", "| 119 [1] | 119 |\n"),
        ("<table><tr><td colspan=1000>a<tr><td>b<td>c</table>", "| a | ← |\n| b | c |\n"),
        // Blocks inside the table stand before it and do not break it.
        ("<table><div>x</div><tr><td>a<td>b</tr><form><tr><td>c<td>d</form></table>", "x\n| a | b |\n| c | d |\n"),
        ("<table><tr><td>a<td>b</table><table><tr><td>c<td>d</table>", "| a | b |\n\n| c | d |\n"),
        ("<table><tr><td>a<td>b</table>x<table><tr><td>c<td>d</table>", "| a | b |\nx\n| c | d |\n"),
        ("<td>a</td><tr>b", "ab\n"),
    ] {
        check(page, expected);
    }
}

#[test]
fn tables_for_the_layout_become_lines() {
    let prose = "我".repeat(300);
    for (page, expected) in [
        ("<table><tr><td>a<tr><td>b</table>".to_owned(), "a\nb\n".to_owned()),
        ("<table><tr><td>n<td><table><tr><td>a<td>b</table>m</table>".to_owned(), "n\n| a | b |\nm\n".to_owned()),
        (format!("<table><tr><td>n<td><p>{prose}<p>b</table>"), format!("n\n{prose}\nb\n")),
    ] {
        check(&page, &expected);
    }
}

#[test]
fn bombs_end_quickly() {
    let deep = |tags: &[&str], depth: usize| tags.concat().repeat(depth / tags.len());
    let cases: Vec<String> = ["<div>", "<table>", "<font>", "<b>", "<svg>", "<li><dd>", "<li><ul></li>", "<div></ul>", "<h1><li>", "<table><tr><td>"]
        .iter()
        .flat_map(|tag| [1_000, 10_000, 100_000].map(|depth| deep(&[tag], depth) + "x"))
        .chain((0..3).map(|kind| match kind {
            0 => "<table>".to_owned() + &"<tr><td rowspan=65534 colspan=1000>".repeat(1000),
            1 => "<table><tr>".to_owned() + &"<td>".repeat(60_000),
            _ => "<p>".to_owned() + &(0..400).map(|i| format!("<font color={i}>")).collect::<Vec<_>>().concat() + &"<p>".repeat(60_000),
        }))
        .chain(["<script", "<!--", "<a b='", "<s>", "<sup>", "<svg>", "<title>", "<a =", "</"].iter().map(|open| open.repeat(50_000)))
        .collect();
    for page in cases {
        let start = Instant::now();
        let _ = canonical(&page, &Limits::default());
        // Less than a second as shipped; builds for tests are many times slower, and the machine may be busy.
        let limit = if cfg!(debug_assertions) { 20 } else { 1 };
        assert!(start.elapsed().as_secs() < limit, "{} took {:?}", &page[..40.min(page.len())], start.elapsed());
    }
}

#[test]
fn limits_have_their_codes() {
    let code = |page: &str| canonical(page, &Limits::default()).map_or_else(GaveUp::code, |_| "read");
    assert_eq!(code(&("<div>".repeat(4_000) + "x")), "read");
    assert_eq!(code(&"<div>".repeat(5_000)), "html_too_deep");
    assert_eq!(code(&"<p>".repeat(250_001)), "html_too_large");
    assert_eq!(code(&("<table>".to_owned() + &"<tr><td rowspan=65534 colspan=1000>".repeat(200))), "table_bomb");
    check(&("<div>".repeat(2_000) + "x" + &"</div>".repeat(2_000) + "y"), "x\ny\n");
}

proptest! {
    /// A grid that is printed as HTML comes back slot by slot.
    #[test]
    fn printed_grids_come_back(rows in prop::collection::vec(prop::collection::vec("[a-z一二0-9]{0,3}", 3), 2..6), style in 0..4usize) {
        let (open, close) = [("<td>", "</td>"), ("<td><p>", "</p></td>"), ("<td>\n<p><span style='x'>\n", "</span></p>\n</td>\n"), ("<TD align=center>", "")][style];
        let between = format!("{close}{open}");
        let body = rows.iter().map(|row| format!("<tr>{open}{}{close}", row.join(&between))).collect::<Vec<_>>().concat();
        let expected = rows.iter().map(|row| format!("| {} |\n", row.join(" | "))).collect::<Vec<_>>().concat();
        prop_assert_eq!(canonical(&format!("<div><table border=1>{body}</table></div>"), &Limits::default()).unwrap(), expected);
    }

    /// Pieces of markup in any order are rendered or refused.
    #[test]
    fn any_markup_is_rendered(pieces in prop::collection::vec(prop::sample::select(vec![
        "<table>", "</table>", "<tr>", "</tr>", "<td>", "<td colspan=3>", "<td rowspan=2>", "</td>", "<tbody>", "</tbody>", "<div>", "</div>", "<p>", "</p>",
        "<pre>", "</pre>", "<h1>", "</h2>", "<li>", "<ul>", "</ul>", "<sup>", "</sup>", "<s>", "</s>", "<br>", "<caption>", "</caption>", "<title>", "</title>",
        "文", "1", " ", "|", "&", "<", ">", "'", "\"", "<!--", "-->", "<script>", "</script>", "<svg>", "<select>", "<th>", "<tfoot>", "\u{0}", "<a x='",
    ]), 0..60)) {
        let text = canonical(&pieces.concat(), &Limits::default());
        prop_assert!(text.is_ok());
    }
}
