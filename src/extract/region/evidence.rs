//! The rest of a document becomes evidence for one of several namesakes.

use crate::definition::{Division, Gazetteer, Level};

/// A unified social credit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CreditCode<'a> {
    /// Digits 3 to 8: the division where its owner was registered, by the code of that day.
    pub(super) region: &'a str,
}

impl CreditCode<'_> {
    /// Whether the code belongs to another place than `place`: to another county of today, or to another prefecture
    /// or province. A prefecture's agency may be registered in one of its districts, and a county's in its prefecture.
    pub(super) fn contradicts(&self, gazetteer: &Gazetteer, place: &Division) -> bool {
        if let Some(registered) = gazetteer.by_code(self.region) {
            return registered.code != place.code && !registered.is_below(place) && !place.is_below(registered);
        }
        // The code of a retired division tells no more than the prefecture: most were only given another number.
        let shared = if is_municipal(place) { 2 } else { 4 };
        self.region.get(..shared) != place.code.get(..shared)
    }
}

/// Whether no prefecture stands between a place and its province, so that four digits tell no more than two.
fn is_municipal(place: &Division) -> bool {
    place.level == Level::Province || ["11", "12", "31", "50"].iter().any(|code| place.code.starts_with(code))
}

/// The first credit code of an administrative organ or a public institution in the texts. Shape: 18 characters with no
/// letter or digit next to them, of which the first two name the register (11, 12, 13, 19) and the next six a division of
/// today or a retired one. Its check character is not asked: of those printed in index numbers many are wrong.
pub(super) fn credit_code<'a>(gazetteer: &Gazetteer, texts: &[&'a str]) -> Option<CreditCode<'a>> {
    const REGISTERS: &[&str] = &["11", "12", "13", "19"];
    texts.iter().find_map(|text| {
        let runs = text.split(|character: char| !character.is_ascii_alphanumeric()).filter(|run| run.len() == 18);
        runs.filter(|run| REGISTERS.iter().any(|register| run.starts_with(register))).find_map(|run| {
            let region = run.get(2..8)?;
            gazetteer.knows_code(region).then_some(CreditCode { region })
        })
    })
}

/// The first telephone area code in the texts, with its zero: 0571-87654321, (0571)87654321, 010 12345678.
pub(super) fn area_code<'a>(texts: &[&'a str]) -> Option<&'a str> {
    texts.iter().find_map(|text| {
        let bytes = text.as_bytes();
        let digits = |from: usize| bytes.get(from..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mut at = 0;
        while at < bytes.len() {
            let run = digits(at);
            let after = at + run;
            let marks = bytes.get(after..).unwrap_or_default().iter().take_while(|byte| !byte.is_ascii_alphanumeric()).count();
            // A mark of full width takes three bytes; more than two marks are another sentence.
            if (3..=4).contains(&run) && bytes.get(at) == Some(&b'0') && (1..=6).contains(&marks) && (7..=8).contains(&digits(after + marks)) {
                return text.get(at..after);
            }
            at = after + marks.max(usize::from(run == 0));
        }
        None
    })
}

/// Whether a piece of evidence speaks for a division.
type Test<'t> = &'t dyn Fn(&Division) -> bool;

/// Leaves those candidates that the context speaks for, and says which evidence settled it. With no evidence, or with
/// evidence for several, several are left.
pub(super) fn narrow<'d>(
    gazetteer: &Gazetteer,
    mut candidates: Vec<&'d Division>,
    context: &[&str],
    credit: Option<&CreditCode<'_>>,
) -> (Vec<&'d Division>, &'static str) {
    let area = area_code(context).map_or(&[][..], |code| gazetteer.by_area_code(code));
    let divisions = gazetteer.divisions();
    let parent = |place: &Division| place.parent.and_then(|index| divisions.get(index)).copied();
    let above = |place: &Division| [parent(place), parent(place).as_ref().and_then(parent)].into_iter().flatten().collect::<Vec<_>>();
    let is_named = |name: &str| context.iter().any(|text| text.contains(name));
    let tests: [(&'static str, Test<'_>); 5] = [
        ("context", &|place| above(place).iter().any(|above| context.iter().any(|text| adjoin(text, above, place.name)))),
        ("context", &|place| parent(place).is_some_and(|parent| is_named(parent.name))),
        ("credit_code", &|place| credit.is_some_and(|credit| !credit.contradicts(gazetteer, place))),
        ("area_code", &|place| area.iter().any(|code| has_area(place, code))),
        ("context", &|place| above(place).iter().any(|above| is_named(above.name))),
    ];
    for (how, speaks_for) in tests {
        let left: Vec<&Division> = candidates.iter().copied().filter(|place| speaks_for(place)).collect();
        match left.len() {
            0 => {}
            1 => return (left, how),
            _ => candidates = left,
        }
    }
    (candidates, "context")
}

/// Whether a text names a place right after what it lies in: 北京市朝阳区, 北京朝阳区.
fn adjoin(text: &str, above: &Division, name: &str) -> bool {
    text.match_indices(name).filter_map(|(at, _)| text.get(..at)).any(|before| before.ends_with(above.name) || before.ends_with(above.short))
}

/// Whether the division with this code, or the province that it stands for, holds the place.
fn has_area(place: &Division, code: &str) -> bool {
    let shared = code.trim_end_matches("00").len().max(2);
    place.code.get(..shared) == code.get(..shared)
}
