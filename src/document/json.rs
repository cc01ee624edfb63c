//! A line of JSONL becomes the fields that matter: text, and where it came from.
//!
//! Everything else is skipped without being built. A key that is given twice is an error, since the last one would win in
//! silence; so is anything that is not JSON.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::fields::{Field, FieldNames};
use super::plain_json::Known;
use super::{plain_json, printable};

/// The fields of one record. A field that is null or no scalar is absent.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fields<'a> {
    /// `text`, else `content`.
    pub(super) text: Option<Cow<'a, str>>,
    /// `html`.
    pub(super) html: Option<Cow<'a, str>>,
    /// `url`.
    pub(super) url: Option<String>,
    /// `id`.
    pub(super) id: Option<String>,
    /// `date`, else `timestamp`.
    pub(super) date: Option<String>,
}

/// Why a line is not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadLine {
    /// `bad_json` or `duplicate_key`.
    pub(super) code: &'static str,
    /// What is wrong, and at which column.
    pub(super) message: String,
}

/// What a repeated key is reported as, to tell it from other errors.
const TWICE: &str = "the key is given twice: ";

/// Reads one line, which is one JSON object.
pub(super) fn parse<'a>(line: &'a str, names: &FieldNames) -> Result<Fields<'a>, BadLine> {
    plain_json::parse(line, names).map_or_else(|| parse_thoroughly(line, names), |known| Ok(Fields::new(known)))
}

fn parse_thoroughly<'a>(line: &'a str, names: &FieldNames) -> Result<Fields<'a>, BadLine> {
    let mut deserializer = serde_json::Deserializer::from_str(line);
    let fields = deserializer.deserialize_map(FieldsVisitor { names });
    fields.and_then(|fields| deserializer.end().map(|()| fields)).map_err(|error| {
        let message = error.to_string();
        let code = if message.starts_with(TWICE) { "duplicate_key" } else { "bad_json" };
        BadLine { code, message }
    })
}

impl<'a> Fields<'a> {
    /// Of several names for a field, the first that has a value counts.
    fn new(mut known: Vec<Known<'a>>) -> Self {
        known.sort_by_key(|(field, rank, _)| (*field, *rank));
        let mut fields = Self::default();
        for (field, _, value) in known {
            let Some(value) = value else { continue };
            let blank = value.trim().is_empty();
            match field {
                Field::Text if fields.text.is_none() && !blank => fields.text = Some(value),
                Field::Html if fields.html.is_none() && !blank => fields.html = Some(value),
                Field::Url if fields.url.is_none() => fields.url = Some(value.into_owned()),
                Field::Id if fields.id.is_none() => fields.id = Some(value.into_owned()),
                Field::Date if fields.date.is_none() => fields.date = Some(value.into_owned()),
                Field::Text | Field::Html | Field::Url | Field::Id | Field::Date => {}
            }
        }
        fields
    }
}

struct FieldsVisitor<'n> {
    names: &'n FieldNames,
}

impl<'de> Visitor<'de> for FieldsVisitor<'_> {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
        // A handful of known keys: a list is quicker than a map.
        let mut values: Vec<Known<'de>> = Vec::new();
        while let Some(Text(key)) = map.next_key::<Text<'de>>()? {
            match self.names.find(&key) {
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
                Some((field, rank)) if values.iter().any(|known| (known.0, known.1) == (field, rank)) => {
                    return Err(A::Error::custom(format!("{TWICE}{}", printable(key.as_bytes()))));
                }
                Some((field, rank)) => values.push((field, rank, map.next_value::<Scalar<'de>>()?.0)),
            }
        }
        Ok(Fields::new(values))
    }
}

/// A string, borrowed from the line where it holds no escapes.
struct Text<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(value)))
            }

            fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(value.to_owned())))
            }
        }
        deserializer.deserialize_str(TextVisitor)
    }
}

/// A string, number or truth value as text; `None` for null, lists and objects.
struct Scalar<'a>(Option<Cow<'a, str>>);

impl<'de: 'a, 'a> Deserialize<'de> for Scalar<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

/// A value that is written out.
fn written<'a>(value: &impl ToString) -> Scalar<'a> {
    Scalar(Some(Cow::Owned(value.to_string())))
}

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Scalar(Some(Cow::Borrowed(value))))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(written(&value))
    }

    fn visit_string<E>(self, value: String) -> Result<Self::Value, E> {
        Ok(Scalar(Some(Cow::Owned(value))))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(written(&value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(written(&value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(written(&value))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(written(&value))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Scalar(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar(None))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(line: &str) -> Result<Fields<'_>, BadLine> {
        parse(line, &FieldNames::default())
    }

    #[test]
    fn fields_are_read_by_rank() {
        let fields = read(r#"{"x":[1,{"text":2}],"content":"c","text":"t\n二","html":null,"id":7,"url":"u","timestamp":"T"}"#).unwrap();
        let expected = Fields { text: Some("t\n二".into()), html: None, url: Some("u".into()), id: Some("7".into()), date: Some("T".into()) };
        assert_eq!(fields, expected);
        assert_eq!(read(r#"{"text":"","content":"c","date":"d","timestamp":"t"}"#).unwrap().text.as_deref(), Some("c"));
        assert_eq!(read(r#"{"text":{"a":[1]},"html":"h"}"#).unwrap().html.as_deref(), Some("h"));
    }

    #[test]
    fn what_is_not_one_object_is_refused() {
        for (line, code) in [
            (r#"{"text":1,"text":2}"#, "duplicate_key"),
            (r#"{"te\u0078t":1,"text":2}"#, "duplicate_key"),
            (r#"{"text":"\ud800"}"#, "bad_json"),
            (r#"{"id":1e999}"#, "bad_json"),
            (r#"{"text":"a""#, "bad_json"),
            ("{} {}", "bad_json"),
            ("[1]", "bad_json"),
            ("text", "bad_json"),
        ] {
            assert_eq!(read(line).unwrap_err().code, code, "{line}");
        }
        for open in ["[", "{\"a\":"] {
            assert!(read(&format!("{{\"text\":{}", open.repeat(1_000_000))).is_err());
            assert!(read(&format!("{{\"x\":{}", open.repeat(1_000_000))).is_err());
        }
    }

    /// A piece of a line: values plain and not, right and wrong.
    fn piece() -> impl Strategy<Value = &'static str> {
        const PIECES: &[&str] = &[
            "\"text\"",
            "\"content\"",
            "\"html\"",
            "\"url\"",
            "\"id\"",
            "\"x\"",
            "\"te\\u0078t\"",
            "\"\"",
            ":",
            ":",
            ":",
            ",",
            ",",
            ",",
            "{",
            "}",
            "[",
            "]",
            " ",
            "\t",
            "\r",
            "1",
            "0",
            "-0",
            "01",
            "-7",
            "1.5",
            "1e9",
            "1e999",
            "-",
            "123456789012345678",
            "18446744073709551615",
            "true",
            "false",
            "null",
            "nul",
            "\"a\\n二\\\"b\"",
            "\"\\u653f\\u5E9C\"",
            "\"\\ud83d\\ude00\"",
            "\"\\ud83d\"",
            "\"\\ude00x\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"a\\/b\\\\\"",
            "\"\u{1}\"",
            "\" \"",
        ];
        prop::sample::select(PIECES)
    }

    /// A line that is an object of keys and values, most often a right one.
    fn object() -> impl Strategy<Value = String> {
        let key = prop::sample::select(&["text", "content", "html", "url", "id", "date", "x", "y"][..]);
        let value = prop_oneof![3 => piece().prop_map(str::to_owned), 1 => prop::collection::vec(piece(), 1..6).prop_map(|some| some.concat())];
        let space = prop::sample::select(&["", "", "", " ", "\r"][..]);
        let member = (key, space, value).prop_map(|(key, space, value)| format!("{space}\"{key}\"{space}:{space}{value}{space}"));
        (prop::collection::vec(member, 0..5), 0..4usize).prop_map(|(members, end)| format!("{{{}}}{}", members.join(","), ["", " ", "\r", "}"][end]))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

        /// What the quick reader reads, the thorough one reads alike.
        #[test]
        fn both_readers_agree(line in prop_oneof![object(), prop::collection::vec(piece(), 0..12).prop_map(|some| some.concat())]) {
            let names = FieldNames::default();
            if let Some(known) = plain_json::parse(&line, &names) {
                prop_assert_eq!(Ok(Fields::new(known)), parse_thoroughly(&line, &names));
            }
        }
    }

    #[test]
    fn what_crawls_write_is_plain() {
        for line in [
            r#"{"text":"a\n\"\u653f\ud83d\ude00","id":"<urn:uuid:1>","score":0.98,"n":[1,{"a":[]}],"meta":{},"ok":true,"html":null}"#,
            "{ \"id\" : 7 , \"date\" : \"2023-01-02\" } \r",
            "{}",
        ] {
            let names = FieldNames::default();
            assert_eq!(plain_json::parse(line, &names).map(Fields::new), parse_thoroughly(line, &names).ok(), "{line}");
        }
    }
}
