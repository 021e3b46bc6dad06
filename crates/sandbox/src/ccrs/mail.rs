//! The state's mails, as they lie in a mailbox.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use countersign_kernel::Timestamp;
use jiff::tz::TimeZone;

use super::process::RefusedRow;
use super::settings::Settings;
use super::tables::Table;

const LINE: usize = 76;
const BOUNDARY: &str = "----=_Part_412345_0001";

type Told = Result<(&'static Table, Vec<RefusedRow>), String>;

/// Subject and whole text of the answer to a file.
pub(super) fn letter(settings: &Settings, file: &str, at: Timestamp, told: Told) -> (String, String) {
    match told {
        Ok((_, refused)) if refused.is_empty() => {
            let subject = "CCRS Processing Successful".to_owned();
            let body =
                format!("The file {file} was processed successfully.\r\n\r\nDo not reply to this message.");
            let text = plain(&subject, at, &body);
            (subject, text)
        }
        Ok((table, refused)) => {
            let name = reply_name(settings, table, file, at);
            let subject = format!("CCRS errors for file: {name}");
            let text = with_attachment(&subject, at, &name, &sheet(settings, table, &refused));
            (subject, text)
        }
        Err(why) => {
            let subject = format!("CCRS Processing Error: {file}");
            let text = plain(&subject, at, &why);
            (subject, text)
        }
    }
}

/// The file's own name with a time behind; without the licence for strains.
fn reply_name(settings: &Settings, table: &Table, file: &str, at: Timestamp) -> String {
    let mut parts: Vec<&str> = file.trim_end_matches(".csv").split('_').collect();
    if table.name == "Strain" && parts.len() == 3 {
        parts.remove(1);
    }
    let fraction = if settings.milliseconds { "1234567" } else { "" };
    let time = at.in_zone(&TimeZone::UTC).strftime("%Y%m%dT%H%M%S").to_string();
    format!("{}_{time}{fraction}.csv", parts.join("_"))
}

/// The refused rows: the columns of three tables come back in another order.
fn sheet(settings: &Settings, table: &Table, refused: &[RefusedRow]) -> String {
    let mut columns: Vec<&str> = table.columns.split(',').collect();
    if ["Inventory", "Product", "Strain"].contains(&table.name) {
        columns.sort_unstable();
    }
    let title = |column: &&str| match *column {
        "RetailSalesTax" if settings.misspelt_header => "RetailsSalesTax".to_owned(),
        other => other.to_owned(),
    };
    let titles: Vec<String> = columns.iter().map(title).collect();
    let mut text = format!("{},ErrorMessage\r\n", titles.join(","));
    for (row, wrong) in refused {
        for column in &columns {
            text.push_str(row.get(*column).map_or("", String::as_str));
            text.push(',');
        }
        text.push_str(&wrong.join(":"));
        text.push_str("\r\n");
    }
    text
}

fn head(subject: &str, at: Timestamp) -> String {
    let date = at.in_zone(&TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S +0000").to_string();
    format!(
        "From: CCRS <no-reply@state.example>\r\nTo: reports@tenmile.example.com\r\nSubject: {subject}\r\nDate: {date}\r\nMIME-Version: 1.0\r\n"
    )
}

fn plain(subject: &str, at: Timestamp, body: &str) -> String {
    format!("{}Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n", head(subject, at))
}

fn with_attachment(subject: &str, at: Timestamp, name: &str, sheet: &str) -> String {
    let encoded = STANDARD.encode(sheet);
    let lines: Vec<&str> = encoded
        .as_bytes()
        .chunks(LINE)
        .map(|line| std::str::from_utf8(line).expect("base64 is plain text"))
        .collect();
    format!(
        "{head}Content-Type: multipart/mixed; boundary=\"{BOUNDARY}\"\r\n\r\n--{BOUNDARY}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         Errors were found. See the attached file.\r\n--{BOUNDARY}\r\nContent-Type: text/csv; name=\"{name}\"\r\n\
         Content-Disposition: attachment; filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}\r\n--{BOUNDARY}--\r\n",
        head = head(subject, at),
        body = lines.join("\r\n"),
    )
}
