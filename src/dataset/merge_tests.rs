//! Documents are merged from fragments in whatever order they were staged: the files are the same.

use std::collections::BTreeMap;

use super::super::faulty::directory;
use super::super::fragment::{FragmentWriter, Origin};
use super::super::record::{DocumentMeta, Occurrence};
use super::super::schema::{Partitioning, tables};
use super::super::snapshot::{HeldLake, Staging};
use super::super::storage::Disk;
use super::super::trim::Trim;
use super::*;
use crate::definition::builtin;
use crate::extract::Extractor;

/// The record of a document; equal numbers give equal documents.
fn record(extractor: &Extractor, number: u32, place: u64) -> Record {
    let text = format!("第{number}份政府信息公开工作年度报告");
    let mut extraction = extractor.extract(&text);
    extraction.identity.year = (!number.is_multiple_of(3)).then_some(2020 + i32::try_from(number % 3).expect("small"));
    extraction.identity.agency = (!number.is_multiple_of(5)).then(|| format!("第{}局", number / 30));
    extraction.identity.province = Some(["CN-ZJ", "CN", "../..", "浙江"][number as usize % 4].to_owned());
    let mut id = [0; 16];
    id.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..16]);
    let occurrence = Occurrence { record: place, url: Some(format!("https://example.org/{place}")), ..Occurrence::default() };
    Record { id, meta: DocumentMeta::default(), occurrences: vec![occurrence], text, family: 0, extraction }
}

/// Stages `documents` with as many writers as there are lists, and merges them.
fn merged(lists: &[Vec<Record>], partitioning: Partitioning) -> (Plan, Vec<DataFile>, Counts) {
    let directory = directory();
    let lake = HeldLake::hold(directory.path(), &Disk).expect("held");
    let staging = lake.begin().expect("begun");
    let documents = stage(lists, &staging, partitioning);
    let origins = vec![Origin { source_uri: "corpus/a.jsonl".to_owned(), first_record: 0 }];
    let fragments = FragmentReader::open(&staging, u32::try_from(lists.len()).expect("few"), origins).expect("opened");
    let families = builtin().expect("good definitions");
    let tables = tables(&families).expect("good tables");
    let target = Target { storage: &Disk, staging: &staging, partitioning };
    let merge = Merge { target, tables: &tables, omitted: &BTreeSet::new(), families: &families };
    let plan = plan(&Disk, &staging, &documents, &fragments).expect("planned");
    let written: Vec<_> = plan.buckets.iter().map(|bucket| merge.write_bucket(&plan, bucket, &fragments).expect("written")).collect();
    let counts = written.iter().fold(Counts::default(), |sum, (_, counts)| Counts { documents: sum.documents + counts.documents, ..sum });
    let mut files: Vec<DataFile> = written.into_iter().flat_map(|(files, _)| files).collect();
    merge.write_rest(&[], &[], &mut files).expect("written");
    files.sort();
    (plan, files, counts)
}

fn stage(lists: &[Vec<Record>], staging: &Staging, partitioning: Partitioning) -> Vec<Fragment> {
    let stage = |(number, records): (usize, &Vec<Record>)| {
        let mut writer =
            FragmentWriter::create(&Disk, staging, u32::try_from(number).expect("few"), partitioning, &Trim::default()).expect("created");
        for record in records {
            writer.add(record.clone(), 0).expect("added");
        }
        writer.finish().expect("finished")
    };
    lists.iter().enumerate().flat_map(stage).collect()
}

#[test]
fn the_files_do_not_depend_on_who_staged_what_in_which_order() {
    let extractor = Extractor::builtin().expect("good definitions");
    // Every third document is met twice.
    let records: Vec<Record> = (0..240_u32).map(|place| record(&extractor, place % 180, u64::from(place))).collect();
    for partitioning in [Partitioning::Year, Partitioning::YearProvince] {
        let (_, expected, counts) = merged(std::slice::from_ref(&records), partitioning);
        assert_eq!(counts.documents, 180);
        let rows = |table: &str| expected.iter().filter(|file| file.table == table).map(|file| file.rows).sum::<u64>();
        assert_eq!((rows("documents"), rows("occurrences")), (180, 240));
        let reversed: Vec<Record> = records.iter().rev().cloned().collect();
        let (odd, even): (Vec<Record>, Vec<Record>) = records.iter().cloned().partition(|record| record.occurrences[0].record % 2 == 1);
        for lists in [vec![reversed], vec![odd, even]] {
            assert_eq!(merged(&lists, partitioning).1, expected);
        }
        for file in &expected {
            let plain = |component: &str| component.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_=.".contains(&b)) && !component.starts_with('.');
            assert!(file.path.split('/').all(plain), "{}", file.path);
        }
    }
}

#[test]
fn buckets_are_a_power_of_two_and_hold_what_begins_with_their_bits() {
    let staged = |number: u32, partition| {
        let mut id = [0; 16];
        id.copy_from_slice(&blake3::hash(&number.to_le_bytes()).as_bytes()[..16]);
        Staged::for_tests(id, partition)
    };
    let partition = |year| {
        let mut partition = Partition::unknown(Partitioning::Year);
        partition.year = year;
        partition
    };
    for (count, expected) in [(1, 1), (4096, 1), (4097, 2), (8193, 4), (20_000, 8)] {
        let documents =
            (0..count).flat_map(|number| [staged(number, partition(2021)), staged(number, partition(2021))]).chain([staged(7, partition(2022))]);
        let directory = directory();
        let lake = HeldLake::hold(directory.path(), &Disk).expect("held");
        let staging = lake.begin().expect("begun");
        let each: Each = &|take| {
            documents.clone().for_each(take);
            Ok(())
        };
        let plan = planned(&Disk, &staging, 2 * count as usize + 1, each).expect("planned");
        let of_year: BTreeMap<i32, usize> = plan.buckets.iter().fold(BTreeMap::new(), |mut buckets, bucket| {
            *buckets.entry(bucket.partition.year).or_default() += 1;
            buckets
        });
        assert_eq!(of_year, BTreeMap::from([(2021, expected), (2022, 1)]), "{count} documents");
        let mut all = 0;
        for bucket in &plan.buckets {
            let listed = plan.documents(bucket).expect("listed");
            assert_eq!(listed.len(), bucket.documents);
            all += listed.len();
            let numbers: BTreeSet<u32> = listed.iter().map(|placed| placed.origin).collect();
            let width = 256 / of_year[&bucket.partition.year];
            assert!(numbers.iter().all(|first| *first as usize / width == bucket.number as usize));
        }
        assert_eq!(all, 2 * count as usize + 1, "nothing is left out");
    }
}
