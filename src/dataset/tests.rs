//! What the tables promise, on records made by construction.

use std::collections::BTreeSet;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{Float64Type, Int32Type, Int64Type};
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::columns::{RowGroup, TableBuilder};
use super::*;
use crate::definition::{Family, builtin};
use crate::extract::{State, Status};

fn families() -> Vec<Family> {
    builtin().unwrap()
}

/// The rows that a table has of the records.
fn batch(name: &str, records: &[Record], partitioning: Partitioning) -> RecordBatch {
    let families = families();
    let tables = tables(&families).unwrap();
    let table = tables.iter().find(|t| t.name == name).unwrap();
    read(table, groups(table, records, Standing::default(), partitioning), partitioning)
}

/// The row groups that a table has of the records.
fn groups(table: &Table, records: &[Record], standing: Standing, partitioning: Partitioning) -> Vec<RowGroup> {
    let families = families();
    let mut builder = TableBuilder::new(table, &families, partitioning).unwrap();
    for record in records {
        builder.append(record, &standing, &families[record.family]).unwrap();
    }
    let groups = builder.take_all().unwrap();
    assert!(builder.take_all().unwrap().is_empty(), "{}: the builder is empty again", table.name);
    groups
}

/// The file of row groups.
fn written(table: &Table, groups: Vec<RowGroup>, partitioning: Partitioning) -> Bytes {
    let mut file = Vec::new();
    let mut writer = table_file::writer(table, partitioning, &mut file).unwrap();
    for group in groups {
        table_file::write_group(&mut writer, group).unwrap();
    }
    writer.close().unwrap();
    file.into()
}

/// The rows of row groups, as a reader finds them.
fn read(table: &Table, groups: Vec<RowGroup>, partitioning: Partitioning) -> RecordBatch {
    let file = written(table, groups, partitioning);
    let batches = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap().map(Result::unwrap).collect::<Vec<_>>();
    arrow::compute::concat_batches(&table.arrow(partitioning), &batches).unwrap()
}

fn made() -> Record {
    made::record(&families()[0], 1)
}

fn texts<'b>(batch: &'b RecordBatch, column: &str) -> Vec<Option<&'b str>> {
    batch.column_by_name(column).unwrap().as_string::<i32>().iter().collect()
}

fn counts(batch: &RecordBatch, column: &str) -> Vec<Option<i64>> {
    batch.column_by_name(column).unwrap().as_primitive::<Int64Type>().iter().collect()
}

fn amounts(batch: &RecordBatch, column: &str) -> Vec<Option<f64>> {
    batch.column_by_name(column).unwrap().as_primitive::<Float64Type>().iter().collect()
}

#[test]
fn every_table_is_filled_in_both_partitionings_and_twice() {
    let families = families();
    for table in tables(&families).unwrap() {
        for partitioning in [Partitioning::Year, Partitioning::YearProvince] {
            let standing = Standing { is_latest: true, duplicate_of: Some([7; 16]) };
            let rows = [1, 2].map(|times| {
                let file = written(&table, groups(&table, &vec![made(); times], standing, partitioning), partitioning);
                let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
                assert_eq!(reader.schema().fields(), table.arrow(partitioning).fields());
                reader.build().unwrap().map(|batch| batch.unwrap().num_rows()).sum::<usize>()
            });
            let expected = table.partitioned && (table.name != "figures" || !families[0].figures.is_empty());
            assert_eq!((rows[0] > 0, rows[1]), (expected, 2 * rows[0]), "{}", table.name);
        }
    }
}

#[test]
fn every_table_keeps_its_schema_in_an_empty_file() {
    for table in tables(&families()).unwrap() {
        let schema = table.arrow(Partitioning::Year);
        let reader = ParquetRecordBatchReaderBuilder::try_new(written(&table, Vec::new(), Partitioning::Year)).unwrap();
        let created_by = reader.metadata().file_metadata().created_by().unwrap().to_owned();
        assert_eq!(reader.schema().fields(), schema.fields(), "{}", table.name);
        assert_eq!(created_by, format!("reportlake {}", env!("CARGO_PKG_VERSION")));
        assert!(schema.fields().iter().all(|f| !f.data_type().is_nested() && f.metadata().contains_key("label_zh")));
    }
}

#[test]
fn the_same_records_give_the_same_file() {
    let table = tables(&families()).unwrap().into_iter().find(|t| t.name == "cells").unwrap();
    let write = || written(&table, groups(&table, &[made()], Standing::default(), Partitioning::Year), Partitioning::Year);
    assert_eq!(write(), write());
}

#[test]
fn keys_tell_the_rows_of_two_documents_apart() {
    let records = [made(), made::record(&families()[0], 900)];
    for table in tables(&families()).unwrap().iter().filter(|t| t.partitioned) {
        let batch = batch(&table.name, &records, Partitioning::Year);
        let columns: Vec<_> = table.keys.iter().map(|k| batch.column_by_name(k).unwrap()).collect();
        let key = |row: usize| columns.iter().map(|c| arrow::util::display::array_value_to_string(c, row).unwrap()).collect::<Vec<_>>();
        let keys: BTreeSet<_> = (0..batch.num_rows()).map(key).collect();
        assert_eq!(keys.len(), batch.num_rows(), "{}", table.name);
    }
}

#[test]
fn a_wide_table_has_a_row_for_each_ordinary_row_of_the_form() {
    let batch = batch("requests", &[made()], Partitioning::Year);
    let outcomes = texts(&batch, "outcome");
    assert_eq!(outcomes.len(), 25);
    assert!(!outcomes.contains(&Some("other_handling")), "the alternative does not apply");
    assert_eq!(texts(&batch, "outcome_group")[..3], [None, None, Some("granted")]);
    assert_eq!(texts(&batch, "row_kind")[..3], [Some("inflow"), Some("inflow"), Some("outcome")]);
    assert_eq!(counts(&batch, "natural_person")[..2], [Some(11), Some(18)], "ten cells stand before the table");
    let missing: Vec<_> = batch.column_by_name("cells_missing").unwrap().as_primitive::<Int32Type>().values().to_vec();
    assert_eq!(missing, [0; 25]);
}

#[test]
fn blocks_have_a_row_each_and_long_tables_a_row_for_each_cell() {
    let blocks = batch("review_litigation", &[made()], Partitioning::Year);
    assert_eq!(texts(&blocks, "channel"), [Some("reconsideration"), Some("litigation_direct"), Some("litigation_after_reconsideration")]);
    assert_eq!(counts(&blocks, "total"), [Some(190), Some(195), Some(200)]);
    let long = batch("proactive_disclosure", &[made()], Partitioning::Year);
    assert_eq!(amounts(&long, "value"), (1..=10).map(|n| Some(f64::from(n))).collect::<Vec<_>>());
    assert_eq!(texts(&long, "unit")[8..], [Some("件"), Some("万元")]);
}

#[test]
fn lost_tables_have_no_rows_and_unread_cells_are_null_not_zero() {
    for state in [State::LostUpstream, State::LostByDedup, State::RowMissing] {
        let mut lost = made::without_values(made(), state);
        lost.extraction.status = Status::TablesLost;
        for table in ["requests", "proactive_disclosure", "review_litigation"] {
            assert_eq!(batch(table, std::slice::from_ref(&lost), Partitioning::Year).num_rows(), 0, "{table}, {state:?}");
        }
        assert_eq!(batch("cells", &[lost], Partitioning::Year).num_rows(), 200);
    }
    for (state, missing) in [(State::Blank, 0), (State::Illegible, 7), (State::ColumnUnknown, 7)] {
        let batch = batch("requests", &[made::without_values(made(), state)], Partitioning::Year);
        assert_eq!(counts(&batch, "total"), [None; 25]);
        assert_eq!(batch.column_by_name("cells_missing").unwrap().as_primitive::<Int32Type>().value(0), missing, "{state:?}");
    }
}

#[test]
fn a_count_with_decimals_is_null_in_the_wide_table_and_stands_in_cells() {
    let mut record = made();
    let cell = record.extraction.cells.iter_mut().find(|c| c.table == 1).unwrap();
    cell.value = Some(2.5);
    assert_eq!(counts(&batch("requests", std::slice::from_ref(&record), Partitioning::Year), "natural_person")[0], None);
    assert_eq!(amounts(&batch("cells", &[record], Partitioning::Year), "value")[10], Some(2.5));
}

#[test]
fn cells_slice_back_to_the_text_and_a_failing_check_names_its_cell() {
    let record = made();
    let cells = batch("cells", std::slice::from_ref(&record), Partitioning::Year);
    for (raw, value) in texts(&cells, "raw").iter().zip(amounts(&cells, "value")) {
        assert_eq!(raw.unwrap().parse::<f64>().ok(), value);
    }
    let checks = batch("checks", std::slice::from_ref(&record), Partitioning::Year);
    assert_eq!(checks.num_rows(), 43, "R1 and R2 for 7 columns, R3 for 25 rows and the alternative, R4 for 3");
    assert_eq!(texts(&checks, "located")[0], Some("requests.new_received.natural_person"));
    let sections = batch("sections", std::slice::from_ref(&record), Partitioning::Year);
    assert_eq!(texts(&sections, "body").into_iter().flatten().collect::<String>(), record.text);
    let documents = batch("documents", &[record], Partitioning::Year);
    let number = |name: &str| documents.column_by_name(name).unwrap().as_primitive::<Int32Type>().value(0);
    assert_eq!((number("cells_expected"), number("cells_stated"), number("cells_unreadable"), number("cells_confirmed")), (200, 200, 0, 200));
}

#[test]
fn two_families_with_one_table_are_an_error() {
    let twice: Vec<Family> = families().into_iter().chain(families()).collect();
    let error = tables(&twice).unwrap_err().to_string();
    assert_eq!(error, "table `proactive_disclosure` is defined by the families `disclosure` and `disclosure`: rename one");
}

#[test]
fn the_codebook_has_every_code_that_a_record_prints() {
    let families = families();
    let all = tables(&families).unwrap();
    let book: BTreeSet<_> = codebook(&families).into_iter().map(|e| (e.table_name, e.column_name, e.code)).collect();
    let from_elsewhere = ["agency_kind", "source_uri"];
    for table in all.iter().filter(|t| t.partitioned) {
        let batch = batch(&table.name, &[made()], Partitioning::Year);
        for column in table.columns.iter().filter(|c| !from_elsewhere.contains(&c.name.as_str())) {
            let Some((of, name)) = &column.codes else { continue };
            for code in texts(&batch, &column.name).into_iter().flatten() {
                assert!(book.contains(&(of.clone(), name.clone(), code.to_owned())), "{of}.{name}: {code}");
            }
        }
    }
    let codes = all.iter().find(|t| t.name == "codes").unwrap();
    let codes = read(codes, columns::codes_rows(&all, &families).unwrap(), Partitioning::Year);
    assert_eq!(texts(&codes, "code").len(), codebook(&families).len());
}

#[test]
fn the_views_cover_every_table_and_take_their_columns_from_the_definition() {
    let families = families();
    let all = tables(&families).unwrap();
    let sql = views_sql(&all, &families, "current");
    for table in &all {
        assert!(sql.contains(&format!("CREATE OR REPLACE VIEW {0} AS SELECT * FROM read_parquet('current/{0}/**/*.parquet'", table.name)));
    }
    for wanted in ["VIEW requests_rates", " AS denied_rate", "sum(total)", " AS reconsideration_upheld", " AS rules_in_force", "VIEW failing_checks"]
    {
        assert!(sql.contains(wanted), "{wanted}");
    }
    assert!(!sql.contains(" AS admin_license_in_force"), "a cell that the form does not have");
}

#[test]
fn the_dictionary_names_every_column_in_every_format() {
    let families = families();
    let all = tables(&families).unwrap();
    let (text, json, sql) = (dictionary_text(&all, &families), dictionary_json(&all, &families), dictionary_sql(&all));
    for (at, table) in all.iter().enumerate() {
        assert!(sql.contains(&format!("CREATE TABLE {} (", table.name)));
        for (place, column) in table.columns.iter().enumerate() {
            assert!(text.contains(&format!("  {} ", column.name)));
            assert_eq!(json["tables"][at]["columns"][place]["name"], column.name.as_str());
            assert!(column.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "needs no quoting");
        }
    }
}
