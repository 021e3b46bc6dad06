//! `ccrs read`: the state's mails in, what they say of each row out.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use countersign_domain::filing::{Answer, RefusalClass};
use countersign_kernel::Timestamp;
use countersign_vendors::ccrs::{fingerprint, read_mail};

use super::desk::{Desk, Place};

#[derive(Debug, Args)]
pub struct Read {
    #[command(flatten)]
    place: Place,
    /// Mails as a mail program saves them
    #[arg(required = true, value_name = "MAILS")]
    mails: Vec<PathBuf>,
}

impl Read {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let at = self.place.now();
        let mut desk = self.place.open().await?;
        let mut status = 0;
        for path in &self.mails {
            match take_in(&mut desk, path, at).await {
                Ok(refused) => status = status.max(u8::from(refused)),
                Err(why) => {
                    eprintln!("countersign: {}: {why:#}", path.display());
                    status = 2;
                }
            }
        }
        Ok(ExitCode::from(status))
    }
}

/// Whether something was refused.
async fn take_in(desk: &mut Desk, path: &Path, at: Timestamp) -> anyhow::Result<bool> {
    let bytes = std::fs::read(path).context("the mail cannot be opened")?;
    let mail = fingerprint(&bytes);
    if desk.book().has_read(&mail) {
        writeln!(io::stdout(), "{}: read before", path.display())?;
        return Ok(false);
    }
    let (file, answer) = read_mail(&bytes)?.in_book(desk.book())?;
    desk.answered((&file, &mail), &answer, at).await?;
    tell(&file, &answer)?;
    Ok(refuses(&answer))
}

/// A duplicate is with the state, so it is no refusal.
fn refuses(answer: &Answer) -> bool {
    match answer {
        Answer::Accepted => false,
        Answer::FileRefused { .. } => true,
        Answer::RowsRefused { rows, unread } => {
            let reasons = rows.iter().flat_map(|row| &row.reasons);
            *unread > 0 || reasons.into_iter().any(|reason| reason.class != RefusalClass::Duplicate)
        }
    }
}

fn tell(file: &str, answer: &Answer) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match answer {
        Answer::Accepted => writeln!(out, "{file}: accepted"),
        Answer::FileRefused { reasons } => {
            writeln!(out, "{file}: refused as a whole")?;
            for reason in reasons {
                let (class, to_do) = (reason.class.word(), reason.class.what_to_do());
                writeln!(out, "  {class}: {}. {to_do}", reason.said)?;
            }
            Ok(())
        }
        Answer::RowsRefused { rows, unread } => {
            writeln!(out, "{file}: {} rows are not taken", rows.len() + unread)?;
            for row in rows {
                for reason in &row.reasons {
                    let (class, to_do) = (reason.class.word(), reason.class.what_to_do());
                    writeln!(
                        out,
                        "  {} `{}`: {class}: {}. {to_do}",
                        row.row.table, row.row.key, reason.said
                    )?;
                }
            }
            if *unread > 0 {
                writeln!(
                    out,
                    "  {unread} more cannot be told apart, so the rows that are not named are open: look at the table by hand."
                )?;
            }
            Ok(())
        }
    }
}
