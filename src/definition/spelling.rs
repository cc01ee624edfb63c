//! A name that is not known becomes a hint: the known name that was probably meant, else all of them.

/// `did you mean ...?` where one of `known` is near, else the list of `known`; never fails.
#[must_use]
pub(super) fn hint<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    let mut known: Vec<&str> = known.into_iter().collect();
    let nearest = known.iter().map(|name| (distance(word, name), *name)).min();
    match nearest {
        Some((steps, name)) if steps <= 1 + word.chars().count() / 4 => format!("did you mean `{name}`?"),
        Some(_) => {
            known.sort_unstable();
            known.dedup();
            format!("known: {}", known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
        }
        None => "there is none to choose from".to_owned(),
    }
}

/// The number of characters to insert, delete or replace to get from `left` to `right`.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, c) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (to, &other) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(c != other);
            diagonal = row[to + 1];
            row[to + 1] = replaced.min(row[to] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_name_is_offered_and_a_far_one_is_not() {
        assert_eq!(hint("lable_zh", ["label_en", "label_zh"]), "did you mean `label_zh`?");
        assert_eq!(hint("colour", ["unit", "code"]), "known: `code`, `unit`");
        assert_eq!(hint("x", []), "there is none to choose from");
    }
}
