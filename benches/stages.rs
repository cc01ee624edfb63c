//! Bytes per second of each stage, on a report and on a news page. `cargo bench -- --test` runs each once.

use std::path::Path;
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use fastrand::Rng;
use reportlake::definition::Family;
use reportlake::extract::{Extractor, recognise, stage};
use reportlake::text::script_of;
use truth::damage::Damage;
use truth::form::Edition;
use truth::layout::Layout;

#[expect(dead_code, reason = "a bench asks nothing of the score")]
#[path = "../tests/truth/mod.rs"]
mod truth;

/// What is read: a report with all its tables, and a news page of the same length that is none.
const KINDS: [&str; 2] = ["report", "news"];

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| Extractor::builtin().expect("good definitions"));

fn main() {
    divan::main();
}

fn text(kind: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specimens/01_rows.txt");
    let report = std::fs::read_to_string(path).expect("the specimen");
    let sentence = "市民可以在新站台换乘三条公交线路，时刻表自下周一起更新。\n";
    if kind == "report" { report } else { sentence.repeat(report.len() / sentence.len()) }
}

/// Measures `stage` on one kind of text. What is compiled at its first use is compiled before.
fn measure<T>(bencher: Bencher<'_, '_>, kind: &str, stage: impl Fn(&Family, &str) -> T + Sync) {
    let (family, text) = (&EXTRACTOR.families()[0], text(kind));
    stage(family, &text);
    bencher.counter(BytesCount::of_str(&text)).bench(|| stage(family, divan::black_box(&text)));
}

#[divan::bench(args = KINDS)]
fn recognition(bencher: Bencher<'_, '_>, kind: &str) {
    measure(bencher, kind, |_, text| recognise(text, EXTRACTOR.families()));
}

#[divan::bench(args = KINDS)]
fn sections(bencher: Bencher<'_, '_>, kind: &str) {
    measure(bencher, kind, stage::sections);
}

#[divan::bench(args = KINDS)]
fn identity(bencher: Bencher<'_, '_>, kind: &str) {
    measure(bencher, kind, stage::identity);
}

#[divan::bench(args = KINDS)]
fn figures(bencher: Bencher<'_, '_>, kind: &str) {
    measure(bencher, kind, stage::figures);
}

#[divan::bench(args = KINDS)]
fn script(bencher: Bencher<'_, '_>, kind: &str) {
    measure(bencher, kind, |_, text| script_of(text));
}

#[divan::bench(args = KINDS)]
fn extraction(bencher: Bencher<'_, '_>, kind: &str) {
    measure(bencher, kind, |_, text| EXTRACTOR.extract(text));
}

/// The layouts that most corpora have.
const COMMON: [Layout; 5] = [Layout::Rows, Layout::RowsLeading, Layout::Cells, Layout::CellsLeading, Layout::Canonical];

/// Made reports of common layouts, all whole or one in five damaged, each in another way.
fn corpus(is_damaged: impl Fn(usize) -> bool) -> Vec<String> {
    let mut rng = Rng::with_seed(truth::SEED);
    let report = |number: usize| {
        let layout = COMMON[number / 5 % COMMON.len()];
        let edition = if number.is_multiple_of(3) { Edition::Trial2019 } else { Edition::Std2021 };
        let damage = Damage::ALL[1 + number / 5 % (Damage::ALL.len() - 1)];
        let damage = if is_damaged(number) && damage.fits(layout) { damage } else { Damage::None };
        truth::make(layout, edition, vec![damage], &mut rng).text
    };
    (0..1000).map(report).collect()
}

/// Repair runs only on what fails: with one report in five damaged, a corpus must cost at most 1.6 times the whole one.
#[divan::bench(args = ["whole", "one in five damaged"])]
fn made_reports(bencher: Bencher<'_, '_>, kind: &str) {
    let texts = corpus(|number| kind != "whole" && number.is_multiple_of(5));
    let cells = |text: &String| EXTRACTOR.extract(divan::black_box(text)).cells.len();
    bencher.counter(ItemsCount::new(texts.len())).bench(|| texts.iter().map(cells).sum::<usize>());
}
