//! The exact files: from a shop's exports and the book of what was handed in.

use std::collections::BTreeMap;

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
    let (rows, problems) = with_parents(book, rows(exports, &by.licence, today));
    drawn.problems = problems;
    drawn.excise_read = rows.iter().filter(|(row, _)| row.excise_is_read).count();
    let wanted: Vec<Wanted> = rows.iter().map(|(_, wanted)| wanted.clone()).collect();
    let mut out: BTreeMap<Table, Vec<(&Row, FiledRow)>> = BTreeMap::new();
    for ((row, wanted), step) in rows.iter().zip(draw(book, &wanted)) {
        let own = wanted.row.clone();
        match step {
            Step::Leave(why) => drawn.left.push((own, why)),
            Step::Hold(why) => drawn.held.push((own, why)),
            Step::HandIn(operation) => {
                let filed = FiledRow { row: own, operation, content: wanted.content.clone() };
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

/// A row by how others name it: its table and the value of that column.
type Name = (Table, String);

/// Rows that can be handed in, and the names of those that cannot.
#[derive(Debug, Default)]
struct Rows {
    good: Vec<Row>,
    lost: BTreeMap<Name, Named>,
    problems: Vec<Problem>,
}

impl Rows {
    fn lose(&mut self, row: Named, name: Option<Name>, problems: impl IntoIterator<Item = Problem>) {
        self.problems.extend(problems);
        self.lost.extend(name.map(|name| (name, row)));
    }
}

fn named(table: Table, key: String) -> Named {
    Named { table: table.name().to_owned(), key }
}

fn name(row: &Row) -> Option<Name> {
    row.table.named_by().map(|column| (row.table, row.get(column).to_owned()))
}

/// Every row that can be read, each name once, in the order of upload.
fn rows(exports: &[Export], licence: &str, today: BusinessDate) -> Rows {
    let mut read: Vec<Row> = Vec::new();
    let mut found = Rows::default();
    let mut places: BTreeMap<(Table, String), usize> = BTreeMap::new();
    let mut exports: Vec<&Export> = exports.iter().collect();
    exports.sort_by_key(|export| export.table);
    // By the place of the first row: the problems of all that have its name and say otherwise.
    let mut twice: BTreeMap<usize, Vec<Problem>> = BTreeMap::new();
    for (table, given) in exports.iter().flat_map(|e| e.rows.iter().map(|row| (e.table, row))) {
        let row = match Row::read(table, given, licence, today) {
            Ok(row) => row,
            Err(problems) => {
                let key = problems.first().map(|problem| problem.key.clone()).unwrap_or_default();
                let name = table.named_by().map(|column| (table, cell::cleaned(given.get(table, column))));
                found.lose(named(table, key), name, problems);
                continue;
            }
        };
        match places.get(&(table, row.key())).copied() {
            None => {
                places.insert((table, row.key()), read.len());
                read.push(row);
            }
            Some(earlier) if read[earlier].content() == row.content() => {}
            Some(earlier) => {
                let what = format!("line {} has the same name and says otherwise", read[earlier].line);
                twice.entry(earlier).or_default().push(problem(&row, table.last_key(), what));
            }
        }
    }
    for (place, row) in read.into_iter().enumerate() {
        let Some(others) = twice.remove(&place) else {
            found.good.push(row);
            continue;
        };
        let what = "a later line has the same name and says otherwise".to_owned();
        let all = std::iter::once(problem(&row, row.table.last_key(), what)).chain(others);
        found.lose(named(row.table, row.key()), name(&row), all);
    }
    found
}

fn problem(row: &Row, column: &'static str, what: String) -> Problem {
    Problem { table: row.table, line: row.line, key: row.key(), column, what }
}

/// Rows with what they stand on. One whose parent cannot be handed in, and is not with the state, waits with it.
fn with_parents(book: &Book, mut rows: Rows) -> (Vec<(Row, Wanted)>, Vec<Problem>) {
    let mut keys: BTreeMap<Name, Named> = BTreeMap::new();
    let mut kept: Vec<(Row, Wanted)> = Vec::with_capacity(rows.good.len());
    for row in std::mem::take(&mut rows.good) {
        let (mut parents, mut lacking) = (Vec::new(), None);
        for (column, table) in row.table.parents() {
            let parent = (*table, row.get(column).to_owned());
            match (keys.get(&parent), rows.lost.get(&parent)) {
                (Some(parent), _) => parents.push(parent.clone()),
                (None, Some(lost)) if !book.is_there(lost) => lacking = Some((*column, parent)),
                // Not in these exports: known by its name alone, where that is what tells its table's rows apart.
                (None, _) if table.named_by() == table.key().first().copied() => {
                    parents.push(named(parent.0, parent.1));
                }
                (None, _) => {}
            }
        }
        if let Some((column, (table, value))) = lacking {
            let what = format!("the {} `{value}` cannot be handed in either", table.name());
            let problem = problem(&row, column, what);
            rows.lose(named(row.table, row.key()), name(&row), [problem]);
            continue;
        }
        let own = named(row.table, row.key());
        keys.extend(name(&row).map(|name| (name, own.clone())));
        let wanted = Wanted {
            row: own,
            content: row.content(),
            is_gone: row.is_gone,
            may_change: row.table.place("Operation").is_some(),
            parents,
        };
        kept.push((row, wanted));
    }
    (kept, rows.problems)
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
