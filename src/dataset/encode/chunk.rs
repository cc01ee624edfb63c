//! Encoded pages become a column chunk: compressed, with a header each, and with what readers find them by.

use bytes::Bytes;
use parquet::basic::{BoundaryOrder, Compression, Encoding, PageType, ZstdLevel};
use parquet::column::page::{CompressedPage, Page, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ColumnChunkMetaData, ColumnIndexBuilder, OffsetIndexBuilder, PageEncodingStats};
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;

use super::extent::{Extent, statistics};
use crate::dataset::schema::ColumnType;

/// The level that the contract names.
const LEVEL: i32 = 3;

/// Compresses pages; one for all columns of a table, since its tables are large.
pub(in crate::dataset) struct Press {
    zstd: zstd::bulk::Compressor<'static>,
    /// The page that is being encoded.
    pub(super) page: Vec<u8>,
    packed: Vec<u8>,
}

impl Press {
    /// # Errors
    /// When zstd gives no memory.
    pub(in crate::dataset) fn new() -> Result<Self> {
        Ok(Self { zstd: zstd::bulk::Compressor::new(LEVEL)?, page: Vec::new(), packed: Vec::new() })
    }

    /// The bytes, compressed.
    fn packed(&mut self, bytes: Option<&[u8]>) -> Result<Bytes> {
        let bytes = bytes.unwrap_or(&self.page);
        self.packed.clear();
        self.packed.reserve(zstd::zstd_safe::compress_bound(bytes.len()));
        self.zstd.compress_to_buffer(bytes, &mut self.packed)?;
        Ok(Bytes::copy_from_slice(&self.packed))
    }
}

/// A column of a row group, ready to be written.
pub(in crate::dataset) struct Chunk {
    /// Dictionary and pages.
    pub(in crate::dataset) bytes: Bytes,
    /// What the footer says of them.
    pub(in crate::dataset) closed: ColumnCloseResult,
}

/// A page that was encoded.
struct PageEntry {
    rows: usize,
    nulls: usize,
    extent: Option<Extent>,
    encoding: Encoding,
    offset: u64,
    bytes: usize,
}

/// The pages of a chunk so far.
pub(super) struct Pages {
    sink: TrackedWrite<Vec<u8>>,
    entries: Vec<PageEntry>,
    unpacked: usize,
}

impl Default for Pages {
    fn default() -> Self {
        Self { sink: TrackedWrite::new(Vec::new()), entries: Vec::new(), unpacked: 0 }
    }
}

impl Pages {
    /// Adds the page in `press`.
    pub(super) fn add(&mut self, press: &mut Press, rows: usize, nulls: usize, extent: Option<Extent>, encoding: Encoding) -> Result<()> {
        let page = Page::DataPage {
            buf: press.packed(None)?,
            num_values: u32::try_from(rows).map_err(|_| too_large())?,
            encoding,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        let written = SerializedPageWriter::new(&mut self.sink).write_page(CompressedPage::new(page, press.page.len()))?;
        self.unpacked += written.uncompressed_size;
        self.entries.push(PageEntry { rows, nulls, extent, encoding, offset: written.offset, bytes: written.compressed_size });
        Ok(())
    }

    /// Bytes of all pages before they were compressed.
    pub(super) fn unpacked(&self) -> usize {
        self.unpacked
    }

    /// The chunk of all pages, behind the dictionary if there is one.
    pub(super) fn close(self, press: &mut Press, column: &ColumnDescPtr, kind: ColumnType, dictionary: Option<(Vec<u8>, usize)>) -> Result<Chunk> {
        let mut sink = TrackedWrite::new(Vec::new());
        let mut unpacked = self.unpacked;
        if let Some((plain, values)) = &dictionary {
            let page = Page::DictionaryPage {
                buf: press.packed(Some(plain))?,
                num_values: u32::try_from(*values).map_err(|_| too_large())?,
                encoding: Encoding::PLAIN,
                is_sorted: false,
            };
            unpacked += SerializedPageWriter::new(&mut sink).write_page(CompressedPage::new(page, plain.len()))?.uncompressed_size;
        }
        let mut bytes = sink.into_inner()?;
        let first = i64::try_from(bytes.len()).map_err(|_| too_large())?;
        bytes.extend_from_slice(&self.sink.into_inner()?);

        let size = i64::try_from(bytes.len()).map_err(|_| too_large())?;
        let rows = self.entries.iter().map(|page| page.rows).sum::<usize>() as u64;
        let nulls = self.entries.iter().map(|page| page.nulls).sum();
        let extent = self.entries.iter().filter_map(|page| page.extent.clone()).reduce(Extent::with);
        let mut stats = encodings(&self.entries);
        stats.extend(dictionary.iter().map(|_| PageEncodingStats { page_type: PageType::DICTIONARY_PAGE, encoding: Encoding::PLAIN, count: 1 }));
        let mut used: Vec<Encoding> = stats.iter().map(|stats| stats.encoding).collect();
        used.push(Encoding::RLE);
        let metadata = ColumnChunkMetaData::builder(column.clone())
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(LEVEL)?))
            .set_encodings(used)
            .set_page_encoding_stats(stats)
            .set_total_compressed_size(size)
            .set_total_uncompressed_size(i64::try_from(unpacked).map_err(|_| too_large())?)
            .set_num_values(i64::try_from(rows).map_err(|_| too_large())?)
            .set_data_page_offset(first)
            .set_dictionary_page_offset(dictionary.map(|_| 0))
            .set_statistics(statistics(kind, extent.as_ref(), nulls))
            .build()?;
        let mut offsets = OffsetIndexBuilder::new();
        for page in &self.entries {
            let offset = i64::try_from(page.offset).map_err(|_| too_large())?;
            offsets.append_row_count(i64::try_from(page.rows).map_err(|_| too_large())?);
            offsets.append_offset_and_size(first + offset, i32::try_from(page.bytes).map_err(|_| too_large())?);
        }
        let closed = ColumnCloseResult {
            bytes_written: bytes.len() as u64,
            rows_written: rows,
            metadata,
            bloom_filter: None,
            column_index: index(column, &self.entries)?,
            offset_index: Some(offsets.build()),
        };
        Ok(Chunk { bytes: bytes.into(), closed })
    }
}

fn too_large() -> ParquetError {
    ParquetError::General("a column chunk or page is larger than the format allows".to_owned())
}

/// How many pages have which encoding, one after the other.
fn encodings(pages: &[PageEntry]) -> Vec<PageEncodingStats> {
    let runs = pages.chunk_by(|a, b| a.encoding == b.encoding);
    let count = |run: &[PageEntry]| i32::try_from(run.len()).unwrap_or(i32::MAX);
    runs.map(|run| PageEncodingStats { page_type: PageType::DATA_PAGE, encoding: run[0].encoding, count: count(run) }).collect()
}

/// The extents of all pages; `None` where one has values without an extent.
fn index(column: &ColumnDescPtr, pages: &[PageEntry]) -> Result<Option<parquet::file::page_index::column_index::ColumnIndexMetaData>> {
    if pages.iter().any(|page| page.extent.is_none() && page.nulls < page.rows) {
        return Ok(None);
    }
    let mut index = ColumnIndexBuilder::new(column.physical_type());
    for page in pages {
        let (least, greatest) = page.extent.as_ref().map(Extent::bytes).unwrap_or_default();
        index.append(page.extent.is_none(), least, greatest, i64::try_from(page.nulls).map_err(|_| too_large())?);
    }
    let extents: Vec<&Extent> = pages.iter().filter_map(|page| page.extent.as_ref()).collect();
    let ascending = extents.windows(2).all(|pair| pair[1].follows(pair[0]));
    index.set_boundary_order(if ascending { BoundaryOrder::ASCENDING } else { BoundaryOrder::UNORDERED });
    index.build().map(Some)
}
