//! Counts what is read right, refused and wrong of generated reports, by layout and by damage, as Markdown.
//!
//! `cargo run --release --no-default-features --example accuracy -- 60000 > docs/accuracy.md`

use std::collections::BTreeMap;
use std::io::Write as _;

use reportlake::extract::Extractor;
use truth::score::{Score, verdict};

#[path = "accuracy/mutations.rs"]
mod mutations;
#[path = "../tests/truth/mod.rs"]
mod truth;

const HEAD: &str = "| | reports | not found | intact cells | right | refused | wrong | wrong and confirmed | slips noticed | located |
| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let reports: u64 = std::env::args().nth(1).map_or(Ok(3000), |count| count.parse())?;
    let extractor = Extractor::builtin()?;
    let (mut layouts, mut damages, mut total) = (BTreeMap::<_, Score>::new(), BTreeMap::<_, Score>::new(), Score::default());
    for number in 0..reports {
        let report = truth::report(truth::SEED, number);
        let score = verdict(&extractor, &report.sheet, &report.text).score;
        if report.damage_name() == "none" {
            layouts.entry(report.layout.name()).or_default().add(&score);
        }
        damages.entry(report.damage_name()).or_default().add(&score);
        total.add(&score);
    }
    let mut out = std::io::stdout().lock();
    write!(out, "{}", preface(reports, &total))?;
    for (title, scores) in [("Layouts, undamaged", layouts), ("Kinds of damage, all layouts", damages)] {
        write!(out, "\n## {title}\n\n{HEAD}")?;
        for (name, score) in &scores {
            writeln!(out, "{}", row(name, score))?;
        }
    }
    writeln!(out, "\n## Together\n\n{HEAD}{}", row("all", &total))?;
    mutations::section(&extractor, reports, &mut out)?;
    Ok(())
}

/// What the figures are and how to get them again.
fn preface(reports: u64, total: &Score) -> String {
    format!(
        "# Accuracy on generated reports\n\n\
         {reports} reports with known numbers (seed {}), {} cells. Rewrite this page with\n\
         `cargo run --release --no-default-features --example accuracy -- {reports} > docs/accuracy.md`.\n\n\
         *Right*: states the printed number, or none where none is printed, with the right state. *Refused*: a printed number is not\n\
         stated, or another state is given. *Wrong*: any other number is stated, flagged or not. Cells that the damage hid are not counted as intact.\n\
         The generator in `tests/truth` shares no label with the definitions.\n",
        truth::SEED,
        total.cells()
    )
}

fn row(name: &str, score: &Score) -> String {
    let intact = score.intact();
    let share = if intact == 0 { "-".to_owned() } else { format!("{:.2} %", 100.0 * score.right as f64 / intact as f64) };
    let refused: u64 = score.refused.values().chain(score.other_state.values()).sum();
    let slips = |count: u64| if score.slips == 0 { "-".to_owned() } else { format!("{count} of {}", score.slips) };
    format!(
        "| {name} | {} | {} | {intact} | {share} | {refused} | {} | {} | {} | {} |",
        score.reports,
        score.missed,
        score.wrong,
        score.wrong_confirmed,
        slips(score.noticed),
        slips(score.located)
    )
}
