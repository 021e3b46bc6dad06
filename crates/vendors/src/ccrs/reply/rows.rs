//! The table of refused rows: our columns in the state's order, and `ErrorMessage`.

use countersign_domain::filing::{Named, Refusal, RefusalClass, RefusedRow};

use super::super::columns::plain;
use super::super::csv::{self, Record};
use super::super::table::Table;
use super::class;

const MESSAGE: &str = "errormessage";
/// The lines above the header, if the state sends them back.
const ABOVE_MAX: usize = 8;

/// The refused rows, and how many more cannot be told apart.
pub(super) type Refused = (Vec<RefusedRow>, usize);

pub(super) fn refused(table: Table, bytes: &[u8]) -> Result<Refused, String> {
    let records = csv::records(bytes)?;
    let is_message = |field: &String| plain(field) == MESSAGE;
    let head = records.iter().take(ABOVE_MAX).position(|record| record.fields.iter().any(is_message));
    let head = head.ok_or("it has no column ErrorMessage")?;
    let (header, rows) = (&records[head].fields, &records[head + 1..]);
    let message = header.iter().position(is_message).ok_or("it has no column ErrorMessage")?;
    let at = |name: &str| header.iter().position(|title| table.place(title) == table.place(name));
    if let Some(lacking) = table.key().iter().find(|name| at(name).is_none()) {
        return Err(format!("it has no column {lacking}, so its rows are unknown"));
    }
    let (mut found, mut unread) = (Vec::new(), 0);
    for record in rows.iter().filter(|r| r.fields.iter().any(|field| !field.trim().is_empty())) {
        match one(table, record, header.len(), message, &at) {
            Row::Refused(row) => found.push(row),
            Row::NotRefused => {}
            Row::Unread => unread += 1,
        }
    }
    Ok((found, unread))
}

enum Row {
    Refused(RefusedRow),
    NotRefused,
    Unread,
}

fn one(
    table: Table,
    record: &Record,
    width: usize,
    message: usize,
    at: &impl Fn(&str) -> Option<usize>,
) -> Row {
    // A message may have commas in it and no quotes around it: what is too much is the message's.
    let surplus = record.fields.len().saturating_sub(width);
    let place = |column: usize| if column > message { column + surplus } else { column };
    let Some(said) = record.fields.get(message..=message + surplus) else {
        return Row::Unread;
    };
    let said = said.join(",");
    let field = |name: &'static str| {
        at(name).and_then(|column| record.fields.get(place(column))).map_or("", String::as_str)
    };
    if table.key().iter().any(|name| field(name).trim().is_empty()) {
        return Row::Unread;
    }
    if said.trim().is_empty() {
        return Row::NotRefused;
    }
    let mut reasons = class::reasons(&said);
    if reasons.is_empty() {
        reasons.push(Refusal { class: RefusalClass::Unknown, said: super::short(&said) });
    }
    Row::Refused(RefusedRow {
        row: Named { table: table.name().to_owned(), key: table.key_of(field) },
        reasons,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_name_and_a_message_may_have_commas() {
        let text = "Operation,ErrorMessage,Area,ExternalIdentifier,IsQuarantine,LicenseNumber\r\n\
                    Insert,IsQuarantine must be True or False, or empty,Floor,A-1,X,412345\r\n\
                    Insert,,Floor,A-2,X,412345\r\n\
                    Insert,Invalid Area,Floor,,X,412345\r\n\
                    Insert\r\n";
        let (rows, unread) = refused(Table::Area, text.as_bytes()).expect("read");
        assert_eq!((rows.len(), unread), (1, 2));
        assert_eq!(rows[0].row.key, "A-1");
        assert_eq!(rows[0].reasons[0].said, "IsQuarantine must be True or False, or empty");
    }

    #[test]
    fn both_spellings_of_the_tax_and_lines_above_are_read() {
        for tax in ["RetailSalesTax", "RetailsSalesTax"] {
            let text = format!(
                "SubmittedBy,x,,\nNumberRecords,1,,\nSaleExternalIdentifier,SaleDetailExternalIdentifier,{tax},ErrorMessage\nS-1,1,1.00,Duplicate Sale for Licensee\n"
            );
            let (rows, unread) = refused(Table::Sale, text.as_bytes()).expect("read");
            assert_eq!((rows[0].row.key.as_str(), unread), ("S-1/1", 0));
        }
        assert!(refused(Table::Sale, b"SaleDetailExternalIdentifier\nD-1\n").is_err());
        assert!(refused(Table::Sale, b"ErrorMessage,Area\nno,D-1\n").is_err());
    }
}
