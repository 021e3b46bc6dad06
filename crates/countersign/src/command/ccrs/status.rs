//! `ccrs status`: where everything stands.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use countersign_domain::filing::{Book, Due, Filed, Named, Refusal, Standing, due};
use countersign_kernel::{Clock, SystemClock, Timestamp};
use countersign_vendors::ccrs::{CITATION, TERMS};
use serde_json::{Value, json};

use super::book;

#[derive(Debug, Args)]
pub struct Status {
    /// The book of what was handed in
    #[arg(long, value_name = "FILE")]
    book: PathBuf,
    /// When it is, as 2026-11-22T15:00:00Z; now, if it is not said
    #[arg(long, value_name = "INSTANT")]
    at: Option<Timestamp>,
    /// The same as JSON
    #[arg(long)]
    json: bool,
}

impl Status {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let now = self.at.unwrap_or_else(|| SystemClock.now());
        let book = book::read(&self.book)?;
        let late = due(&book, &TERMS, now);
        let open: Vec<(&Named, Standing)> = book
            .rows()
            .filter_map(|row| Some((row, book.standing(row)?)))
            .filter(|(_, standing)| !standing.is_taken() && *standing != Standing::AlreadyThere)
            .collect();
        let mut out = io::stdout().lock();
        if self.json {
            writeln!(out, "{}", as_json(&book, &open, &late))?;
        } else {
            tell(&mut out, &book, &open, &late)?;
        }
        Ok(ExitCode::from(u8::from(!open.is_empty() || !late.is_empty())))
    }
}

fn counts(file: &Filed) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    let standings = file.rows.iter().map(|row| file.standing(row).word());
    standings.for_each(|word| *counts.entry(word).or_default() += 1);
    counts
}

fn as_json(book: &Book, open: &[(&Named, Standing)], late: &[Due]) -> Value {
    let files: Vec<Value> = book
        .files()
        .iter()
        .map(|file| {
            json!({
                "file": file.file, "drawn_at": file.drawn_at, "uploaded_at": file.uploaded_at,
                "given_up_at": file.given_up_at, "rows": counts(file),
            })
        })
        .collect();
    let open: Vec<Value> = open
        .iter()
        .map(|(row, standing)| {
            let reasons: Vec<Value> = reasons(standing)
                .map(|r| json!({"class": r.class.word(), "said": r.said, "what_to_do": r.class.what_to_do()}))
                .collect();
            json!({"table": row.table, "key": row.key, "standing": standing.word(), "reasons": reasons})
        })
        .collect();
    let late: Vec<Value> = late
        .iter()
        .map(|due| match due {
            Due::Upload(file) => json!({"upload": file}),
            Due::Answer(file) => json!({"answer": file}),
            Due::Files => json!({"files": true}),
        })
        .collect();
    json!({"files": files, "open": open, "due": late, "terms": *CITATION})
}

fn reasons(standing: &Standing) -> impl Iterator<Item = &Refusal> {
    let reasons = match standing {
        Standing::Refused(reasons) => reasons.as_slice(),
        _ => &[],
    };
    reasons.iter()
}

fn tell(out: &mut impl Write, book: &Book, open: &[(&Named, Standing)], late: &[Due]) -> io::Result<()> {
    for file in book.files() {
        let counts: Vec<String> =
            counts(file).iter().map(|(word, count)| format!("{count} {word}")).collect();
        writeln!(out, "{}: {}", file.file, counts.join(", "))?;
    }
    for (row, standing) in open {
        writeln!(out, "open: {} `{}`: {}", row.table, row.key, standing.word())?;
        for reason in reasons(standing) {
            writeln!(out, "  {}: {}. {}", reason.class.word(), reason.said, reason.class.what_to_do())?;
        }
    }
    for due in late {
        match due {
            Due::Upload(file) => writeln!(out, "due: upload {file}, and say so with `ccrs uploaded`")?,
            Due::Answer(file) => {
                writeln!(out, "due: no answer to {file}; look in the mailbox, or `ccrs give-up` it")?;
            }
            Due::Files => {
                let days = TERMS.file_every_days;
                writeln!(out, "due: nothing was uploaded for more than {days} days")?;
            }
        }
    }
    if open.is_empty() && late.is_empty() {
        writeln!(out, "Nothing is open.")?;
    }
    Ok(())
}
