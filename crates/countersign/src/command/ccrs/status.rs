//! `ccrs status`: where everything stands.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use countersign_domain::filing::{Book, Due, Filed, Named, Refusal, Standing, due};
use countersign_kernel::Timestamp;
use countersign_vendors::ccrs::{CITATION, TERMS};
use serde_json::{Value, json};

use super::desk::{Owed, Place};

#[derive(Debug, Args)]
pub struct Status {
    #[command(flatten)]
    place: Place,
    /// The same as JSON
    #[arg(long)]
    json: bool,
}

impl Status {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let now = self.place.now();
        let (book, owed) = self.place.look().await?;
        let late = due(&book, &TERMS, now);
        let open: Vec<(&Named, Standing)> = book
            .rows()
            .filter_map(|row| Some((row, book.standing(row)?)))
            .filter(|(_, standing)| !standing.is_taken() && *standing != Standing::AlreadyThere)
            .collect();
        let mut out = io::stdout().lock();
        if self.json {
            writeln!(out, "{}", as_json(&book, &open, &late, &owed))?;
        } else {
            tell_owed(&mut out, &owed, now)?;
            tell(&mut out, &book, &open, &late, owed.is_none())?;
        }
        let is_open = !open.is_empty() || !late.is_empty() || !owed.is_none();
        Ok(ExitCode::from(u8::from(is_open)))
    }
}

fn counts(file: &Filed) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    let standings = file.rows.iter().map(|row| file.standing(row).word());
    standings.for_each(|word| *counts.entry(word).or_default() += 1);
    counts
}

fn as_json(book: &Book, open: &[(&Named, Standing)], late: &[Due], owed: &Owed) -> Value {
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
    let owed =
        json!({"sales": owed.sales.len(), "oldest": owed.sales.first(), "brought_back": owed.brought_back});
    json!({"files": files, "open": open, "due": late, "owed": owed, "terms": *CITATION})
}

fn reasons(standing: &Standing) -> impl Iterator<Item = &Refusal> {
    let reasons = match standing {
        Standing::Refused(reasons) => reasons.as_slice(),
        _ => &[],
    };
    reasons.iter()
}

/// Sales of a store's own that are in no file yet or not out again yet, and whether that is too late.
fn tell_owed(out: &mut impl Write, owed: &Owed, now: Timestamp) -> io::Result<()> {
    if owed.brought_back > 0 {
        let count = owed.brought_back;
        writeln!(
            out,
            "owed: {count} sales were brought back and are not taken out yet; `ccrs write` draws that up"
        )?;
    }
    let Some(oldest) = owed.sales.first() else { return Ok(()) };
    writeln!(
        out,
        "owed: {} sales are in no file yet, the oldest of {oldest}; `ccrs write` draws them up",
        owed.sales.len()
    )?;
    let days = TERMS.file_every_days;
    if now.seconds_since(*oldest) > days * 24 * 60 * 60 {
        writeln!(out, "due: what was sold is filed within {days} days")?;
    }
    Ok(())
}

fn tell(
    out: &mut impl Write,
    book: &Book,
    open: &[(&Named, Standing)],
    late: &[Due],
    is_all: bool,
) -> io::Result<()> {
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
    if open.is_empty() && late.is_empty() && is_all {
        writeln!(out, "Nothing is open.")?;
    }
    Ok(())
}
