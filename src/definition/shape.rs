//! A definition's tree against its JSON Schema: unknown and missing keys, wrong types, values outside a closed list.
//!
//! The schema comes from the serde types, so that the shape is declared once. What the schema leaves open, serde
//! decides when it decodes.

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::report::Report;
use super::spelling;
use super::tree::Tree;

/// Checks the whole tree; everything that is wrong goes to `report`.
pub(super) fn check(tree: &Tree<'_>, schema: &Value, report: &mut Report<'_>) {
    let mut checker = Checker { schema, report };
    checker.table("", tree.root.get_ref(), tree.root.span().start, schema);
}

struct Checker<'c, 'r> {
    schema: &'c Value,
    report: &'c mut Report<'r>,
}

impl<'c> Checker<'c, '_> {
    /// The schema behind references and behind `X or null`: TOML has no null.
    fn resolved(&self, mut schema: &'c Value) -> &'c Value {
        loop {
            if let Some(name) = schema["$ref"].as_str().and_then(|r| r.strip_prefix("#/$defs/")) {
                schema = &self.schema["$defs"][name];
            } else if let Some(some) = schema["anyOf"].as_array().and_then(|any| any.iter().find(|s| s["type"] != "null")) {
                schema = some;
            } else {
                return schema;
            }
        }
    }

    /// `name` is the key that the value stands under, without indices: `tables.rows`.
    fn value(&mut self, name: &str, value: &Spanned<DeValue<'_>>, written: &'c Value) {
        let schema = self.resolved(written);
        let offset = value.span().start;
        if let Some(allowed) = allowed(schema) {
            return self.choice(name, value, &allowed);
        }
        match value.get_ref() {
            node if !fits(schema, node) => {
                let message = format!("`{name}` must be {}, not {}", wanted(schema), found(node));
                let hint = description(written).or_else(|| description(schema)).unwrap_or_else(|| notation(schema).to_owned());
                self.report.push(offset, message, Some(hint));
            }
            DeValue::Table(table) => self.table(name, table, offset, schema),
            DeValue::Array(list) => self.list(name, list, schema),
            DeValue::Integer(number) => self.range(name, number, offset, schema),
            _ => {}
        }
    }

    fn list(&mut self, name: &str, list: &[Spanned<DeValue<'_>>], schema: &'c Value) {
        let Some(items) = schema.get("items") else { return };
        for (at, item) in list.iter().enumerate() {
            // Keys of tables are told apart by their place; values of a list by their number.
            let nth = format!("{name}[{at}]");
            self.value(if item.get_ref().is_table() { name } else { &nth }, item, items);
        }
    }

    /// `name` is empty for the whole definition.
    fn table(&mut self, name: &str, table: &DeTable<'_>, offset: usize, schema: &'c Value) {
        let properties = schema["properties"].as_object();
        let (shown, prefix) = if name.is_empty() { ("the definition".to_owned(), String::new()) } else { (format!("`{name}`"), format!("{name}.")) };
        for (key, value) in table {
            match (properties.and_then(|p| p.get(key.get_ref().as_ref())), &schema["additionalProperties"]) {
                (Some(property), _) => self.value(&format!("{prefix}{}", key.get_ref()), value, property),
                (None, rest @ Value::Object(_)) => self.value(&format!("{prefix}{}", key.get_ref()), value, rest),
                (None, Value::Bool(false)) => {
                    let known = properties.into_iter().flat_map(|p| p.keys().map(String::as_str));
                    let hint = spelling::hint(key.get_ref(), known);
                    self.report.push(key.span().start, format!("unknown key `{}` in {shown}", key.get_ref()), Some(hint));
                }
                (None, _) => {}
            }
        }
        for required in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !table.contains_key(required) {
                let property = properties.and_then(|p| p.get(required));
                let meaning = property.and_then(|p| description(p).or_else(|| description(self.resolved(p))));
                self.report.push(offset, format!("{shown} lacks the key `{required}`"), meaning.map(|m| format!("`{required}`: {m}")));
            }
        }
    }

    fn choice(&mut self, name: &str, value: &Spanned<DeValue<'_>>, allowed: &[&str]) {
        let offset = value.span().start;
        match value.get_ref().as_str() {
            Some(word) if allowed.contains(&word) => {}
            Some(word) => {
                let message = format!("`{name}` cannot be `{word}`");
                self.report.push(offset, message, Some(spelling::hint(word, allowed.iter().copied())));
            }
            None => {
                let message = format!("`{name}` must be a string, not {}", found(value.get_ref()));
                self.report.push(offset, message, Some(spelling::hint("", allowed.iter().copied())));
            }
        }
    }

    fn range(&mut self, name: &str, number: &toml::de::DeInteger<'_>, offset: usize, schema: &Value) {
        let bound = |key: &str| schema[key].as_f64();
        let Ok(read) = i64::from_str_radix(number.as_str(), number.radix()) else { return };
        let (low, high) = (bound("minimum"), bound("maximum"));
        let read = read as f64;
        if low.is_some_and(|low| read < low) || high.is_some_and(|high| read > high) {
            let hint = match (low, high) {
                (Some(low), Some(high)) => format!("between {low} and {high}"),
                (Some(low), None) => format!("{low} or more"),
                (_, high) => format!("{} or less", high.unwrap_or_default()),
            };
            self.report.push(offset, format!("`{name}` cannot be {number}"), Some(hint));
        }
    }
}

/// The closed list of strings that the schema allows, if it is one.
fn allowed(schema: &Value) -> Option<Vec<&str>> {
    if let Some(list) = schema["enum"].as_array() {
        return Some(list.iter().filter_map(Value::as_str).collect());
    }
    let choices = schema["oneOf"].as_array()?;
    Some(
        choices
            .iter()
            .flat_map(|c| c["const"].as_str().into_iter().chain(c["enum"].as_array().into_iter().flatten().filter_map(Value::as_str)))
            .collect(),
    )
}

fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(many) => many.iter().filter_map(Value::as_str).filter(|t| *t != "null").collect(),
        _ => Vec::new(),
    }
}

fn fits(schema: &Value, value: &DeValue<'_>) -> bool {
    let types = types(schema);
    types.is_empty()
        || types.iter().any(|wanted| {
            matches!(
                (*wanted, value),
                ("string", DeValue::String(_))
                    | ("integer", DeValue::Integer(_))
                    | ("number", DeValue::Integer(_) | DeValue::Float(_))
                    | ("boolean", DeValue::Boolean(_))
                    | ("array", DeValue::Array(_))
                    | ("object", DeValue::Table(_))
            )
        })
}

fn wanted(schema: &Value) -> &'static str {
    match types(schema).first() {
        Some(&"string") => "a string",
        Some(&"integer") => "a whole number",
        Some(&"number") => "a number",
        Some(&"boolean") => "true or false",
        Some(&"array") => "a list",
        _ => "a table",
    }
}

/// How such a value is written in TOML.
fn notation(schema: &Value) -> &'static str {
    match types(schema).first() {
        Some(&"string") => "write it in quotes",
        Some(&("integer" | "number" | "boolean")) => "write it without quotes",
        Some(&"array") => "write it between `[` and `]`",
        _ => "write it between `{` and `}`",
    }
}

fn found(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with decimals",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// What the doc comment of the type or field says, in one line.
fn description(schema: &Value) -> Option<String> {
    let words: Vec<&str> = schema["description"].as_str()?.split_whitespace().collect();
    let text = words.join(" ");
    let mut letters = text.trim_end_matches('.').chars();
    let first = letters.next()?;
    Some(first.to_lowercase().chain(letters).collect())
}
