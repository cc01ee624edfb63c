//! Odd trees, odd files and every cut of JSONL.

use std::fs;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use proptest::prelude::*;
use rustix::fs::{CWD, FileType, Mode, mknodat};

use super::*;

const ANCHOR: &str = "政府信息公";

fn anchors() -> Anchors {
    Anchors::new([ANCHOR, "政府資訊公"].into_iter())
}

fn sources_of(args: &[&Path]) -> Vec<Source> {
    let args: Vec<String> = args.iter().map(|path| path.display().to_string()).collect();
    discover(&parse_inputs(&args).unwrap()).unwrap()
}

fn read_all(sources: &[Source], units: &[Unit], limits: &Limits) -> (Vec<Met>, Vec<PartReading>) {
    let mut met = Vec::new();
    let readings =
        units.iter().flat_map(|unit| read(unit, sources, &anchors(), limits, &FieldNames::default(), &mut |one| met.push(one))).collect::<Vec<_>>();
    let records: u64 = readings.iter().map(|reading| reading.records).sum();
    let counted: u64 = met.iter().map(|one| if let Met::NotReport { records, .. } = one { *records } else { 1 }).sum();
    assert_eq!(records, counted, "every record is counted once");
    (met, readings)
}

fn read_file(bytes: &[u8], name: &str) -> (Vec<Met>, Vec<PartReading>) {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join(name), bytes).unwrap();
    let sources = sources_of(&[dir.path()]);
    read_all(&sources, &units(&sources), &Limits::default())
}

#[test]
fn odd_trees_are_walked_without_hanging() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("tree");
    fs::create_dir_all(root.join("a/b")).unwrap();
    for name in [&b"a/b/plain.txt"[..], b"esc\x1b[2J.txt", b"new\nline.txt", b"bad\xff\xfename.txt", "rtl\u{202e}gnp.txt".as_bytes()] {
        fs::write(root.join(std::ffi::OsStr::from_bytes(name)), format!("{ANCHOR}开")).unwrap();
    }
    mknodat(CWD, root.join("fifo"), FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(root.join("socket")).unwrap();
    for (target, link) in [("..", "a/loop"), ("/", "a/root"), ("nothing", "dangling"), ("a/b/plain.txt", "link.txt")] {
        std::os::unix::fs::symlink(target, root.join(link)).unwrap();
    }
    let sources = sources_of(&[&root, Path::new("/dev/null")]);
    let uris: Vec<&str> = sources.iter().map(|source| source.uri.as_str()).collect();
    let mut sorted = uris.clone();
    sorted.sort_unstable();
    assert_eq!(uris, sorted);
    for uri in ["tree/a/b/plain.txt", "tree/esc\\u{1b}[2J.txt", "tree/new\\u{a}line.txt", "tree/bad\\xff\\xfename.txt", "tree/rtl\\u{202e}gnp.txt"] {
        assert!(uris.contains(&uri), "{uri} in {uris:?}");
    }
    let (met, readings) = read_all(&sources, &units(&sources), &Limits::default());
    assert_eq!(met.len(), 5);
    let outcomes: Vec<(&str, &str)> = readings.iter().map(|reading| (uris[reading.source], reading.outcome)).collect();
    for (uri, outcome) in [
        ("null", "skipped:device"),
        ("tree/fifo", "skipped:fifo"),
        ("tree/socket", "skipped:socket"),
        ("tree/a/loop", "skipped:symlink"),
        ("tree/dangling", "skipped:symlink"),
        ("tree/link.txt", "skipped:symlink"),
    ] {
        assert!(outcomes.contains(&(uri, outcome)), "{uri} {outcome} in {outcomes:?}");
    }
}

#[test]
fn a_source_that_turns_into_something_else_is_quarantined() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["fifo", "gone", "closed"] {
        fs::write(dir.path().join(name), ANCHOR).unwrap();
    }
    let sources = sources_of(&[dir.path()]);
    for name in ["fifo", "gone"] {
        fs::remove_file(dir.path().join(name)).unwrap();
    }
    mknodat(CWD, dir.path().join("fifo"), FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
    fs::set_permissions(dir.path().join("closed"), std::os::unix::fs::PermissionsExt::from_mode(0o0)).unwrap();
    // The superuser may read what nobody may.
    let closed = fs::File::open(dir.path().join("closed")).is_err();
    let (met, readings) = read_all(&sources, &units(&sources), &Limits::default());
    assert_eq!(readings.iter().filter(|reading| reading.outcome == "unreadable").count(), 2 + usize::from(closed));
    assert!(met.iter().all(|one| matches!(one, Met::Quarantined(row) if row.code == "unreadable") || (!closed && matches!(one, Met::Document(_)))));
}

#[test]
fn a_large_file_that_changed_since_it_was_met_is_quarantined() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.jsonl");
    let line = format!("{{\"text\":\"{ANCHOR}{}\"}}\n", "开".repeat(3000));
    fs::write(&path, line.repeat(1000)).unwrap();
    let sources = sources_of(&[&path]);
    let plan = units(&sources);
    assert_eq!(plan.iter().map(|unit| unit.parts.len()).sum::<usize>(), 2);
    fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"\n").unwrap();
    let (_, readings) = read_all(&sources, &plan, &Limits::default());
    assert!(readings.iter().all(|reading| reading.outcome == "changed_while_reading" && reading.digest.is_none()));
}

#[test]
fn inputs_that_cannot_be_told_apart_or_found_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    for below in ["a/x", "b/x"] {
        fs::create_dir_all(dir.path().join(below)).unwrap();
    }
    let path = |below: &str| dir.path().join(below).display().to_string();
    assert!(matches!(parse_inputs(&[path("a/x"), path("b/x")]), Err(DocumentError::SameName { .. })));
    assert!(matches!(parse_inputs(&[path("c")]), Err(DocumentError::Missing { .. })));
    let inputs = parse_inputs(&[path("a/x"), format!("y={}", path("b/x")), "-".to_owned()]).unwrap();
    assert_eq!(inputs.iter().map(|input| input.name.as_str()).collect::<Vec<_>>(), ["x", "y", "stdin"]);
    assert_eq!(inputs[2].path, InputPath::Stdin);
}

#[test]
fn files_are_told_apart_by_what_they_hold() {
    let report = format!("2022年{ANCHOR}开工作年度报告\n");
    for (bytes, name, outcome, documents) in [
        (report.as_bytes().to_vec(), "a", "read", 1),
        (report.repeat(20_000).into_bytes(), "a", "read", 1),
        (format!("{{\"text\":\"{ANCHOR}\"}}\n{{\"html\":\"x{ANCHOR}\"}}\n\n{{}}").into_bytes(), "a", "read", 2),
        (b"nothing".to_vec(), "a", "read", 0),
        (Vec::new(), "a", "empty", 0),
        (format!("%PDF-1.4 {ANCHOR}").into_bytes(), "a.txt", "unsupported:pdf", 0),
        (format!("\u{89}PNG {ANCHOR}").into_bytes(), "a.txt", "read", 1),
        (b"\x89PNG\r\n\x1a\n".to_vec(), "a", "skipped:image", 0),
    ] {
        let (met, readings) = read_file(&bytes, name);
        assert_eq!(readings[0].outcome, outcome);
        assert_eq!(met.iter().filter(|one| matches!(one, Met::Document(_))).count(), documents, "{met:?}");
        let hash = readings[0].digest.as_ref().map(|digests| content_hash(bytes.len() as u64, digests));
        let whole = matches!(outcome, "read" | "empty").then(|| format!("{:032x}", xxhash_rust::xxh3::xxh3_128(&bytes)));
        assert_eq!(hash, whole);
    }
}

#[test]
fn text_in_utf16_is_read_as_text_and_as_jsonl() {
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let (met, _) = read_file(&wide(&format!("\u{feff}{ANCHOR}\n1")), "a.txt");
    assert!(matches!(&met[..], [Met::Document(d)] if d.text == format!("{ANCHOR}\n1") && d.encoding == "utf-16le"), "{met:?}");
    let (met, _) = read_file(&wide(&format!("{{\"x\":1}}\n{{\"text\":\"{ANCHOR}\"}}\n")), "a.jsonl");
    assert!(matches!(&met[..], [Met::Document(d), Met::NotReport { .. }] if d.text == ANCHOR && d.record == 1), "{met:?}");
}

#[test]
fn bad_lines_are_quarantined_where_they_stand_and_only_with_an_anchor() {
    let good = format!("{{\"text\":\"{ANCHOR}开\",\"id\":3,\"url\":\"u\",\"date\":\"d\"}}");
    let twice = format!("{{\"text\":\"{ANCHOR}\",\"text\":\"\"}}");
    let file = format!("{good}\n{{broken\n{ANCHOR} {{broken\n{twice}\r\n{{\"title\":\"{ANCHOR}\"}}\n{good}");
    let (met, readings) = read_file(file.as_bytes(), "a.jsonl");
    assert_eq!(readings[0].records, 6);
    let rows: Vec<_> =
        met.iter().filter_map(|one| if let Met::Quarantined(q) = one { Some((q.record, q.byte_offset, q.code)) } else { None }).collect();
    let at = |needle: &str| file.find(needle).unwrap() as u64;
    assert_eq!(rows, [(2, at(&format!("{ANCHOR} {{")), "bad_json"), (3, at(&twice), "duplicate_key")]);
    assert!(met.contains(&Met::NotReport { source: 0, records: 1, reason: "no_anchor" }));
    assert!(met.contains(&Met::NotReport { source: 0, records: 1, reason: "no_text" }));
    let documents: Vec<_> = met.iter().filter_map(|one| if let Met::Document(d) = one { Some(d) } else { None }).collect();
    assert_eq!(documents.iter().map(|d| d.record).collect::<Vec<_>>(), [0, 5]);
    let first = documents[0];
    assert_eq!((first.record_id.as_deref(), first.url.as_deref(), first.record_date.as_deref()), (Some("3"), Some("u"), Some("d")));
    assert_eq!((first.bytes, first.basis), (good.len() as u64, TextBasis::Json));
}

#[test]
fn an_endless_line_is_skipped_with_bounded_memory() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("big.jsonl");
    fs::File::create(&path).unwrap().set_len(80 << 20).unwrap();
    let sources = sources_of(&[&path]);
    let (met, readings) = read_all(&sources, &units(&sources), &Limits { record_bytes: 1 << 20, ..Limits::default() });
    assert_eq!(readings.len(), 10);
    assert!(
        matches!(&met[..], [Met::Quarantined(q)] if q.code == "record_too_long" && q.bytes == 80 << 20 && q.sample.len() == 4096),
        "{}",
        met.len()
    );
}

#[test]
fn one_document_is_shown_without_an_anchor() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.jsonl");
    fs::write(&path, "{\"text\":\"one\"}\n{\"text\":\"two\"}\n").unwrap();
    assert_eq!(read_one(&path, None).unwrap().text, "one");
    assert_eq!(read_one(&path, Some(1)).unwrap().text, "two");
    assert!(matches!(read_one(&path, Some(2)), Err(DocumentError::NoRecord { records: 2, .. })));
    assert!(matches!(read_one(&dir.path().join("none"), None), Err(DocumentError::Unreadable { .. })));
}

/// A line as a generator draws it.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("\r".to_owned()),
        Just("{\"text\":\"nothing\"}".to_owned()),
        (0..40usize).prop_map(|len| format!("{{\"text\":\"{ANCHOR}{}\"}}", "x".repeat(len))),
        (0..9usize).prop_map(|len| format!("{ANCHOR} broken {}", "y".repeat(len))),
        (60..90usize).prop_map(|len| "z".repeat(len)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Any cut of a file gives the same records, with the same numbers once those of earlier parts are added.
    #[test]
    fn any_cut_gives_the_same_records(lines in prop::collection::vec(line(), 0..30), ended in 0..2usize, cut in 1..200u64, limit in 50..100usize) {
        let bytes = lines.join("\n") + &"\n".repeat(ended);
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        fs::write(&path, &bytes).unwrap();
        let sources = sources_of(&[&path]);
        let limits = Limits { record_bytes: limit, ..Limits::default() };
        let len = bytes.len() as u64;
        let cuts = |step: u64| -> Vec<Met> {
            let mut all = Vec::new();
            let mut before = 0;
            for start in (0..len).step_by(usize::try_from(step).unwrap()) {
                let part = Part { source: 0, extent: Extent::Lines { start, end: len.min(start + step) } };
                let (met, readings) = read_all(&sources, &[Unit { parts: vec![part] }], &limits);
                all.extend(met.into_iter().filter_map(|one| match one {
                    Met::Document(d) => Some(Met::Document(Document { record: d.record + before, ..d })),
                    Met::Quarantined(q) => Some(Met::Quarantined(Quarantined { record: q.record + before, ..q })),
                    Met::NotReport { .. } => None,
                }));
                before += readings[0].records;
            }
            assert_eq!(before, bytes.split_inclusive('\n').count() as u64);
            all
        };
        prop_assert_eq!(cuts(cut), cuts(len.max(1)));
    }

    /// Whatever a file holds, reading it ends and counts every record.
    #[test]
    fn any_bytes_are_counted(bytes in prop::collection::vec(any::<u8>(), 0..300), anchor in 0..3usize) {
        let insert = [&b""[..], ANCHOR.as_bytes(), b"\xd5\xfe\xb8\xae\xd0\xc5\xcf\xa2\xb9\xab"][anchor];
        read_file(&[&bytes[..bytes.len() / 2], insert, &bytes[bytes.len() / 2..]].concat(), "a");
    }
}
