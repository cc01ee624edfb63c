//! The same as data: one JSON object with everything that the text shows.

use reportlake::extract::{Cell, Verification};
use reportlake::text::{Rule, Span, read_number};
use serde_json::{Value, json};

use super::checks::formed;
use super::story::facts;
use super::view::{View, place};

/// The whole document. Field names are those of the dataset's tables.
pub(crate) fn document(view: &View<'_>) -> Value {
    let extraction = view.extraction;
    let documents: serde_json::Map<String, Value> = facts(view).into_iter().map(|(field, value)| (field.to_owned(), typed(field, value))).collect();
    json!({
        "source": {
            "file": view.origin.file, "record": view.origin.record, "encoding": view.origin.encoding, "text_basis": view.origin.basis,
            "url": view.origin.address, "bytes": view.text.len(), "script": extraction.script.code(),
        },
        "recognition": {
            "family": view.family().map(|f| &f.code),
            "reason": (!extraction.recognition.reason.is_empty()).then_some(extraction.recognition.reason),
            "evidence": extraction.recognition.evidence.iter()
                .map(|e| json!({"rule": e.rule, "weight": e.weight, "span": span(e.span), "text": e.span.of(view.text)})).collect::<Vec<_>>(),
        },
        "edition": view.edition().map(|e| &e.code),
        "layout": extraction.layout,
        "status": extraction.status.code(),
        "identity": documents,
        "attributes": extraction.attributes.iter().map(|a| json!({
            "field": a.field, "value": a.value, "witness": a.witness, "chosen": a.chosen, "span": span(a.span), "raw": a.span.of(view.text),
        })).collect::<Vec<_>>(),
        "sections": extraction.sections.iter().map(|s| json!({
            "section": s.number, "code": s.form.and_then(|at| view.family()?.sections.get(at)).map(|f| &f.code),
            "heading": s.heading.of(view.text), "span": span(s.body),
        })).collect::<Vec<_>>(),
        "cells": extraction.cells.iter().map(|c| cell(view, c)).collect::<Vec<_>>(),
        "checks": checks(view),
        "figures": extraction.figures.iter().map(|f| json!({
            "section": f.section, "figure": view.family().and_then(|y| y.figures.get(f.figure)).map(|y| &y.code), "value": number(f.value),
            "unit": f.unit, "qualifier": f.qualifier, "negated": f.negated, "period": f.period,
            "phrase": f.phrase.of(view.text), "span": span(f.span),
        })).collect::<Vec<_>>(),
        "findings": extraction.findings.iter().map(|f| json!({
            "code": f.code.code(), "severity": f.severity().code(), "message": f.message, "span": f.span.map(span),
        })).collect::<Vec<_>>(),
    })
}

/// One cell.
pub(crate) fn cell(view: &View<'_>, cell: &Cell) -> Value {
    let form = view.tables().get(cell.table);
    let column = form.and_then(|form| form.columns.get(cell.column));
    json!({
        "cell": form.map(|form| place(form, cell.row, cell.column)),
        "table_name": form.map(|form| &form.name),
        "row_code": form.and_then(|form| form.rows.get(cell.row)).map(|row| &row.code),
        "column_code": column.map(|column| &column.code),
        "value": cell.value.map(number),
        "unit": cell.unit.map_or_else(|| column.map_or("", |c| &c.unit), |s| s.of(view.text)),
        "raw": cell.span.map(|s| s.of(view.text)),
        "rules": cell.span.map(|s| read_number(s.of(view.text)).rules().iter().map(Rule::code).collect::<Vec<_>>()),
        "state": cell.state.code(),
        "verification": cell.verification.map(Verification::code),
        "proposed": cell.proposed.map(number),
        "span": cell.span.map(span),
        "line": cell.span.map(|s| view.lines.number(s)),
    })
}

fn checks(view: &View<'_>) -> Vec<Value> {
    let one = |check| {
        let (table, equation) = formed(view, check)?;
        Some(json!({
            "check_code": equation.code, "scope": equation.scope, "table_name": table.name, "lhs": check.left.map(number), "rhs": check.right.map(number),
            "outcome": check.outcome.code(), "printed": equation.printed, "support": check.support, "nonzero": check.nonzero,
            "located": check.located.map(|(row, column)| place(table, row, column)),
        }))
    };
    view.extraction.checks.iter().filter_map(one).collect()
}

/// The year is a number; everything else is text.
fn typed(field: &str, value: Option<String>) -> Value {
    match (field, value) {
        ("report_year", Some(year)) => year.parse::<i32>().map_or(Value::Null, Value::from),
        (_, value) => value.map_or(Value::Null, Value::from),
    }
}

/// Whole numbers without a point.
fn number(value: f64) -> Value {
    // Counts of a form are far below 2^53, where every whole number is exact.
    if value.fract() == 0.0 && value.abs() < 9e15 { serde_json::from_str(&format!("{value}")).unwrap_or(Value::Null) } else { json!(value) }
}

fn span(span: Span) -> Value {
    json!([span.start, span.end])
}
