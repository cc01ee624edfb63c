//! Untrusted text becomes text that a terminal shows and does not obey.
//!
//! File names, titles and cells come from anywhere. Control characters could rewrite the screen, direction marks turn
//! a line around, zero-width characters hide a difference: each is shown as `\u{..}`, on a terminal or not.

use std::fmt::{self, Write as _};

/// Text whose `Display` holds no control, direction or invisible character.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Escaped<'t>(pub &'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '\n' => f.write_str("⏎")?,
                '\t' => f.write_char(' ')?,
                '\r' => {}
                _ if is_unsafe(c) => write!(f, "\\u{{{:x}}}", u32::from(c))?,
                _ => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// The escaped text: one line, whatever was in it.
pub(crate) fn escaped(text: &str) -> String {
    Escaped(text).to_string()
}

/// Whether a terminal would obey or hide the character.
pub(crate) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::{escaped, is_unsafe};
    use proptest::prelude::*;

    #[test]
    fn shows_what_a_terminal_would_obey() {
        assert_eq!(escaped("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(escaped("rtl\u{202e}gnp"), "rtl\\u{202e}gnp");
        assert_eq!(escaped("区\n局\r\n"), "区⏎局⏎");
    }

    proptest! {
        #[test]
        fn is_always_one_harmless_line(text in any::<String>()) {
            prop_assert!(!escaped(&text).chars().any(is_unsafe));
        }
    }
}
