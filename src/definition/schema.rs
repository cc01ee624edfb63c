//! The serde types of a definition become its JSON Schema: for editors, and for the check of the shape.

use super::written::Definition;

/// The JSON Schema of a definition, as `pipelines/definition.schema.json` holds it: indented, with a last newline.
#[must_use]
pub fn json_schema() -> String {
    format!("{:#}\n", tree())
}

/// The same as a JSON value.
pub(super) fn tree() -> serde_json::Value {
    schemars::schema_for!(Definition).to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checked_in_schema_is_that_of_the_types() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/pipelines/definition.schema.json");
        let written = json_schema();
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, &written).expect("the schema can be written");
        }
        let held = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            held == written,
            "pipelines/definition.schema.json is stale: rewrite it with `UPDATE=1 cargo test --lib --no-default-features definition::schema`"
        );
    }

    /// Editors show the description of a key, and so do the hints of errors.
    #[test]
    fn every_key_is_described() {
        fn walk(value: &serde_json::Value) {
            for (key, property) in value["properties"].as_object().into_iter().flatten() {
                assert!(property.get("description").is_some(), "`{key}` has no doc comment");
            }
            value.as_object().into_iter().flat_map(|o| o.values()).for_each(walk);
        }
        walk(&tree());
    }

    /// `flatten` and `untagged` would show as `allOf`, or as `anyOf` other than `X or null`: no clear message is possible for either.
    #[test]
    fn no_type_is_flattened_or_untagged() {
        fn walk(value: &serde_json::Value) {
            if let Some(object) = value.as_object() {
                assert!(!object.contains_key("allOf"), "{value}");
                let any = object.get("anyOf").and_then(|v| v.as_array());
                assert!(any.is_none_or(|list| list.len() == 2 && list.iter().any(|v| v["type"] == "null")), "{value}");
                assert!(object.get("properties").is_none() || object.get("additionalProperties") == Some(&false.into()), "{value}");
                object.values().for_each(walk);
            }
            value.as_array().into_iter().flatten().for_each(walk);
        }
        walk(&tree());
    }
}
