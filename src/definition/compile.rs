//! The definition as written becomes a [`Family`]: codes resolved to indices, labels to keys, equations to slots.

use super::equation::{self, Addend};
use super::error::{DefinitionError, Problem};
use super::family::{Column, Edition, Equation, Family, Form, Group, Labels, Row, RowKind, SectionForm, Shape, TableForm, Term, Use, ValueKind};
use super::written::{CheckEntry, Definition, EachEntry, RowEntry, RowKindEntry, ShapeEntry, TableEntry, ValueKindEntry};
use crate::text::label_key;

/// Compiles the text of a definition; `path` is only for messages.
///
/// # Errors
/// Everything that is wrong with the definition, each with its place.
pub fn compile(path: &str, text: &str) -> Result<Family, DefinitionError> {
    let fail = |problems| DefinitionError { path: path.to_owned(), problems };
    let written: Definition = toml::from_str(text).map_err(|e| fail(vec![problem(text, e.span().map_or(0, |s| s.start), e.message())]))?;
    let mut problems = Vec::new();
    let family = resolve(&written, text, &mut problems);
    if problems.is_empty() { Ok(family) } else { Err(fail(problems)) }
}

fn problem(text: &str, at: usize, message: &str) -> Problem {
    let before = text.get(..at).unwrap_or("");
    let line_start = before.rfind('\n').map_or(0, |n| n + 1);
    Problem { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1, message: message.to_owned(), hint: None }
}

/// Where the parts of a definition report what is wrong with them.
pub struct Report<'r> {
    text: &'r str,
    problems: &'r mut Vec<Problem>,
}

impl Report<'_> {
    /// Notes a problem; its place is the first occurrence of `about` in the file.
    pub fn add(&mut self, about: &str, message: &str) {
        self.problems.push(problem(self.text, self.text.find(about).unwrap_or(0), message));
    }
}

fn resolve(written: &Definition, text: &str, problems: &mut Vec<Problem>) -> Family {
    let editions: Vec<Edition> = written
        .editions
        .iter()
        .map(|e| Edition {
            code: e.code.clone(),
            label_zh: e.label_zh.clone(),
            label_en: e.label_en.clone(),
            source: e.source.clone(),
            first_year: e.first_year,
            last_year: e.last_year.unwrap_or(i32::MAX),
        })
        .collect();
    let sections = sections(written);
    let mut labels = LabelBuilder::default();
    let mut forms = Vec::new();
    for (index, edition) in editions.iter().enumerate() {
        let mut form = Form::default();
        for entry in written.tables.iter().filter(|t| t.editions.contains(&edition.code)) {
            labels.table(entry, &edition.code, index, form.tables.len());
            form.tables.push(table(entry, &edition.code, &sections, text, problems));
        }
        forms.push(form);
    }
    let mut report = Report { text, problems };
    Family {
        code: written.family.code.clone(),
        label_zh: written.family.label_zh.clone(),
        label_en: written.family.label_en.clone(),
        source: written.family.source.clone(),
        hash: blake3::hash(text.as_bytes()).to_hex().to_string(),
        editions,
        sections,
        forms,
        labels: labels.finish(),
        recognise: super::recognise::compile(&written.recognise, &mut report),
        issuer: super::issuer::compile(&written.issuer, &mut report),
        figures: super::figure::compile(&written.figures, &mut report),
        figure_rules: super::figure::rules(&written.figures, &mut report),
    }
}

fn key(text: &str) -> String {
    let mut out = String::new();
    label_key(text, &mut out);
    out
}

fn sections(written: &Definition) -> Vec<SectionForm> {
    let mut sections: Vec<SectionForm> = written
        .sections
        .iter()
        .map(|s| {
            let mut keys: Vec<String> = std::iter::once(&s.label_zh).chain(&s.aliases).map(|l| key(l)).collect();
            keys.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
            keys.dedup();
            SectionForm { number: s.number, code: s.code.clone(), label_zh: s.label_zh.clone(), label_en: s.label_en.clone(), keys }
        })
        .collect();
    sections.sort_by_key(|s| s.number);
    sections
}

fn has_edition(row: &RowEntry, edition: &str) -> bool {
    row.editions.as_ref().is_none_or(|list| list.iter().any(|e| e == edition))
}

/// Compiles one table for one edition.
fn table(entry: &TableEntry, edition: &str, sections: &[SectionForm], text: &str, problems: &mut Vec<Problem>) -> TableForm {
    let mut unknown = |what: &str, code: &str| {
        let at = text.find(&format!("\"{code}\"")).map_or(0, |n| n + 1);
        problems.push(problem(text, at, &format!("table `{}`: unknown {what} `{code}`", entry.name)));
    };
    let columns: Vec<Column> = entry
        .columns
        .iter()
        .map(|c| Column {
            code: c.code.clone(),
            label_zh: c.label_zh.clone(),
            label_en: c.label_en.clone(),
            unit: c.unit.clone().unwrap_or_else(|| entry.unit.clone()),
            kind: if c.kind == ValueKindEntry::Count { ValueKind::Count } else { ValueKind::Amount },
            signed: c.signed,
            comparable_with: c.comparable_with.clone(),
            break_note: c.break_note.clone(),
        })
        .collect();
    let column_of = |code: &str| columns.iter().position(|c| c.code == code);
    let mut rows = Vec::new();
    let mut slots = 0;
    let kept: Vec<&RowEntry> = entry.rows.iter().filter(|r| has_edition(r, edition)).collect();
    for row in &kept {
        let group = row.group.as_ref().and_then(|code| {
            let found = entry.groups.iter().position(|g| &g.code == code);
            if found.is_none() {
                unknown("group", code);
            }
            found
        });
        let mut own: Vec<usize> = match group.and_then(|g| entry.groups[g].columns.as_ref()) {
            None => (0..columns.len()).collect(),
            Some(codes) => codes
                .iter()
                .filter_map(|code| {
                    let found = column_of(code);
                    if found.is_none() {
                        unknown("column", code);
                    }
                    found
                })
                .collect(),
        };
        own.sort_unstable();
        let instead_of = row.instead_of.iter().filter_map(|code| kept.iter().position(|r| &r.code == code)).collect();
        let first_slot = slots;
        slots += own.len();
        rows.push(Row {
            code: row.code.clone(),
            label_zh: row.label_zh.clone(),
            label_en: row.label_en.clone(),
            kind: row.kind.map(kind),
            group,
            columns: own,
            first_slot,
            instead_of,
            comparable_with: row.comparable_with.clone(),
            break_note: row.break_note.clone(),
        });
    }
    let section = sections.iter().position(|s| s.code == entry.section).unwrap_or_else(|| {
        unknown("section", &entry.section);
        0
    });
    let mut equations = Vec::new();
    for check in &entry.checks {
        match expand(check, &rows, &columns) {
            Ok(found) => equations.extend(found),
            Err(message) => {
                let at = text.find(check.equation.as_str()).unwrap_or(0);
                problems.push(problem(text, at, &format!("table `{}`, check `{}`: {message}", entry.name, check.code)));
            }
        }
    }
    TableForm {
        name: entry.name.clone(),
        shape: match entry.shape {
            ShapeEntry::Wide => Shape::Wide,
            ShapeEntry::Long => Shape::Long,
            ShapeEntry::Blocks => Shape::Blocks,
        },
        section,
        label_zh: entry.label_zh.clone(),
        label_en: entry.label_en.clone(),
        row_key: entry.row_key.clone(),
        group_key: entry.group_key.clone(),
        kind_key: entry.kind_key.clone(),
        column_key: entry.column_key.clone(),
        columns,
        groups: entry.groups.iter().map(|g| Group { code: g.code.clone(), label_zh: g.label_zh.clone(), label_en: g.label_en.clone() }).collect(),
        rows,
        equations,
        slots,
    }
}

fn kind(written: RowKindEntry) -> RowKind {
    match written {
        RowKindEntry::Inflow => RowKind::Inflow,
        RowKindEntry::Outcome => RowKind::Outcome,
        RowKindEntry::Sum => RowKind::Sum,
        RowKindEntry::Outflow => RowKind::Outflow,
    }
}

/// One written check as one equation for each row or column that it is about.
fn expand(check: &CheckEntry, rows: &[Row], columns: &[Column]) -> Result<Vec<Equation>, String> {
    let (left, right) = equation::parse(&check.equation)?;
    let across = |side: &[Addend], column: usize| -> Result<Vec<Term>, String> {
        let mut terms = Vec::new();
        for addend in side {
            let mut found = false;
            for (index, row) in rows.iter().enumerate() {
                let wanted = match addend {
                    Addend::Code(code) => &row.code == code,
                    Addend::Kind(kind) => row.kind.is_some_and(|k| k.code() == kind),
                };
                if let Some(slot) = row.slot(column).filter(|_| wanted) {
                    terms.push(Term { slot, row: index });
                    found = true;
                }
            }
            if !found {
                return Err(format!("no row is meant by `{addend:?}`"));
            }
        }
        Ok(terms)
    };
    let along = |side: &[Addend], index: usize| -> Result<Vec<Term>, String> {
        side.iter()
            .map(|addend| {
                let Addend::Code(code) = addend else { return Err("`sum(kind)` is for equations between rows".to_owned()) };
                let column = columns.iter().position(|c| &c.code == code).ok_or_else(|| format!("unknown column `{code}`"))?;
                let slot = rows[index].slot(column).ok_or_else(|| format!("row `{}` has no column `{code}`", rows[index].code))?;
                Ok(Term { slot, row: index })
            })
            .collect()
    };
    let equation = |scope: &str, left, right| Equation { code: check.code.clone(), scope: scope.to_owned(), left, right, printed: check.printed };
    match check.each {
        EachEntry::Column => columns.iter().enumerate().map(|(at, c)| Ok(equation(&c.code, across(&left, at)?, across(&right, at)?))).collect(),
        EachEntry::Row => rows.iter().enumerate().map(|(at, r)| Ok(equation(&r.code, along(&left, at)?, along(&right, at)?))).collect(),
    }
}

/// Gathers the labels of all tables.
#[derive(Default)]
struct LabelBuilder {
    labels: Labels,
}

impl LabelBuilder {
    fn add(&mut self, label: &str, edition: usize, table: usize, meaning: Use) {
        let key = key(label);
        if key.is_empty() {
            return;
        }
        let labels = &mut self.labels;
        let id = *labels.by_key.entry(key.clone()).or_insert_with(|| {
            labels.uses.push(Vec::new());
            labels.keys.push(key.clone());
            u32::try_from(labels.keys.len() - 1).unwrap_or(u32::MAX)
        });
        labels.longest = labels.longest.max(key.len());
        let uses = &mut labels.uses[id as usize];
        if !uses.contains(&(edition, table, meaning)) {
            uses.push((edition, table, meaning));
        }
    }

    fn table(&mut self, entry: &TableEntry, edition: &str, edition_index: usize, table: usize) {
        let mut add = |label: &str, meaning| self.add(label, edition_index, table, meaning);
        for label in &entry.furniture {
            add(label, Use::Furniture);
        }
        for (at, column) in entry.columns.iter().enumerate() {
            std::iter::once(&column.label_zh).chain(&column.aliases).for_each(|label| add(label, Use::Column(at)));
        }
        for (at, group) in entry.groups.iter().enumerate() {
            group.label_zh.iter().chain(&group.aliases).for_each(|label| add(label, Use::Group(at)));
        }
        for (at, row) in entry.rows.iter().filter(|r| has_edition(r, edition)).enumerate() {
            std::iter::once(&row.label_zh).chain(&row.aliases).for_each(|label| add(label, Use::Row(at)));
        }
    }

    fn finish(self) -> Labels {
        self.labels
    }
}
