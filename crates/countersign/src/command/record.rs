//! `record export`, `record verify`, `record replay`.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use clap::{Args, Subcommand};
use countersign_app::people::roles::RoleMatrix;
use countersign_app::{App, record};
use countersign_kernel::{Actor, SystemClock};
use countersign_seal::export;
use countersign_seal::head::{Head, PublicKey};
use countersign_store::db::Db;

use crate::{keys, wire};

#[derive(Debug, Subcommand)]
pub enum Record {
    /// Writes the whole record to one file and the signed head that vouches for it to another
    Export(Export),
    /// Checks an export against a head that was kept elsewhere; names the first bad entry
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
}

#[derive(Debug, Args)]
pub struct Verify {
    /// A file that `record export` wrote
    export: PathBuf,
    /// The signed head, from wherever it was kept
    #[arg(long)]
    head: PathBuf,
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
        let partial = self.out.with_extension("partial");
        let mut file = BufWriter::new(create(&partial)?);
        let head = record::export::write(&app, &Actor::system("export"), &mut file).await?;
        file.into_inner().map_err(|why| anyhow!("{}: {}", partial.display(), why.error()))?.sync_all()?;
        // Renamed only when whole: nobody ever finds half an export.
        std::fs::rename(&partial, &self.out).with_context(|| format!("`{}`", self.out.display()))?;
        std::fs::write(&self.head, head.text()).with_context(|| format!("`{}`", self.head.display()))?;
        eprintln!("wrote {} entries; signed by key {}", head.link().seq, head.public_key());
        Ok(ExitCode::SUCCESS)
    }
}

impl Verify {
    fn run(self) -> anyhow::Result<ExitCode> {
        let expected: Option<PublicKey> =
            self.key.as_deref().map(str::parse).transpose().map_err(|why| anyhow!("--key: {why}"))?;
        let text =
            std::fs::read_to_string(&self.head).with_context(|| format!("`{}`", self.head.display()))?;
        let mut out = std::io::stdout().lock();
        let head = match Head::parse(&text, expected.as_ref()) {
            Ok(head) => head,
            Err(why) => {
                writeln!(out, "BAD HEAD {}: {why}", self.head.display())?;
                return Ok(ExitCode::from(1));
            }
        };
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
