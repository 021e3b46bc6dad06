//! Files that are due are looked at, one after the other, and answered.

use countersign_kernel::Timestamp;

use super::mail;
use super::rules;
use super::state::{Fields, State, Upload};
use super::tables::Table;
use super::{Ccrs, LICENCE};

pub(super) fn due(sim: &Ccrs) {
    let now = sim.stage.now();
    let mut state = sim.state();
    while state.waiting.front().is_some_and(|upload| upload.due <= now) {
        let Some(upload) = state.waiting.pop_front() else { return };
        state.answered += 1;
        let at = upload.due;
        let told = if state.settings.refuse_files > 0 {
            state.settings.refuse_files -= 1;
            Err("The file could not be processed".to_owned())
        } else {
            read(&upload).map(|(table, rows)| take(&mut state, table, &rows))
        };
        let letter = mail::letter(&state.settings, &upload.name, at, told);
        post(&mut state, at, letter);
    }
}

fn post(state: &mut State, at: Timestamp, letter: (String, String)) {
    if state.settings.lose_mails > 0 {
        state.settings.lose_mails -= 1;
        return;
    }
    let (subject, text) = letter;
    for _ in 0..if state.settings.mail_twice { 2 } else { 1 } {
        state.mailbox.push(super::state::Sent { at, subject: subject.clone(), text: text.clone() });
    }
}

type Rows = (&'static Table, Vec<Fields>);

/// The whole file, or why it is refused as a whole.
fn read(upload: &Upload) -> Result<Rows, String> {
    let table = Table::of(&upload.name).ok_or("The file name has no known type")?;
    if !upload.text.ends_with("\r\n") {
        return Err("The file does not end in a line".to_owned());
    }
    let lines: Vec<&str> = upload.text.split_terminator("\r\n").collect();
    let columns: Vec<&str> = table.columns.split(',').collect();
    let [by, on, number, header, rows @ ..] = lines.as_slice() else {
        return Err("The file has no header".to_owned());
    };
    let field = |line: &str, title: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        let fits = fields.len() == columns.len() && fields[0] == title;
        fits.then(|| fields[1].to_owned()).ok_or_else(|| format!("{title} is missing"))
    };
    field(by, "SubmittedBy")?;
    field(on, "SubmittedDate")?;
    if field(number, "NumberRecords")? != rows.len().to_string() {
        return Err("CheckSum and number of records don't match".to_owned());
    }
    if *header != table.columns {
        return Err("The columns are not those of this file type".to_owned());
    }
    let mut read = Vec::with_capacity(rows.len());
    for row in rows {
        let fields: Vec<&str> = row.split(',').collect();
        if fields.len() != columns.len() || row.contains(['"', '\t']) {
            return Err("A row does not have the columns of this file type".to_owned());
        }
        let pairs = columns.iter().zip(fields);
        read.push(pairs.map(|(column, value)| ((*column).to_owned(), value.to_owned())).collect());
    }
    Ok((table, read))
}

/// A row that was refused, with the state's words.
pub(super) type RefusedRow = (Fields, Vec<String>);

/// What is good goes into the table.
fn take(state: &mut State, table: &'static Table, rows: &[Fields]) -> (&'static Table, Vec<RefusedRow>) {
    let mut refused = Vec::new();
    let before = state.tables.clone();
    for row in rows {
        let parts: Vec<&str> =
            table.key.iter().map(|column| row.get(*column).map_or("", String::as_str)).collect();
        let key = parts.join("\u{1f}");
        let wrong = rules::wrong(state, table, &key, row);
        if !wrong.is_empty() {
            refused.push((row.clone(), wrong));
            continue;
        }
        let kept = state.tables.entry(table.name.to_owned()).or_default();
        if row.get("Operation").is_some_and(|o| o.eq_ignore_ascii_case("DELETE")) {
            kept.remove(&key);
        } else {
            kept.insert(key, row.clone());
        }
    }
    if !refused.is_empty() && !state.settings.sim_assumption_rows_beside_errors_are_taken {
        state.tables = before;
    }
    (table, refused)
}

/// Whether a name has the three parts that the guide asks for.
pub(super) fn is_file_name(name: &str) -> bool {
    let Some(parts) = name.strip_suffix(".csv").map(|body| body.split('_').collect::<Vec<_>>()) else {
        return false;
    };
    parts.len() == 3 && Table::of(name).is_some() && parts[1] == LICENCE && parts[2].len() >= 14
}
