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

/// The items of a text; box characters on a line behind it forbid to find a label by its beginning.
fn shown(text: &str) -> (String, String) {
    let families = builtin().expect("the definitions that ship with the program compile");
    let all = |text: &str| lex(text, &families[0].labels).items;
    let quick = all(&format!("{text}\n"));
    let slow = all(&format!("{text}\n│ │\n"));
    (format!("{quick:?}"), format!("{:?}", &slow[..quick.len().min(slow.len())]))
}

#[test]
fn a_label_found_by_its_beginning_is_the_one_that_its_cell_is() {
    let mut rng = fastrand::Rng::with_seed(crate::truth::SEED);
    for layout in crate::truth::layout::Layout::ALL {
        for edition in [crate::truth::form::Edition::Std2021, crate::truth::form::Edition::Trial2019] {
            let report = crate::truth::make(layout, edition, vec![crate::truth::damage::Damage::None], &mut rng);
            if !has_boxes(report.text.as_bytes()) {
                let (quick, slow) = shown(&report.text);
                assert_eq!(quick, slow, "{}", report.text);
            }
        }
    }
    for text in ["1.重复申请 其他 | 3 |", "2.重复申请  | 3", "| 2.重复申请|", "2.重复申请", "2.重复申请1 | 2", "规章 | 2.重复申请 \n0"]
    {
        let (quick, slow) = shown(text);
        assert_eq!(quick, slow, "{text}");
    }
}

/// A line of a page that was made to break readers is read like any other.
#[test]
fn a_line_of_very_many_values_is_read() {
    let line = format!("规章  {}", "0 ".repeat(300_000));
    assert_eq!(shape(&line).len(), 300_001);
    assert_eq!(shape(&format!("| {} |", "*".repeat(300_000))), "P");
}
