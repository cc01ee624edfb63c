//! The real binary in a temporary directory.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use super::scene::{Ended, Scene, files_below};

const COMMANDS: [&str; 9] = ["extract", "merge", "explain", "definitions", "schema", "path", "quarantine", "completions", "man"];

/// A text of one line, with a remedy: what a failure leaves on the error output.
fn one_cause(ended: &Ended, code: i32, words: &str) {
    assert_eq!(ended.code, Some(code), "{ended:?}");
    assert!(ended.stderr.starts_with("error: ") && ended.stderr.contains(words), "{ended:?}");
    assert!(ended.stderr.lines().count() <= 2 && ended.stderr.contains("hint: "), "{ended:?}");
    assert_eq!(ended.stdout, "", "{ended:?}");
}

#[test]
fn help_teaches_by_example_and_fits_the_terminal() {
    let scene = Scene::new();
    for arguments in COMMANDS.map(|command| vec![command, "-h"]).into_iter().chain([vec!["-h"], vec!["--help"], vec!["extract", "--help"]]) {
        let ended = scene.run(&arguments);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{arguments:?}");
        assert!(ended.stdout.contains("Examples:\n  "), "{arguments:?}: no examples");
        let wide = ended.stdout.lines().find(|line| line.chars().count() > 80);
        assert_eq!(wide, None, "{arguments:?}");
    }
    let long = scene.run(["--help"]).stdout;
    for code in ["0", "1", "2", "3", "4", "5", "130"] {
        assert!(long.lines().any(|line| line.trim_start().starts_with(&format!("{code}  "))), "exit code {code} is not in the help");
    }
    assert!(COMMANDS.iter().all(|command| long.contains(command)));
}

#[test]
fn wrong_arguments_are_usage() {
    let scene = Scene::new();
    let wrong: [&[&str]; 9] = [
        &[],
        &["nothing"],
        &["extract"],
        &["extract", "corpus"],
        &["extract", "x", "--out", "lake", "--threads", "0"],
        &["extract", "x", "--out", "lake", "--memory", "much"],
        &["extract", "x", "--out", "lake", "--partition-by", "month"],
        &["explain", "x", "--text", "--json"],
        &["schema", "--format", "xml"],
    ];
    for arguments in wrong {
        let ended = scene.run(arguments);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(!ended.stderr.is_empty(), "{arguments:?}");
    }
    assert!(!scene.path("lake").exists());
}

#[test]
fn a_missing_input_is_named_with_its_remedy() {
    let scene = Scene::new();
    one_cause(&scene.run(["extract", "no-such-place", "--out", "lake"]), 2, "no-such-place");
    one_cause(&scene.run(["explain", "no-such-file"]), 2, "no-such-file");
    one_cause(&scene.run(["definitions", "no-such.toml"]), 2, "no-such.toml");
    one_cause(&scene.run(["path", "no-such-lake"]), 2, "no-such-lake");
    one_cause(&scene.run(["quarantine", "no-such-lake"]), 2, "no-such-lake");
    assert!(!scene.path("lake/current").exists());
}

#[test]
fn two_inputs_of_one_name_need_names() {
    let scene = Scene::new();
    scene.write("a/texts/1.txt", "甲");
    scene.write("b/texts/1.txt", "乙");
    one_cause(&scene.run(["extract", "a/texts", "b/texts", "--out", "lake"]), 2, "texts");
    let named = scene.run(["extract", "A=a/texts", "B=b/texts", "--out", "lake", "--progress", "none"]);
    assert_eq!(named.code, Some(0), "{named:?}");
}

#[test]
fn unknown_pipelines_and_tables_are_usage() {
    let scene = Scene::with_specimens();
    one_cause(&scene.run(["extract", "corpus", "--out", "lake", "--pipeline", "weather"]), 2, "weather");
    let table = scene.run(["extract", "corpus", "--out", "lake", "--tables=weather"]);
    assert_eq!(table.code, Some(2), "{table:?}");
    assert!(!scene.path("lake/current").exists());
}

#[test]
fn a_second_run_publishes_nothing() {
    let scene = Scene::with_specimens();
    scene.extract();
    let first = scene.current();
    let again = scene.run(["extract", "corpus", "--out", "lake"]);
    assert_eq!((again.code, again.stdout.as_str()), (Some(0), ""), "{again:?}");
    assert!(again.stderr.starts_with("Nothing to do"), "{again:?}");
    assert_eq!(scene.current(), first);
}

#[test]
fn a_changed_corpus_gives_what_a_fresh_run_gives() {
    let scene = Scene::with_specimens();
    scene.extract();
    let first = scene.current();
    fs::copy(scene.path("corpus/01_rows.txt"), scene.path("corpus/99_copy.txt")).expect("a copy");
    fs::remove_file(scene.path("corpus/02_cells.txt")).expect("a removal");
    scene.write("corpus/03_leading_pipes.txt", "不再是一份报告。");
    let ended = scene.run(["extract", "corpus", "--out", "lake", "--progress", "none"]);
    // Two of eleven documents are gone: the gate holds, nothing is published.
    assert_eq!((ended.code, scene.current()), (Some(4), first), "{ended:?}");
    let fresh = scene.run(["extract", "corpus", "--out", "fresh", "--progress", "none"]);
    assert_eq!(fresh.code, Some(0), "{fresh:?}");
}

#[test]
fn an_added_document_gives_what_a_fresh_run_gives() {
    let scene = Scene::with_specimens();
    let added = fs::read_to_string(scene.path("corpus/01_rows.txt")).expect("text").replace("安吉", "长兴");
    scene.extract();
    let first = scene.current();
    scene.write("corpus/11_added.txt", added);
    scene.extract();
    assert_ne!(scene.current(), first);
    let fresh = scene.run(["extract", "corpus", "--out", "fresh", "--progress", "none", "--threads", "1"]);
    assert_eq!(fresh.code, Some(0), "{fresh:?}");
    assert_eq!(bytes_of(&scene.current()), bytes_of(&fs::canonicalize(scene.path("fresh/current")).expect("a snapshot")));
}

/// Names and bytes of all files of a snapshot.
fn bytes_of(data: &Path) -> Vec<(String, Vec<u8>)> {
    let name = |path: &Path| path.strip_prefix(data).expect("below").to_string_lossy().into_owned();
    files_below(data, |_| true).into_iter().map(|path| (name(&path), fs::read(&path).expect("a readable file"))).collect()
}

#[test]
fn the_order_of_inputs_and_the_threads_change_no_byte() {
    let scene = Scene::with_specimens();
    scene.write("more/a.txt", "无关的文字。");
    for (lake, inputs, threads) in [("one", ["corpus", "more"], "1"), ("two", ["more", "corpus"], "3")] {
        let ended = scene.run(["extract", inputs[0], inputs[1], "--out", lake, "--threads", threads, "--progress", "none"]);
        assert_eq!(ended.code, Some(0), "{ended:?}");
    }
    assert_eq!(bytes_of(&scene.path("one/current/")), bytes_of(&scene.path("two/current/")));
}

#[test]
fn other_inputs_than_the_last_are_refused() {
    let scene = Scene::with_specimens();
    scene.extract();
    scene.write("other/a.txt", "无关的文字。");
    let ended = scene.run(["extract", "other", "--out", "lake"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{ended:?}");
    assert!(ended.stderr.contains("--out"), "{ended:?}");
}

#[test]
fn an_empty_input_publishes_nothing() {
    let scene = Scene::new();
    fs::create_dir(scene.path("empty")).expect("a directory");
    let ended = scene.run(["extract", "empty", "--out", "lake"]);
    assert_eq!(ended.code, Some(4), "{ended:?}");
    assert!(!scene.path("lake/current").exists());
}

#[test]
fn a_held_lake_is_busy() {
    let scene = Scene::with_specimens();
    // A run that waits for its standard input holds the lake.
    let mut first = scene.command().args(["extract", "-", "--out", "lake", "--progress", "none"]).stdin(Stdio::piped()).spawn().expect("a run");
    let mut input = first.stdin.take().expect("its input");
    // It has taken the lock before it reads; one that is refused ends at once, so the loop is short.
    let held = loop {
        let ended = scene.run(["extract", "corpus", "--out", "lake", "--progress", "none"]);
        if ended.code != Some(2) || !scene.path("lake/LOCK").exists() {
            break ended;
        }
    };
    let taken = held.code == Some(5);
    let written = input.write_all("无关的文字。".as_bytes());
    drop(input);
    let ended = first.wait().expect("an end");
    if taken {
        written.expect("an open input of the run that holds the lake");
        one_cause(&held, 5, "held");
        assert_eq!(ended.code(), Some(0));
    } else {
        // The second came first: then the other was refused, by the lock or by its inputs.
        assert!(matches!(ended.code(), Some(2 | 5)), "{ended:?} after {held:?}");
    }
}

#[test]
fn odd_things_in_the_tree_are_skipped_and_counted() {
    let scene = Scene::with_specimens();
    std::os::unix::fs::symlink("01_rows.txt", scene.path("corpus/link.txt")).expect("a link");
    std::os::unix::fs::symlink("..", scene.path("corpus/loop")).expect("a loop");
    std::os::unix::net::UnixListener::bind(scene.path("corpus/socket")).expect("a socket");
    let fifo = std::process::Command::new("mkfifo").arg(scene.path("corpus/fifo")).status();
    assert!(fifo.is_ok_and(|status| status.success()), "mkfifo");
    scene.write("corpus/image.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    scene.write("corpus/empty.txt", "");
    scene.write(Path::new("corpus").join(std::ffi::OsStr::from_bytes(b"bad\xff\xfename.txt")), "文字");
    scene.write("corpus/esc\u{1b}[2J.txt", "文字");
    scene.write("corpus/rtl\u{202e}gnp.txt", "文字");
    scene.write("corpus/new\nline.txt", "文字");
    let ended = scene.run(["extract", "corpus", "--out", "lake"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    for kind in ["symlink", "fifo", "socket", "image"] {
        assert!(ended.stderr.contains(kind), "{kind} is not counted: {}", ended.stderr);
    }
    assert!(!ended.stderr.chars().any(|c| c.is_control() && c != '\n'), "{ended:?}");
}

#[test]
fn a_broken_record_is_quarantined_and_listed() {
    let scene = Scene::with_specimens();
    scene.write("corpus/broken.jsonl", "{\"id\": 1, \"text\": \"政府信息公开工作年度报告\n{\"text\": \"好\"}\n");
    let ended = scene.run(["extract", "corpus", "--out", "lake"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stderr.contains("reportlake quarantine lake"), "{ended:?}");
    let listed = scene.run(["quarantine", "lake"]);
    assert_eq!(listed.code, Some(0), "{listed:?}");
    assert!(listed.stdout.contains("corpus/broken.jsonl record 0"), "{listed:?}");
}

#[test]
fn an_unreadable_source_is_told_once() {
    let scene = Scene::with_specimens();
    let locked = scene.write("corpus/locked.txt", "政府信息公开");
    fs::set_permissions(&locked, std::os::unix::fs::PermissionsExt::from_mode(0o000)).expect("permissions");
    if fs::read(&locked).is_ok() {
        return; // Whoever runs the tests may read everything.
    }
    let ended = scene.run(["extract", "corpus", "--out", "lake"]);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(scene.path("lake/current").exists());
    assert_eq!(scene.run(["extract", "corpus", "--out", "lake"]).code, Some(0));
}

#[test]
fn standard_input_is_read() {
    let scene = Scene::with_specimens();
    let jsonl = fs::File::open(scene.path("corpus/10_crawl.jsonl")).expect("the specimen");
    let output = scene.command().args(["extract", "-", "--out", "lake", "--progress", "json"]).stdin(jsonl).output().expect("a run");
    let ended = Ended::of(&output);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let summary = ended.stderr.lines().map(|line| serde_json::from_str::<Value>(line).expect("an object a line")).next_back().expect("a summary");
    assert_eq!((&summary["message_type"], &summary["counts"]["records"]), (&"summary".into(), &3.into()), "{summary}");
}

#[test]
fn progress_as_objects_tells_failures_as_objects() {
    let ended = Scene::new().run(["extract", "no-such-place", "--out", "lake", "--progress", "json"]);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    let object: Value = serde_json::from_str(ended.stderr.trim()).expect("one object");
    assert_eq!((&object["message_type"], &object["exit_code"]), (&"error".into(), &2.into()), "{object}");
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let scene = Scene::with_specimens();
    for arguments in [vec!["schema"], vec!["man"], vec!["explain", "corpus/01_rows.txt"], vec!["--help"]] {
        let mut child = scene.command().args(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a run");
        let mut one = [0];
        let mut stdout = child.stdout.take().expect("its output");
        stdout.read_exact(&mut one).expect("a byte");
        drop(stdout);
        let output = child.wait_with_output().expect("an end");
        assert_eq!((output.status.code(), output.status.signal()), (Some(0), None), "{arguments:?}: {output:?}");
        assert!(output.stderr.is_empty(), "{arguments:?}: {output:?}");
    }
}

#[test]
fn a_full_disk_is_a_failure_and_never_a_panic() {
    let scene = Scene::with_specimens();
    let full = || fs::File::options().write(true).open("/dev/full");
    let Ok(out) = full() else { return };
    let ended = Ended::of(&scene.command().arg("schema").stdout(out).output().expect("a run"));
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stderr.starts_with("error: ") && !ended.stderr.contains("panicked"), "{ended:?}");
    // Nobody is left to tell, and the run does its work.
    let mute = scene.command().args(["extract", "corpus", "--out", "lake"]).stderr(full().expect("as before")).status().expect("a run");
    assert_eq!(mute.code(), Some(0));
    assert!(scene.path("lake/current").exists());
}

#[test]
fn closed_outputs_are_no_panic() {
    let scene = Scene::with_specimens();
    for redirection in [">&-", "2>&-", ">&- 2>&-"] {
        let line = format!("exec \"$0\" extract corpus --out lake {redirection}");
        let run = std::process::Command::new("sh").args(["-c", &line, env!("CARGO_BIN_EXE_reportlake")]).current_dir(scene.path("")).output();
        assert_eq!(run.expect("a shell").status.code(), Some(0), "{redirection}");
    }
}

#[test]
fn a_signal_leaves_the_lake_as_it_was() {
    for signal in ["INT", "TERM"] {
        let scene = Scene::new();
        let mut child = scene.command().args(["extract", "-", "--out", "lake", "--progress", "none"]).stdin(Stdio::piped()).spawn().expect("a run");
        while !scene.path("lake/LOCK").exists() {
            assert!(child.try_wait().expect("a state").is_none(), "the run ended before it held the lake");
        }
        let kill = |name: &str| std::process::Command::new("kill").args([format!("-{name}"), child.id().to_string()]).status();
        assert!(kill(signal).expect("kill").success());
        drop(child.stdin.take());
        let status = child.wait().expect("an end");
        assert_eq!(status.code(), Some(130), "{signal}: {status:?}");
        assert!(!scene.path("lake/current").exists());
    }
}

#[test]
fn path_names_the_resolved_snapshot() {
    let scene = Scene::with_specimens();
    scene.extract();
    let current = scene.current();
    assert_eq!(scene.run(["path", "lake"]).stdout.trim_end(), current.to_string_lossy());
    assert_eq!(scene.run(["path", "lake", "requests"]).stdout.trim_end(), current.join("requests").to_string_lossy());
    one_cause(&scene.run(["path", "lake", "weather"]), 2, "weather");
    let listed = scene.run(["quarantine", "lake"]);
    assert_eq!((listed.code, listed.stderr.as_str()), (Some(0), ""), "{listed:?}");
}

#[test]
fn every_table_exists_even_when_it_is_left_out() {
    let scene = Scene::with_specimens();
    let ended =
        scene.run(["extract", "corpus", "--out", "lake", "--tables=-sections,-cells", "--partition-by", "year,province", "--progress", "none"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let schema: Value = serde_json::from_str(&scene.run(["schema", "--format", "json"]).stdout).expect("JSON");
    let tables = schema["tables"].as_array().expect("tables");
    assert!(tables.len() >= 14, "{}", tables.len());
    for table in tables {
        let name = table["name"].as_str().expect("a name");
        let files = files_below(&scene.current().join(name), |_| true);
        assert!(!files.is_empty() && files.iter().all(|f| f.extension().is_some_and(|e| e == "parquet")), "{name}: {files:?}");
    }
}

#[test]
fn the_schema_is_one_in_all_forms() {
    let scene = Scene::new();
    let [text, sql, json] = ["text", "sql", "json"].map(|format| scene.run(["schema", "--format", format]).stdout);
    let schema: Value = serde_json::from_str(&json).expect("JSON");
    for table in schema["tables"].as_array().expect("tables") {
        let name = table["name"].as_str().expect("a name");
        assert!(text.contains(name) && sql.contains(name), "{name}");
        for column in table["columns"].as_array().expect("columns") {
            let column = column["name"].as_str().expect("a name");
            assert!(text.contains(column) && sql.contains(column), "{name}.{column}");
        }
    }
}

#[test]
fn explaining_what_is_no_report_says_why() {
    let scene = Scene::new();
    scene.write("news.txt", "三条公交线路自下周一起改道。");
    let ended = scene.run(["explain", "news.txt"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    assert!(ended.stdout.contains("not a report"), "{ended:?}");
    one_cause(&scene.run(["explain", "news.txt", "--cell", "requests.granted.total"]), 2, "requests.granted.total");
    let record = scene.run(["explain", "news.txt", "--record", "7"]);
    assert!(record.code == Some(2) && record.stderr.contains("no record 7: it has 1"), "{record:?}");
}

#[test]
fn explanations_obey_nothing_that_a_document_says() {
    let scene = Scene::with_specimens();
    let evil = fs::read_to_string(scene.path("corpus/01_rows.txt")).expect("text").replace("水利局", "水\u{1b}[2J利\u{202e}局\u{200b}");
    scene.write("evil.txt", evil);
    let ended = scene.run(["explain", "evil.txt"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(!ended.stdout.chars().any(|c| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c)), "{}", ended.stdout);
    // The text that spans count in is data: as it is, byte for byte.
    let text = scene.run(["explain", "evil.txt", "--text"]).stdout;
    assert_eq!(text, fs::read_to_string(scene.path("evil.txt")).expect("text"));
}

#[test]
fn shells_and_readers_get_their_pages() {
    let scene = Scene::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ended = scene.run(["completions", shell]);
        assert!(ended.code == Some(0) && ended.stdout.contains("quarantine"), "{shell}");
    }
    let man = scene.run(["man"]).stdout;
    assert!(COMMANDS.iter().all(|command| man.contains(command)) && man.contains("EXIT STATUS"), "{man}");
}
