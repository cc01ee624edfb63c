//! Rows of a Parquet file become documents: only the columns that matter are read, row group by row group.
//!
//! The anchors are searched in the value buffer of a whole batch, before any text is copied. A row group that cannot be
//! read to its end costs its remaining rows.

use std::io;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow::array::{Array, AsArray as _, RecordBatch};
use arrow::datatypes::{DataType, SchemaRef};
use arrow::util::display::array_value_to_string;
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};
use parquet::file::reader::{ChunkReader, Length};

use super::decode::{self, Decoded, Form};
use super::feed::{Checked, Damage, Trouble};
use super::fields::{Field, FieldNames};
use super::json::Fields;
use super::lines::Place;
use super::read::{Done, Reader};
use super::record::document_of;
use super::{Met, Source};

/// Decoded text that a batch holds, about.
const BATCH_BYTES: u64 = 4 << 20;
/// Rows of a batch at most.
const BATCH_ROWS: u64 = 1024;
/// Compressed bytes of the row groups that are read together, about.
const PART_BYTES: u64 = 8 << 20;

/// The file as the reader of Parquet wants it. Clones share the file.
#[derive(Clone)]
struct Chunks(Arc<Checked>);

impl Length for Chunks {
    fn len(&self) -> u64 {
        self.0.size()
    }
}

impl ChunkReader for Chunks {
    type T = ChunkAt;

    fn get_read(&self, start: u64) -> Result<ChunkAt, ParquetError> {
        Ok(ChunkAt { chunks: self.clone(), at: start })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let left = self.0.size().saturating_sub(start);
        if length as u64 > left {
            return Err(ParquetError::EOF(format!("{length} bytes at {start} lie behind the end of the file")));
        }
        let mut bytes = vec![0; length];
        io::Read::read_exact(&mut ChunkAt { chunks: self.clone(), at: start }, &mut bytes)?;
        Ok(bytes.into())
    }
}

/// A place in the file to read from.
struct ChunkAt {
    chunks: Chunks,
    at: u64,
}

impl io::Read for ChunkAt {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.chunks.0.read_at(buffer, self.at).map_err(|trouble| io::Error::other(trouble.message()))?;
        self.at += read as u64;
        Ok(read)
    }
}

/// The row groups of a large file as parts: index of the first, index behind the last, bytes. `None` where there is one.
pub(super) fn parts(source: &Source) -> Option<Vec<(u64, u64, u64)>> {
    let metadata = load(&Chunks(Arc::new(Checked::open(source).ok()?))).ok()?;
    let mut parts: Vec<(u64, u64, u64)> = Vec::new();
    for (group, bytes) in (0..).zip(metadata.metadata().row_groups().iter().map(group_bytes)) {
        match parts.last_mut() {
            Some((_, end, sum)) if *sum + bytes <= PART_BYTES => (*end, *sum) = (group + 1, *sum + bytes),
            _ => parts.push((group, group + 1, bytes)),
        }
    }
    (parts.len() > 1).then_some(parts)
}

/// Reads row groups, of those that there are.
pub(super) fn read(reader: &Reader<'_>, source: usize, groups: Range<u64>, each: &mut dyn FnMut(Met)) -> Done {
    let chunks = match Checked::open(&reader.sources[source]) {
        Ok(file) => Chunks(Arc::new(file)),
        Err(trouble) => return Done::stopped(trouble),
    };
    let mut rows = Rows { reader, source, met: 0, without_anchor: 0, without_text: 0 };
    let finished = match load(&chunks) {
        Ok(metadata) => rows.read_groups(&chunks, &metadata, groups, each),
        Err(said) => rows.lose(&chunks, 0, chunks.len(), &format!("the file is no Parquet that can be read: {said}"), each),
    };
    for (records, reason) in [(rows.without_anchor, "no_anchor"), (rows.without_text, "no_text")] {
        if records > 0 {
            each(Met::NotReport { source, records, reason });
        }
    }
    Done { finished, ..Done::new(rows.met, 0, "read") }
}

fn load(chunks: &Chunks) -> Result<ArrowReaderMetadata, String> {
    // The types are those of Parquet, whatever a writer noted beside them.
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    guarded(|| ArrowReaderMetadata::load(chunks, options).map_err(|error| error.to_string()))
}

/// Runs the reader of Parquet, which was not written for hostile files: a panic is what is wrong with the file.
fn guarded<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err("its pages contradict each other".to_owned()))
}

fn group_bytes(group: &RowGroupMetaData) -> u64 {
    u64::try_from(group.compressed_size()).unwrap_or(0)
}

/// The rows of one part.
struct Rows<'r, 'a> {
    reader: &'r Reader<'a>,
    source: usize,
    met: u64,
    without_anchor: u64,
    without_text: u64,
}

impl Rows<'_, '_> {
    fn read_groups(&mut self, chunks: &Chunks, metadata: &ArrowReaderMetadata, wanted: Range<u64>, each: &mut dyn FnMut(Met)) -> Result<(), Trouble> {
        let columns = columns(metadata.schema(), self.reader.names);
        let groups = metadata.metadata().row_groups();
        let has_text = columns.iter().any(|column| matches!(column.field, Field::Text | Field::Html));
        for (index, group) in groups.iter().enumerate().filter(|(index, _)| wanted.contains(&(*index as u64))) {
            let rows = u64::try_from(group.num_rows()).unwrap_or(0);
            if !has_text {
                self.met += rows;
                self.without_text += rows;
                continue;
            }
            let before = self.met;
            if let Err(said) = self.read_group(chunks, metadata, &columns, index, each) {
                let left = rows.saturating_sub(self.met - before);
                let offset = group.columns().iter().map(|column| column.dictionary_page_offset().unwrap_or(column.data_page_offset())).min();
                let message = format!("row group {index} cannot be read, {left} of its rows are lost: {said}");
                self.lose(chunks, u64::try_from(offset.unwrap_or(0)).unwrap_or(0), group_bytes(group), &message, each)?;
            }
        }
        Ok(())
    }

    fn read_group(
        &mut self,
        chunks: &Chunks,
        metadata: &ArrowReaderMetadata,
        columns: &[Column],
        index: usize,
        each: &mut dyn FnMut(Met),
    ) -> Result<(), String> {
        let group = metadata.metadata().row_group(index);
        let bytes: i64 = columns.iter().filter_map(|column| group.columns().get(column.leaf)).map(ColumnChunkMetaData::uncompressed_size).sum();
        let a_row = u64::try_from(bytes).unwrap_or(0) / u64::try_from(group.num_rows()).unwrap_or(0).max(1);
        let batch = usize::try_from((BATCH_BYTES / a_row.max(1)).clamp(1, BATCH_ROWS)).unwrap_or(1);
        let mask = ProjectionMask::leaves(metadata.parquet_schema(), columns.iter().map(|column| column.leaf));
        let mut batches = guarded(|| {
            let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(chunks.clone(), metadata.clone());
            builder.with_row_groups(vec![index]).with_projection(mask).with_batch_size(batch).build().map_err(|error| error.to_string())
        })?;
        while let Some(batch) = guarded(|| batches.next().transpose().map_err(|error| error.to_string()))? {
            self.read_batch(&batch, columns, each);
        }
        Ok(())
    }

    fn read_batch(&mut self, batch: &RecordBatch, columns: &[Column], each: &mut dyn FnMut(Met)) {
        let first = self.met;
        let texts: Vec<usize> = (0..columns.len()).filter(|at| matches!(columns[*at].field, Field::Text | Field::Html)).collect();
        let mut hits: Vec<(usize, Form)> = texts.iter().flat_map(|at| self.hits(batch.column(columns[*at].place))).collect();
        hits.sort_unstable();
        hits.dedup_by_key(|hit| hit.0);
        for &(row, form) in &hits {
            let place = Place { source: self.source, record: first + row as u64, byte_offset: 0 };
            match self.read_row(batch, columns, row, form, place) {
                Some(met) => each(met),
                None => self.without_text += 1,
            }
        }
        self.met += batch.num_rows() as u64;
        self.without_anchor += (batch.num_rows() - hits.len()) as u64;
    }

    /// The rows of a column that hold an anchor.
    fn hits(&self, column: &dyn Array) -> Vec<(usize, Form)> {
        match column.data_type() {
            DataType::Utf8 => self.reader.anchors.rows(column.as_string::<i32>().values(), column.as_string::<i32>().value_offsets()),
            DataType::Binary => self.reader.anchors.rows(column.as_binary::<i32>().values(), column.as_binary::<i32>().value_offsets()),
            _ => Vec::new(),
        }
    }

    fn read_row(&self, batch: &RecordBatch, columns: &[Column], row: usize, form: Form, place: Place) -> Option<Met> {
        let decoded: Vec<Option<Decoded>> = columns.iter().map(|column| column.decoded(batch, row, form)).collect();
        let mut fields = Fields::default();
        let mut written: &[u8] = &[];
        let mut encoding = ("utf-8", 0);
        // Columns are in the order of their rank.
        for (column, value) in columns.iter().zip(&decoded) {
            let Some(value) = value else { continue };
            let text = value.text.as_str();
            let field = match column.field {
                Field::Text => &mut fields.text,
                Field::Html => &mut fields.html,
                Field::Url => {
                    fields.url.get_or_insert_with(|| text.to_owned());
                    continue;
                }
                Field::Id => {
                    fields.id.get_or_insert_with(|| text.to_owned());
                    continue;
                }
                Field::Date => {
                    fields.date.get_or_insert_with(|| text.to_owned());
                    continue;
                }
            };
            if field.is_none() && !text.trim().is_empty() {
                *field = Some(text.into());
                if written.is_empty() {
                    written = text.as_bytes();
                    encoding = (value.encoding.as_str(), value.errors);
                }
            }
        }
        document_of(fields, place, encoding, written, self.reader)
    }

    /// Quarantines what cannot be read, unless the reason is that the file changed.
    fn lose(&mut self, chunks: &Chunks, offset: u64, bytes: u64, said: &str, each: &mut dyn FnMut(Met)) -> Result<(), Trouble> {
        chunks.0.read_at(&mut [0], 0)?;
        let damage = Damage { offset, bytes, code: "damaged", message: super::printable(said.as_bytes()) };
        each(Met::Quarantined(damage.quarantined(self.source, self.met)));
        self.met += 1;
        Ok(())
    }
}

/// A column that is read.
struct Column {
    field: Field,
    rank: usize,
    /// Its index among the leaves of the file.
    leaf: usize,
    /// Its index in a batch.
    place: usize,
}

impl Column {
    fn decoded(&self, batch: &RecordBatch, row: usize, form: Form) -> Option<Decoded> {
        let values = batch.column(self.place);
        if values.is_null(row) {
            return None;
        }
        let plain = |text: String| Decoded { text, encoding: "utf-8".to_owned(), errors: 0 };
        Some(match values.data_type() {
            DataType::Utf8 => plain(values.as_string::<i32>().value(row).to_owned()),
            DataType::Binary => decode::decode(values.as_binary::<i32>().value(row), form),
            _ => plain(array_value_to_string(values, row).ok()?),
        })
    }
}

/// The columns at the top of the schema that matter, by field and rank.
fn columns(schema: &SchemaRef, names: &FieldNames) -> Vec<Column> {
    let mut leaf = 0;
    let mut columns = Vec::new();
    for field in schema.fields() {
        let is_text = matches!(field.data_type(), DataType::Utf8 | DataType::Binary);
        if let Some((meaning, rank)) = names.find(field.name())
            && (is_text || (!field.data_type().is_nested() && !matches!(meaning, Field::Text | Field::Html)))
        {
            columns.push(Column { field: meaning, rank, leaf, place: columns.len() });
        }
        leaf += leaves(field.data_type());
    }
    columns.sort_by_key(|column| (column.field, column.rank));
    columns
}

/// How many leaves a column has in the file.
fn leaves(of: &DataType) -> usize {
    match of {
        DataType::Struct(fields) => fields.iter().map(|field| leaves(field.data_type())).sum(),
        DataType::List(field) | DataType::LargeList(field) | DataType::FixedSizeList(field, _) | DataType::Map(field, _) => leaves(field.data_type()),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::{ArrayRef, Int64Array, StringArray};
    use parquet::arrow::ArrowWriter;
    use parquet::file::properties::WriterProperties;

    use super::super::{Anchors, Extent, Input, InputPath, Limits, Part, Unit, discover, read as read_unit};
    use super::*;

    const ANCHOR: &str = "政府信息公";

    /// A file of rows, every third with an anchor.
    fn file(rows: i64, group: usize) -> Vec<u8> {
        let text = |i: i64| (i % 5 != 4).then(|| format!("{i} {}", if i % 3 == 0 { ANCHOR } else { "信息公" }));
        let columns: [(&str, ArrayRef); 4] = [
            ("id", Arc::new(Int64Array::from_iter_values(0..rows))),
            ("text", Arc::new((0..rows).map(text).collect::<StringArray>())),
            ("url", Arc::new(StringArray::from_iter_values((0..rows).map(|i| format!("u{i}"))))),
            ("other", Arc::new(StringArray::from_iter_values((0..rows).map(|_| ANCHOR)))),
        ];
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let properties = WriterProperties::builder().set_max_row_group_row_count(Some(group)).build();
        let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
        writer.write(&batch).unwrap();
        writer.into_inner().unwrap()
    }

    fn read_file(bytes: &[u8], extents: &[Extent]) -> Vec<Met> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.parquet");
        std::fs::write(&path, bytes).unwrap();
        let sources = discover(&[Input { name: "a".to_owned(), path: InputPath::File(path) }]).unwrap();
        let anchors = Anchors::new(std::iter::once(ANCHOR));
        let mut met = Vec::new();
        let (mut records, mut counted) = (0, 0);
        for extent in extents {
            let unit = Unit { parts: vec![Part { source: 0, extent: *extent }] };
            let readings = read_unit(&unit, &sources, &anchors, &Limits::default(), &FieldNames::default(), &mut |one| {
                counted += if let Met::NotReport { records, .. } = &one { *records } else { 1 };
                met.push(one);
            });
            records += readings[0].records;
        }
        assert_eq!(records, counted, "every row is counted once");
        met
    }

    fn addresses(met: &[Met]) -> Vec<String> {
        met.iter().filter_map(|one| if let Met::Document(document) = one { document.url.clone() } else { None }).collect()
    }

    #[test]
    fn rows_with_an_anchor_become_documents() {
        let bytes = file(60, 20);
        let met = read_file(&bytes, &[Extent::Whole]);
        let expected: Vec<String> = (0..60).filter(|i| i % 3 == 0 && i % 5 != 4).map(|i| format!("u{i}")).collect();
        assert_eq!(addresses(&met), expected);
        let Some(Met::Document(first)) = met.first() else { unreachable!("the first row is a report") };
        assert_eq!((first.record, first.record_id.as_deref(), first.text.as_str()), (0, Some("0"), "0 政府信息公"));
        let groups = [Extent::RowGroups { start: 0, end: 1, bytes: 1 }, Extent::RowGroups { start: 1, end: 3, bytes: 1 }];
        assert_eq!(addresses(&read_file(&bytes, &groups)), expected);
    }

    #[test]
    fn a_damaged_row_group_costs_its_rows() {
        let mut bytes = file(60, 20);
        let chunks = parquet::file::reader::SerializedFileReader::new(Bytes::from(bytes.clone())).unwrap();
        let metadata = parquet::file::reader::FileReader::metadata(&chunks);
        let page = usize::try_from(metadata.row_group(1).column(1).data_page_offset()).unwrap();
        bytes[page..page + 8].fill(0xff);
        let met = read_file(&bytes, &[Extent::Whole]);
        let found = addresses(&met);
        assert!(found.contains(&"u0".to_owned()) && found.contains(&"u45".to_owned()), "{met:?}");
        assert!(met.iter().any(|one| matches!(one, Met::Quarantined(row) if row.code == "damaged" && row.byte_offset > 0)));
    }

    #[test]
    fn no_damage_hangs_or_panics() {
        let whole = file(12, 6);
        for at in (0..whole.len()).step_by(5) {
            read_file(&whole[..at], &[Extent::Whole]);
            let mut bytes = whole.clone();
            bytes[at] ^= 0x41;
            read_file(&bytes, &[Extent::Whole]);
        }
    }
}
