//! Whole runs over small corpora: the same bytes, whatever runs first; the old or the new snapshot, whatever fails.

use std::fs;
use std::sync::LazyLock;

use super::*;
use crate::dataset::Lake;
use crate::dataset::faulty::{Fault, Faulty, directory};

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| Extractor::builtin().expect("good definitions"));

/// Reports with tables, whole, wrong and lost.
const SPECIMENS: [(&str, &[u8]); 4] = [
    ("rows.txt", include_bytes!("../../tests/specimens/01_rows.txt")),
    ("page.html", include_bytes!("../../tests/specimens/05_page.html")),
    ("lost.txt", include_bytes!("../../tests/specimens/08_tables_lost.txt")),
    ("slip.txt", include_bytes!("../../tests/specimens/09_slip.txt")),
];

/// A short report without tables; equal numbers give equal texts.
fn report(number: usize) -> String {
    let year = 2019 + number % 5;
    format!(
        "第{}县民政局{year}年政府信息公开工作年度报告\n\
         按照《中华人民共和国政府信息公开条例》的要求,编制本报告,统计期限自{year}年1月1日起至{year}年12月31日止。\n\
         一、总体情况\n本机关{year}年主动公开信息{number}条,在网站和公开栏发布,方便群众查询和监督。全年收到政府信息公开申请3件,全部按期答复。\n\
         四、因政府信息公开工作被申请行政复议、提起行政诉讼情况\n没有因政府信息公开工作被申请行政复议、提起行政诉讼的情况。\n\
         五、政府信息公开工作存在的主要问题及改进情况\n人手不足,下一年加强培训。\n六、其他需要报告的事项\n无。\n",
        number / 7
    )
}

/// A corpus of `count` records in three files and two directories: reports, some of them twice, others, and a broken line.
fn corpus(root: &Path, count: usize, reversed: bool) {
    let json = |text: &str| serde_json::json!({ "text": text, "id": text.len().to_string(), "url": "https://example.org/" }).to_string();
    let mut lines: Vec<String> = (0..count).map(|number| json(&report(number))).collect();
    lines.insert(count / 2, "{\"text\": \"政府信息公开工作年度报告".to_owned());
    lines.insert(count / 3, json("食谱：豆腐"));
    let mut files = vec![
        ("a/reports.jsonl".to_owned(), lines.join("\n") + "\n"),
        ("b/again.jsonl".to_owned(), (0..count / 4).map(|number| json(&report(number * 3)) + "\n").collect()),
        ("note.txt".to_owned(), "没有报告".to_owned()),
    ];
    files.extend((0..5).map(|number| (format!("b/{number}.txt"), report(count + number))));
    let mut files: Vec<(String, Vec<u8>)> = files.into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
    files.extend(SPECIMENS.map(|(name, bytes)| (format!("c/{name}"), bytes.to_owned())));
    if reversed {
        files.reverse();
    }
    for (name, bytes) in files {
        let path = root.join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, bytes).expect("written");
    }
}

struct Scene {
    directory: tempfile::TempDir,
}

impl Scene {
    fn new(count: usize, reversed: bool) -> Self {
        let directory = directory();
        corpus(&directory.path().join("corpus"), count, reversed);
        Self { directory }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn options(&self, lake: &str) -> Options {
        Options { out: self.path(lake), threads: Some(2), ..Options::default() }
    }

    fn run(&self, options: &Options) -> Result<Summary, Error> {
        self.run_on(&Faulty::none(), options)
    }

    fn run_on(&self, storage: &dyn Storage, options: &Options) -> Result<Summary, Error> {
        let inputs = [self.path("corpus").to_string_lossy().into_owned()];
        extract_to(storage, &inputs, &EXTRACTOR, options, &AtomicBool::new(false), &|_| {})
    }
}

/// Path and hash of every data file, as the manifest says and as the disk says.
fn files(lake: &Path) -> Vec<DataFile> {
    let lake = Lake::open(lake).expect("a lake");
    for file in &lake.manifest.files {
        let bytes = fs::read(lake.snapshot.join(&file.path)).expect("a file of the manifest can be read");
        assert_eq!(blake3::hash(&bytes).to_hex().to_string(), file.blake3, "{}", file.path);
        assert_eq!(bytes.len() as u64, file.bytes);
    }
    lake.manifest.files
}

#[test]
fn the_same_bytes_for_any_threads_and_order_of_files() {
    let scene = Scene::new(300, false);
    let other = Scene::new(300, true);
    scene.run(&scene.options("lake")).expect("published");
    let expected = files(&scene.path("lake"));
    for (scene, threads) in [(&scene, 1), (&scene, 7), (&other, 1), (&other, 2), (&other, 7)] {
        let name = format!("lake-{threads}");
        scene.run(&Options { threads: Some(threads), ..scene.options(&name) }).expect("published");
        assert_eq!(files(&scene.path(&name)), expected, "{threads} threads");
    }
}

#[test]
fn every_record_is_counted_once() {
    let scene = Scene::new(100, false);
    let summary = scene.run(&scene.options("lake")).expect("published");
    let counts = &summary.counts;
    assert_eq!(counts.records, 102 + 25 + 1 + 5 + 4);
    assert_eq!(counts.records, counts.reports + counts.not_reports + counts.quarantined);
    assert_eq!((counts.quarantined, counts.not_reports), (1, 2));
    assert_eq!(counts.not_reports, counts.not_reports_by_reason.values().sum::<u64>());
    assert_eq!(counts.documents, counts.documents_by_year.values().sum::<u64>());
    assert_eq!(summary.tables["documents"], counts.documents);
    assert_eq!(summary.tables["occurrences"], counts.reports);
    assert_eq!(summary.tables["quarantine"], counts.quarantined);
    assert_eq!(summary.tables["sources"], counts.sources);
    assert!(counts.documents < counts.reports, "equal texts are one document");
    assert_eq!((summary.outcome, summary.exit_code()), (RunOutcome::Published, 0));
}

#[test]
fn a_second_run_with_nothing_changed_publishes_nothing() {
    let scene = Scene::new(20, false);
    let first = scene.run(&scene.options("lake")).expect("published");
    let second = scene.run(&scene.options("lake")).expect("done");
    assert_eq!((second.outcome, second.number, second.exit_code()), (RunOutcome::Unchanged, first.number, 0));
    assert_eq!(second.counts, first.counts);
    // A file that is written again with the same bytes is read again, and gives the same.
    let text = fs::read(scene.path("corpus/note.txt")).expect("read");
    fs::remove_file(scene.path("corpus/note.txt")).expect("removed");
    fs::write(scene.path("corpus/note.txt"), text).expect("written");
    assert_eq!(scene.run(&scene.options("lake")).expect("done").outcome, RunOutcome::Unchanged);
    let other = Options { partitioning: crate::dataset::Partitioning::YearProvince, ..scene.options("lake") };
    assert_eq!(scene.run(&other).expect("published").outcome, RunOutcome::Published);
}

#[test]
fn a_run_over_a_changed_corpus_gives_what_a_fresh_one_gives() {
    let scene = Scene::new(60, false);
    scene.run(&scene.options("lake")).expect("published");
    fs::write(scene.path("corpus/b/new.txt"), report(9_999)).expect("written");
    fs::remove_file(scene.path("corpus/b/1.txt")).expect("removed");
    let changed = scene.run(&scene.options("lake")).expect("published");
    assert_eq!((changed.outcome, changed.number), (RunOutcome::Published, 2));
    scene.run(&scene.options("fresh")).expect("published");
    assert_eq!(files(&scene.path("lake")), files(&scene.path("fresh")));
}

#[test]
fn tables_that_are_left_out_exist_without_rows() {
    let scene = Scene::new(20, false);
    let tables = vec!["-sections".to_owned(), "-cells".to_owned()];
    let summary = scene.run(&Options { tables, ..scene.options("lake") }).expect("published");
    let lake = Lake::open(scene.path("lake")).expect("a lake");
    assert_eq!((summary.tables["sections"], summary.tables["cells"]), (0, 0));
    for (name, schema) in
        crate::dataset::tables(EXTRACTOR.families()).expect("good").iter().map(|t| (&t.name, t.arrow(crate::dataset::Partitioning::Year)))
    {
        let read = lake.schema(name).expect("readable").expect("a table");
        assert_eq!(read.fields(), schema.fields(), "{name}");
        assert!(lake.files(name).count() > 0, "{name}");
    }
    assert!(lake.files("sections").all(|(_, file)| file.path.starts_with("data/sections/year=0/part-00000-")));
    for (wrong, code) in [("-cellz", 2), ("cells,-checks", 2)] {
        let tables = wrong.split(',').map(str::to_owned).collect();
        assert_eq!(scene.run(&Options { tables, ..scene.options("lake") }).expect_err("refused").exit_code(), code);
    }
}

#[test]
fn leaving_tables_out_changes_no_byte_of_the_others() {
    let scene = Scene::new(40, false);
    let full = scene.run(&scene.options("full")).expect("published");
    let expected = files(&scene.path("full"));
    let without = |names: &[&str]| names.iter().map(|name| format!("-{name}")).collect::<Vec<_>>();
    let each: Vec<Vec<String>> = full.tables.keys().map(|name| without(&[name])).collect();
    for tables in [without(&["sections", "cells", "checks"]), without(&["sections", "cells", "figures", "attributes"])].into_iter().chain(each) {
        let lake = tables.concat();
        scene.run(&Options { tables: tables.clone(), ..scene.options(&lake) }).expect("published");
        let kept = |file: &&DataFile| !tables.contains(&format!("-{}", file.table));
        let found = files(&scene.path(&lake));
        assert_eq!(found.iter().filter(kept).collect::<Vec<_>>(), expected.iter().filter(kept).collect::<Vec<_>>(), "{tables:?}");
    }
}

#[test]
fn what_keeps_a_run_from_publishing_has_its_exit_code() {
    let scene = Scene::new(40, false);
    let options = scene.options("lake");
    let run = |inputs: &[&str], stop: bool| {
        let inputs: Vec<String> = inputs.iter().map(|input| scene.path(input).to_string_lossy().into_owned()).collect();
        extract_to(&Faulty::none(), &inputs, &EXTRACTOR, &options, &AtomicBool::new(stop), &|_| {}).map_err(|error| error.exit_code())
    };
    fs::create_dir(scene.path("empty")).expect("made");
    assert_eq!(run(&["nowhere"], false).err(), Some(2));
    assert_eq!(run(&[], false).err(), Some(2));
    assert_eq!(run(&[""], false).err(), Some(2), "the lake lies in the input");
    assert_eq!(run(&["empty"], false).err(), Some(4));
    assert_eq!(run(&["corpus"], true).err(), Some(130));
    assert!(run(&["corpus"], false).is_ok());
    assert_eq!(run(&["corpus/a"], false).err(), Some(2), "other inputs");
    fs::write(scene.path("corpus/a/reports.jsonl"), "").expect("written");
    assert_eq!(run(&["corpus"], false).err(), Some(4), "documents are gone");
    let held = HeldLake::hold(&options.out, &Disk).expect("held");
    assert_eq!(run(&["corpus"], false).err(), Some(5));
    assert_eq!(held.published(), Some(1));
}

#[test]
fn a_source_that_cannot_be_read_is_told_once() {
    let scene = Scene::new(20, false);
    scene.run(&scene.options("lake")).expect("published");
    fs::write(scene.path("corpus/gone.txt"), "x").expect("written");
    let broken = ledger_of_unreadable(&scene);
    assert_eq!(broken, ["corpus/gone.txt"]);
}

/// What a summary says of a source that the snapshot before could not read either, and of one that it could.
fn ledger_of_unreadable(scene: &Scene) -> Vec<String> {
    let lake = Lake::open(scene.path("lake")).expect("a lake");
    let unreadable = vec!["corpus/gone.txt".to_owned(), "corpus/old.txt".to_owned()];
    let manifest = Manifest { unreadable, ..lake.manifest };
    let summary = Summary::new(RunOutcome::Published, lake.snapshot, manifest, &["corpus/old.txt".to_owned()]);
    assert_eq!(summary.exit_code(), 3);
    summary.newly_unreadable
}

#[test]
fn whatever_operation_fails_the_lake_stays_whole() {
    let scene = Scene::new(8, false);
    let options = Options { threads: Some(1), ..scene.options("lake") };
    scene.run(&options).expect("published");
    let old = files(&options.out);
    fs::write(scene.path("corpus/b/new.txt"), report(9_999)).expect("written");
    scene.run(&scene.options("fresh")).expect("published");
    let new = files(&scene.path("fresh"));
    let counted = Faulty::none();
    scene.run_on(&counted, &scene.options("counted")).expect("published");
    for at in (0..counted.operations()).step_by(9) {
        for fault in [Fault::Fails, Fault::Cut] {
            fs::remove_dir_all(&options.out).expect("removed");
            fs::rename(scene.path("corpus/b/new.txt"), scene.path("new.txt")).expect("moved");
            scene.run(&options).expect("published");
            fs::rename(scene.path("new.txt"), scene.path("corpus/b/new.txt")).expect("moved");
            let result = scene.run_on(&Faulty::new(at, fault), &options);
            let found = files(&options.out);
            assert!(found == old || found == new, "{fault:?} at {at}");
            assert!(result.is_err() || found == new, "{fault:?} at {at}: acknowledged and lost");
            scene.run(&options).expect("the next run works");
            assert_eq!(files(&options.out), new, "{fault:?} at {at}");
        }
    }
}

fn shard_on(storage: &dyn Storage, scene: &Scene, number: u32, options: &Options) -> Result<ShardSummary, Error> {
    let inputs = [scene.path("corpus").to_string_lossy().into_owned()];
    let shard = Shard::new(number, 2).expect("a shard");
    shard::extract_shard_to(storage, &inputs, &EXTRACTOR, shard, options, &AtomicBool::new(false), &|_| {})
}

fn merge_on(storage: &dyn Storage, options: &Options) -> Result<Summary, Error> {
    merge::merge_to(storage, &[], options, &AtomicBool::new(false), &|_| {})
}

#[test]
fn shards_count_every_record_once_as_one_run_does() {
    let scene = Scene::new(200, false);
    let whole = scene.run(&scene.options("whole")).expect("published");
    let options = scene.options("lake");
    let shards = [1, 2].map(|number| shard_on(&Disk, &scene, number, &options).expect("written"));
    let sum = |count: fn(&Counts) -> u64| shards.iter().map(|shard| count(&shard.counts)).sum::<u64>();
    assert_eq!(sum(|counts| counts.records), whole.counts.records);
    assert_eq!(sum(|counts| counts.reports + counts.not_reports + counts.quarantined), whole.counts.records);
    let merged = merge_on(&Disk, &options).expect("published");
    assert_eq!((merged.counts, merged.tables), (whole.counts, whole.tables));
    assert_eq!(files(&options.out), files(&scene.path("whole")));
}

#[test]
fn an_interrupted_shard_or_merge_leaves_nothing_half() {
    let scene = Scene::new(20, false);
    let options = scene.options("lake");
    let stop = AtomicBool::new(true);
    let inputs = [scene.path("corpus").to_string_lossy().into_owned()];
    let shard = Shard::new(1, 2).expect("a shard");
    let stopped = shard::extract_shard_to(&Disk, &inputs, &EXTRACTOR, shard, &options, &stop, &|_| {});
    assert_eq!(stopped.map_err(|error| error.exit_code()).err(), Some(130));
    assert_eq!(merge_on(&Disk, &options).map_err(|error| error.exit_code()).err(), Some(2), "it is not finished");
    (1..=2).for_each(|number| drop(shard_on(&Disk, &scene, number, &options).expect("written")));
    assert_eq!(merge::merge_to(&Disk, &[], &options, &stop, &|_| {}).map_err(|error| error.exit_code()).err(), Some(130));
    assert!(Lake::open(&options.out).is_err());
    assert_eq!(merge_on(&Disk, &options).expect("published").number, 1);
}

#[test]
fn whatever_operation_fails_a_shard_stays_whole() {
    let scene = Scene::new(8, false);
    let options = Options { threads: Some(1), ..scene.options("lake") };
    shard_on(&Disk, &scene, 2, &options).expect("written");
    let counted = Faulty::none();
    shard_on(&counted, &scene, 1, &scene.options("counted")).expect("written");
    for at in (0..counted.operations()).step_by(5) {
        for fault in [Fault::Fails, Fault::Cut, Fault::CutAfter] {
            // Other bytes of the same size: another shard, cut from the same plan.
            fs::write(scene.path("corpus/note.txt"), if at % 2 == 0 { "没有报告" } else { "没有文件" }).expect("written");
            let result = shard_on(&Faulty::new(at, fault), &scene, 1, &options);
            match merge_on(&Disk, &options) {
                Ok(_) => {}
                Err(error) => assert!(at < counted.operations() && result.is_err() && error.exit_code() == 2, "{fault:?} at {at}: {error}"),
            }
            shard_on(&Disk, &scene, 1, &options).expect("the next run works");
            merge_on(&Disk, &options).expect("published");
            let left = Disk.list(&options.out.join("shards/1-of-2")).expect("listed");
            assert_eq!(left.len(), 6, "{fault:?} at {at}: {left:?}");
        }
    }
}
