//! The same records in every container, whole, cut, damaged and hostile.

use std::fs;
use std::io::{self, Read as _, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use super::*;

const ANCHOR: &str = "政府信息公";

/// One gzip member.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The hash of a file, found out apart from reading it.
fn in_blocks(bytes: &[u8]) -> String {
    // An empty file is one block of nothing.
    let blocks = if bytes.is_empty() { vec![bytes] } else { bytes.chunks(8 << 20).collect() };
    let digests: Vec<_> = blocks.into_iter().map(|block| xxhash_rust::xxh3::xxh3_128(block).to_be_bytes()).collect();
    content_hash(bytes.len() as u64, &digests)
}

/// One zstd frame, with a checksum.
fn zstandard(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::stream::Encoder::new(Vec::new(), 1).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

type Compress = fn(&[u8]) -> Vec<u8>;

const COMPRESSIONS: [Compress; 2] = [gzip, zstandard];

fn read_parts(name: &str, bytes: &[u8], extents: Option<&[Extent]>, limits: &Limits) -> (Vec<Met>, Vec<PartReading>) {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join(name), bytes).unwrap();
    let input = Input { name: "in".to_owned(), path: InputPath::Dir(dir.path().to_owned()) };
    let sources = discover(&[input]).unwrap();
    let plan = match extents {
        None => units(&sources),
        Some(extents) => extents.iter().map(|extent| Unit { parts: vec![Part { source: 0, extent: *extent }] }).collect(),
    };
    let anchors = Anchors::new([ANCHOR, "政府資訊公"].into_iter());
    let mut met = Vec::new();
    let mut readings: Vec<PartReading> = Vec::new();
    for unit in &plan {
        let before: u64 = readings.iter().map(|reading| reading.records).sum();
        let mut keep = |one| met.push(numbered(one, before));
        readings.extend(read(unit, &sources, &anchors, limits, &FieldNames::default(), &mut keep));
    }
    let counted: u64 = met.iter().map(|one| if let Met::NotReport { records, .. } = one { *records } else { 1 }).sum();
    assert_eq!(readings.iter().map(|reading| reading.records).sum::<u64>(), counted, "every record is counted once: {met:?}");
    if readings.iter().all(|reading| reading.digest.is_some()) {
        let digests: Vec<_> = readings.iter().flat_map(|reading| reading.digest.clone().unwrap()).collect();
        assert_eq!(content_hash(bytes.len() as u64, &digests), in_blocks(bytes));
    }
    (met, readings)
}

fn numbered(met: Met, before: u64) -> Met {
    match met {
        Met::Document(document) => Met::Document(Document { record: document.record + before, ..document }),
        Met::Quarantined(row) => Met::Quarantined(Quarantined { record: row.record + before, ..row }),
        Met::NotReport { .. } => met,
    }
}

fn read_file(name: &str, bytes: &[u8]) -> Vec<Met> {
    read_parts(name, bytes, None, &Limits::default()).0
}

fn texts(met: &[Met]) -> Vec<&str> {
    met.iter().filter_map(|one| if let Met::Document(document) = one { Some(document.text.as_str()) } else { None }).collect()
}

fn lost(met: &[Met]) -> Vec<(&'static str, u64)> {
    met.iter().filter_map(|one| if let Met::Quarantined(row) = one { Some((row.code, row.byte_offset)) } else { None }).collect()
}

/// Some lines, some of them with an anchor.
fn lines(from: usize, to: usize) -> String {
    let noise = |i: usize| blake3::hash(&i.to_le_bytes()).to_hex();
    let line = |i: usize| format!("{{\"text\":\"{i} {} {}\"}}\n", if i.is_multiple_of(3) { ANCHOR } else { "信息公司" }, noise(i));
    (from..to).map(line).collect::<Vec<_>>().concat()
}

#[test]
fn jsonl_is_the_same_in_every_container() {
    let plain = lines(0, 90);
    let expected = read_file("a.jsonl", plain.as_bytes());
    assert_eq!(texts(&expected).len(), 30);
    for compress in COMPRESSIONS {
        let pieces = |size: usize| plain.as_bytes().chunks(size).flat_map(compress).collect::<Vec<u8>>();
        for bytes in [compress(plain.as_bytes()), pieces(1000), pieces(77), [compress(b""), pieces(500), compress(b"")].concat()] {
            assert_eq!(read_file("a", &bytes), expected);
        }
    }
    let skippable = [b"\x50\x2a\x4d\x18\x04\0\0\0abcd".to_vec(), zstandard(plain.as_bytes())].concat();
    assert_eq!(read_file("a", &skippable), expected);
    let padded = [gzip(plain.as_bytes()), vec![0; 512]].concat();
    assert_eq!(read_file("a", &padded), expected);
}

#[test]
fn an_anchor_across_two_reads_is_found() {
    // Files are read by 256 KiB, frames inflated by 128 KiB.
    for read in [128 << 10, 256 << 10] {
        for shift in 0..=ANCHOR.len() {
            let pad = "x".repeat(read - shift - "{\"x\":\"\"}\n{\"text\":\"".len());
            let bytes = format!("{{\"x\":\"{pad}\"}}\n{{\"text\":\"{ANCHOR}\"}}\n").into_bytes();
            assert_eq!(bytes[read - shift..][..ANCHOR.len()], *ANCHOR.as_bytes());
            for bytes in [gzip(&bytes), zstandard(&bytes), bytes] {
                assert_eq!(texts(&read_file("a.jsonl", &bytes)), [ANCHOR], "{shift} bytes before {read}");
            }
        }
    }
}

#[test]
fn a_compressed_file_may_be_one_document() {
    let page = format!("<p>{ANCHOR}开</p>");
    for compress in COMPRESSIONS {
        assert_eq!(texts(&read_file("a.txt.gz", &compress(format!("一\n{ANCHOR}开").as_bytes()))), [format!("一\n{ANCHOR}开")]);
        assert_eq!(texts(&read_file("a.html.zst", &compress(page.as_bytes()))), [format!("{ANCHOR}开\n")]);
        let whole = compress(page.as_bytes());
        assert_eq!(lost(&read_file("a.html.gz", &whole[..whole.len() - 2])), [("truncated", 0)]);
        assert_eq!(read_parts("a", &compress(b""), None, &Limits::default()).1[0].outcome, "empty");
    }
}

#[test]
fn a_damaged_member_costs_that_member() {
    for compress in COMPRESSIONS {
        let members = [compress(lines(0, 30).as_bytes()), compress(lines(30, 60).as_bytes()), compress(lines(60, 90).as_bytes())];
        let second = members[0].len();
        let mut bytes = members.concat();
        bytes[second + members[1].len() / 2] ^= 0x55;
        let met = read_file("a.jsonl.gz", &bytes);
        let found = texts(&met);
        for i in (0..30).chain(60..90).step_by(3) {
            assert!(found.iter().any(|text| text.starts_with(&format!("{i} "))), "{i} in {met:?}");
        }
        assert!(lost(&met).contains(&("damaged", second as u64)), "{:?}", lost(&met));
        let cut = &members.concat()[..second + members[1].len() + members[2].len() / 2];
        let met = read_file("a.jsonl.gz", cut);
        assert!(texts(&met).len() >= 20);
        assert_eq!(lost(&met), [("truncated", (second + members[1].len()) as u64)]);
        let junk = [compress(lines(0, 30).as_bytes()), b"junk between".to_vec(), compress(lines(30, 60).as_bytes())].concat();
        let met = read_file("a.jsonl.gz", &junk);
        assert_eq!((texts(&met).len(), lost(&met)), (20, vec![("damaged", second as u64)]));
    }
}

#[test]
fn a_damaged_frame_does_not_cost_the_last_ones() {
    let frames: Vec<Vec<u8>> = lines(0, 20).as_bytes().chunks(131).map(zstandard).collect();
    let before: usize = frames[..frames.len() - 4].iter().map(Vec::len).sum();
    let mut bytes = frames.concat();
    // Its only block says that it is longer than all that follows.
    bytes[before + 8] ^= 0x01;
    let met = read_file("a.jsonl.zst", &bytes);
    assert!(texts(&met).iter().any(|text| text.starts_with("18 ")), "{met:?}");
    assert_eq!(lost(&met)[0], ("damaged", before as u64));
}

#[test]
fn an_empty_file_is_survived() {
    assert_eq!(read_file("a", b""), []);
}

#[test]
fn no_part_begins_where_a_damaged_header_leads_to() {
    let noise = |count: u32| (0..count).flat_map(|i| *blake3::hash(&i.to_le_bytes()).as_bytes()).filter(|byte| *byte != b'\n').collect();
    let frame = |i, count| zstandard(&[lines(i, i + 1).into_bytes(), noise(count), b"\n".to_vec()].concat());
    let frames = [frame(0, 128_000), frame(1, 200_000), frame(3, 200_000)];
    let mut bytes = frames.concat();
    // The first block of the second frame says that it is twice as long: the way from block to block ends somewhere within the frame.
    bytes[frames[0].len() + 8] ^= 0x10;
    let (met, readings) = read_parts("a.jsonl.zst", &bytes, None, &Limits::default());
    assert_eq!((texts(&met).len(), lost(&met)), (2, vec![("damaged", frames[0].len() as u64)]), "{readings:?}");
}

#[test]
fn a_window_of_two_gigabytes_is_refused_with_a_remedy() {
    let bytes = [b"\x28\xb5\x2f\xfd\x00\xa8\x01\0\0".to_vec(), zstandard(lines(0, 3).as_bytes())].concat();
    let met = read_file("a.jsonl.zst", &bytes);
    assert!(matches!(&met[0], Met::Quarantined(row) if row.code == "window_too_large" && row.message.contains("--long")), "{met:?}");
    assert_eq!(texts(&met).len(), 1);
}

#[test]
fn a_bomb_is_one_line_that_is_too_long() {
    let limits = Limits { record_bytes: 1 << 20, ..Limits::default() };
    let before = lines(0, 3);
    let zeros = || io::repeat(0).take(64 << 20);
    let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
    io::copy(&mut before.as_bytes().chain(zeros()), &mut gz).unwrap();
    let gz = gz.finish().unwrap();
    let zst = zstd::stream::encode_all(before.as_bytes().chain(zeros()), 1).unwrap();
    for bytes in [gz, zst] {
        let (met, _) = read_parts("a.jsonl.gz", &bytes, None, &limits);
        assert_eq!(texts(&met).len(), 1);
        assert!(met.iter().any(|one| matches!(one, Met::Quarantined(row) if row.code == "record_too_long" && row.bytes == 64 << 20)), "{met:?}");
    }
    let zst = zstd::stream::encode_all(zeros(), 1).unwrap();
    assert_eq!(lost(&read_parts("a", &zst, None, &limits).0), [("record_too_long", 0)]);
}

#[test]
fn large_files_of_many_frames_are_cut_between_frames() {
    let noise: Vec<u8> =
        (0..300_000u32).flat_map(|i| *blake3::hash(&i.to_le_bytes()).as_bytes()).map(|byte| if byte == b'\n' { b' ' } else { byte }).collect();
    let text = [lines(0, 30).into_bytes(), noise, b"\n".to_vec(), lines(30, 60).into_bytes()].concat();
    let many: Vec<u8> = text.chunks(1 << 20).flat_map(zstandard).collect();
    let (met, readings) = read_parts("a.jsonl.zst", &many, None, &Limits::default());
    assert!(readings.len() > 1 && readings[0].bytes_read >= 4 << 20, "{readings:?}");
    assert_eq!(texts(&met), texts(&read_file("a.jsonl", &text)));
    let (met, readings) = read_parts("a.jsonl.zst", &zstandard(&text), None, &Limits::default());
    assert_eq!((texts(&met).len(), readings.len()), (20, 1));
}

/// A WARC record.
fn warc(kind: &str, length: Option<usize>, block: &[u8]) -> Vec<u8> {
    let content = if kind == "response" { "application/http; msgtype=response" } else { "text/plain" };
    let length = length.unwrap_or(block.len());
    let header = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://x.cn/{length}\r\nWARC-Date: 2023-01-02T03:04:05Z\r\nWARC-Record-ID: <urn:uuid:{length}>\r\nContent-Type: {content}\r\nContent-Length: {length}\r\n\r\n"
    );
    [header.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn crawl() -> Vec<Vec<u8>> {
    let text = format!("2022年{ANCHOR}开工作年度报告\n一、总体情况\n");
    let (gb, _, _) = encoding_rs::GB18030.encode("<html><meta charset=gbk><table><tr><td>政府信息公开</td><td>1</td></tr></table>");
    let mut page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n".to_vec();
    page.extend_from_slice(&gb);
    let image = [&b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG"[..], ANCHOR.as_bytes()].concat();
    vec![
        warc("warcinfo", None, b"software: x\r\n"),
        warc("conversion", None, text.as_bytes()),
        warc("request", None, ANCHOR.as_bytes()),
        warc("response", None, &page),
        warc("response", None, &image),
        warc("conversion", None, "没有".as_bytes()),
    ]
}

#[test]
fn crawls_are_read_record_by_record() {
    let records = crawl();
    let plain = records.concat();
    let expected = read_file("a.warc", &plain);
    let found = texts(&expected);
    assert_eq!(found.len(), 2, "{expected:?}");
    assert!(found[0].starts_with("2022年") && found[1].contains(&format!("{ANCHOR}开")), "{found:?}");
    assert!(expected.contains(&Met::NotReport { source: 0, records: 3, reason: "no_text" }));
    assert!(expected.contains(&Met::NotReport { source: 0, records: 1, reason: "no_anchor" }));
    let Some(Met::Document(first)) = expected.first() else { unreachable!("the first record is a report") };
    assert_eq!((first.record, first.record_date.as_deref()), (1, Some("2023-01-02T03:04:05Z")));
    assert!(first.url.as_deref().is_some_and(|url| url.starts_with("http://x.cn/")));
    assert!(first.record_id.as_deref().is_some_and(|id| id.starts_with("urn:uuid:")));
    for compress in COMPRESSIONS {
        let members: Vec<u8> = records.iter().flat_map(|record| compress(record)).collect();
        for bytes in [members, compress(&plain)] {
            assert_eq!(read_file("a.warc.gz", &bytes), expected);
        }
    }
}

#[test]
fn a_crawl_that_lies_about_lengths_is_read_on() {
    let good = warc("conversion", None, format!("{ANCHOR}甲").as_bytes());
    let body = format!("{ANCHOR}乙");
    for (bad, code) in [
        (warc("conversion", Some(5), body.as_bytes()), "bad_length"),
        (warc("conversion", Some(60), body.as_bytes()), "bad_length"),
        (warc("conversion", Some(1 << 40), body.as_bytes()), "record_too_long"),
        (b"WARC/1.0\r\nContent-Length: x\r\n\r\n".to_vec(), "bad_warc"),
        ([b"WARC/1.0\r\n".to_vec(), vec![b'x'; 80 << 10], b"\r\n".to_vec()].concat(), "bad_warc"),
    ] {
        let bytes = [&good[..], &bad, &good].concat();
        let met = read_file("a.warc", &bytes);
        assert_eq!((texts(&met).len(), lost(&met)), (2, vec![(code, good.len() as u64)]), "{code}");
    }
    // What stands before rubbish cannot be trusted to be whole.
    let met = read_file("a.warc", &[&good[..], b"rubbish\r\n", &good].concat());
    assert_eq!((texts(&met).len(), lost(&met)), (1, vec![("bad_length", 0)]));
    let members = [gzip(&good), gzip(&good), gzip(&good)];
    let mut bytes = members.concat();
    bytes[members[0].len() + 40] ^= 0xff;
    let met = read_file("a.warc.gz", &bytes);
    assert_eq!((texts(&met).len(), lost(&met)), (2, vec![("damaged", members[0].len() as u64)]), "{met:?}");
    let cut = &good[..good.len() - 10];
    assert_eq!(lost(&read_file("a.warc", &[&good, cut].concat())), [("bad_length", good.len() as u64)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Any cut of any frames gives the same lines.
    #[test]
    fn any_cut_between_frames_gives_the_same_lines(frame in 20..400usize, step in 1..6usize, ended in any::<bool>()) {
        let text = lines(0, 20);
        let text = if ended { text.as_str() } else { text.trim_end() };
        let frames: Vec<Vec<u8>> = text.as_bytes().chunks(frame).map(zstandard).collect();
        let mut extents = Vec::new();
        let mut start = 0;
        for some in frames.chunks(step) {
            let end = start + some.iter().map(|frame| frame.len() as u64).sum::<u64>();
            extents.push(Extent::Frames { start, end });
            start = end;
        }
        let bytes = frames.concat();
        let (met, readings) = read_parts("a.jsonl.zst", &bytes, Some(&extents), &Limits::default());
        let expected = read_file("a.jsonl", text.as_bytes());
        prop_assert_eq!(texts(&met), texts(&expected));
        prop_assert_eq!(readings.iter().map(|reading| reading.records).sum::<u64>(), 20);
    }

    /// A damaged frame costs the same lines, and is told of once, wherever the file is cut.
    #[test]
    fn any_cut_between_frames_gives_the_same_lines_around_damage(frame in 20..400usize, step in 1..6usize, at in any::<prop::sample::Index>(), flip in 1..=255u8) {
        let text = lines(0, 20);
        let frames: Vec<Vec<u8>> = text.as_bytes().chunks(frame).map(zstandard).collect();
        let mut bytes = frames.concat();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        let mut start = 0;
        let cut = |some: &[Vec<u8>]| {
            let from = start;
            start += some.iter().map(|frame| frame.len() as u64).sum::<u64>();
            Extent::Frames { start: from, end: start }
        };
        let extents: Vec<Extent> = frames.chunks(step).map(cut).collect();
        let (met, _) = read_parts("a.jsonl.zst", &bytes, Some(&extents), &Limits::default());
        let (whole, _) = read_parts("a.jsonl.zst", &bytes, Some(&[Extent::Frames { start: 0, end: bytes.len() as u64 }]), &Limits::default());
        // Where a line stands is counted within what its part inflates to.
        let rows = |met: &[Met]| lost(met).into_iter().map(|(code, offset)| (code, (code != "bad_json").then_some(offset))).collect::<Vec<_>>();
        prop_assert_eq!(texts(&met), texts(&whole));
        prop_assert_eq!(rows(&met), rows(&whole));
    }

    /// Whatever befalls a container, reading it ends and counts every record.
    #[test]
    fn any_damage_is_survived(which in 0..6usize, at in any::<prop::sample::Index>(), flip in 1..=255u8, cut in any::<prop::sample::Index>()) {
        let text = lines(0, 12);
        let whole = match which {
            0 => gzip(text.as_bytes()),
            1 => zstandard(text.as_bytes()),
            2 => text.as_bytes().chunks(100).flat_map(gzip).collect(),
            3 => text.as_bytes().chunks(100).flat_map(zstandard).collect(),
            4 => crawl().concat(),
            _ => crawl().iter().flat_map(|record| gzip(record)).collect(),
        };
        read_file("a", &whole[..cut.index(whole.len())]);
        let mut bytes = whole;
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        read_file("a", &bytes);
    }
}
