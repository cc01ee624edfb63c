//! Codes: what they are written with, and that each names one thing.

use std::collections::BTreeMap;

use super::super::report::Report;

/// What a code is written with.
#[derive(Clone, Copy)]
pub(super) enum Grammar {
    /// Lower case letters, digits and single underscores, a letter first: it may name a column or a file.
    Snake,
    /// Letters, digits and underscores, a letter first: it is only a value, such as `R1`.
    Word,
}

impl Grammar {
    fn holds(self, code: &str) -> bool {
        let fits = |c: char| c.is_ascii_digit() || c == '_' || c.is_ascii_lowercase() || (matches!(self, Self::Word) && c.is_ascii_uppercase());
        code.starts_with(|c: char| fits(c) && c != '_' && !c.is_ascii_digit())
            && code.chars().all(fits)
            && !code.ends_with('_')
            && !code.contains("__")
    }

    fn hint(self, code: &str) -> String {
        let rule = match self {
            Self::Snake => "lower case letters, digits and single underscores, a letter first",
            Self::Word => "letters, digits and single underscores, a letter first",
        };
        let proposed = proposed(code);
        if self.holds(&proposed) { format!("{rule}: `{proposed}`") } else { rule.to_owned() }
    }
}

/// The code that was probably meant: `NewReceived` and `new-received` are `new_received`.
fn proposed(code: &str) -> String {
    let mut out = String::new();
    let mut after_lower = false;
    for c in code.chars() {
        if c.is_ascii_alphanumeric() {
            if c.is_ascii_uppercase() && after_lower {
                out.push('_');
            }
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with('_') && !out.is_empty() {
            out.push('_');
        }
        after_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
    }
    out.trim_end_matches('_').to_owned()
}

/// Checks a list of codes, each with its path: how they are written, and that none is there twice.
pub(super) fn codes<'c>(report: &mut Report<'_>, what: &str, grammar: Grammar, list: impl IntoIterator<Item = (String, &'c str)>) {
    let mut seen = BTreeMap::new();
    for (at, (path, code)) in list.into_iter().enumerate() {
        if !grammar.holds(code) {
            report.at(&path, format!("`{code}` cannot name a {what}"), grammar.hint(code));
        }
        if let Some(first) = seen.insert(code, at) {
            let ordinal = first + 1;
            report.at(
                &path,
                format!("the {what} code `{code}` is there twice"),
                format!("{what} {ordinal} of the list has it; give this one another"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_proposed_for_what_is_none() {
        for (code, expected) in [("NewReceived", "new_received"), ("new-received", "new_received"), ("Total ", "total"), ("a__b", "a_b")] {
            assert!(!Grammar::Snake.holds(code));
            assert_eq!(proposed(code), expected);
        }
        assert!(Grammar::Word.holds("R1") && !Grammar::Snake.holds("R1"));
        assert!(!Grammar::Snake.holds("") && !Grammar::Snake.holds("1a") && !Grammar::Snake.holds("总计"));
    }
}
