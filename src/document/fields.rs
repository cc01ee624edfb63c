//! Names of keys and columns become what they mean: which one holds the text, which the address.

/// What a key of JSON or a column of Parquet holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    /// Text, or HTML by the look of it.
    Text,
    /// HTML.
    Html,
    /// The record's address.
    Url,
    /// The record's own name.
    Id,
    /// The record's date.
    Date,
}

/// Which keys of JSON and columns of Parquet are read. Of several names, the first that a record has a value for counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldNames {
    /// Default `text`, then `content`.
    text: Vec<String>,
    /// Default `html`.
    html: Vec<String>,
    /// Default `url`.
    url: Vec<String>,
}

impl FieldNames {
    /// The names given, and the defaults for those that are `None`. A name that is given for one field is no longer a default
    /// of another.
    #[must_use]
    pub fn new(text: Option<&str>, html: Option<&str>, url: Option<&str>) -> Self {
        let given: Vec<&str> = [text, html, url].into_iter().flatten().collect();
        let names = |chosen: Option<&str>, defaults: &[&str]| match chosen {
            Some(name) => vec![name.to_owned()],
            None => defaults.iter().filter(|name| !given.contains(name)).map(|name| (*name).to_owned()).collect(),
        };
        Self { text: names(text, &["text", "content"]), html: names(html, &["html"]), url: names(url, &["url"]) }
    }

    /// What a key holds, and its rank among the names of the same field.
    pub(super) fn find(&self, key: &str) -> Option<(Field, usize)> {
        let rank = |names: &[String]| names.iter().position(|name| name == key);
        let fixed = |names: &[&str]| names.iter().position(|name| *name == key);
        rank(&self.text)
            .map(|at| (Field::Text, at))
            .or_else(|| rank(&self.html).map(|at| (Field::Html, at)))
            .or_else(|| rank(&self.url).map(|at| (Field::Url, at)))
            .or_else(|| fixed(&["id"]).map(|at| (Field::Id, at)))
            .or_else(|| fixed(&["date", "timestamp"]).map(|at| (Field::Date, at)))
    }
}

impl Default for FieldNames {
    fn default() -> Self {
        Self::new(None, None, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_given_is_no_default_of_another_field() {
        let names = FieldNames::new(None, Some("content"), Some("uri"));
        for (key, expected) in [
            ("text", Some((Field::Text, 0))),
            ("content", Some((Field::Html, 0))),
            ("html", None),
            ("url", None),
            ("uri", Some((Field::Url, 0))),
            ("timestamp", Some((Field::Date, 1))),
        ] {
            assert_eq!(names.find(key), expected, "{key}");
        }
    }
}
