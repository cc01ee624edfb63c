//! Numbers become what a report prints for them, and what a reader may make of it.

use fastrand::Rng;
use reportlake::extract::State;

use super::form::{Kind, Slot};
use super::numbers::ONE;

/// How a report writes a zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Zero {
    Digit,
    Slash,
    Dash,
    LongDash,
    Word,
    /// A cell that holds a no-break space.
    Space,
    /// A cell that holds nothing at all.
    Empty,
    /// Digits and empty cells, as it happens.
    Mixed,
}

/// How a report writes its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Digits {
    Plain,
    FullWidth,
    Thousands,
    Units,
}

/// What the text says of one cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expect {
    /// This number is printed. Where damage hides which cell it belongs to, the cell may also be left unstated, with one of these states.
    Number { value: i64, refusable: Vec<State> },
    /// No number is printed; the cell must have one of these states.
    Nothing { states: Vec<State>, lost: bool },
    /// The text is the same, character by character, as that of a row whose cells print other numbers, and no equation covers it:
    /// what the text prints in the cell is this, or it is refused.
    Foreign { values: Vec<i64> },
}

/// One cell as printed.
#[derive(Clone, Debug)]
pub(crate) struct Print {
    pub(crate) text: String,
    pub(crate) expect: Expect,
}

impl Print {
    pub(crate) fn nothing(text: &str, state: State) -> Self {
        Self { text: text.to_owned(), expect: Expect::Nothing { states: vec![state], lost: false } }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The number that is printed.
    pub(crate) fn value(&self) -> Option<i64> {
        if let Expect::Number { value, .. } = self.expect { Some(value) } else { None }
    }

    /// The number that the text of the cell is; not that of a cell that holds only a part of its number.
    pub(crate) fn value_of_text(&self) -> Option<i64> {
        let wide = |c: char| ('\u{FF01}'..='\u{FF5E}').contains(&c);
        let folded = self.text.chars().map(|c| if wide(c) { char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c) } else { c });
        let number: String = folded.filter(|c| c.is_ascii_digit() || matches!(c, '.' | '-')).collect();
        let (whole, part) = number.split_once('.').unwrap_or((&number, ""));
        let sign = if whole.starts_with('-') { -1 } else { 1 };
        let part: i64 = format!("{part:0<4}").parse().ok()?;
        whole.parse::<i64>().ok().map(|whole| whole * ONE + sign * part)
    }

    /// Lets the cell be left unstated, with one of these states, without demanding it.
    pub(crate) fn hide(&mut self, states: &[State]) {
        match &mut self.expect {
            Expect::Number { refusable, .. } => refusable.extend(states),
            Expect::Nothing { states: own, lost } => {
                own.extend(states);
                *lost = true;
            }
            Expect::Foreign { .. } => {}
        }
    }

    /// The text holds nothing of the cell any more.
    pub(crate) fn lose(&mut self, states: &[State]) {
        self.expect = Expect::Nothing { states: states.to_vec(), lost: true };
    }
}

/// The style of one report.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub(crate) zero: Zero,
    pub(crate) digits: Digits,
}

impl Style {
    pub(crate) fn random(rng: &mut Rng) -> Self {
        let zero = match rng.u8(0..20) {
            0..=9 => Zero::Digit,
            10 | 11 => Zero::Slash,
            12 => Zero::Dash,
            13 => Zero::LongDash,
            14 => Zero::Word,
            15 | 16 => Zero::Space,
            17 | 18 => Zero::Empty,
            _ => Zero::Mixed,
        };
        let digits = match rng.u8(0..10) {
            0..=5 => Digits::Plain,
            6 => Digits::FullWidth,
            7 | 8 => Digits::Thousands,
            _ => Digits::Units,
        };
        Self { zero, digits }
    }

    /// The cell as this report prints it.
    pub(crate) fn print(self, value: i64, slot: Slot, rng: &mut Rng) -> Print {
        if value == 0 {
            let zero = if self.zero == Zero::Mixed { [Zero::Digit, Zero::Empty][rng.usize(0..2)] } else { self.zero };
            match zero {
                Zero::Slash => return Print::nothing("/", State::Slash),
                Zero::Dash => return Print::nothing("-", State::Dash),
                Zero::LongDash => return Print::nothing("——", State::Dash),
                Zero::Word => return Print::nothing("无", State::NoneWord),
                Zero::Space => return Print::nothing("\u{a0}", State::Blank),
                Zero::Empty => return Print::nothing("", State::Blank),
                Zero::Digit | Zero::Mixed => {}
            }
        }
        Print { text: self.written(value, slot.kind), expect: Expect::Number { value, refusable: Vec::new() } }
    }

    /// The number as this report writes it.
    pub(crate) fn written(self, value: i64, kind: Kind) -> String {
        let plain = decimal(value);
        match self.digits {
            Digits::Plain => signed(value, kind, plain),
            Digits::FullWidth => signed(value, kind, plain).chars().map(wide).collect(),
            Digits::Thousands => signed(value, kind, thousands(&plain)),
            Digits::Units => format!("{}{}", signed(value, kind, plain), unit(kind)),
        }
    }
}

fn unit(kind: Kind) -> &'static str {
    match kind {
        Kind::Count => "件",
        Kind::Signed => "项",
        Kind::Amount => "万元",
        Kind::Money => "元",
    }
}

fn signed(value: i64, kind: Kind, text: String) -> String {
    if kind == Kind::Signed && value > 0 { format!("+{text}") } else { text }
}

/// The number without trailing zeros behind its point.
pub(crate) fn decimal(value: i64) -> String {
    let (whole, part) = (value.abs() / ONE, value.abs() % ONE);
    let sign = if value < 0 { "-" } else { "" };
    if part == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{}", format!("{part:04}").trim_end_matches('0')) }
}

fn thousands(plain: &str) -> String {
    let (whole, part) = plain.split_once('.').map_or((plain, ""), |(whole, _)| (whole, &plain[whole.len()..]));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut out = String::from(sign);
    for (at, c) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    out + part
}

/// The full-width form.
fn wide(c: char) -> char {
    if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c) } else { c }
}
