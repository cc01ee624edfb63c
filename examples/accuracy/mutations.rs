//! Mutants of generated reports become the section of `docs/accuracy.md` that says what the form's arithmetic sees.

use std::io::{self, Write};

use reportlake::extract::{Extractor, Verification};

use crate::truth::mutation::Sight;
use crate::truth::sighted::{Own, Sighted, count};

const PREFACE: &str = "Undamaged reports whose print differs in one thing from what was reported, judged against what was reported. What the form can see of a
mutation: *seen*, an equation fails on what is printed, or a row is missing; *sums kept*, all equations hold on the wrong numbers too, as
when two rows of results change places; *silenced*, an equation would fail, but one of its sides prints no number any more; *no equation*, the
numbers stand in the first table. *Noticed*: a check fails, or a row is called missing. *Wrong cells* state another number than was reported. Where an equation with
such a cell fails, it may not end *confirmed*. Where one fails on what is printed, but not all of its numbers could be read, and where all hold, the cells that other
equations confirm are counted apart.
";

const HEAD: &str = "| | reports | seen | sums kept | silenced | no equation | noticed | wrong cells | an equation fails | of these confirmed | not all read: confirmed | all hold: confirmed |
| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |
";

/// Writes the section, of so many mutants.
pub(crate) fn section(extractor: &Extractor, mutants: u64, out: &mut impl Write) -> io::Result<()> {
    let counts = count(extractor, mutants);
    let mut total = Sighted::default();
    for own in counts.values() {
        total.add(own);
    }
    write!(out, "\n## Mutations\n\n{PREFACE}\n{HEAD}")?;
    for (mutation, own) in &counts {
        writeln!(out, "{}", row(mutation.name(), own))?;
    }
    writeln!(out, "{}", row("all", &total))
}

fn row(name: &str, own: &Sighted) -> String {
    let sight = |sight: Sight| own.sights.get(&sight).copied().unwrap_or(0);
    let seen = sight(Sight::Seen) + sight(Sight::RowMissing);
    let share = 100.0 * seen as f64 / own.reports.max(1) as f64;
    let failing: u64 = own.wrong.iter().filter(|((equations, _), _)| *equations == Own::Fail).map(|(_, count)| count).sum();
    let confirmed = |equations: Own| own.wrong(equations, Verification::Confirmed);
    format!(
        "| {name} | {} | {seen} ({share:.1} %) | {} | {} | {} | {} | {} | {failing} | {} | {} | {} |",
        own.reports,
        sight(Sight::Kept),
        sight(Sight::Silenced),
        sight(Sight::Uncovered),
        own.noticed,
        own.wrong.values().sum::<u64>(),
        confirmed(Own::Fail),
        confirmed(Own::NotRead),
        confirmed(Own::Hold)
    )
}
