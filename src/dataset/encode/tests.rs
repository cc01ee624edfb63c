//! What is encoded is read back by the parquet crate: nulls, runs, blocks, and dictionaries that fill up.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Float64Array, Int32Array, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use bytes::Bytes;
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use parquet::file::writer::SerializedFileWriter;

use super::{Block, Chunk, Column, Habit, Press};
use crate::dataset::schema::ColumnType;

/// A column that may have nulls, the chunks that `make` makes of it, and how they read: the whole column, and the metadata.
fn read(kind: ColumnType, habit: Habit, make: impl FnOnce(&mut Column, &mut Press) -> Vec<Chunk>) -> (ArrayRef, ParquetMetaData) {
    let arrow = Arc::new(Schema::new(vec![Field::new("c", kind.arrow(), true)]));
    let schema = ArrowSchemaConverter::new().with_coerce_types(true).convert(&arrow).unwrap();
    let mut press = Press::new().unwrap();
    let chunks = make(&mut Column::new(kind, habit, schema.column(0)), &mut press);
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema.root_schema_ptr(), Arc::default()).unwrap();
    for chunk in chunks {
        let mut group = writer.next_row_group().unwrap();
        group.append_column(&chunk.bytes, chunk.closed).unwrap();
        group.close().unwrap();
    }
    writer.close().unwrap();
    let bytes = Bytes::from(bytes);
    let metadata = ParquetMetaDataReader::new().with_page_index_policy(true.into()).parse_and_finish(&bytes).unwrap();
    let batches: Vec<_> = ParquetRecordBatchReaderBuilder::try_new(bytes).unwrap().build().unwrap().map(Result::unwrap).collect();
    let columns: Vec<_> = batches.iter().map(|batch| batch.column(0).as_ref()).collect();
    let column = if columns.is_empty() { arrow::array::new_empty_array(&kind.arrow()) } else { arrow::compute::concat(&columns).unwrap() };
    (column, metadata)
}

#[test]
fn texts_come_back_with_nulls_in_runs_blocks_and_chunks() {
    let texts = [Some("政府"), None, Some(""), Some("政府"), Some("agency")];
    let (column, metadata) = read(ColumnType::Text, Habit::Repeats, |column, press| {
        let mut block = Block::new(texts.into_iter());
        let chunks = [3_usize, 40].map(|times| {
            for number in 0..times {
                column.text_run(press, Some("run").filter(|_| !number.is_multiple_of(3)), number).unwrap();
                column.text_each(press, texts.into_iter()).unwrap();
                column.block(press, &mut block).unwrap();
                column.words(press, [Some(1), None, Some(0)].into_iter(), |number| number, |number| ["no", "yes"][number]).unwrap();
                if number % 7 == 6 {
                    column.end_page(press).unwrap();
                }
            }
            column.end_chunk(press).unwrap()
        });
        chunks.into()
    });
    let of = |number: usize| {
        let run = std::iter::repeat_n(Some("run").filter(|_| !number.is_multiple_of(3)), number);
        run.chain(texts).chain(texts).chain([Some("yes"), None, Some("no")]).collect::<Vec<_>>()
    };
    let expected: StringArray = (0..3).chain(0..40).flat_map(of).collect();
    assert_eq!(column.as_string::<i32>(), &expected);
    assert_eq!(metadata.offset_index().unwrap()[1][0].page_locations().len(), 6);
    let statistics = metadata.row_group(1).column(0).statistics().unwrap();
    assert_eq!((statistics.min_bytes_opt(), statistics.max_bytes_opt()), (Some("".as_bytes()), Some("政府".as_bytes())));
}

#[test]
fn what_no_dictionary_holds_comes_back() {
    let text = |number: u32| (!number.is_multiple_of(5)).then(|| format!("{}{number}", "长".repeat(number as usize % 40)));
    for habit in [Habit::Repeats, Habit::Differs] {
        let numbers = 0..40_000_u32;
        let (column, metadata) = read(ColumnType::Text, habit, |column, press| {
            let mut block = Block::new(["a", "b"].map(Some).into_iter());
            column.block(press, &mut block).unwrap();
            for number in numbers.clone() {
                column.text_each(press, [text(number).as_deref()].into_iter()).unwrap();
            }
            column.block(press, &mut block).unwrap();
            column.text_run(press, Some("end"), 2).unwrap();
            column.words(press, [Some(7)].into_iter(), |number| number, |_| "word").unwrap();
            vec![column.end_chunk(press).unwrap()]
        });
        let block = || ["a", "b"].map(|text| Some(text.to_owned()));
        let ends = ["end", "end", "word"].map(|text| Some(text.to_owned()));
        let expected: StringArray = block().into_iter().chain(numbers.map(text)).chain(block()).chain(ends).collect();
        assert_eq!(column.as_string::<i32>(), &expected);
        assert_eq!(metadata.row_group(0).column(0).dictionary_page_offset().is_none(), habit == Habit::Differs);
        assert!(metadata.offset_index().unwrap()[0][0].page_locations().len() > 1, "pages end where they are full");
    }
}

#[test]
fn numbers_come_back_from_full_dictionaries_and_runs() {
    let number = |at: i32| (at % 3 > 0).then_some(at - 500);
    let (column, metadata) = read(ColumnType::Small, Habit::Repeats, |column, press| {
        column.small_run(press, Some(7), 1000).unwrap();
        column.small_run(press, None, 10).unwrap();
        column.smalls(press, (0..150_000).map(number)).unwrap();
        column.small_run(press, Some(200_000), 3).unwrap();
        vec![column.end_chunk(press).unwrap()]
    });
    let runs = std::iter::repeat_n(Some(7), 1000).chain(std::iter::repeat_n(None, 10));
    let expected: Int32Array = runs.chain((0..150_000).map(number)).chain([Some(200_000); 3]).collect();
    assert_eq!(column.as_primitive(), &expected);
    let statistics = metadata.row_group(0).column(0).statistics().unwrap();
    assert_eq!(statistics.min_bytes_opt(), Some((-499_i32).to_le_bytes().as_slice()));
    assert_eq!(statistics.max_bytes_opt(), Some(200_000_i32.to_le_bytes().as_slice()));

    let amounts = [Some(0.5), None, Some(-0.0), Some(0.0), Some(f64::INFINITY)];
    let (column, _) = read(ColumnType::Amount, Habit::Repeats, |column, press| {
        column.amounts(press, amounts.into_iter()).unwrap();
        column.amounts(press, (0..1000).map(|_| None)).unwrap();
        vec![column.end_chunk(press).unwrap()]
    });
    let expected: Float64Array = amounts.into_iter().chain((0..1000).map(|_| None)).collect();
    assert_eq!(column.as_primitive(), &expected);
}

#[test]
fn a_column_without_any_value_is_read() {
    for kind in [ColumnType::Text, ColumnType::Count, ColumnType::Amount, ColumnType::Small, ColumnType::Day] {
        let (column, _) = read(kind, Habit::Repeats, |column, press| {
            match kind {
                ColumnType::Text => column.text_run(press, None, 9),
                ColumnType::Count => column.counts(press, [None; 9].into_iter()),
                ColumnType::Amount => column.amounts(press, [None; 9].into_iter()),
                _ => column.small_run(press, None, 9),
            }
            .unwrap();
            vec![column.end_chunk(press).unwrap()]
        });
        assert_eq!((column.len(), column.null_count()), (9, 9));
    }
    let (column, _) = read(ColumnType::Flag, Habit::Repeats, |column, press| {
        column.flags((0..21).map(|at| at % 2 == 0));
        vec![column.end_chunk(press).unwrap()]
    });
    assert!(column.as_boolean().iter().enumerate().all(|(at, flag)| flag == Some(at % 2 == 0)));
    assert_eq!(column.data_type(), &DataType::Boolean);
}

#[test]
fn numbers_that_rise_come_back_however_they_rise() {
    let steps: [&[i32]; 4] = [&[], &[7], &[3, 4, 60, 0, 5], &[i32::MAX, i32::MIN, 0, -1]];
    for (step, count) in steps.into_iter().flat_map(|steps| [1, 2, 33, 129, 1000].map(|count| (steps, count))) {
        let value = |at: usize| Some(*step.get(at % step.len().max(1))?).filter(|_| !at.is_multiple_of(11));
        let rising = |at: usize| value(at).map(|value| value.wrapping_add(i32::try_from(at).unwrap()));
        let (column, metadata) = read(ColumnType::Small, Habit::Rises, |column, press| {
            column.smalls(press, (0..count).map(rising)).unwrap();
            column.end_page(press).unwrap();
            column.smalls(press, (0..count).map(rising)).unwrap();
            vec![column.end_chunk(press).unwrap()]
        });
        let expected: Int32Array = (0..count).chain(0..count).map(rising).collect();
        assert_eq!(column.as_primitive(), &expected, "{step:?} {count}");
        let statistics = metadata.row_group(0).column(0).statistics().unwrap();
        let least = expected.iter().flatten().min().map(i32::to_le_bytes);
        assert_eq!(statistics.min_bytes_opt(), least.as_ref().map(<[u8; 4]>::as_slice));
    }
}
