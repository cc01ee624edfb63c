//! Bytes per second of the way into a lake: documents that are staged, and a bucket of them that becomes Parquet files.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::Path;

use divan::Bencher;
use divan::counter::BytesCount;
use reportlake::dataset::{
    Disk, DocumentMeta, FragmentReader, FragmentWriter, HeldLake, Merge, Occurrence, Origin, Partitioning, Record, Staging, Table, Target, Trim,
    plan, tables,
};
use reportlake::extract::Extractor;

fn main() {
    divan::main();
}

/// Documents that are staged and merged: enough that what a file costs counts little.
const DOCUMENTS: u32 = 1000;

/// Which tables are wanted: those of the forms, all but the text, all.
const WANTED: [&str; 3] = ["wide", "cells", "all"];

fn omitted(wanted: &str) -> BTreeSet<String> {
    let omitted: &[&str] = match wanted {
        "wide" => &["sections", "cells", "checks"],
        "cells" => &["sections"],
        _ => &[],
    };
    omitted.iter().map(|&name| name.to_owned()).collect()
}

/// Documents that say the same under different names.
fn records(extractor: &Extractor) -> Vec<Record> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specimens/01_rows.txt");
    let report = std::fs::read_to_string(path).expect("the specimen");
    let extraction = extractor.extract(&report);
    let record = |number: u32| {
        let mut id = [0; 16];
        id[..4].copy_from_slice(&number.wrapping_mul(0x9e37_79b9).to_be_bytes());
        let occurrence = Occurrence { record: u64::from(number), bytes: report.len() as u64, ..Occurrence::default() };
        let meta = DocumentMeta { text_basis: "text".to_owned(), encoding: "utf-8".to_owned() };
        Record { id, meta, occurrences: vec![occurrence], text: report.clone(), family: 0, extraction: extraction.clone() }
    };
    (0..DOCUMENTS).map(record).collect()
}

fn bytes(records: &[Record]) -> BytesCount {
    BytesCount::new(records.iter().map(|record| record.text.len()).sum::<usize>())
}

fn writer(staging: &Staging, number: u32, tables: &[Table], wanted: &str) -> FragmentWriter {
    let trim = Trim::new(tables, &omitted(wanted));
    FragmentWriter::create(&Disk, staging, number, Partitioning::Year, &trim).expect("a file")
}

#[divan::bench(args = WANTED)]
fn staging(bencher: Bencher<'_, '_>, wanted: &str) {
    let extractor = Extractor::builtin().expect("good definitions");
    let tables = tables(extractor.families()).expect("good tables");
    let directory = tempfile::tempdir().expect("a directory");
    let staging = HeldLake::hold(directory.path(), &Disk).and_then(|lake| lake.begin()).expect("a lake");
    let (records, number) = (records(&extractor), Cell::new(0));
    bencher.counter(bytes(&records)).with_inputs(|| records.clone()).bench_local_values(|records| {
        number.set(number.get() + 1);
        let mut writer = writer(&staging, number.get(), &tables, wanted);
        for record in records {
            writer.add(record, 0).expect("room");
        }
        writer.finish().expect("room")
    });
}

#[divan::bench(args = WANTED)]
fn merging(bencher: Bencher<'_, '_>, wanted: &str) {
    let extractor = Extractor::builtin().expect("good definitions");
    let tables = tables(extractor.families()).expect("good tables");
    let directory = tempfile::tempdir().expect("a directory");
    let staging = HeldLake::hold(directory.path(), &Disk).and_then(|lake| lake.begin()).expect("a lake");
    let records = records(&extractor);
    let counter = bytes(&records);
    let mut writer = writer(&staging, 0, &tables, wanted);
    for record in records {
        writer.add(record, 0).expect("room");
    }
    let fragments = writer.finish().expect("room");
    let reader = FragmentReader::open(&staging, 1, vec![Origin::default()]).expect("fragments");
    let plan = plan(&Disk, &staging, &fragments, &reader).expect("a plan");
    let target = Target { storage: &Disk, staging: &staging, partitioning: Partitioning::Year };
    let merge = Merge { target, tables: &tables, omitted: &omitted(wanted), families: extractor.families() };
    bencher.counter(counter).bench_local(|| merge.write_bucket(&plan, &plan.buckets[0], &reader).expect("files"));
}
