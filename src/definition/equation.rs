//! `a + b = sum(outcome)` becomes codes on two sides.

/// One addend of a written equation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addend {
    /// One row or column.
    Code(String),
    /// All rows of a kind.
    Kind(String),
}

/// Both sides of a written equation.
pub type Sides = (Vec<Addend>, Vec<Addend>);

/// Reads a written equation: sums of codes or `sum(kind)` on both sides of one `=`.
///
/// # Errors
/// The reason, in lower case, where the text is no such equation.
pub fn parse(text: &str) -> Result<Sides, String> {
    let (left, right) = text.split_once('=').ok_or("an equation needs one `=`")?;
    if right.contains('=') {
        return Err("an equation needs one `=`, not two".to_owned());
    }
    Ok((side(left)?, side(right)?))
}

fn side(text: &str) -> Result<Vec<Addend>, String> {
    text.split('+')
        .map(|word| {
            let word = word.trim();
            if let Some(kind) = word.strip_prefix("sum(").and_then(|rest| rest.strip_suffix(')')) {
                return Ok(Addend::Kind(kind.trim().to_owned()));
            }
            if word.is_empty() || !word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
                return Err(format!("`{word}` is no code; only codes, `sum(kind)`, `+` and `=` stand in an equation"));
            }
            Ok(Addend::Code(word.to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_codes_and_kinds() {
        let (left, right) = parse("a + b = sum(outcome)").expect("a good equation");
        assert_eq!(left, [Addend::Code("a".into()), Addend::Code("b".into())]);
        assert_eq!(right, [Addend::Kind("outcome".into())]);
    }

    #[test]
    fn refuses_what_is_no_equation() {
        for text in ["a + b", "a = b = c", "a - b = c", "a + = b", ""] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
