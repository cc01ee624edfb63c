//! Bytes per second of each stage, on a report and on a news page. `cargo bench -- --test` runs each once.

use std::path::Path;
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::BytesCount;
use reportlake::definition::Family;
use reportlake::extract::{Extractor, recognise, stage};
use reportlake::text::script_of;

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
