//! Characters: byte ranges, folding of scripts and widths, printed numbers. Knows nothing of reports.

mod fold;
mod numeral;
mod set;
mod span;

pub(crate) use fold::{Piece, length_of, squeeze, squeeze_by, stay_but};
pub use fold::{Script, ascii_folded, fold_char, fold_into, folded, is_letter, key_char, key_sign, label_key, script_of, simplified};
pub use numeral::{Printed, Reading, Rule, Rules, chinese_number, is_foreign_digit, read_number};
pub(crate) use set::CharSet;
pub use span::Span;
