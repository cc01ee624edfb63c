//! One column of a table, growing: its values by row, its pages, and at the end of a row group its chunk.

use parquet::basic::Encoding;
use parquet::errors::Result;
use parquet::schema::types::ColumnDescPtr;

use super::chunk::{Chunk, Pages, Press};
use super::delta::Deltas;
use super::dictionary::Code;
use super::extent::Extent;
use super::numbers::Numbers;
use super::presence::Presence;
use super::text::Texts;
use crate::dataset::schema::ColumnType;

/// Bytes of plain values at which a page ends.
const PAGE_BYTES: usize = 1 << 20;

/// What is known of a column's values beside their type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dataset) enum Habit {
    /// Most of them repeat.
    Repeats,
    /// Hardly one repeats: text that is written plain.
    Differs,
    /// They rise by little from row to row: small numbers.
    Rises,
}

/// One growing column.
pub(in crate::dataset) struct Column {
    kind: ColumnType,
    descriptor: ColumnDescPtr,
    presence: Presence,
    values: Values,
    pages: Pages,
    /// The number of the chunk, from 1: codes are of one chunk.
    chunk: usize,
}

/// Texts that are added together, again and again, to one column.
#[derive(Debug, Default)]
pub(in crate::dataset) struct Block {
    texts: Vec<Option<String>>,
    /// The codes of the texts, and the chunk that they are of.
    codes: (usize, Vec<Code>),
}

impl Block {
    /// Of texts that are not added yet.
    pub(in crate::dataset) fn new<'t>(texts: impl Iterator<Item = Option<&'t str>>) -> Self {
        Self { texts: texts.map(|text| text.map(str::to_owned)).collect(), codes: (0, Vec::new()) }
    }
}

enum Values {
    Text(Texts),
    Count(Numbers<i64>),
    Amount(Numbers<f64>),
    /// Also days.
    Small(Numbers<i32>),
    /// Small numbers that rise.
    Rising(Deltas),
    Flag(Flags),
}

/// The answers of a page, a bit each, as Parquet's plain encoding has them.
#[derive(Default)]
struct Flags {
    count: usize,
    yes: usize,
    bits: Vec<u8>,
}

impl Flags {
    fn push(&mut self, value: bool) {
        if self.count.is_multiple_of(8) {
            self.bits.push(0);
        }
        if let Some(last) = self.bits.last_mut() {
            *last |= u8::from(value) << (self.count % 8);
        }
        self.count += 1;
        self.yes += usize::from(value);
    }
}

/// Gives the numbers of a column that is known to hold such.
macro_rules! numbers {
    ($self:ident, $kind:ident) => {
        match &mut $self.values {
            Values::$kind(numbers) => numbers,
            _ => unreachable!("the column holds another type"),
        }
    };
}

impl Column {
    /// An empty column.
    pub(in crate::dataset) fn new(kind: ColumnType, habit: Habit, descriptor: ColumnDescPtr) -> Self {
        let values = match kind {
            ColumnType::Text => Values::Text(Texts::new(habit == Habit::Differs)),
            ColumnType::Count => Values::Count(Numbers::default()),
            ColumnType::Amount => Values::Amount(Numbers::default()),
            ColumnType::Small if habit == Habit::Rises => Values::Rising(Deltas::default()),
            ColumnType::Small | ColumnType::Day => Values::Small(Numbers::default()),
            ColumnType::Flag => Values::Flag(Flags::default()),
        };
        Self { kind, descriptor, presence: Presence::default(), values, pages: Pages::default(), chunk: 1 }
    }

    /// Adds a text several times, or nulls.
    pub(in crate::dataset) fn text_run(&mut self, press: &mut Press, value: Option<&str>, count: usize) -> Result<()> {
        if let Some(text) = value.filter(|_| count > 0) {
            let code = self.texts().code(text);
            match code {
                Some(code) => self.texts().push_run(code, count),
                None => self.plain_text(press, text, count)?,
            }
        }
        self.presence.extend(value.is_some(), count);
        Ok(())
    }

    /// Adds texts.
    pub(in crate::dataset) fn text_each<'v>(&mut self, press: &mut Press, values: impl Iterator<Item = Option<&'v str>>) -> Result<()> {
        let mut last: Option<(&str, Code)> = None;
        for value in values {
            if let Some(text) = value {
                let same = last.filter(|(before, _)| *before == text).map(|(_, code)| code);
                let code = same.or_else(|| self.texts().code(text));
                match code {
                    Some(code) => self.texts().push(code),
                    None => self.plain_text(press, text, 1)?,
                }
                last = code.map(|code| (text, code));
            }
            self.presence.push(value.is_some());
        }
        Ok(())
    }

    /// Adds words of a closed list, each told by its number in it.
    pub(in crate::dataset) fn words<'w, W: Copy>(
        &mut self,
        press: &mut Press,
        values: impl Iterator<Item = Option<W>>,
        number: impl Fn(W) -> usize,
        word: impl Fn(W) -> &'w str,
    ) -> Result<()> {
        for value in values {
            if let Some(value) = value {
                let code = self.texts().word(number(value), || word(value));
                match code {
                    Some(code) if !self.texts().is_full() => self.texts().push(code),
                    _ => self.plain_text(press, word(value), 1)?,
                }
            }
            self.presence.push(value.is_some());
        }
        Ok(())
    }

    /// Adds the texts of a block.
    pub(in crate::dataset) fn block(&mut self, press: &mut Press, block: &mut Block) -> Result<()> {
        let chunk = self.chunk;
        if self.texts().is_full() {
            return self.text_each(press, block.texts.iter().map(Option::as_deref));
        }
        if block.codes.0 != chunk {
            let codes = block.texts.iter().flatten().map(|text| self.texts().code(text)).collect();
            // One that has no code fills the dictionary: the codes before it are of texts that are added plain now.
            let Some(codes) = codes else { return self.text_each(press, block.texts.iter().map(Option::as_deref)) };
            block.codes = (chunk, codes);
        }
        self.texts().extend(&block.codes.1);
        if block.codes.1.len() == block.texts.len() {
            self.presence.extend(true, block.texts.len());
        } else {
            block.texts.iter().for_each(|text| self.presence.push(text.is_some()));
        }
        Ok(())
    }

    /// Adds counts.
    pub(in crate::dataset) fn counts(&mut self, press: &mut Press, values: impl Iterator<Item = Option<i64>>) -> Result<()> {
        for value in values {
            if let Some(value) = value.filter(|&value| !numbers!(self, Count).push(value, 1)) {
                self.end_page(press)?;
                let _ = numbers!(self, Count).push(value, 1);
            }
            self.presence.push(value.is_some());
        }
        self.end_full_page(press)
    }

    /// Adds amounts.
    pub(in crate::dataset) fn amounts(&mut self, press: &mut Press, values: impl Iterator<Item = Option<f64>>) -> Result<()> {
        for value in values {
            if let Some(value) = value.filter(|&value| !numbers!(self, Amount).push(value, 1)) {
                self.end_page(press)?;
                let _ = numbers!(self, Amount).push(value, 1);
            }
            self.presence.push(value.is_some());
        }
        self.end_full_page(press)
    }

    /// Adds small numbers, or days.
    pub(in crate::dataset) fn smalls(&mut self, press: &mut Press, values: impl Iterator<Item = Option<i32>>) -> Result<()> {
        if let Values::Rising(deltas) = &mut self.values {
            for value in values {
                if let Some(value) = value {
                    deltas.push(value);
                }
                self.presence.push(value.is_some());
            }
            return Ok(());
        }
        for value in values {
            if let Some(value) = value.filter(|&value| !numbers!(self, Small).push(value, 1)) {
                self.end_page(press)?;
                let _ = numbers!(self, Small).push(value, 1);
            }
            self.presence.push(value.is_some());
        }
        self.end_full_page(press)
    }

    /// Adds a small number several times, or nulls.
    pub(in crate::dataset) fn small_run(&mut self, press: &mut Press, value: Option<i32>, count: usize) -> Result<()> {
        if let Some(value) = value.filter(|&value| count > 0 && !numbers!(self, Small).push(value, count)) {
            self.end_page(press)?;
            let _ = numbers!(self, Small).push(value, count);
        }
        self.presence.extend(value.is_some(), count);
        self.end_full_page(press)
    }

    /// Adds answers.
    pub(in crate::dataset) fn flags(&mut self, values: impl Iterator<Item = bool>) {
        let Values::Flag(flags) = &mut self.values else { unreachable!("the column holds another type") };
        values.for_each(|value| {
            flags.push(value);
            self.presence.push(true);
        });
    }

    fn texts(&mut self) -> &mut Texts {
        let Values::Text(texts) = &mut self.values else { unreachable!("the column holds another type") };
        texts
    }

    /// Adds a text for which there is no code. Its row is not counted yet.
    fn plain_text(&mut self, press: &mut Press, text: &str, count: usize) -> Result<()> {
        // The codes before it are a page of their own.
        if self.texts().has_codes() || self.texts().plain_bytes() + text.len() > PAGE_BYTES {
            self.end_page(press)?;
        }
        self.texts().push_plain(text, count);
        Ok(())
    }

    /// Ends the page where plain values fill it.
    fn end_full_page(&mut self, press: &mut Press) -> Result<()> {
        let bytes = match &self.values {
            Values::Count(numbers) => numbers.plain_bytes(),
            Values::Amount(numbers) => numbers.plain_bytes(),
            Values::Small(numbers) => numbers.plain_bytes(),
            Values::Text(_) | Values::Rising(_) | Values::Flag(_) => 0,
        };
        if bytes > PAGE_BYTES { self.end_page(press) } else { Ok(()) }
    }

    /// Ends the page, if it has rows.
    pub(in crate::dataset) fn end_page(&mut self, press: &mut Press) -> Result<()> {
        let (rows, nulls) = (self.presence.rows(), self.presence.nulls());
        if rows == 0 {
            return Ok(());
        }
        let page = &mut press.page;
        page.clear();
        if self.descriptor.max_def_level() > 0 {
            self.presence.encode(page);
        }
        let coded = |coded: bool| if coded { Encoding::RLE_DICTIONARY } else { Encoding::PLAIN };
        let (extent, encoding) = match &mut self.values {
            Values::Text(texts) => (texts.extent(), coded(texts.encode(page))),
            Values::Count(numbers) => (numbers.extent().map(|(a, b)| Extent::Count(a, b)), coded(numbers.encode(page))),
            Values::Amount(numbers) => (numbers.extent().map(|(a, b)| Extent::Amount(a, b)), coded(numbers.encode(page))),
            Values::Small(numbers) => (numbers.extent().map(|(a, b)| Extent::Small(a, b)), coded(numbers.encode(page))),
            Values::Rising(deltas) => {
                let extent = deltas.extent().map(|(a, b)| Extent::Small(a, b));
                deltas.encode(page);
                (extent, Encoding::DELTA_BINARY_PACKED)
            }
            Values::Flag(flags) => {
                page.extend_from_slice(&flags.bits);
                let Flags { count, yes, .. } = std::mem::take(flags);
                (Some(Extent::Flag(yes == count, yes > 0)), Encoding::PLAIN)
            }
        };
        self.presence.clear();
        self.pages.add(press, rows, nulls, extent, encoding)
    }

    /// Bytes of the chunk so far, before they are compressed, but for the page that is being filled.
    pub(in crate::dataset) fn unpacked(&self) -> usize {
        self.pages.unpacked()
    }

    /// Ends the chunk; the column is empty again.
    pub(in crate::dataset) fn end_chunk(&mut self, press: &mut Press) -> Result<Chunk> {
        self.end_page(press)?;
        let dictionary = match &mut self.values {
            Values::Text(texts) => texts.take_dictionary(),
            Values::Count(numbers) => Some(numbers.take_dictionary()),
            Values::Amount(numbers) => Some(numbers.take_dictionary()),
            Values::Small(numbers) => Some(numbers.take_dictionary()),
            Values::Rising(_) | Values::Flag(_) => None,
        };
        self.chunk += 1;
        std::mem::take(&mut self.pages).close(press, &self.descriptor, self.kind, dictionary)
    }
}
