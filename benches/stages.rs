//! Bytes per second of each stage on one specimen. `cargo bench -- --test` runs each once.

use std::path::Path;

use divan::Bencher;
use divan::counter::BytesCount;
use reportlake::extract::{Extractor, recognise};

fn main() {
    divan::main();
}

/// A report with all its tables, and a news item of the same length that is none.
fn texts() -> [String; 2] {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specimens/01_rows.txt");
    let report = std::fs::read_to_string(path).expect("the specimen");
    let sentence = "市民可以在新站台换乘三条公交线路，时刻表自下周一起更新。";
    let news = sentence.repeat(report.len() / sentence.len());
    [report, news]
}

#[divan::bench(args = ["report", "news"])]
fn recognition(bencher: Bencher<'_, '_>, kind: &str) {
    let extractor = Extractor::builtin().expect("good definitions");
    let [report, news] = texts();
    let text = if kind == "report" { report } else { news };
    bencher.counter(BytesCount::of_str(&text)).bench(|| recognise(divan::black_box(&text), extractor.families()));
}

#[divan::bench(args = ["report", "news"])]
fn extraction(bencher: Bencher<'_, '_>, kind: &str) {
    let extractor = Extractor::builtin().expect("good definitions");
    let [report, news] = texts();
    let text = if kind == "report" { report } else { news };
    bencher.counter(BytesCount::of_str(&text)).bench(|| extractor.extract(divan::black_box(&text)));
}
