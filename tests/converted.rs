//! What real converters made of reports with known numbers is read right or refused. `tests/converters` made the texts.

use std::fs;

use reportlake::extract::{Extraction, Extractor};
use serde_json::Value;

use super::scene::root;

/// One text with its truth.
fn cases() -> Vec<(Value, String)> {
    let folder = root().join("tests/converters/cases");
    let truths = fs::read_to_string(folder.join("truth.jsonl")).expect("the truth");
    let case = |line: &str| {
        let truth: Value = serde_json::from_str(line).expect("a line of JSON");
        let text = fs::read_to_string(folder.join(truth["file"].as_str().expect("a name"))).expect("the text");
        (truth, text)
    };
    truths.lines().map(case).collect()
}

/// Compares what is stated with what is printed. Shape: the wrong cells, and how many printed numbers are not stated.
fn compare(extractor: &Extractor, found: &Extraction, truth: &Value) -> (Vec<String>, u64) {
    let form = &extractor.families()[found.recognition.family.expect("a report")].forms[found.edition.expect("an edition")];
    let (mut wrong, mut refused) = (Vec::new(), 0);
    for (row, values) in truth["rows"].as_object().expect("rows") {
        let (table, code) = row.split_once('.').expect("table and row");
        let stated = found.cells.iter().filter(|c| form.tables[c.table].name == table && form.tables[c.table].rows[c.row].code == code);
        let mut stated: Vec<_> = stated.collect();
        stated.sort_by_key(|cell| cell.column);
        // A row may use some of its table's columns only: those are the ones that it has cells for.
        let printed = values.as_array().expect("numbers");
        assert!(stated.is_empty() || stated.len() == printed.len(), "{row}: {} cells", stated.len());
        for (at, printed) in printed.iter().map(Value::as_f64).enumerate() {
            match (printed, stated.get(at).and_then(|cell| cell.value)) {
                (Some(printed), Some(value)) if (printed - value).abs() < 1e-9 => {}
                (Some(_), None) => refused += 1,
                (None, None) => {}
                (printed, value) => wrong.push(format!("{row} {at}: printed {printed:?}, stated {value:?}")),
            }
        }
    }
    (wrong, refused)
}

#[test]
fn texts_of_real_converters_are_read_right_or_refused() {
    let extractor = Extractor::builtin().expect("the definitions that ship with the program compile");
    let cases = cases();
    assert!(cases.len() >= 20);
    for (truth, text) in &cases {
        let found = extractor.extract(text);
        let file = &truth["file"];
        let edition = found.recognition.family.zip(found.edition).map(|(f, e)| extractor.families()[f].editions[e].code.as_str());
        let identity = &found.identity;
        assert_eq!(edition, truth["edition"].as_str(), "{file}");
        assert_eq!(identity.year.map(i64::from), truth["year"].as_i64(), "{file}");
        assert_eq!(identity.agency.as_deref(), truth["agency"].as_str(), "{file}");
        assert_eq!(identity.region_code.as_deref(), truth["region_code"].as_str(), "{file}");
        assert_eq!(identity.province.as_deref(), truth["province"].as_str(), "{file}");
        let (wrong, refused) = compare(&extractor, &found, truth);
        assert!(wrong.is_empty(), "{file}: {wrong:?}");
        assert!(refused <= truth["refused"].as_u64().expect("a number"), "{file}: {refused} numbers are refused");
    }
}
