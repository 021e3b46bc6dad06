//! The exact files: from a shop's exports and the book of what was handed in.

use std::collections::{BTreeMap, BTreeSet};

use countersign_domain::filing::{Book, FiledRow, Held, Left, Named, Operation, Step, Wanted, draw};
use countersign_kernel::{BusinessDate, Timestamp, time};

use super::cell;
use super::columns::Kind;
use super::export::{Export, Problem};
use super::name::{FileName, ZONE};
use super::row::Row;
use super::table::Table;

/// Who files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledBy {
    pub licence: String,
    /// The name that stands in each row and on top of each file.
    pub name: String,
}

/// One file, ready to be uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnFile {
    pub name: FileName,
    pub text: String,
    pub rows: Vec<FiledRow>,
}

/// What came of the exports: files in the order of upload, and every row that is in none of them with its reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DrawnUp {
    pub files: Vec<DrawnFile>,
    pub problems: Vec<Problem>,
    pub held: Vec<(Named, Held)>,
    pub left: Vec<(Named, Left)>,
    /// Sales whose excise is right of what was paid and would be another of the bare unit price.
    pub excise_read: usize,
}

pub fn draw_up(book: &Book, exports: &[Export], by: &FiledBy, now: Timestamp) -> DrawnUp {
    let zone = time::zone(ZONE).expect("the zone is compiled in");
    let today = now.date_in(&zone);
    let mut drawn = DrawnUp::default();
    let rows = rows(exports, &by.licence, today, &mut drawn.problems);
    let rows = with_parents(rows, &mut drawn.problems);
    drawn.excise_read = rows.iter().filter(|(row, _)| row.excise_is_read).count();
    let wanted: Vec<Wanted> = rows.iter().map(|(_, wanted)| wanted.clone()).collect();
    let mut out: BTreeMap<Table, Vec<(&Row, FiledRow)>> = BTreeMap::new();
    for ((row, wanted), step) in rows.iter().zip(draw(book, &wanted)) {
        let named = wanted.row.clone();
        match step {
            Step::Leave(why) => drawn.left.push((named, why)),
            Step::Hold(why) => drawn.held.push((named, why)),
            Step::HandIn(operation) => {
                let filed = FiledRow { row: named, operation, content: wanted.content.clone() };
                out.entry(row.table).or_default().push((row, filed));
            }
        }
    }
    for (table, rows) in out {
        let name = free_name(book, table, &by.licence, now);
        let text = text(table, &rows, by, today);
        drawn.files.push(DrawnFile { name, text, rows: rows.into_iter().map(|(_, filed)| filed).collect() });
    }
    drawn
}

/// A name that no file has yet: an answer is known by nothing else.
fn free_name(book: &Book, table: Table, licence: &str, now: Timestamp) -> FileName {
    let mut name = FileName::at(table, licence, now);
    let mut later = now;
    while book.file(&name.to_string()).is_some() {
        later = later.plus_seconds(1);
        name = FileName::at(table, licence, later);
    }
    name
}

/// Every row that can be read, each name once, in the order of upload.
fn rows(exports: &[Export], licence: &str, today: BusinessDate, problems: &mut Vec<Problem>) -> Vec<Row> {
    let mut read: Vec<Row> = Vec::new();
    let mut places: BTreeMap<(Table, String), usize> = BTreeMap::new();
    let mut exports: Vec<&Export> = exports.iter().collect();
    exports.sort_by_key(|export| export.table);
    let mut twice: BTreeSet<usize> = BTreeSet::new();
    for (table, given) in exports.iter().flat_map(|e| e.rows.iter().map(|row| (e.table, row))) {
        let row = match Row::read(table, given, licence, today) {
            Ok(row) => row,
            Err(more) => {
                problems.extend(more);
                continue;
            }
        };
        match places.get(&(table, row.key())) {
            None => {
                places.insert((table, row.key()), read.len());
                read.push(row);
            }
            Some(earlier) if read[*earlier].content() == row.content() => {}
            Some(earlier) => {
                twice.insert(*earlier);
                let line = read[*earlier].line;
                problems.push(of(
                    &row,
                    table.last_key(),
                    format!("line {line} has the same name and says otherwise"),
                ));
            }
        }
    }
    for place in &twice {
        let row = &read[*place];
        problems.push(of(
            row,
            row.table.last_key(),
            "a later line has the same name and says otherwise".to_owned(),
        ));
    }
    let kept = read.into_iter().enumerate().filter(|(place, _)| !twice.contains(place));
    kept.map(|(_, row)| row).collect()
}

fn of(row: &Row, column: &'static str, what: String) -> Problem {
    Problem { table: row.table, line: row.line, key: row.key(), column, what }
}

/// Rows with what they stand on. One whose parent is in these exports and cannot be handed in waits with it.
fn with_parents(rows: Vec<Row>, problems: &mut Vec<Problem>) -> Vec<(Row, Wanted)> {
    let bad: BTreeSet<(Table, String)> = problems.iter().map(|p| (p.table, p.key.clone())).collect();
    let mut keys: BTreeMap<(Table, &'static str, String), String> = BTreeMap::new();
    let mut made: Vec<(Row, Wanted)> = Vec::with_capacity(rows.len());
    let mut out: BTreeSet<(Table, String)> = bad;
    for row in rows {
        let mut parents = Vec::new();
        let mut lacking = None;
        for (column, table, by) in row.table.parents() {
            let value = row.get(column).to_owned();
            let known = keys.get(&(*table, *by, value.clone())).cloned();
            let key = known.or_else(|| (table.key() == [*by]).then(|| value.clone()));
            if out.contains(&(*table, key.clone().unwrap_or_else(|| value.clone()))) {
                lacking = Some((*column, table.name(), value));
            } else if let Some(key) = key {
                parents.push(Named { table: table.name().to_owned(), key });
            }
        }
        if let Some((column, table, value)) = lacking {
            problems.push(of(&row, column, format!("the {table} `{value}` cannot be handed in either")));
            out.insert((row.table, row.key()));
            continue;
        }
        for by in ["Area", "Name"] {
            if matches!((row.table, by), (Table::Area, "Area") | (Table::Product, "Name")) {
                keys.insert((row.table, by, row.get(by).to_owned()), row.key());
            }
        }
        let wanted = Wanted {
            row: Named { table: row.table.name().to_owned(), key: row.key() },
            content: row.content(),
            is_gone: row.is_gone,
            may_change: row.table.place("Operation").is_some(),
            parents,
        };
        made.push((row, wanted));
    }
    made
}

/// Three lines of the head, padded to the width of the table, the names of the columns, the rows; CRLF ends each.
fn text(table: Table, rows: &[(&Row, FiledRow)], by: &FiledBy, today: BusinessDate) -> String {
    let columns = table.columns();
    let padding = ",".repeat(columns.len().saturating_sub(2));
    let (name, today) = (cell::cleaned(&by.name), cell::us_date(today));
    let mut text = String::new();
    let count = rows.len().to_string();
    for (title, value) in [("SubmittedBy", &name), ("SubmittedDate", &today), ("NumberRecords", &count)] {
        text.push_str(&format!("{title},{value}{padding}\r\n"));
    }
    let titles: Vec<&str> = columns.iter().map(|column| column.name).collect();
    text.push_str(&titles.join(","));
    text.push_str("\r\n");
    for (row, filed) in rows {
        let changes = filed.operation != Operation::Insert;
        let given = |field: &str, ours: &str| {
            if field.is_empty() { ours.to_owned() } else { field.to_owned() }
        };
        let fields: Vec<String> = columns
            .iter()
            .zip(&row.fields)
            .map(|(column, field)| match column.kind {
                Kind::CreatedBy => given(field, &name),
                Kind::CreatedDate => cell::date(field).map_or_else(|| today.clone(), cell::us_date),
                Kind::UpdatedBy if changes => given(field, &name),
                Kind::UpdatedDate if changes => today.clone(),
                Kind::UpdatedBy | Kind::UpdatedDate => String::new(),
                Kind::Operation => word(filed.operation).to_owned(),
                _ => field.clone(),
            })
            .collect();
        text.push_str(&fields.join(","));
        text.push_str("\r\n");
    }
    text
}

fn word(operation: Operation) -> &'static str {
    match operation {
        Operation::Insert => "INSERT",
        Operation::Update => "UPDATE",
        Operation::Delete => "DELETE",
    }
}
