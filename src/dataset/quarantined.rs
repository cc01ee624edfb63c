//! The published table `quarantine` becomes its rows again, for people who ask what could not be read.

use std::fs::File;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::columns::QuarantineEntry;
use super::error::LakeError;
use super::lake::Lake;

impl Lake {
    /// What could not be read, in the order of the table; empty where everything was.
    ///
    /// # Errors
    /// [`LakeError::Disk`] where a file cannot be opened, [`LakeError::Damaged`] where it is not what was published.
    pub fn quarantine(&self) -> Result<Vec<QuarantineEntry>, LakeError> {
        let mut entries = Vec::new();
        for (path, _) in self.files("quarantine") {
            let damaged = |reason: String| LakeError::Damaged { path: path.clone(), reason };
            let file = File::open(&path).map_err(|source| LakeError::Disk { action: "open", path: path.clone(), source })?;
            let reader = ParquetRecordBatchReaderBuilder::try_new(file).and_then(ParquetRecordBatchReaderBuilder::build);
            for batch in reader.map_err(|e| damaged(e.to_string()))? {
                entries.extend(rows(&batch.map_err(|e| damaged(e.to_string()))?));
            }
        }
        Ok(entries)
    }
}

fn rows(batch: &RecordBatch) -> impl Iterator<Item = QuarantineEntry> {
    let text = |name: &str, row: usize| {
        let column = batch.column_by_name(name)?.as_string_opt::<i32>()?;
        column.is_valid(row).then(|| column.value(row).to_owned())
    };
    let number = |name: &str, row: usize| {
        let column = batch.column_by_name(name)?.as_primitive_opt::<Int64Type>()?;
        u64::try_from(column.is_valid(row).then(|| column.value(row))?).ok()
    };
    (0..batch.num_rows()).map(move |row| QuarantineEntry {
        source_uri: text("source_uri", row).unwrap_or_default(),
        record: number("record", row).unwrap_or_default(),
        byte_offset: number("byte_offset", row).unwrap_or_default(),
        stage: text("stage", row).unwrap_or_default(),
        code: text("code", row).unwrap_or_default(),
        message: text("message", row).unwrap_or_default(),
        bytes: number("bytes", row).unwrap_or_default(),
        sample: text("sample", row),
    })
}
