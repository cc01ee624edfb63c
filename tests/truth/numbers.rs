//! A random generator becomes the numbers of one report: all equations of the form hold.
//!
//! Numbers are whole ten-thousandths, so that sums are exact and amounts keep their four decimals.

use fastrand::Rng;

use super::form::{Edition, Kind, OUTCOMES, Other, Slot, is_printed};

/// One whole unit.
pub(crate) const ONE: i64 = 10_000;

/// How busy a body is: the shares follow real reports, of which many state zeros only.
#[derive(Clone, Copy)]
enum Size {
    Idle,
    Small,
    Middle,
    Large,
}

/// The numbers of a report, in the order of its slots.
pub(crate) fn numbers(edition: Edition, other: Other, slots: &[Slot], rng: &mut Rng) -> Vec<i64> {
    let size = match rng.u8(0..20) {
        0..=2 => Size::Idle,
        3..=11 => Size::Small,
        12..=16 => Size::Middle,
        _ => Size::Large,
    };
    let mut values: Vec<i64> = slots.iter().filter(|s| s.table == 0).map(|slot| proactive(slot.kind, edition, size, rng)).collect();
    values.extend(requests(other, size, rng));
    for _ in 0..3 {
        let four: Vec<i64> = (0..4).map(|_| if rng.u8(0..100) < 70 { 0 } else { small(size, rng) * ONE }).collect();
        let total = four.iter().sum();
        values.extend(four);
        values.push(total);
    }
    values
}

fn proactive(kind: Kind, edition: Edition, size: Size, rng: &mut Rng) -> i64 {
    if rng.u8(0..100) < 40 {
        return 0;
    }
    let count = small(size, rng);
    match kind {
        Kind::Count if rng.u8(0..3) == 0 => (count * i64::from(rng.u16(1..400))) * ONE,
        Kind::Count => count * ONE,
        Kind::Signed => (if rng.bool() { count } else { -count }) * ONE,
        Kind::Amount => count * ONE + [0, 1000, 1800, 3450, 2449][rng.usize(0..5)],
        Kind::Money => match (edition, rng.u8(0..3)) {
            (_, 0) => count * ONE + 3700,
            _ => count * i64::from(rng.u16(1..60_000)) * ONE,
        },
    }
}

fn small(size: Size, rng: &mut Rng) -> i64 {
    i64::from(match size {
        Size::Idle => 0,
        Size::Small => rng.u32(0..20),
        Size::Middle => rng.u32(0..300),
        Size::Large => rng.u32(0..9000),
    })
}

/// The second table, row by row: six applicants and their total.
fn requests(other: Other, size: Size, rng: &mut Rng) -> Vec<i64> {
    let codes: Vec<&str> = OUTCOMES.iter().map(|o| o.code).filter(|code| is_printed(code, other)).collect();
    let leaves = codes.len() - 4;
    let mut columns = Vec::new();
    for applicant in 0..6 {
        let share = if applicant == 0 { 60 } else { 15 };
        let column: Vec<i64> =
            (0..leaves).map(|_| if rng.u8(0..100) < share { small(size, rng) / (1 + i64::from(applicant > 0)) } else { 0 }).collect();
        let total: i64 = column.iter().sum();
        let out = if rng.u8(0..100) < 40 { small(size, rng).min(200) } else { 0 };
        let carried = if rng.u8(0..100) < 40 { small(size, rng).min(total + out) } else { 0 };
        let mut rows = vec![total + out - carried, carried];
        rows.extend(column);
        rows.extend([total, out]);
        columns.push(rows);
    }
    let mut values = Vec::new();
    for row in 0..codes.len() {
        let six: Vec<i64> = columns.iter().map(|column| column[row] * ONE).collect();
        let total = six.iter().sum();
        values.extend(six);
        values.push(total);
    }
    values
}
