//! `record export`, `record verify`, `record replay`.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use clap::{Args, Subcommand};
use countersign_app::people::roles::RoleMatrix;
use countersign_app::record::extract::{self, Wanted};
use countersign_app::{App, record};
use countersign_kernel::{Actor, BusinessDate, SystemClock};
use countersign_seal::export;
use countersign_seal::extract as seal_extract;
use countersign_seal::head::{Head, PublicKey};
use countersign_store::db::Db;

use crate::{keys, wire};

#[derive(Debug, Subcommand)]
pub enum Record {
    /// Writes the whole record to one file and the signed head that vouches for it to another; with any `--for-…`, `--from` or
    /// `--to`, one file for an inspector with what was asked for and a proof for each entry
    Export(Export),
    /// Checks an export or an inspector's file; names the first bad entry
    Verify(Verify),
    /// Makes every verdict of an export again from its recorded facts and rule text
    Replay(Replay),
}

#[derive(Debug, Args)]
pub struct Export {
    #[command(flatten)]
    database: wire::DatabaseArgs,
    /// The export to write
    #[arg(long)]
    out: PathBuf,
    /// The head to write; keep it apart from the export
    #[arg(long)]
    head: PathBuf,
    /// Only what is about this order: its id, or its reference at register and state
    #[arg(long, value_name = "ORDER")]
    for_order: Option<String>,
    /// Only what is about this customer and their orders
    #[arg(long, value_name = "CUSTOMER")]
    for_customer: Option<String>,
    /// Only what is about this product and the orders with it
    #[arg(long, value_name = "SKU")]
    for_product: Option<String>,
    /// Only what is about this package and the orders it was held for
    #[arg(long, value_name = "TAG")]
    for_package: Option<String>,
    /// Only entries from this day on, in UTC
    #[arg(long, value_name = "DAY")]
    from: Option<BusinessDate>,
    /// Only entries up to this day and with it, in UTC
    #[arg(long, value_name = "DAY")]
    to: Option<BusinessDate>,
    /// Why it is taken out; it goes on the record with the look
    #[arg(long, default_value = "inspection")]
    why: String,
}

#[derive(Debug, Args)]
pub struct Verify {
    /// A file that `record export` wrote
    export: PathBuf,
    /// The signed head, from wherever it was kept; an inspector's file carries its own and may be checked by `--key` alone
    #[arg(long)]
    head: Option<PathBuf>,
    /// The public key you were told, in hex; without it any key that signed the head is believed
    #[arg(long)]
    key: Option<String>,
}

#[derive(Debug, Args)]
pub struct Replay {
    /// A file that `record export` wrote
    export: PathBuf,
}

impl Record {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Export(command) => command.run().await,
            Self::Verify(command) => command.run(),
            Self::Replay(command) => command.run(),
        }
    }
}

impl Export {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let db = Db::open_existing(&self.database.database).await.context("the database cannot be opened")?;
        let keys = keys::open(&self.database.key_path())?;
        let rulebook = wire::rulebook(None)?;
        let (clock, random) = (Arc::new(SystemClock), wire::system_random()?);
        let app = App::new(db, clock, random, keys, rulebook, RoleMatrix::built_in());
        let actor = Actor::system("export");
        let partial = self.out.with_extension("partial");
        let wanted = self.wanted();
        let head = if wanted == Wanted::default() {
            let mut file = BufWriter::new(create(&partial)?);
            let head = record::export::write(&app, &actor, &mut file).await?;
            file.into_inner().map_err(|why| anyhow!("{}: {}", partial.display(), why.error()))?.sync_all()?;
            eprintln!("wrote {} entries; signed by key {}", head.link().seq, head.public_key());
            head
        } else {
            let taken = extract::take(&app, &actor, &wanted, &self.why).await?;
            let mut file = create(&partial)?;
            file.write_all(taken.file.as_bytes())?;
            file.sync_all()?;
            let (entries, head) = (taken.entries, taken.head);
            eprintln!(
                "wrote {entries} of {} entries; signed by key {}",
                head.link().seq - 1,
                head.public_key()
            );
            head
        };
        // Renamed only when whole: nobody ever finds half an export.
        std::fs::rename(&partial, &self.out).with_context(|| format!("`{}`", self.out.display()))?;
        std::fs::write(&self.head, head.text()).with_context(|| format!("`{}`", self.head.display()))?;
        Ok(ExitCode::SUCCESS)
    }

    fn wanted(&self) -> Wanted {
        Wanted {
            from: self.from,
            to: self.to,
            order: self.for_order.clone(),
            customer: self.for_customer.clone(),
            product: self.for_product.clone(),
            package: self.for_package.clone(),
        }
    }
}

impl Verify {
    fn run(self) -> anyhow::Result<ExitCode> {
        let expected: Option<PublicKey> =
            self.key.as_deref().map(str::parse).transpose().map_err(|why| anyhow!("--key: {why}"))?;
        let mut out = std::io::stdout().lock();
        let head = match &self.head {
            None => None,
            Some(path) => {
                let text = std::fs::read_to_string(path).with_context(|| format!("`{}`", path.display()))?;
                match Head::parse(&text, expected.as_ref()) {
                    Ok(head) => Some(head),
                    Err(why) => {
                        writeln!(out, "BAD HEAD {}: {why}", path.display())?;
                        return Ok(ExitCode::from(1));
                    }
                }
            }
        };
        if is_extract(&self.export)? {
            return extracted(&mut out, &self.export, expected.as_ref(), head.as_ref());
        }
        let head = head.context(
            "a whole export is checked against a head that was kept elsewhere: give it with --head",
        )?;
        match export::verify(open(&self.export)?, &head) {
            Ok(good) => {
                writeln!(out, "good: {} entries lead to the head of {}", good.entries, head.at())?;
                if good.beyond_head > 0 {
                    writeln!(out, "{} entries beyond the head are not vouched for by it", good.beyond_head)?;
                }
                Ok(ExitCode::SUCCESS)
            }
            Err(broken) => {
                writeln!(out, "BAD: {broken}")?;
                Ok(ExitCode::from(1))
            }
        }
    }
}

fn is_extract(path: &Path) -> anyhow::Result<bool> {
    let mut start = Vec::new();
    open(path)?.take(seal_extract::FIRST_LINE.len() as u64).read_to_end(&mut start)?;
    Ok(start == seal_extract::FIRST_LINE.as_bytes())
}

/// An inspector's file: every entry at its place, and the page says what the data says.
fn extracted(
    out: &mut impl Write,
    path: &Path,
    expected: Option<&PublicKey>,
    head: Option<&Head>,
) -> anyhow::Result<ExitCode> {
    let mut file = String::new();
    let limit = seal_extract::BYTES_MAX as u64 + 1;
    open(path)?.take(limit).read_to_string(&mut file).with_context(|| format!("`{}`", path.display()))?;
    match seal_extract::verify(&file, expected, head) {
        Ok(held) => {
            let (entries, of, at) = (held.entries, held.of, held.head.at());
            writeln!(out, "good: {entries} of {of} entries, each at its place; signed at {at}")?;
            if expected.is_none() && head.is_none() {
                let key = held.head.public_key();
                writeln!(
                    out,
                    "who signed is not checked: compare {key} with the key that you were told, or give --key"
                )?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(broken) => {
            writeln!(out, "BAD: {broken}")?;
            Ok(ExitCode::from(1))
        }
    }
}

impl Replay {
    fn run(self) -> anyhow::Result<ExitCode> {
        let mut out = std::io::stdout().lock();
        match record::replay::replay(open(&self.export)?) {
            Ok(done) => {
                for difference in &done.differences {
                    writeln!(out, "entry {}: {}", difference.seq, difference.what)?;
                }
                let agreed = done.verdicts - done.differences.len().min(done.verdicts as usize) as u64;
                let (entries, verdicts, books) = (done.entries, done.verdicts, done.rulebooks);
                writeln!(
                    out,
                    "{agreed} of {verdicts} verdicts agree ({entries} entries, {books} rulebooks)"
                )?;
                Ok(ExitCode::from(u8::from(!done.differences.is_empty())))
            }
            Err(broken) => {
                writeln!(out, "BAD: {broken}")?;
                Ok(ExitCode::from(1))
            }
        }
    }
}

fn open(path: &Path) -> anyhow::Result<BufReader<File>> {
    Ok(BufReader::new(File::open(path).with_context(|| format!("`{}`", path.display()))?))
}

fn create(path: &Path) -> anyhow::Result<File> {
    File::create(path).with_context(|| format!("`{}` cannot be written", path.display()))
}
