//! Counts what is read right, refused and wrong of generated reports, by layout and by damage, as Markdown.
//!
//! `cargo run --release --no-default-features --example accuracy -- 60000 > docs/accuracy.md`
//!
//! With more arguments it shows the reports behind the figures: `wrong` or `refused`, a part of the name of a damage or layout, and
//! how many: `... --example accuracy -- 60000 wrong "page numbers" 5`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use reportlake::extract::Extractor;
use truth::score::{Score, faults, verdict};

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
    if let Some(kind) = std::env::args().nth(2) {
        let shown = std::env::args().nth(4).map_or(Ok(3), |count| count.parse())?;
        return show(&extractor, reports, kind == "wrong", &std::env::args().nth(3).unwrap_or_default(), shown);
    }
    let mut groups = [const { BTreeMap::<&str, Score>::new() }; 4];
    let mut total = Score::default();
    for number in 0..reports {
        let report = truth::report(truth::SEED, number);
        let score = verdict(&extractor, &report.sheet, &report.text).score;
        let [undamaged, layouts, damages, editions] = &mut groups;
        if report.damage_name() == "none" {
            undamaged.entry(report.layout.name()).or_default().add(&score);
        }
        layouts.entry(report.layout.name()).or_default().add(&score);
        damages.entry(report.damage_name()).or_default().add(&score);
        editions.entry(report.sheet.edition.code()).or_default().add(&score);
        total.add(&score);
    }
    let mut out = std::io::stdout().lock();
    write!(out, "{}", preface(reports, &total))?;
    let titles = ["Layouts, undamaged", "Layouts, all kinds of damage", "Kinds of damage, all layouts", "Editions"];
    for (title, scores) in titles.into_iter().zip(&groups) {
        write!(out, "\n## {title}\n\n{HEAD}")?;
        for (name, score) in scores {
            writeln!(out, "{}", row(name, score))?;
        }
    }
    writeln!(out, "\n## Together\n\n{HEAD}{}", row("all", &total))?;
    write!(out, "{}", states(&total))?;
    mutations::section(&extractor, reports, &mut out)?;
    Ok(())
}

/// Prints reports with wrong or refused cells, what was read there, and counts all such cells by damage and layout.
fn show(extractor: &Extractor, reports: u64, wrong: bool, name: &str, most: usize) -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    let mut tally = BTreeMap::<String, usize>::new();
    let mut shown = 0;
    for number in 0..reports {
        let report = truth::report(truth::SEED, number);
        let kind = format!("{}: {}", report.layout.name(), report.damage_name());
        if !kind.contains(name) {
            continue;
        }
        let mut found = faults(extractor, &report.sheet, &report.text);
        found.retain(|fault| fault.is_wrong == wrong);
        if found.is_empty() {
            continue;
        }
        if shown < most {
            shown += 1;
            writeln!(out, "=== report {number}: {kind} {:?} {:?}", report.damages, report.sheet.style)?;
            for fault in &found {
                let (slot, print) = (report.sheet.slots[fault.slot], &report.sheet.prints[fault.slot]);
                writeln!(out, "{}.{} prints {:?} {:?}, read {:?}", slot.row, slot.column, print.text, print.expect, fault.read)?;
            }
            writeln!(out, "{} faults\n{}", found.len(), report.text)?;
        }
        *tally.entry(kind).or_default() += found.len();
    }
    let mut tally: Vec<_> = tally.into_iter().collect();
    tally.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (kind, count) in tally {
        writeln!(out, "{count:6} {kind}")?;
    }
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
         Of rows that no equation covers, {} cells stand where the text is, character by character, that of a whole row although a blank cell is\n\
         gone and a foreign number came in: there the text is the measure, and they are counted neither as right nor as wrong.\n\
         *Slips*: {} reports print a number, in a table with equations, that does not fit the others. *Noticed*: a check of its table fails, or the number is refused, of the {} slips of which an equation\n\
         fails on what the text determines (in the others, cells that vanished or that damage hid leave none to compute). *Located*: the cell is named, of the {} slips in a table\n\
         that the text determines of which no other cell explains what fails.\n\
         The generator in `tests/truth` shares no label with the definitions.\n",
        truth::SEED,
        total.cells(),
        total.foreign,
        total.slips,
        total.shown,
        total.locatable
    )
}

/// What is said in place of the numbers that are not stated.
fn states(total: &Score) -> String {
    let head = format!(
        "\n## States of cells without a number\n\n\
         Of the intact cells, {} are refused: a printed number is not stated, or a cell without one has another state than is printed.\n\
         Of {} cells whose number the damage hid, {} are stated as printed or say what hid them; of the others, the state says something else.\n\n\
         | state given | printed number | nothing printed | hidden, and another state is right |\n| --- | --: | --: | --: |\n",
        total.intact() - total.right,
        total.lost(),
        total.lost_right
    );
    let counts = [&total.refused, &total.other_state, &total.lost_other];
    let states: BTreeSet<_> = counts.iter().flat_map(|counts| counts.keys()).collect();
    let row = |state: &&'static str| {
        let [refused, other, lost] = counts.map(|counts| counts.get(state).copied().unwrap_or(0));
        format!("| `{state}` | {refused} | {other} | {lost} |\n")
    };
    [head].into_iter().chain(states.into_iter().map(row)).collect()
}

fn row(name: &str, score: &Score) -> String {
    let intact = score.intact();
    let share = if intact == 0 { "-".to_owned() } else { format!("{:.2} %", 100.0 * score.right as f64 / intact as f64) };
    let refused: u64 = score.refused.values().chain(score.other_state.values()).sum();
    let slips = |count: u64, of: u64| if of == 0 { "-".to_owned() } else { format!("{count} of {of}") };
    format!(
        "| {name} | {} | {} | {intact} | {share} | {refused} | {} | {} | {} | {} |",
        score.reports,
        score.missed,
        score.wrong,
        score.wrong_confirmed,
        slips(score.noticed, score.shown),
        slips(score.located, score.locatable)
    )
}
