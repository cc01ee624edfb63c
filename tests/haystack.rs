//! No report is missed: what is rejected on raw bytes is what the recogniser rejects that reads every record to its end.
//!
//! A haystack of reports in every layout, of texts that mention them and of near misses is written in every container and
//! every way of writing Chinese; one thread and two must find in it what reading each text finds.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use fastrand::Rng;
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use reportlake::Extractor;
use reportlake::extract::recognise;
use serde_json::Value;

use super::scene::{Scene, files_below};
use super::truth;

/// Pieces of anchors and of what surrounds them, in both scripts.
const NEAR: [&str; 20] = [
    "政府信息",
    "信息公司",
    "信息公",
    "政府資訊",
    "資訊公",
    "政府资讯",
    "公开",
    "工作年度报告",
    "公司",
    "\\u653f\\u5e9c",
    "&#25919;",
    "政府信息\n公开",
    "政 府 信 息 公 开",
    "市民",
    "。",
    "2022年",
    "\"",
    "\\",
    "政府信",
    "息公开",
];
/// What stands between them.
const PROSE: [&str; 4] =
    ["市民可以在新站台换乘三条公交线路。", "本店地址在公园东门,营业至二十一时;", "會議討論了下一年的工作安排,", "The quick brown fox. "];
/// Whole anchors.
const WHOLE: [&str; 4] = ["政府信息公开条例", "政府資訊公開", "政府资讯公开", "信息公开工作年度报告"];

/// How many texts are reports, and why the others are not.
type Counted = BTreeMap<String, u64>;

/// A text that is no report: prose with near misses, and in one of four a mention.
fn other(rng: &mut Rng) -> String {
    let mut text = String::new();
    for _ in 0..rng.usize(1..60) {
        text.push_str(if rng.usize(0..4) == 0 { NEAR[rng.usize(0..NEAR.len())] } else { PROSE[rng.usize(0..PROSE.len())] });
    }
    if rng.usize(0..4) == 0 {
        text.push_str(WHOLE[rng.usize(0..WHOLE.len())]);
        text.push_str(PROSE[rng.usize(0..PROSE.len())]);
    }
    text
}

/// The texts of the haystack, and whether each is a report.
fn texts(extractor: &Extractor) -> Vec<(String, bool)> {
    let mut rng = Rng::with_seed(4);
    let mut texts = Vec::new();
    for number in 0..900 {
        let report = (number % 9 == 0).then(|| truth::report(truth::SEED, number / 9 * 7).text);
        // What looks like HTML is rendered first, which the recogniser here does not do.
        let text = report.filter(|text| !text.contains('<')).unwrap_or_else(|| other(&mut rng));
        let is_report = recognise(&text, extractor.families()).family.is_some();
        texts.push((text, is_report));
    }
    texts
}

/// What reading each text to its end finds.
fn slowly(extractor: &Extractor, texts: &[(String, bool)]) -> Counted {
    let mut counted = Counted::new();
    for (text, _) in texts {
        let verdict = recognise(text, extractor.families());
        let word = if verdict.family.is_some() { "report" } else { verdict.reason };
        *counted.entry(word.to_owned()).or_default() += 1;
    }
    counted
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
    Plain,
    Lower,
    Upper,
    Gb18030,
}

/// A line of JSON.
fn line(text: &str, spelling: Spelling) -> Vec<u8> {
    let plain = serde_json::json!({ "text": text }).to_string();
    match spelling {
        Spelling::Plain => plain.into_bytes(),
        Spelling::Gb18030 => encoding_rs::GB18030.encode(&plain).0.into_owned(),
        Spelling::Lower | Spelling::Upper => {
            let mut escaped = String::new();
            for unit in plain.encode_utf16() {
                let _ = match (u8::try_from(unit).ok().filter(u8::is_ascii), spelling) {
                    (Some(byte), _) => write!(escaped, "{}", char::from(byte)),
                    (None, Spelling::Upper) => write!(escaped, "\\u{unit:04X}"),
                    (None, _) => write!(escaped, "\\u{unit:04x}"),
                };
            }
            escaped.into_bytes()
        }
    }
}

/// All texts as JSONL, each line spelled as `spelling` says of its number and whether it is a report.
fn jsonl(texts: &[(String, bool)], spelling: impl Fn(usize, bool) -> Spelling) -> Vec<u8> {
    let lines = texts.iter().enumerate().map(|(number, (text, is_report))| [line(text, spelling(number, *is_report)), b"\n".to_vec()].concat());
    lines.collect::<Vec<_>>().concat()
}

/// Texts that hardly compress, so that files are large enough to be cut.
fn noise(count: usize) -> Vec<(String, bool)> {
    let mut rng = Rng::with_seed(5);
    let text = |_| std::iter::repeat_with(|| rng.alphanumeric()).take(1000).collect();
    (0..count).map(text).map(|text: String| (text, false)).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn frame(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).expect("memory")
}

fn parquet_file(texts: &[(String, bool)]) -> Vec<u8> {
    let column = Arc::new(StringArray::from_iter_values(texts.iter().map(|(text, _)| text))) as ArrayRef;
    let batch = RecordBatch::try_from_iter([("text", column)]).expect("a batch");
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(700)).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).expect("a writer");
    writer.write(&batch).expect("memory");
    writer.into_inner().expect("memory")
}

fn wet(text: &str) -> Vec<u8> {
    format!("WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: {}\r\n\r\n{text}\r\n\r\n", text.len()).into_bytes()
}

/// Extracts with one thread and with two, which must give the same bytes, and gives what was counted.
fn found(scene: &Scene, name: &str) -> Counted {
    let mut lakes = Vec::new();
    for threads in ["1", "2"] {
        let lake = format!("{name}-{threads}");
        let ended = scene.run(["extract", name, "--out", &lake, "--threads", threads, "--progress", "none"]);
        assert_eq!(ended.code, Some(0), "{name}: {ended:?}");
        let data = std::fs::canonicalize(scene.path(&lake).join("current")).expect("a snapshot");
        let files = files_below(&data, |_| true);
        lakes.push(
            files.iter().map(|file| (file.strip_prefix(&data).expect("below").to_owned(), std::fs::read(file).expect("read"))).collect::<Vec<_>>(),
        );
    }
    assert!(lakes[0] == lakes[1], "{name}: two threads give other bytes");
    let manifest = scene.path(format!("{name}-1/snapshots/000001/manifest.json"));
    let manifest: Value = serde_json::from_slice(&std::fs::read(manifest).expect("read")).expect("JSON");
    let counts = &manifest["counts"];
    let mut counted: Counted = serde_json::from_value(counts["not_reports_by_reason"].clone()).expect("numbers");
    counted.insert("report".to_owned(), counts["reports"].as_u64().expect("a number"));
    assert_eq!(counts["quarantined"], 0, "{name}");
    counted
}

#[test]
fn no_report_is_missed_in_any_container_or_spelling() {
    let extractor = Extractor::builtin().expect("good definitions");
    let texts = texts(&extractor);
    let expected = slowly(&extractor, &texts);
    assert!(expected["report"] > 50 && expected["mention_only"] > 50 && expected["no_anchor"] > 300, "{expected:?}");
    let large = [&noise(6000)[..], &texts, &noise(6000)].concat();
    let expected_large = slowly(&extractor, &large);
    let plain = jsonl(&large, |_, _| Spelling::Plain);
    let (front, back) = plain.split_at(plain.len() / 2);
    let members: Vec<u8> = plain.chunks(300_000).flat_map(gzip).collect();
    let records: Vec<Vec<u8>> = large.iter().map(|(text, _)| wet(text)).collect();
    let in_turn = |number: usize, is_report: bool| match number % 4 {
        0 => Spelling::Lower,
        1 => Spelling::Upper,
        // Amid others an older encoding is promised to be noticed in records of a report's length only.
        2 if is_report => Spelling::Gb18030,
        _ => Spelling::Plain,
    };
    let scene = Scene::new();
    for (name, bytes, expected) in [
        ("lower.jsonl", jsonl(&texts, |_, _| Spelling::Lower), &expected),
        ("upper.jsonl", jsonl(&texts, |_, _| Spelling::Upper), &expected),
        ("gb18030.jsonl", jsonl(&texts, |_, _| Spelling::Gb18030), &expected),
        ("mixed.jsonl", jsonl(&texts, in_turn), &expected),
        ("large.jsonl", plain.clone(), &expected_large),
        ("member.jsonl.gz", gzip(&plain), &expected_large),
        ("members.jsonl.gz", members, &expected_large),
        ("frame.jsonl.zst", frame(&plain), &expected_large),
        ("frames.jsonl.zst", [frame(front), frame(back)].concat(), &expected_large),
        ("rows.parquet", parquet_file(&large), &expected_large),
        ("crawl.wet", records.concat(), &expected_large),
        ("crawl.wet.gz", records.iter().flat_map(|record| gzip(record)).collect(), &expected_large),
    ] {
        scene.write(name, bytes);
        assert_eq!(&found(&scene, name), expected, "{name}");
    }
}
