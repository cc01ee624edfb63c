//! Truth by the million: reports with known numbers, in every layout and with every damage, against what is read of them.
//!
//! [`report`] makes report number `n` of a seed: the same bytes on every machine. [`score`] compares, `docs/accuracy.md` and
//! the tests count. Nothing here looks into the parser: labels, equations and layouts are written a second time.

#![expect(
    clippy::format_push_string,
    clippy::needless_range_loop,
    clippy::needless_for_each,
    clippy::collapsible_if,
    clippy::enum_variant_names,
    clippy::manual_clamp,
    reason = "text is printed here by the thousand, not by the million: what reads best is used"
)]

pub(crate) mod damage;
pub(crate) mod equations;
pub(crate) mod form;
pub(crate) mod layout;
pub(crate) mod mutation;
pub(crate) mod numbers;
pub(crate) mod score;
pub(crate) mod sheet;
pub(crate) mod sighted;
pub(crate) mod slip;
pub(crate) mod style;

use damage::Damage;
use fastrand::Rng;
use form::Edition;
use layout::Layout;
use sheet::Sheet;

/// The seed of the tests and of `docs/accuracy.md`.
pub(crate) const SEED: u64 = 20_210_926;

/// One report as a reader meets it.
pub(crate) struct Report {
    pub(crate) layout: Layout,
    /// What happened to it; none, one, or some.
    pub(crate) damages: Vec<Damage>,
    pub(crate) sheet: Sheet,
    pub(crate) text: String,
}

impl Report {
    /// The row of the accuracy table that the report counts in.
    pub(crate) fn damage_name(&self) -> &'static str {
        if self.damages.len() > 1 { "several of these" } else { self.damages[0].name() }
    }
}

/// Report number `number`: layouts, editions and kinds of damage in turn, all else at random.
pub(crate) fn report(seed: u64, number: u64) -> Report {
    let mut rng = Rng::with_seed(seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let kinds = Damage::ALL.len() + 4;
    let turn = usize::try_from(number).unwrap_or(0);
    let layout = Layout::ALL[turn % Layout::ALL.len()];
    let edition = if (turn / Layout::ALL.len()).is_multiple_of(3) { Edition::Trial2019 } else { Edition::Std2021 };
    let kind = turn / Layout::ALL.len() / 3 % kinds;
    let mut damages: Vec<Damage> = match Damage::ALL.get(kind) {
        Some(&damage) => vec![damage],
        None => (0..rng.usize(2..4)).map(|_| Damage::ALL[rng.usize(1..Damage::ALL.len())]).collect(),
    };
    damages.retain(|damage| damage.fits(layout));
    // Where equal lines are removed, nothing is left that tells one report from another.
    if damages.contains(&Damage::Deduplicated) {
        damages.retain(|&damage| damage != Damage::TwoReports);
    }
    damages.sort_by_key(|damage| (matches!(damage, Damage::PageNumbers | Damage::SplitTables), *damage));
    damages.dedup();
    if damages.is_empty() {
        damages.push(Damage::None);
    }
    make(layout, edition, damages, &mut rng)
}

/// A random report of that layout and edition with that damage.
pub(crate) fn make(layout: Layout, edition: Edition, damages: Vec<Damage>, rng: &mut Rng) -> Report {
    let mut sheet = Sheet::random(edition, rng);
    if damages.contains(&Damage::MergedOther) {
        Damage::MergedOther.to_sheet(layout, &mut sheet, rng);
    }
    for damage in damages.iter().filter(|&&d| d != Damage::MergedOther) {
        damage.to_sheet(layout, &mut sheet, rng);
    }
    if damages.len() > 1 {
        sheet.slip = None;
    }
    layout.settle(&mut sheet);
    let mut text = layout.render(&sheet, rng);
    if damages.contains(&Damage::TwoReports) {
        let other = if rng.u8(0..4) == 0 { Edition::Trial2019 } else { edition };
        text += &layout.appendix(&Sheet::random(other, rng), rng);
    }
    for damage in &damages {
        text = damage.to_text(text);
    }
    Report { layout, damages, sheet, text }
}
