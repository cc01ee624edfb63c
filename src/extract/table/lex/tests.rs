//! Lines of every layout, and the items that they become.

use super::*;
use crate::definition::builtin;

fn shape(text: &str) -> String {
    let families = builtin().expect("the definitions that ship with the program compile");
    let lexed = lex(text, &families[0].labels);
    let letter = |item: &Item| match item.kind {
        Kind::Label(_) => 'L',
        Kind::Number(_) => 'n',
        Kind::Sign(_) => '-',
        Kind::Blank => '_',
        Kind::Tail => '.',
        Kind::Same => '=',
        Kind::Garbled => '?',
        Kind::Word => 'w',
        Kind::Joined => 'j',
        Kind::Piece => 'p',
        Kind::Prose => 'P',
    };
    lexed.items.iter().map(letter).collect()
}

#[test]
fn lines_of_every_layout() {
    for (text, expected) in [
        ("规章 | 0 | 1 | 2 |", "Lnnn"),
        ("行政许可 | 5 | ||", "Ln__"),
        ("| 规章 |  | 3 |  | ", "L_n_"),
        ("规章| 0| -| /  ", "Ln--"),
        ("规章 |\n0 |\n |\n|||\n", "Ln_"),
        ("│规章  │０  │无 │", "Ln-"),
        ("规章       0      1,119  ８", "Lnnn"),
        ("一、本年新收政府信息公开申请数量   １６ １    0", "Lnnn"),
        ("行政规范性文件 2", "Ln"),
        ("（七）总计 /    /    0 5", "L--nn"),
        ("| 行政许可 | 12918 | ← | ← |", "Ln=="),
        ("| --- | --- |\n---|---\n├──┼──┤", ""),
        ("规章 | 三?！ | 1 19 |", "Lw?"),
        ("过去一年收到申请 7 件。", "P"),
        ("│-   │-   │-   │", "---"),
        ("第 7 页\n- 12 -\n第3页 共12页\n", ""),
        ("行　政强制     9", "Ln"),
        ("| **规章** | **0** | <span style=\"font-size:14px\">1,119</span> | __2__ |", "Lnnn"),
        ("|规章||300||0||416|\n|规章||||0|", "LnnnL___n"),
        ("规章 |  | 0 | |||", "L_n___"),
        ("规章 |\n | ||\n|||\n| ||\n", "L__"),
    ] {
        assert_eq!(shape(text), expected, "{text}");
    }
}
