//! A corpus that several machines read becomes the lake that one machine makes: the real binary.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::scene::{Ended, Scene, files_below};

/// The inputs of every run here: a tree with everything in it, and a file that can be found but not read.
const INPUTS: [&str; 2] = ["corpus", "memory=/proc/self/mem"];

/// A line of JSON.
fn json_line(text: &str, id: usize) -> String {
    json!({"text": text, "id": id.to_string(), "url": format!("https://example.org/{id}")}).to_string() + "\n"
}

/// Lines of about `bytes` in all that hardly compress: no reports, but for one in 300 and a broken one.
fn crawl(reports: &[String], bytes: usize, seed: u64) -> String {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut lines = String::with_capacity(bytes + 4096);
    for number in 0.. {
        if lines.len() >= bytes {
            break;
        }
        if number % 300 == 7 {
            lines.push_str(&json_line(&reports[number / 300 % reports.len()], number));
        } else if number == 1000 {
            lines.push_str("{\"text\": \"政府信息公开工作年度报告\n");
        } else {
            let noise: String = (0..1000).map(|_| random.alphanumeric()).collect();
            lines.push_str(&json_line(&noise, number));
        }
    }
    lines
}

/// Many files, one that is cut into lines, one into frames, one of each other container; texts that several of them hold.
fn mixed(scene: &Scene) {
    let specimen = fs::read_to_string(scene.path("corpus/01_rows.txt")).expect("text");
    let reports: Vec<String> = (0..40).map(|number| specimen.replace("安吉", &format!("第{number}"))).collect();
    for (number, report) in reports.iter().enumerate().take(30) {
        scene.write(format!("corpus/many/{number}.txt"), report);
    }
    scene.write("corpus/big.jsonl", crawl(&reports, 18 << 20, 1));
    let lines: String = reports.iter().enumerate().map(|(number, report)| json_line(report, number)).collect();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(lines.as_bytes()).expect("memory");
    scene.write("corpus/few.jsonl.gz", gzip.finish().expect("memory"));
    let frames = [2, 3].map(|seed| zstd::encode_all(crawl(&reports, 6 << 20, seed).as_bytes(), 1).expect("a frame"));
    assert!(frames.iter().all(|frame| frame.len() > 4 << 20), "frames are large enough to be cut");
    scene.write("corpus/frames.jsonl.zst", frames.concat());
    let warc = format!("WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://example.org/w\r\nContent-Length: {}\r\n\r\n", reports[3].len());
    scene.write("corpus/one.warc", format!("{warc}{}\r\n\r\n", reports[3]));
    let texts = arrow::array::StringArray::from(reports[..5].to_vec());
    let batch = arrow::array::RecordBatch::try_from_iter([("text", Arc::new(texts) as arrow::array::ArrayRef)]).expect("a batch");
    let mut writer = parquet::arrow::ArrowWriter::try_new(Vec::new(), batch.schema(), None).expect("a writer");
    writer.write(&batch).expect("memory");
    scene.write("corpus/five.parquet", writer.into_inner().expect("memory"));
}

fn extract(scene: &Scene, lake: &str, more: &[&str]) -> Ended {
    let words = ["extract", INPUTS[0], INPUTS[1], "--out", lake, "--progress", "none"];
    scene.run(words.iter().chain(more))
}

fn shard(scene: &Scene, lake: &str, number: u32, of: u32) -> Ended {
    let ended = extract(scene, lake, &["--shard", &format!("{number}/{of}")]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    ended
}

fn merge(scene: &Scene, words: &[&str]) -> Ended {
    scene.run(["merge"].iter().chain(words))
}

/// Names and bytes of all data files, and what the manifest says but for times.
fn published(scene: &Scene, lake: &str) -> (Vec<(PathBuf, Vec<u8>)>, Value) {
    let data = fs::canonicalize(scene.path(lake).join("current")).expect("a snapshot");
    let relative = |path: PathBuf| (path.strip_prefix(&data).expect("below").to_owned(), fs::read(&path).expect("a file"));
    let files = files_below(&data, |_| true).into_iter().map(relative).collect();
    let manifest = fs::read(data.with_file_name("manifest.json")).expect("a manifest");
    let mut manifest: Value = serde_json::from_slice(&manifest).expect("JSON");
    manifest["timings"] = Value::Null;
    (files, manifest)
}

/// The error of a command that failed, on two lines at most.
fn error(ended: &Ended, code: i32) -> String {
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(code), ""), "{ended:?}");
    assert!(ended.stderr.starts_with("error: ") && ended.stderr.lines().count() <= 2, "{ended:?}");
    ended.stderr.trim_end().to_owned()
}

#[test]
fn any_number_of_shards_gives_the_bytes_of_one_run() {
    let scene = Scene::with_specimens();
    mixed(&scene);
    assert_eq!(extract(&scene, "whole", &[]).code, Some(3), "one file cannot be read");
    let expected = published(&scene, "whole");
    for of in [1, 2, 3, 7] {
        let lake = format!("lake-{of}");
        // In any order.
        (1..=of).rev().for_each(|number| drop(shard(&scene, &lake, number, of)));
        assert_eq!(merge(&scene, &["--out", &lake, "--progress", "none"]).code, Some(3), "the same file cannot be read");
        let found = published(&scene, &lake);
        assert_eq!(found.1, expected.1, "{of} shards");
        assert!(found.0 == expected.0, "{of} shards");
    }
    // What was published once is not published again, by whichever way it comes.
    for words in [["--out", "lake-3"], ["lake-2", "--out=lake-3"], ["lake-7/shards", "--out=whole"]] {
        let again = merge(&scene, &words);
        assert!(again.code == Some(0) && again.stderr.starts_with("Nothing to do: snapshot 1"), "{again:?}");
    }
    assert_eq!(extract(&scene, "lake-2", &[]).code, Some(0));
    assert_eq!(published(&scene, "lake-2").1["snapshot"], 1);
}

#[test]
fn a_huge_file_is_read_by_all() {
    let scene = Scene::with_specimens();
    mixed(&scene);
    let parts = |number| {
        let ended = scene.run(["extract", "corpus", "--out", "lake", "--shard", &format!("{number}/3"), "--progress", "json"]);
        let summary: Value = serde_json::from_str(ended.stderr.lines().last().expect("a summary")).expect("an object");
        summary["counts"]["bytes"].as_u64().expect("a number")
    };
    let read = [1, 2, 3].map(parts);
    let all = files_below(&scene.path("corpus"), |_| true).iter().map(|path| path.metadata().expect("a file").len()).sum::<u64>();
    assert_eq!(read.iter().sum::<u64>(), all);
    assert!(read.iter().all(|&bytes| bytes > all / 4), "{read:?} of {all}");
}

/// Two small shards, and what they hold once they are merged.
fn two() -> Scene {
    let scene = Scene::with_specimens();
    (1..=2).for_each(|number| drop(shard(&scene, "lake", number, 2)));
    scene
}

#[test]
fn shards_carry_their_options() {
    let scene = Scene::with_specimens();
    let options = ["--tables=-sections,-cells", "--partition-by", "year,province", "--pipeline", "disclosure"];
    extract(&scene, "whole", &options);
    for number in ["1/2", "2/2"] {
        extract(&scene, "lake", &[&options[..], &["--shard", number]].concat());
    }
    assert_eq!(merge(&scene, &["--out", "lake", "--threads", "1"]).code, Some(3));
    assert_eq!(published(&scene, "lake"), published(&scene, "whole"));
}

#[test]
fn shards_of_other_machines_are_copied_together() {
    let scene = Scene::with_specimens();
    extract(&scene, "whole", &[]);
    shard(&scene, "a", 1, 2);
    shard(&scene, "b", 2, 2);
    let ended = merge(&scene, &["a/shards/1-of-2", "b", "--out", "lake"]);
    assert!(ended.code == Some(3) && ended.stderr.starts_with("Published snapshot 1."), "{ended:?}");
    assert_eq!(published(&scene, "lake"), published(&scene, "whole"));
    assert!(!scene.path("a/current").exists() && !scene.path("lake/shards").exists());
}

#[test]
fn a_shard_says_what_it_read_and_what_to_do_next() {
    let scene = Scene::with_specimens();
    let words = ["extract", "corpus", "--out", "lake", "--shard", "2/2"];
    let first = scene.run(words);
    assert!(first.code == Some(0) && first.stderr.starts_with("Wrote shard 2/2."), "{first:?}");
    assert!(first.stderr.contains("\n  reportlake merge --out lake"), "{first:?}");
    let second = scene.run(words);
    assert!(second.code == Some(0) && second.stderr.starts_with("Nothing to do: shard 2/2 already holds all this."), "{second:?}");
    assert!(!scene.path("lake/current").exists());
}

#[test]
fn a_changed_corpus_makes_another_shard() {
    let scene = two();
    scene.write("corpus/new.txt", "无关的文字。");
    shard(&scene, "lake", 2, 2);
    let message = error(&merge(&scene, &["--out", "lake"]), 2);
    let expected =
        "error: the shards lake/shards/1-of-2 and lake/shards/2-of-2 do not belong together: the files that they were cut from differ: 11 files of";
    assert!(message.starts_with(expected) && message.contains("hint: run `extract --shard` again"), "{message}");
    shard(&scene, "lake", 1, 2);
    assert_eq!(merge(&scene, &["--out", "lake", "--progress", "none"]).code, Some(3));
}

#[test]
fn shards_that_do_not_belong_together_are_named() {
    let scene = two();
    for (more, what) in [
        (&["--tables=-cells"][..], "their options differ: partition by year, tables without rows , partition by year, tables without rows cells"),
        (&["--text-field", "body"][..], "their options differ"),
    ] {
        extract(&scene, "other", &[&["--shard", "2/2"], more].concat());
        let message = error(&merge(&scene, &["lake/shards/1-of-2", "other", "--out", "x"]), 2);
        assert!(message.starts_with("error: the shards lake/shards/1-of-2 and other/shards/2-of-2 do not belong together: "), "{message}");
        assert!(message.contains(what), "{message}");
    }
    shard(&scene, "third", 2, 3);
    let message = error(&merge(&scene, &["lake/shards/1-of-2", "third", "--out", "x"]), 2);
    assert!(message.contains("their numbers of shards differ: 2, 3"), "{message}");
    let named = scene.run(["extract", "corpus", "--out", "named", "--shard", "2/2", "--progress", "none"]);
    assert_eq!(named.code, Some(0), "{named:?}");
    let message = error(&merge(&scene, &["lake/shards/1-of-2", "named", "--out", "x"]), 2);
    assert!(message.contains("their inputs differ: corpus, memory, corpus"), "{message}");
    let definition = fs::read_to_string(super::scene::root().join("pipelines/disclosure.toml")).expect("text");
    scene.write("mine.toml", format!("{definition}\n# Mine.\n"));
    extract(&scene, "defined", &["--shard", "2/2", "--pipeline", "mine.toml"]);
    let message = error(&merge(&scene, &["lake/shards/1-of-2", "defined", "--out", "x"]), 2);
    assert!(message.contains("their definitions differ: disclosure "), "{message}");
    assert!(!scene.path("x").exists());
}

#[test]
fn missing_and_repeated_shards_are_named() {
    let scene = Scene::with_specimens();
    shard(&scene, "lake", 2, 4);
    assert_eq!(
        error(&merge(&scene, &["--out", "lake"]), 2),
        "error: shards 1/4, 3/4, 4/4 are missing\nhint: run `extract --shard` for each, or give its place too"
    );
    for number in [1, 3] {
        shard(&scene, "lake", number, 4);
    }
    assert_eq!(
        error(&merge(&scene, &["--out", "lake"]), 2),
        "error: shard 4/4 is missing\nhint: run `extract --shard` for it, or give its place too"
    );
    shard(&scene, "again", 2, 4);
    assert_eq!(
        error(&merge(&scene, &["lake", "again", "--out", "x"]), 2),
        "error: shard 2/4 is given twice, as lake/shards/2-of-4 and again/shards/2-of-4\nhint: give it once"
    );
    assert_eq!(error(&merge(&scene, &["corpus", "--out", "x"]), 2), "error: corpus holds no shard\nhint: `extract --shard I/N` writes one");
    assert_eq!(error(&merge(&scene, &["--out", "nowhere"]), 2), "error: nowhere holds no shard\nhint: `extract --shard I/N` writes one");
    assert!(!scene.path("x").exists() && !scene.path("nowhere").exists());
}

/// The file of a shard whose name begins with a word.
fn file_of(shard: &Path, word: &str) -> PathBuf {
    files_below(shard, |path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(word))).swap_remove(0)
}

#[test]
fn a_damaged_or_unfinished_shard_is_named_with_its_remedy() {
    let scene = two();
    let place = scene.path("lake/shards/2-of-2");
    let remedy = "hint: run its `extract --shard` again, or copy it again";
    for word in ["fragments", "index", "readings", "definition"] {
        let file = file_of(&scene.path("lake/shards/1-of-2"), word);
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        let bytes = fs::read(&file).expect("a file");
        let mut flipped = bytes.clone();
        flipped[bytes.len() / 2] ^= 1;
        for (damaged, reason) in [
            (Some(flipped), format!("{name} is not what was written")),
            (Some(bytes[1..].to_vec()), format!("{name} has {} bytes of {}", bytes.len() - 1, bytes.len())),
            (None, format!("{name} cannot be read, No such file or directory (os error 2)")),
        ] {
            damaged.map_or_else(|| fs::remove_file(&file), |damaged| fs::write(&file, damaged)).expect("damaged");
            let message = error(&merge(&scene, &["--out", "lake"]), 1);
            assert_eq!(message, format!("error: the shard lake/shards/1-of-2 is damaged: {reason}\n{remedy}"));
        }
        fs::write(&file, &bytes).expect("mended");
    }
    let seal = place.join("shard.json");
    let whole = fs::read_to_string(&seal).expect("a seal");
    fs::write(&seal, whole.replace("\"reports\": ", "\"reports\": 1")).expect("damaged");
    let message = error(&merge(&scene, &["--out", "lake"]), 1);
    assert_eq!(message, format!("error: the shard lake/shards/2-of-2 is damaged: shard.json is not what its content_hash says\n{remedy}"));
    fs::remove_file(&seal).expect("removed");
    let message = error(&merge(&scene, &["--out", "lake"]), 2);
    assert_eq!(message, "error: the shard lake/shards/2-of-2 is not finished\nhint: run its `extract --shard` again");
    // Running it again is all that is needed, and a lake that was there is left as it was until then.
    assert!(!scene.path("lake/current").exists());
    shard(&scene, "lake", 2, 2);
    assert_eq!(merge(&scene, &["--out", "lake", "--progress", "none"]).code, Some(3));
}

#[test]
fn a_damaged_shard_is_written_anew_by_its_run() {
    let scene = Scene::with_specimens();
    let words = ["extract", "corpus", "--out", "lake", "--shard", "1/1"];
    scene.run(words);
    let file = file_of(&scene.path("lake/shards/1-of-1"), "fragments");
    let bytes = fs::read(&file).expect("a file");
    fs::write(&file, &bytes[1..]).expect("damaged");
    let ended = scene.run(words);
    assert!(ended.stderr.starts_with("Wrote shard 1/1."), "{ended:?}");
    assert_eq!(merge(&scene, &["--out", "lake"]).code, Some(0));
}

#[test]
fn a_shard_of_another_version_is_refused() {
    let scene = two();
    let seal = scene.path("lake/shards/2-of-2/shard.json");
    let mut value: Value = serde_json::from_slice(&fs::read(&seal).expect("a seal")).expect("JSON");
    value["format"] = 9.into();
    fs::write(&seal, value.to_string()).expect("written");
    let message = error(&merge(&scene, &["--out", "lake"]), 1);
    assert!(message.contains("lake/shards/2-of-2") && message.contains("it has format 9, this program knows 2"), "{message}");
}

#[test]
fn a_shard_is_written_by_one_run_at_a_time() {
    let scene = two();
    let lock = fs::File::options().write(true).open(scene.path("lake/shards/2-of-2/LOCK")).expect("a lock");
    lock.try_lock().expect("nobody holds it");
    for ended in [extract(&scene, "lake", &["--shard", "2/2"]), merge(&scene, &["--out", "lake"])] {
        assert!(error(&ended, 5).contains("lake/shards/2-of-2 is held by process"), "{ended:?}");
    }
    assert_eq!(extract(&scene, "lake", &["--shard", "1/2"]).code, Some(0), "the others go on");
}

#[test]
fn a_killed_shard_is_run_again() {
    let scene = Scene::with_specimens();
    mixed(&scene);
    extract(&scene, "whole", &[]);
    shard(&scene, "lake", 2, 2);
    for moment in ["staging", "staging/fragments-00000", "staging/readings-00000", "staging/shard.json"] {
        let words = ["extract", INPUTS[0], INPUTS[1], "--out", "lake", "--shard", "1/2", "--progress", "none", "--threads", "1"];
        let mut run = scene.command().args(words).spawn().expect("a run");
        while !scene.path("lake/shards/1-of-2").join(moment).exists() && run.try_wait().expect("a state").is_none() {}
        run.kill().expect("killed");
        run.wait().expect("an end");
    }
    shard(&scene, "lake", 1, 2);
    assert_eq!(merge(&scene, &["--out", "lake", "--progress", "none"]).code, Some(3));
    assert!(published(&scene, "lake") == published(&scene, "whole"));
    let left = files_below(&scene.path("lake/shards/1-of-2"), |path| path.to_string_lossy().contains("staging"));
    assert_eq!(left, Vec::<PathBuf>::new());
}

#[test]
fn what_a_shard_cannot_be_is_usage() {
    let scene = Scene::with_specimens();
    for number in ["0/2", "3/2", "2", "a/b", "1/0"] {
        let ended = extract(&scene, "lake", &["--shard", number]);
        assert!(ended.code == Some(2) && ended.stderr.contains("such as 2/8"), "{ended:?}");
    }
    let message = error(&scene.run(["extract", "-", "--out", "lake", "--shard", "1/2"]), 2);
    assert_eq!(message, "error: the standard input cannot be shared out among shards\nhint: give files or directories");
    assert!(!scene.path("lake").exists());
    scene.write("home/letter.txt", "不是数据湖");
    assert!(error(&extract(&scene, "home", &["--shard", "1/2"]), 2).contains("home is not empty and is no lake"));
}
