//! Every definition of `good/` compiles; every definition of `bad/` gives the message in the file beside it, to the letter.
//!
//! `UPDATE=1` rewrites the messages. Read them before they are accepted: place, message and hint must help.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use reportlake::definition::{builtin_sources, compile, compile_all, json_schema};

const HINT: &str = "read it, then rewrite the messages with `UPDATE=1 cargo test definitions`";

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/definitions").join(folder);
    #[expect(clippy::disallowed_methods, reason = "the list is sorted")]
    let entries = fs::read_dir(folder).expect("the folder of specimens");
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.expect("an entry").path()).filter(|p| p.extension().is_some_and(|e| e == "toml")).collect();
    files.sort();
    files
}

fn name(path: &Path) -> &str {
    path.file_name().and_then(|n| n.to_str()).expect("a name in UTF-8")
}

/// The rules of recognition and issuer that ship with the program: specimens are about the form, and leave them out.
fn shipped_rules() -> toml::Table {
    let shipped: toml::Table = builtin_sources()[0].1.parse().expect("the shipped definition");
    ["recognise", "issuer"].into_iter().map(|key| (key.to_owned(), shipped[key].clone())).collect()
}

/// A definition with the shipped rules wherever it has none of its own.
fn completed(path: &Path) -> String {
    let mut own: toml::Table = fs::read_to_string(path).expect("a definition").parse().expect("valid TOML");
    for (key, rules) in shipped_rules() {
        let rules = rules.as_table().expect("a table").clone();
        let table = own.entry(key).or_insert_with(|| toml::Table::new().into()).as_table_mut().expect("a table");
        rules.into_iter().for_each(|(key, value)| {
            table.entry(key).or_insert(value);
        });
    }
    own.to_string()
}

#[test]
fn good_definitions_compile() {
    for path in files("good") {
        let text = completed(&path);
        if let Err(error) = compile(name(&path), &text) {
            panic!("{error}");
        }
    }
}

#[test]
fn good_definitions_and_the_shipped_ones_go_together() {
    let own: Vec<(PathBuf, String)> = files("good").into_iter().map(|p| (p.clone(), completed(&p))).collect();
    let sources = builtin_sources().iter().copied().chain(own.iter().map(|(path, text)| (name(path), text.as_str())));
    let families = compile_all(sources).unwrap_or_else(|errors| panic!("{}", errors[0]));
    assert_eq!(families.len(), builtin_sources().len() + own.len());
}

#[test]
fn two_families_cannot_share_code_or_table() {
    let (path, text) = builtin_sources()[0];
    let errors = compile_all([(path, text), ("again.toml", text)]).expect_err("the same family twice");
    let messages: Vec<&str> = errors[0].problems.iter().map(|p| p.message.as_str()).collect();
    assert_eq!(errors[0].path, "again.toml");
    assert!(messages.iter().any(|m| m.contains("family code")) && messages.iter().any(|m| m.contains("table name")), "{messages:?}");
}

#[test]
fn bad_definitions_give_their_exact_message() {
    let mut wrong = Vec::new();
    let rules = shipped_rules().to_string();
    for path in files("bad") {
        // Behind the specimen, so that its lines keep their numbers.
        let text = format!("{}\n{rules}", fs::read_to_string(&path).expect("a definition"));
        let message = match compile(name(&path), &text) {
            Ok(_) => "compiles, and should not\n".to_owned(),
            Err(error) => {
                assert!(error.problems.iter().all(|p| p.hint.is_some()), "{}: a problem without a hint: {error}", name(&path));
                format!("{error}\n")
            }
        };
        let expected = path.with_extension("txt");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&expected, &message).expect("the message can be written");
        } else if fs::read_to_string(&expected).unwrap_or_default() != message {
            wrong.push(format!("{} gives:\n{message}", name(&path)));
        }
    }
    assert!(wrong.is_empty(), "{}\n{HINT}", wrong.join("\n"));
}

/// Whatever is cut out of a definition, the answer is a definition or problems that lie in the file.
#[test]
fn a_damaged_definition_gives_problems_that_lie_in_it() {
    let text = completed(&files("good")[0]);
    let lines: Vec<&str> = text.lines().collect();
    for cut in 0..2 * lines.len() {
        // A line is gone, or its second half.
        let line = lines[cut / 2];
        let half = line.char_indices().nth(line.chars().count() / 2).map_or(0, |(at, _)| at);
        let kept = if cut % 2 == 0 { "" } else { &line[..half] };
        let damaged = [&lines[..cut / 2], &[kept], &lines[cut / 2 + 1..]].concat().join("\n");
        if let Err(error) = compile("damaged.toml", &damaged) {
            assert!(!error.problems.is_empty());
            assert!(error.problems.iter().all(|p| p.line >= 1 && p.line <= lines.len() && p.column >= 1), "cut {cut}: {error}");
        }
    }
}

/// What the README leaves to the schema: rules that are many, and explained key by key there.
const LEFT_TO_THE_SCHEMA: [&str; 3] = ["recognise", "issuer", "figures"];

/// A key that a contributor must know and that `pipelines/README.md` does not explain is a key that nobody finds.
#[test]
fn the_readme_explains_every_key() {
    fn keys(part: &serde_json::Value, whole: &serde_json::Value, found: &mut BTreeSet<String>) {
        if let Some(name) = part["$ref"].as_str().and_then(|path| path.strip_prefix('#')) {
            keys(whole.pointer(name).expect("a definition of the schema"), whole, found);
        }
        for (key, property) in part["properties"].as_object().into_iter().flatten() {
            found.insert(key.clone());
            if !LEFT_TO_THE_SCHEMA.contains(&key.as_str()) {
                keys(property, whole, found);
            }
        }
        keys_of_items(part, whole, found);
    }
    fn keys_of_items(part: &serde_json::Value, whole: &serde_json::Value, found: &mut BTreeSet<String>) {
        part.get("items").into_iter().chain(part["anyOf"].as_array().into_iter().flatten()).for_each(|inner| keys(inner, whole, found));
    }
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/README.md")).expect("the README");
    let words: BTreeSet<&str> = readme.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
    let schema = serde_json::from_str(&json_schema()).expect("a JSON schema");
    let mut all = BTreeSet::new();
    keys(&schema, &schema, &mut all);
    assert!(all.contains("instead_of") && all.contains("checks_failed"), "the walk reaches rows and expectations");
    let unexplained: Vec<&String> = all.iter().filter(|key| !words.contains(key.as_str())).collect();
    assert!(unexplained.is_empty(), "pipelines/README.md does not mention {unexplained:?}");
}
