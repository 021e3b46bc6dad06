//! Blocks of text to rows.

use std::fmt::Display;

use countersign_domain::inventory::policy::{POTENCY_PLACES, Untagged};
use countersign_domain::inventory::row::{Day, Moment, ThcUnit, Told32, ToldQuantity};
use countersign_domain::inventory::unit::PLACES;
use countersign_domain::inventory::{
    Cause, Class, LooseRow, Policy, Quantity, Row, Source, Standing, TagKey,
};
use countersign_kernel::{BusinessDate, Timestamp};
use csv_core::ReadRecordResult;

use crate::columns::{COLUMNS_MAX, Column, Columns};
use crate::decimal;
use crate::ends;
use crate::feed::{Block, reader};
use crate::words::Memory;

/// So much of a row that cannot be matched is shown.
const SHOWN_CHARS: usize = 60;
/// What systems write for no time at all.
const NO_TIME: &[u8] = b"0001-01-01";

/// Where rows go.
pub trait Sink {
    fn row(&mut self, source: Source, row: Row);
    fn loose(&mut self, row: LooseRow);
}

/// A row that cannot be read.
#[derive(Debug)]
pub struct Trouble {
    pub line: u32,
    /// `None` for the row as a whole.
    pub column: Option<Column>,
    pub what: String,
}

type Read<T> = Result<T, (Option<Column>, String)>;

/// The fields of one record: a text and where each lies in it.
#[derive(Debug, Default)]
struct Spans {
    spans: Vec<(u32, u32)>,
}

/// Reads the blocks of one export on one thread.
#[derive(Debug)]
pub struct Scan<'s, 'w> {
    pub columns: &'s Columns,
    pub delimiter: u8,
    pub source: Source,
    pub policy: &'s Policy,
    /// Go on without rows that cannot be read, and report them.
    pub keep_going: bool,
    pub memory: &'s mut Memory<'w>,
}

impl Scan<'_, '_> {
    pub fn block(&mut self, block: &Block, sink: &mut dyn Sink) -> Result<(), Trouble> {
        let mut fields = Spans::default();
        if block.quoted {
            self.with_quotes(block, &mut fields, sink)
        } else {
            self.plain(block, &mut fields, sink)
        }
    }

    /// One pass that stops at delimiters and ends of lines alone.
    fn plain(&mut self, block: &Block, fields: &mut Spans, sink: &mut dyn Sink) -> Result<(), Trouble> {
        let bytes = &block.bytes;
        let (mut line, mut start) = (block.line, 0_u32);
        ends::each(bytes, self.delimiter, |at| {
            fields.spans.push((start, at as u32));
            start = at as u32 + 1;
            if bytes[at] == b'\n' {
                self.record(bytes, &fields.spans, line, sink)?;
                fields.spans.clear();
                line += 1;
            }
            Ok(())
        })
    }

    fn with_quotes(&mut self, block: &Block, fields: &mut Spans, sink: &mut dyn Sink) -> Result<(), Trouble> {
        let (mut text, mut ends) = (vec![0; block.bytes.len() + 1], vec![0; COLUMNS_MAX]);
        let mut reader = reader(self.delimiter);
        let (mut line, mut from) = (block.line, 0);
        while from < block.bytes.len() {
            let (result, taken, _, count) = reader.read_record(&block.bytes[from..], &mut text, &mut ends);
            let blank = block.bytes[from..from + taken].iter().take_while(|byte| **byte == b'\n').count();
            let first = line + blank as u32;
            line += memchr::memchr_iter(b'\n', &block.bytes[from..from + taken]).count() as u32;
            from += taken;
            match result {
                ReadRecordResult::Record => {}
                ReadRecordResult::OutputEndsFull | ReadRecordResult::OutputFull => {
                    let what = format!("more than {COLUMNS_MAX} fields");
                    return Err(Trouble { line: first, column: None, what });
                }
                ReadRecordResult::InputEmpty | ReadRecordResult::End => break,
            }
            let starts = std::iter::once(0).chain(ends.iter().copied());
            fields.spans.clear();
            fields.spans.extend(starts.zip(&ends).take(count).map(|(from, to)| (from as u32, *to as u32)));
            self.record(&text, &fields.spans, first, sink)?;
        }
        Ok(())
    }

    fn record(
        &mut self,
        text: &[u8],
        spans: &[(u32, u32)],
        line: u32,
        sink: &mut dyn Sink,
    ) -> Result<(), Trouble> {
        let field = |index: usize| {
            let (from, to) = spans[index];
            text[from as usize..to as usize].trim_ascii()
        };
        if spans.len() != self.columns.count() {
            if spans.len() == 1 && field(0).is_empty() {
                return Ok(());
            }
            let what = format!("{} fields, and the header has {}", spans.len(), self.columns.count());
            let whole = String::from_utf8_lossy(field(0)).into_owned();
            return self.troubled(line, None, what, &whole, sink);
        }
        let cell = |column: Column| self.columns.place(column).map_or(&[] as &[u8], field);
        let tag = cell(Column::Tag);
        let Some(key) = TagKey::read(tag) else {
            // The end of many a spreadsheet.
            if (0..spans.len()).all(|index| field(index).is_empty()) {
                return Ok(());
            }
            if !(tag.is_empty() && self.policy.untagged == Untagged::Ignore) {
                sink.loose(malformed(self.source, line, tag));
            }
            return Ok(());
        };
        match row(self.source, key, line, &cell, self.memory) {
            Ok(row) => {
                sink.row(self.source, row);
                Ok(())
            }
            Err((column, what)) => {
                let tag = key.to_string();
                self.troubled(line, column, what, &tag, sink)
            }
        }
    }

    fn troubled(
        &self,
        line: u32,
        column: Option<Column>,
        what: String,
        starts: &str,
        sink: &mut dyn Sink,
    ) -> Result<(), Trouble> {
        if !self.keep_going {
            return Err(Trouble { line, column, what });
        }
        let title = column.map_or("", |column| self.columns.title(column));
        let says = match title {
            "" => format!("{}: {what}", shortened(starts)),
            title => format!("{}: {title}: {what}", shortened(starts)),
        };
        let (source, class, cause) = (self.source, Class::UnreadableRow, Cause::Usual);
        sink.loose(LooseRow { source, line, class, cause, says });
        Ok(())
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(SHOWN_CHARS).collect()
}

fn malformed(source: Source, line: u32, tag: &[u8]) -> LooseRow {
    let text = String::from_utf8_lossy(tag);
    // `1.40603E+20`
    let number = text.bytes().all(|byte| byte.is_ascii_digit() || b".,+-Ee".contains(&byte));
    let cause = if text.is_empty() {
        Cause::NoTag
    } else if number && text.contains(['E', 'e']) {
        Cause::Spreadsheet
    } else {
        Cause::Usual
    };
    LooseRow { source, line, class: Class::MalformedTag, cause, says: shortened(&text) }
}

fn row<'t>(
    source: Source,
    tag: TagKey,
    line: u32,
    cell: &dyn Fn(Column) -> &'t [u8],
    memory: &mut Memory<'_>,
) -> Read<Row> {
    let mut row = Row::bare(tag, Standing::NotUnderstood);
    row.line = line;
    let at = |column| move |what: String| (Some(column), what);
    let status = memory.status(source, cell(Column::Status)).map_err(at(Column::Status))?;
    (row.standing, row.word) = (status.standing, status.word);
    row.facility = memory.facility(cell(Column::Facility)).map_err(at(Column::Facility))?;
    let counted = cell(Column::Quantity);
    // A menu's count is not read at all: it may be capped, late or text.
    if source != Source::Menu {
        if !counted.is_empty() {
            let quantity = decimal::read(counted, PLACES).map_err(refused(Column::Quantity))?;
            row.quantity = ToldQuantity::from(Quantity(quantity));
        }
        row.unit = memory.unit(cell(Column::Unit)).map_err(at(Column::Unit))?;
    }
    (row.thc, row.thc_unit) = thc(cell(Column::Thc))?;
    row.updated = moment(cell(Column::UpdatedAt))?;
    row.name = memory.name(cell(Column::Name));
    // A state keeps no price that anybody could be held to; what its export has there is not read.
    if source != Source::State {
        row.price = price(cell(Column::Price))?;
    }
    match source {
        Source::State => row.expires = day(cell(Column::Expires))?,
        Source::Pos => row.place = memory.place(cell(Column::Room)).map_err(at(Column::Room))?,
        Source::Menu => {
            row.channel = memory.channel(cell(Column::Channel)).map_err(at(Column::Channel))?;
            row.place = memory.place(cell(Column::Writer)).map_err(at(Column::Writer))?;
        }
    }
    Ok(row)
}

fn refused<E: Display>(column: Column) -> impl Fn(E) -> (Option<Column>, String) {
    move |why| (Some(column), format!("{why}; write it like 12.5"))
}

fn price(text: &[u8]) -> Read<Told32> {
    let text = text.strip_prefix(b"$").unwrap_or(text).trim_ascii_start();
    if text.is_empty() {
        return Ok(Told32::NOT);
    }
    let cents = decimal::read(text, 2).map_err(refused(Column::Price))?;
    Told32::new(cents).ok_or_else(|| refused(Column::Price)("the price is too large"))
}

/// `21.5`, `21.5%`, `10 mg`
fn thc(text: &[u8]) -> Read<(Told32, ThcUnit)> {
    if text.is_empty() {
        return Ok((Told32::NOT, ThcUnit::Percent));
    }
    let (number, unit) = if let Some(number) = text.strip_suffix(b"mg") {
        (number, ThcUnit::Milligrams)
    } else {
        (text.strip_suffix(b"%").unwrap_or(text), ThcUnit::Percent)
    };
    let thousandths = decimal::read(number.trim_ascii_end(), POTENCY_PLACES).map_err(refused(Column::Thc))?;
    let told = Told32::new(thousandths).ok_or_else(|| refused(Column::Thc)("it is too much THC"))?;
    Ok((told, unit))
}

fn moment(text: &[u8]) -> Read<Moment> {
    if text.is_empty() || text.starts_with(NO_TIME) {
        return Ok(Moment::NOT);
    }
    let text = String::from_utf8_lossy(text);
    let wrong = || {
        let what = format!("`{text}` is not an instant with its zone, like 2026-11-22T15:00:00Z");
        (Some(Column::UpdatedAt), what)
    };
    let instant: jiff::Timestamp = text.parse().map_err(|_| wrong())?;
    Moment::new(Timestamp::from_micros(instant.as_microsecond())).ok_or_else(wrong)
}

fn day(text: &[u8]) -> Read<Day> {
    if text.is_empty() || text.starts_with(NO_TIME) {
        return Ok(Day::NOT);
    }
    let text = String::from_utf8_lossy(text);
    let date: Result<BusinessDate, _> = text.parse();
    date.map(Day::from).map_err(|_| (Some(Column::Expires), format!("`{text}` is not a day like 2026-11-22")))
}
