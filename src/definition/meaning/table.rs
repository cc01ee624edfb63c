//! Tables: names of the dataset that are free, codes that are known, rows that have columns, alternatives without circles.

use std::collections::{BTreeMap, BTreeSet};

use super::super::report::Report;
use super::super::spelling;
use super::super::table::columns_of;
use super::super::written::{Definition, RowEntry, ShapeEntry, TableEntry};
use super::code::{Grammar, codes};
use super::{edition, equation, label};

/// The tables of every family: contract of the dataset.
const FIXED_TABLES: [&str; 11] =
    ["agency_years", "attributes", "cells", "checks", "codes", "documents", "figures", "findings", "occurrences", "quarantine", "sources"];

/// Also fixed, and apart because a section may well have the same code.
const SECTIONS_TABLE: &str = "sections";

/// The Parquet columns that every table of a family has.
const FIXED_COLUMNS: [&str; 10] =
    ["agency", "agency_kind", "document_id", "edition", "is_latest", "province", "region_code", "report_year", "scope", "year"];

/// Checks all tables.
pub(super) fn check(written: &Definition, report: &mut Report<'_>) {
    for (at, entry) in written.tables.iter().enumerate() {
        let path = format!("tables[{at}]");
        let table = Table { path: &path, entry, written };
        table.name(at, report);
        table.same_in_all_editions(at, report);
        let known: Vec<&str> = written.editions.iter().map(|e| e.code.as_str()).collect();
        edition::list(&format!("{path}.editions"), &entry.editions, &table.called(), ("the family", &known), report);
        let before = report.len();
        table.codes(report);
        table.groups(report);
        table.rows(report);
        alternatives(&path, entry, report);
        equation::words(&path, entry, report);
        if report.len() == before {
            equation::cells(&path, entry, report);
        }
        label::table(&path, entry, report);
        table.comparisons(report);
        parquet_columns(&path, entry, report);
    }
    check_codes(written, report);
}

/// The codes of the checks of one edition: `checks` tells them by code and scope only.
fn check_codes(written: &Definition, report: &mut Report<'_>) {
    for edition in &written.editions {
        let tables = written.tables.iter().enumerate().filter(|(_, t)| t.editions.contains(&edition.code));
        let checks = tables
            .flat_map(|(table, t)| t.checks.iter().enumerate().map(move |(at, c)| (format!("tables[{table}].checks[{at}].code"), c.code.as_str())));
        codes(report, "check", Grammar::Word, checks);
    }
}

struct Table<'t> {
    path: &'t str,
    entry: &'t TableEntry,
    written: &'t Definition,
}

impl Table<'_> {
    fn called(&self) -> String {
        format!("table `{}`", self.entry.name)
    }

    fn at(&self, below: &str) -> String {
        format!("{}.{below}", self.path)
    }

    /// Its name is free, its section known, and no edition has two of that name.
    fn name(&self, index: usize, report: &mut Report<'_>) {
        let (entry, path) = (self.entry, self.at("name"));
        codes(report, "table", Grammar::Snake, [(path.clone(), entry.name.as_str())]);
        if FIXED_TABLES.contains(&entry.name.as_str()) || entry.name == SECTIONS_TABLE {
            report.at(&path, format!("`{}` is a table of every family", entry.name), "give it the name of what the form counts");
        }
        for earlier in self.written.tables[..index].iter().filter(|t| t.name == entry.name) {
            for edition in entry.editions.iter().filter(|e| earlier.editions.contains(e)) {
                report.at(
                    &path,
                    format!("edition `{edition}` has two tables `{}`", entry.name),
                    "one name is one table; entries of one name are for different editions",
                );
            }
        }
        if !self.written.sections.iter().any(|s| s.code == entry.section) {
            let hint = spelling::hint(&entry.section, self.written.sections.iter().map(|s| s.code.as_str()));
            report.at(&self.at("section"), format!("{}: unknown section `{}`", self.called(), entry.section), hint);
        }
    }

    /// Entries of one name become one Parquet table: the same shape, the same key columns.
    fn same_in_all_editions(&self, index: usize, report: &mut Report<'_>) {
        let entry = self.entry;
        let is_other = |t: &&TableEntry| t.name == entry.name && t.editions.iter().all(|e| !entry.editions.contains(e));
        let Some(first) = self.written.tables[..index].iter().find(is_other) else { return };
        let keys = |t: &TableEntry| {
            let quoted = |key: &str| format!("`{key}`");
            let optional = |key: &Option<String>| key.as_ref().map_or_else(|| "left out".to_owned(), |key| quoted(key));
            [
                ("shape", quoted(&format!("{:?}", t.shape).to_lowercase())),
                ("row_key", quoted(&t.row_key)),
                ("group_key", optional(&t.group_key)),
                ("kind_key", optional(&t.kind_key)),
                ("column_key", quoted(&t.column_key)),
            ]
        };
        for ((key, own), (_, other)) in keys(entry).iter().zip(keys(first)).filter(|((_, own), (_, other))| own != other) {
            let message = format!("table `{}`: `{key}` is {own} here and {other} in another edition", entry.name);
            report.at(&self.at(key), message, "entries of one name are one Parquet table: give both the same, or this one another name");
        }
    }

    fn codes(&self, report: &mut Report<'_>) {
        let paths = |list: &str, at: usize| self.at(&format!("{list}[{at}].code"));
        codes(report, "column", Grammar::Snake, self.entry.columns.iter().enumerate().map(|(at, c)| (paths("columns", at), c.code.as_str())));
        codes(report, "group", Grammar::Snake, self.entry.groups.iter().enumerate().map(|(at, g)| (paths("groups", at), g.code.as_str())));
        codes(report, "row", Grammar::Snake, self.entry.rows.iter().enumerate().map(|(at, r)| (paths("rows", at), r.code.as_str())));
        for (list, is_empty) in [("columns", self.entry.columns.is_empty()), ("rows", self.entry.rows.is_empty())] {
            if is_empty {
                report.at(&self.at(list), format!("{} has no {list}", self.called()), "a table has at least one of each");
            }
        }
    }

    fn groups(&self, report: &mut Report<'_>) {
        let columns = || self.entry.columns.iter().map(|c| c.code.as_str());
        for (at, group) in self.entry.groups.iter().enumerate() {
            if !self.entry.rows.iter().any(|r| r.group.as_ref() == Some(&group.code)) {
                let hint = format!("give its rows `group = \"{}\"`, or delete the group", group.code);
                report.at(&self.at(&format!("groups[{at}].code")), format!("group `{}` has no rows", group.code), hint);
            }
            for (nth, code) in group.columns.iter().flatten().enumerate() {
                if !columns().any(|c| c == code) {
                    let path = self.at(&format!("groups[{at}].columns[{nth}]"));
                    report.at(&path, format!("group `{}`: unknown column `{code}`", group.code), spelling::hint(code, columns()));
                }
            }
        }
        for (key, named, is_used) in [
            ("group_key", &self.entry.group_key, self.entry.rows.iter().any(|r| r.group.is_some())),
            ("kind_key", &self.entry.kind_key, self.entry.rows.iter().any(|r| r.kind.is_some())),
        ] {
            if let (Some(name), false) = (named, is_used) {
                let what = key.trim_end_matches("_key");
                report.at(
                    &self.at(key),
                    format!("the Parquet column `{name}` would be empty: no row has a {what}"),
                    format!("give rows a `{what}`, or delete the key"),
                );
            }
        }
    }

    fn rows(&self, report: &mut Report<'_>) {
        let groups = || self.entry.groups.iter().map(|g| g.code.as_str());
        let mut used = BTreeSet::new();
        for (at, row) in self.entry.rows.iter().enumerate() {
            let path = self.at(&format!("rows[{at}]"));
            if let Some(code) = row.group.as_ref().filter(|code| !groups().any(|g| g == code.as_str())) {
                report.at(&format!("{path}.group"), format!("row `{}`: unknown group `{code}`", row.code), spelling::hint(code, groups()));
            }
            let columns = columns_of(self.entry, row);
            if columns.is_empty() && !self.entry.columns.is_empty() {
                report.at(
                    &format!("{path}.code"),
                    format!("row `{}` has no columns", row.code),
                    "its group names none: name them in `columns` of the group",
                );
            }
            used.extend(columns);
            if let Some(list) = &row.editions {
                let known: Vec<&str> = self.entry.editions.iter().map(String::as_str).collect();
                edition::list(&format!("{path}.editions"), list, &format!("row `{}`", row.code), ("its table", &known), report);
            }
        }
        for (at, column) in self.entry.columns.iter().enumerate().filter(|(at, _)| !used.contains(at) && !self.entry.rows.is_empty()) {
            let path = self.at(&format!("columns[{at}].code"));
            report.at(&path, format!("no row has the column `{}`", column.code), "name it in `columns` of a group, or delete it");
        }
    }

    /// What is comparable with a code of another edition names one that there is.
    fn comparisons(&self, report: &mut Report<'_>) {
        let others = || self.written.tables.iter().filter(|t| t.name == self.entry.name);
        let rows: Vec<&str> = others().flat_map(|t| &t.rows).map(|r| r.code.as_str()).collect();
        let columns: Vec<&str> = others().flat_map(|t| &t.columns).map(|c| c.code.as_str()).collect();
        let of_rows = self.entry.rows.iter().enumerate().map(|(at, r)| ("rows", at, &r.code, &r.comparable_with, &rows));
        let of_columns = self.entry.columns.iter().enumerate().map(|(at, c)| ("columns", at, &c.code, &c.comparable_with, &columns));
        for (list, at, own, named, known) in of_rows.chain(of_columns) {
            let Some(code) = named else { continue };
            let path = self.at(&format!("{list}[{at}].comparable_with"));
            if code == own {
                report.at(&path, format!("`{own}` is comparable with itself"), "the same code in two editions measures the same without saying so");
            } else if !known.contains(&code.as_str()) {
                let one = list.trim_end_matches('s');
                let message = format!("{one} `{own}`: no edition of table `{}` has a {one} `{code}`", self.entry.name);
                report.at(&path, message, spelling::hint(code, known.iter().copied().filter(|k| k != own)));
            }
        }
    }
}

/// Alternatives: known rows, no circle, the same columns and kind.
fn alternatives(path: &str, entry: &TableEntry, report: &mut Report<'_>) {
    let by_code: BTreeMap<&str, &RowEntry> = entry.rows.iter().map(|r| (r.code.as_str(), r)).collect();
    for (at, row) in entry.rows.iter().enumerate() {
        for (nth, code) in row.instead_of.iter().enumerate() {
            let path = format!("{path}.rows[{at}].instead_of[{nth}]");
            let Some(other) = by_code.get(code.as_str()) else {
                let known = by_code.keys().copied().filter(|k| *k != row.code);
                report.at(&path, format!("row `{}` stands for an unknown row `{code}`", row.code), spelling::hint(code, known));
                continue;
            };
            if reaches(code, &row.code, &by_code) {
                let message = if *code == row.code {
                    format!("row `{code}` stands for itself")
                } else {
                    format!("rows `{}` and `{code}` stand for each other", row.code)
                };
                report.at(&path, message, "only the row that is printed in place of others names them");
            } else if columns_of(entry, row) != columns_of(entry, other) {
                let message = format!("row `{}` stands for `{code}` and has other columns", row.code);
                report.at(&path, message, "a row in place of others has their columns: put it in a group that has them");
            } else if row.kind != other.kind {
                let message = format!("row `{}` stands for `{code}` and is of another kind", row.code);
                report.at(&path, message, "`sum(kind)` counts either it or them: give it their kind");
            }
        }
    }
}

/// Whether `from` is `wanted`, or stands for it through other rows.
fn reaches(from: &str, wanted: &str, rows: &BTreeMap<&str, &RowEntry>) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(code) = open.pop() {
        if code == wanted {
            return true;
        }
        if seen.insert(code) {
            open.extend(rows.get(code).into_iter().flat_map(|r| &r.instead_of).map(String::as_str));
        }
    }
    false
}

/// The names of the Parquet columns that the shape makes of the table, with the path of each.
fn parquet_columns(path: &str, entry: &TableEntry, report: &mut Report<'_>) {
    let keys = [("row_key", Some(&entry.row_key)), ("group_key", entry.group_key.as_ref()), ("kind_key", entry.kind_key.as_ref())];
    let mut named: Vec<(String, &str)> = keys.iter().filter_map(|(key, name)| Some((format!("{path}.{key}"), name.as_ref()?.as_str()))).collect();
    let own: &[&str] = if entry.shape == ShapeEntry::Long {
        named.push((format!("{path}.column_key"), &entry.column_key));
        &["unit", "value"]
    } else {
        named.extend(entry.columns.iter().enumerate().map(|(at, c)| (format!("{path}.columns[{at}].code"), c.code.as_str())));
        &["cells_missing"]
    };
    let keys = named.iter().filter(|(path, _)| path.ends_with("_key")).cloned().collect::<Vec<_>>();
    for (path, name) in keys {
        codes(report, "Parquet column", Grammar::Snake, [(path, name)]);
    }
    let mut seen = BTreeMap::new();
    for (path, name) in named {
        if FIXED_COLUMNS.contains(&name) || own.contains(&name) {
            let message = format!("table `{}`: the Parquet column `{name}` is reserved", entry.name);
            let fixed = FIXED_COLUMNS.iter().chain(own).map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
            report.at(&path, message, format!("every such table has {fixed}"));
        }
        let key = path.rsplit('.').next().unwrap_or_default().to_owned();
        // Two column codes that are equal are reported as codes.
        if let Some(first) = seen.insert(name, key.clone()).filter(|first| first != "code" || key != "code") {
            let message = format!("table `{}` would have two Parquet columns `{name}`", entry.name);
            report.at(&path, message, format!("`{first}` has that name; choose another"));
        }
    }
}
