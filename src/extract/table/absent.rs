//! A table that is not there gets a reason: destroyed on the way to us, or never there.

use super::Reading;
use super::lex::Lexed;
use super::zone::Zone;
use crate::definition::TableForm;
use crate::extract::{Section, State};
use crate::finding::{Code, Finding};
use crate::text::Span;

/// The longest body, in characters, of a section that holds nothing of its own.
const NOTHING: usize = 12;

/// Why the table is not there, as the state of all its cells, and a finding.
pub(crate) fn explain(text: &str, sections: &[Section], lexed: &Lexed, table: &TableForm, zone: &Zone, findings: &mut Vec<Finding>) -> Reading {
    let Some(section) = zone.section.map(|at| &sections[at]) else {
        findings.push(Finding::new(Code::TableMissing, format!("{}: nothing shows that the table was there", table.name)));
        return Reading::absent(table, State::RowMissing);
    };
    let body = Span { start: section.heading.end, end: section.body.end };
    let content = body.of(text).chars().filter(|c| c.is_alphanumeric()).count();
    let image = ["![", "<img", ".jpg", ".png", ".gif", "（图片", "(图片"].iter().any(|mark| body.of(text).contains(mark));
    let wall = lexed.walls.iter().any(|span| span.start >= body.start && span.end <= body.end);
    let reason = match (content <= NOTHING, image, wall) {
        (_, _, true) => "a wall of pipes is left of it",
        (_, true, _) => "an image stands in its place",
        (true, ..) => "its section holds nothing",
        _ => {
            findings.push(Finding::at(Code::TableMissing, section.heading, format!("{}: its section holds no table", table.name)));
            return Reading::absent(table, State::RowMissing);
        }
    };
    findings.push(Finding::at(Code::TableLost, section.heading, format!("{}: the table was lost before the text reached us: {reason}", table.name)));
    Reading::absent(table, State::LostUpstream)
}
