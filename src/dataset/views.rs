//! The tables become views for DuckDB: one for each table, and the joins, pivots and rates that most questions begin with.
//!
//! Everything about a form comes from its definition: groups become rates, rows and columns become the columns of a pivot.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::schema::{Content, Table, prefix, quoted};
use crate::definition::{Family, RowKind, Shape, TableForm};

/// What is about documents, whatever their families.
const DOCUMENTS: &str = "
-- How far each document can be trusted: what was read, what the form's arithmetic says, what was odd.
CREATE OR REPLACE VIEW document_quality AS
SELECT d.document_id, d.report_year, d.family, d.edition, d.agency, d.province, d.region_code, d.scope, d.is_latest, d.status, d.layout,
  d.cells_expected, d.cells_stated, d.cells_unreadable, d.cells_confirmed, d.checks_failed,
  d.cells_stated / nullif(d.cells_expected, 0) AS stated_share,
  d.cells_confirmed / nullif(d.cells_stated, 0) AS confirmed_share,
  coalesce(f.grave, 0) AS findings_grave, coalesce(f.warnings, 0) AS findings_warning, coalesce(f.notes, 0) AS findings_note
FROM documents d LEFT JOIN (
  SELECT document_id, count(*) FILTER (WHERE severity = 'grave') AS grave, count(*) FILTER (WHERE severity = 'warning') AS warnings,
    count(*) FILTER (WHERE severity = 'note') AS notes
  FROM findings GROUP BY document_id
) f USING (document_id);

-- Equations that do not hold, with the one cell that explains them where there is one.
CREATE OR REPLACE VIEW failing_checks AS
SELECT c.document_id, c.report_year, d.agency, d.province, d.title, c.check_code, c.table_name, c.scope, c.lhs, c.rhs, c.printed, c.support,
  c.located, x.row_code, x.column_code, x.value AS stated, x.raw, x.proposed, x.span_start, x.span_end
FROM checks c JOIN documents d USING (document_id)
LEFT JOIN cells x ON x.document_id = c.document_id AND x.table_name = c.table_name
  AND x.row_code = split_part(c.located, '.', 2) AND x.column_code = split_part(c.located, '.', 3)
WHERE c.outcome = 'fails';

-- How many documents of each year and province are how complete.
CREATE OR REPLACE VIEW coverage AS
SELECT report_year, province, family, status, count(*) AS documents, count(*) FILTER (WHERE is_latest) AS latest,
  count(*) FILTER (WHERE duplicate_of IS NOT NULL) AS duplicates
FROM documents GROUP BY ALL ORDER BY ALL;
";

/// SQL that makes every table and the ready views in DuckDB. `data` is the directory of the tables as the reader sees it:
/// relative to where DuckDB runs, or absolute. Never fails.
#[must_use]
pub fn views_sql(tables: &[Table], families: &[Family], data: &str) -> String {
    let mut out = String::from("-- Ready views for DuckDB: .read this file where the paths below lead to the data.\n\n");
    for table in tables {
        let files = quoted(&format!("{data}/{}/**/*.parquet", table.name));
        let hive = if table.partitioned { "true" } else { "false" };
        let _ = writeln!(out, "CREATE OR REPLACE VIEW {} AS SELECT * FROM read_parquet({files}, hive_partitioning = {hive});", table.name);
    }
    out.push_str(DOCUMENTS);
    for table in tables {
        if let Content::Form { family, shape } = table.content {
            let form = FormView { name: &table.name, family: &families[family] };
            form.with_documents(&mut out);
            match shape {
                Shape::Wide => form.rates(&mut out),
                Shape::Long | Shape::Blocks => form.by_document(shape, &mut out),
            }
        }
    }
    out
}

/// One table of a family's form, in all its editions.
struct FormView<'f> {
    name: &'f str,
    family: &'f Family,
}

impl FormView<'_> {
    fn editions(&self) -> impl Iterator<Item = &TableForm> {
        self.family.forms.iter().flat_map(|form| &form.tables).filter(|t| t.name == self.name)
    }

    /// The table with its labels and the columns of its documents that it does not carry itself.
    fn with_documents(&self, out: &mut String) {
        let Some(form) = self.editions().next() else { return };
        let (name, key) = (self.name, &form.row_key);
        let _ = write!(
            out,
            "
-- {name} with the labels of its rows and what is known of the documents.
CREATE OR REPLACE VIEW {name}_with_documents AS
SELECT t.*, c.label_zh AS {key}_zh, c.label_en AS {key}_en, d.family, d.agency_raw, d.region_name, d.title, d.period_start, d.period_end,
  d.published_on, d.status, d.layout, d.cells_unreadable, d.checks_failed, d.duplicate_of
FROM {name} t JOIN documents d ON d.document_id = t.document_id
LEFT JOIN codes c ON c.table_name = '{name}' AND c.column_name = '{key}' AND c.code = t.{key} AND c.edition = t.edition;
"
        );
    }

    /// How the outcomes divide by group, for each year, province and scope. Only where the form has groups, outcomes and a total.
    fn rates(&self, out: &mut String) {
        let Some(form) = self.editions().next() else { return };
        let (Some(group_key), Some(kind_key), Some(total)) = (&form.group_key, &form.kind_key, total(form)) else { return };
        let mut groups: Vec<&str> = Vec::new();
        for code in self.editions().flat_map(|t| &t.groups).map(|g| g.code.as_str()) {
            if !groups.contains(&code) {
                groups.push(code);
            }
        }
        let sums: Vec<String> = groups.iter().map(|g| format!("  sum({total}) FILTER (WHERE {group_key} = '{g}') AS {g}")).collect();
        let rates: Vec<String> = groups.iter().map(|g| format!("  {g} / nullif(all_outcomes, 0) AS {g}_rate")).collect();
        let (name, outcome) = (self.name, RowKind::Outcome.code());
        let _ = write!(
            out,
            "
-- How the outcomes of {name} divide, by year, province and scope, over the latest document of each agency. Do not add the
-- scopes up: a consolidated report counts what single ones count. A document with gaps may lack part of its outcomes.
CREATE OR REPLACE VIEW {name}_rates AS
WITH sums AS (
SELECT report_year, province, scope, count(DISTINCT document_id) AS documents,
  count(DISTINCT document_id) FILTER (WHERE cells_missing > 0) AS documents_with_gaps, sum({total}) AS all_outcomes,
{}
FROM {name} WHERE is_latest AND {kind_key} = '{outcome}' GROUP BY report_year, province, scope)
SELECT *,
{}
FROM sums ORDER BY report_year, province, scope;
",
            sums.join(",\n"),
            rates.join(",\n")
        );
    }

    /// One row a document, one column a cell.
    fn by_document(&self, shape: Shape, out: &mut String) {
        let Some(form) = self.editions().next() else { return };
        let (row_key, column_key) = (&form.row_key, &form.column_key);
        let carried: Vec<String> = prefix().into_iter().map(|c| c.name).collect();
        let mut taken: BTreeSet<String> = carried.iter().cloned().collect();
        let mut seen = BTreeSet::new();
        let mut columns = Vec::new();
        for (row, column) in self.cells().filter(|cell| seen.insert(*cell)) {
            let short = format!("{row}_{column}");
            let name = if taken.insert(short.clone()) { short } else { format!("{row}__{column}") };
            columns.push(match shape {
                Shape::Long => format!("  max(value) FILTER (WHERE {row_key} = '{row}' AND {column_key} = '{column}') AS {name}"),
                Shape::Wide | Shape::Blocks => format!("  max({column}) FILTER (WHERE {row_key} = '{row}') AS {name}"),
            });
        }
        let (name, carried) = (self.name, carried.join(", "));
        let _ = write!(
            out,
            "\n-- {name}, one row a document.\nCREATE OR REPLACE VIEW {name}_by_document AS\nSELECT {carried},\n{}\nFROM {name}\nGROUP BY {carried};\n",
            columns.join(",\n")
        );
    }

    /// Row and column of every cell, in the order of the editions and their forms.
    fn cells(&self) -> impl Iterator<Item = (&str, &str)> {
        let of_row = |table: &'_ TableForm, at: usize| table.rows[at].columns.clone();
        self.editions().flat_map(move |t| {
            let rows = t.rows.iter().enumerate();
            rows.flat_map(move |(at, r)| of_row(t, at).into_iter().map(move |c| (r.code.as_str(), t.columns[c].code.as_str())))
        })
    }
}

/// The column that the equations of the rows give as the sum of others.
fn total(form: &TableForm) -> Option<&str> {
    let row = |e: &&crate::definition::Equation| form.rows.iter().position(|r| r.code == e.scope).filter(|&r| e.right.iter().all(|t| t.row == r));
    let (equation, at) = form.equations.iter().find_map(|e| Some((e, row(&e).filter(|_| e.right.len() == 1)?)))?;
    let row = &form.rows[at];
    let column = *row.columns.get(equation.right[0].slot.checked_sub(row.first_slot)?)?;
    Some(form.columns[column].code.as_str())
}
