//! Characters: byte ranges, folding of scripts and widths, printed numbers. Knows nothing of reports.

mod fold;
mod numeral;
mod span;

pub use fold::{Script, ascii_folded, fold_char, fold_into, folded, label_key, script_of, simplify_char};
pub use numeral::{Form, Printed, Reading, chinese_number, read_number};
pub use span::Span;
