//! What is true by absence: nobody would notice when it ceased to be.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::scene::{files_below, root};

/// The rooms, and which rooms each may name.
const MAY_NAME: [(&str, &[&str]); 8] = [
    ("text", &[]),
    ("finding", &["text"]),
    ("definition", &["finding", "text"]),
    ("extract", &["definition", "finding", "text"]),
    ("document", &["text"]),
    ("dataset", &["extract", "definition", "finding", "text"]),
    ("run", &["dataset", "document", "extract", "definition", "finding", "text"]),
    ("cli", &["run", "dataset", "document", "extract", "definition", "finding", "text"]),
];

/// Names that say nothing.
const EMPTY_NAMES: [&str; 10] = ["util", "utils", "helper", "helpers", "common", "misc", "manager", "handler", "processor", "imp"];

/// Every source file with its text, by its path below `src`.
fn sources() -> BTreeMap<PathBuf, String> {
    let src = root().join("src");
    let all = files_below(&src, |path| path.extension().is_some_and(|e| e == "rs"));
    all.into_iter().map(|path| (path.strip_prefix(&src).expect("below src").to_owned(), fs::read_to_string(&path).expect("UTF-8"))).collect()
}

/// The room of a file: its first directory, or its name.
fn room(path: &Path) -> String {
    let first = path.components().next().expect("a path").as_os_str().to_string_lossy().into_owned();
    first.strip_suffix(".rs").unwrap_or(&first).to_owned()
}

/// The lines of code without comments and without the tests at the end of a file.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n#[cfg(test)]\nmod ").next().unwrap_or("").lines().map(|line| line.split("//").next().unwrap_or("")).filter(|l| !l.trim().is_empty())
}

/// The rooms that a line names: `crate::room::..` or, in the binary, `reportlake::room::..`.
fn named_rooms(line: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for lead in ["crate::", "reportlake::"] {
        for (at, _) in line.match_indices(lead) {
            let rest = &line[at + lead.len()..];
            let group = rest.strip_prefix('{').and_then(|r| r.split('}').next());
            let names: Vec<&str> = group.map_or_else(|| vec![rest], |g| g.split(',').collect());
            rooms.extend(names.iter().map(|n| n.trim().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>()));
        }
    }
    rooms
}

#[test]
fn rooms_import_one_way() {
    let mut against = Vec::new();
    for (path, text) in sources() {
        let room = room(&path);
        let Some((_, allowed)) = MAY_NAME.iter().find(|(name, _)| *name == room) else { continue };
        for line in code(&text) {
            for named in named_rooms(line) {
                let is_room = MAY_NAME.iter().any(|(name, _)| *name == named);
                if is_room && named != room && !allowed.contains(&named.as_str()) {
                    against.push(format!("{}: {}", path.display(), line.trim()));
                }
            }
        }
    }
    assert!(against.is_empty(), "imports against the order:\n{}", against.join("\n"));
}

#[test]
fn every_room_is_in_the_order() {
    let rooms: Vec<String> = sources().keys().map(|path| room(path)).filter(|room| room != "lib" && room != "main").collect();
    for room in rooms {
        assert!(
            MAY_NAME.iter().any(|(name, _)| *name == room),
            "`{room}` has no place in the import order; give it one in tests/tidy.rs and src/lib.rs"
        );
    }
}

/// Fails where a word stands in code outside of the places that may name it.
fn only(word: &str, may: impl Fn(&Path) -> bool) {
    let mut found = Vec::new();
    for (path, text) in sources() {
        if !may(&path) {
            found.extend(code(&text).filter(|line| line.contains(word)).map(|line| format!("{}: {}", path.display(), line.trim())));
        }
    }
    assert!(found.is_empty(), "`{word}` stands where it must not:\n{}", found.join("\n"));
}

#[test]
fn what_one_room_keeps_to_itself() {
    let in_room = |name: &'static str| move |path: &Path| room(path) == name;
    only("rayon::", in_room("run"));
    only("walkdir::", |path| path.starts_with("document/discover.rs") || path.starts_with("document/discover"));
    only("indicatif::", |path| path.starts_with("cli/progress.rs") || path.starts_with("cli/progress"));
    only("clap::", |path| room(path) == "cli" || room(path) == "main");
    for word in ["io::stdout", "io::stderr", "println!", "eprintln!", "print!(", "eprint!("] {
        only(word, in_room("cli"));
    }
    // A run passes the error of a table on; only the dataset makes columns and files, and one container reads them.
    only("arrow::", |path| room(path) == "dataset" || path.starts_with("run/error.rs") || path.starts_with("document/parquet_file.rs"));
    only("parquet::", |path| room(path) == "dataset" || path.starts_with("document/parquet_file.rs"));
}

#[test]
fn text_and_extraction_touch_nothing_outside() {
    let outside = |path: &Path| !["text", "extract", "definition", "finding"].contains(&room(path).as_str());
    for word in ["std::fs", "std::io", "std::thread", "std::time", "std::env", "std::process", "std::net", "SystemTime", "Instant::now"] {
        only(word, outside);
    }
    let not_extraction = |path: &Path| !["text", "extract", "finding"].contains(&room(path).as_str());
    for word in ["panic!(", ".unwrap()", "todo!(", "unimplemented!("] {
        only(word, not_extraction);
    }
}

#[test]
fn no_family_is_named_in_the_engine() {
    let pipelines = files_below(&root().join("pipelines"), |path| path.extension().is_some_and(|e| e == "toml"));
    assert!(!pipelines.is_empty(), "no definition in pipelines/");
    for path in pipelines {
        let text = fs::read_to_string(&path).expect("UTF-8");
        let family = text.split("[family]").nth(1).and_then(|rest| rest.split("code = \"").nth(1)).and_then(|rest| rest.split('"').next());
        let Some(code) = family else { continue };
        only(&format!("\"{code}\""), |path| path == Path::new("definition/builtin.rs"));
    }
}

#[test]
fn files_are_short_and_well_named() {
    for (path, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= 500, "{} has {lines} lines; 500 is the end", path.display());
        assert!(text.starts_with("//!"), "{} does not begin with `//!`, what becomes what", path.display());
        for part in path.with_extension("").components() {
            let part = part.as_os_str().to_string_lossy().into_owned();
            assert!(!EMPTY_NAMES.contains(&part.as_str()), "{}: `{part}` says nothing", path.display());
        }
        let empty_type = code(&text).find(|line| {
            let mut words = line.split_whitespace().skip_while(|word| !["mod", "struct", "enum", "trait"].contains(word));
            let name = words.nth(1).unwrap_or("").trim_end_matches([';', '{']).to_lowercase();
            EMPTY_NAMES.iter().any(|empty| name == *empty || (empty.len() > 5 && name.ends_with(empty)))
        });
        assert_eq!(empty_type, None, "{}: a name that says nothing", path.display());
    }
}

#[test]
fn the_readme_tells_every_rule_by_which_numbers_are_read() {
    let readme = fs::read_to_string(root().join("README.md")).expect("UTF-8");
    for rule in reportlake::text::Rule::ALL {
        assert!(readme.contains(&format!("| `{}` |", rule.code())), "{rule:?}");
    }
}

#[test]
fn lints_are_expected_never_allowed() {
    only("#![allow", |_| false);
    only("#[allow", |_| false);
    only("#![expect", |_| false);
    only("unsafe ", |path| path.starts_with("nowhere"));
}

#[test]
fn nothing_of_one_machine_is_in_the_project() {
    for top in ["src", "pipelines", "tests", "benches", "README.md", "CHANGELOG.md", ".ci"] {
        for path in files_below(&root().join(top), |path| path.extension().is_none_or(|e| e != "parquet")) {
            let text = String::from_utf8_lossy(&fs::read(&path).expect("readable")).into_owned();
            for word in [concat!("/wo", "rk/"), concat!("/ho", "me/"), concat!("/ro", "ot/")] {
                assert!(!text.contains(word), "{} names {word}", path.display());
            }
        }
    }
}
