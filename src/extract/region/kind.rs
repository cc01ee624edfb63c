//! The name of an agency becomes the kind of organ that it is.

/// Finds the kind of organ by the definition's rules (`pattern`, `code`), of which the first that fits wins. A pattern
/// is a part of the name; with `^` before it the name begins, with `$` after it the name ends with it. Returns
/// `department` where no rule fits, which is what a name without a telling word nearly always is. Never fails.
#[must_use]
pub fn kind_of<'r>(agency: &str, rules: &'r [(String, String)]) -> &'r str {
    let agency = agency.trim();
    rules.iter().find(|(pattern, _)| fits(agency, pattern)).map_or("department", |(_, code)| code)
}

/// Whether a name fits a pattern.
fn fits(agency: &str, pattern: &str) -> bool {
    match (pattern.strip_prefix('^'), pattern.strip_suffix('$')) {
        (Some(_), Some(_)) => pattern.get(1..pattern.len() - 1).is_some_and(|whole| agency == whole),
        (Some(start), None) => agency.starts_with(start),
        (None, Some(end)) => agency.ends_with(end),
        (None, None) => agency.contains(pattern),
    }
}
