//! A shop's own export of one table: the state's columns by name, in any order.

use super::csv;
use super::table::Table;

/// Lines above the header in a file that was drawn up for the state.
const HEAD: [&str; 3] = ["SubmittedBy", "SubmittedDate", "NumberRecords"];

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    #[error("{0}")]
    Unreadable(String),
    #[error("it is empty: the first line must name the columns")]
    Empty,
    #[error("it has no column `{column}`, which tells its rows apart")]
    NoKey { column: &'static str },
    #[error("its columns `{one}` and `{other}` are the same one")]
    Twice { one: String, other: String },
    #[error("it says that it has {said} records, and has {found}")]
    Records { said: String, found: usize },
}

/// Something that keeps a row out of the files, with what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub table: Table,
    pub line: u64,
    pub key: String,
    /// The column, where it is one.
    pub column: &'static str,
    pub what: String,
}

/// One row, its fields in the order of the state's columns. `None` where the export has no such column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportRow {
    pub line: u64,
    pub fields: Vec<Option<String>>,
}

impl ExportRow {
    /// What stands in a column; nothing where the export has none.
    pub(super) fn get(&self, table: Table, column: &str) -> &str {
        let field = table.place(column).and_then(|place| self.fields.get(place));
        field.and_then(Option::as_deref).unwrap_or_default()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    pub table: Table,
    pub rows: Vec<ExportRow>,
    /// Columns that the state has none of; they are passed over.
    pub passed_over: Vec<String>,
}

impl Export {
    pub fn read(table: Table, bytes: &[u8]) -> Result<Self, ExportError> {
        let mut records = csv::records(bytes).map_err(ExportError::Unreadable)?.into_iter().peekable();
        let mut said = None;
        let first = |record: &csv::Record| record.fields.first().map(|f| f.trim().to_owned());
        for title in HEAD {
            if let Some(head) = records.next_if(|r| first(r).as_deref() == Some(title)) {
                said = head.fields.get(1).cloned();
            }
        }
        let header = records.next().ok_or(ExportError::Empty)?;
        let (places, passed_over) = columns(table, &header.fields)?;
        if let Some(column) = table.key().iter().find(|column| !places.contains(&table.place(column))) {
            return Err(ExportError::NoKey { column });
        }
        let is_empty = |record: &csv::Record| record.fields.iter().all(|field| field.trim().is_empty());
        let rows: Vec<ExportRow> = records
            .filter(|record| !is_empty(record))
            .map(|record| {
                let mut fields = vec![None; table.columns().len()];
                for (place, field) in places.iter().zip(record.fields) {
                    if let Some(at) = place.and_then(|place| fields.get_mut(place)) {
                        *at = Some(field);
                    }
                }
                ExportRow { line: record.line, fields }
            })
            .collect();
        match said {
            Some(said) if said.trim() != rows.len().to_string() => {
                Err(ExportError::Records { said, found: rows.len() })
            }
            _ => Ok(Self { table, rows, passed_over }),
        }
    }
}

type Places = (Vec<Option<usize>>, Vec<String>);

fn columns(table: Table, header: &[String]) -> Result<Places, ExportError> {
    let (mut places, mut passed_over) = (Vec::with_capacity(header.len()), Vec::new());
    for (index, title) in header.iter().enumerate() {
        let place = table.place(title);
        match place {
            None => passed_over.push(title.clone()),
            Some(_) => {
                if let Some(before) = places.iter().position(|earlier| *earlier == place) {
                    return Err(ExportError::Twice {
                        one: header[before].clone(),
                        other: header[index].clone(),
                    });
                }
            }
        }
        places.push(place);
    }
    Ok((places, passed_over))
}
