//! Each specimen is explained by the real binary and compared with what was written down for it.
//!
//! `tests/golden/*.json` says of a specimen only what its author knows: facts about the document, every cell of the
//! form (a number, or the state that leaves it without one), how many cells the arithmetic confirms, what fails.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::scene::{Scene, files_below, root, specimens};

/// The expectations, with their paths.
fn golden() -> Vec<(PathBuf, Value)> {
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a readable expectation");
        let value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        (path, value)
    };
    files_below(&root().join("tests/golden"), |path| path.extension().is_some_and(|e| e == "json")).into_iter().map(read).collect()
}

/// What the binary reads from a record of a specimen.
fn explained(file: &str, record: &Value) -> Value {
    let path = root().join("tests/specimens").join(file);
    let ended = Scene::new().run(["explain".into(), path.into_os_string(), "--record".into(), record.to_string().into(), "--json".into()]);
    assert_eq!(ended.code, Some(0), "{file}: {ended:?}");
    serde_json::from_str(&ended.stdout).expect("JSON")
}

/// Fields of `documents` as `explain --json` gives them.
fn fact(got: &Value, field: &str) -> Value {
    match field {
        "family" => got["recognition"]["family"].clone(),
        "script" => got["source"]["script"].clone(),
        "edition" | "status" | "layout" => got[field].clone(),
        _ => got["identity"][field].clone(),
    }
}

/// The cells as the expectation writes them: a row of numbers and states for each row of each table.
fn cells(got: &Value) -> Value {
    let mut tables: Map<String, Value> = Map::new();
    for cell in got["cells"].as_array().expect("cells") {
        let table = tables.entry(cell["table_name"].as_str().expect("a name")).or_insert_with(|| json!({}));
        let row = table.as_object_mut().expect("rows").entry(cell["row_code"].as_str().expect("a code")).or_insert_with(|| json!([]));
        let content = if cell["value"].is_null() { cell["state"].clone() } else { cell["value"].clone() };
        row.as_array_mut().expect("cells of a row").push(content);
    }
    Value::Object(tables)
}

/// The codes of the findings.
fn codes(got: &Value) -> Vec<&str> {
    got["findings"].as_array().expect("findings").iter().filter_map(|f| f["code"].as_str()).collect()
}

#[test]
fn every_specimen_has_an_expectation() {
    let expected: Vec<String> = golden().iter().map(|(_, want)| want["file"].as_str().expect("a file").to_owned()).collect();
    for path in specimens() {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(expected.contains(&name), "{name} has no expectation in tests/golden");
    }
}

#[test]
fn every_specimen_reads_as_written_down() {
    let mut wrong = Vec::new();
    for (path, want) in golden() {
        let got = explained(want["file"].as_str().expect("a file"), &want["record"]);
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        wrong.extend(differences(&got, &want).into_iter().map(|difference| format!("{name}: {difference}")));
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

/// Where a specimen was read otherwise than written down.
fn differences(got: &Value, want: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    for (field, value) in want["documents"].as_object().expect("documents") {
        let read = fact(got, field);
        if read != *value {
            wrong.push(format!("{field} is {value}, read {read}"));
        }
    }
    for (table, rows) in want["cells"].as_object().expect("cells") {
        let read = cells(got);
        for (row, values) in rows.as_object().expect("rows") {
            if read[table][row] != *values {
                wrong.push(format!("{table}.{row} is {values}, read {}", read[table][row]));
            }
        }
    }
    wrong.extend(arithmetic(got, want));
    for (figure, values) in want["figures"].as_object().expect("figures") {
        let read: Vec<&Value> = got["figures"].as_array().expect("figures").iter().filter(|f| f["figure"] == *figure).map(|f| &f["value"]).collect();
        for value in values.as_array().expect("values").iter().filter(|v| !read.contains(v)) {
            wrong.push(format!("figure {figure} is {value}, read {read:?}"));
        }
    }
    for code in want["findings"].as_array().expect("findings").iter().filter_map(Value::as_str).filter(|c| !codes(got).contains(c)) {
        wrong.push(format!("the finding {code} is missing from {:?}", codes(got)));
    }
    wrong
}

/// Verification, failing checks, and the located slip.
fn arithmetic(got: &Value, want: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut verification: BTreeMap<&str, u64> = BTreeMap::new();
    for word in got["cells"].as_array().expect("cells").iter().filter_map(|cell| cell["verification"].as_str()) {
        *verification.entry(word).or_default() += 1;
    }
    if json!(verification) != want["verification"] {
        wrong.push(format!("verification is {}, read {verification:?}", want["verification"]));
    }
    let failing = |c: &&Value| c["outcome"] == "fails";
    let name = |c: &Value| format!("{} {}.{}", c["check_code"], c["table_name"], c["scope"]).replace('"', "");
    let mut failed: Vec<String> = got["checks"].as_array().expect("checks").iter().filter(failing).map(name).collect();
    failed.sort();
    if json!(failed) != want["failed_checks"] {
        wrong.push(format!("failing checks are {}, read {failed:?}", want["failed_checks"]));
    }
    if let Some(located) = want.get("located") {
        let cell = got["cells"].as_array().expect("cells").iter().find(|cell| cell["cell"] == located["cell"]);
        if cell.is_none_or(|cell| cell["proposed"] != located["proposed"] || cell["verification"] != "contradicted") {
            wrong.push(format!("the slip is {located}, read {cell:?}"));
        }
    }
    wrong
}

#[test]
fn every_value_is_the_text_that_its_span_names() {
    for (_, want) in golden() {
        let file = want["file"].as_str().expect("a file");
        let got = explained(file, &want["record"]);
        let path = root().join("tests/specimens").join(file).into_os_string();
        let text = Scene::new().run(["explain".into(), path, "--record".into(), want["record"].to_string().into(), "--text".into()]).stdout;
        for cell in got["cells"].as_array().expect("cells").iter().filter(|cell| !cell["span"].is_null()) {
            let place = |at: usize| usize::try_from(cell["span"][at].as_u64().expect("a place")).expect("a place");
            assert_eq!(text.get(place(0)..place(1)), cell["raw"].as_str(), "{file}: {}", cell["cell"]);
        }
        let covered: String = got["sections"]
            .as_array()
            .expect("sections")
            .iter()
            .map(|s| {
                let place = |at: usize| usize::try_from(s["span"][at].as_u64().expect("a place")).expect("a place");
                text.get(place(0)..place(1)).expect("whole characters")
            })
            .collect();
        assert!(got["recognition"]["family"].is_null() || covered == text, "{file}: the sections are not the text");
    }
}
