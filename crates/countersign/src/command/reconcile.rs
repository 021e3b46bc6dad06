//! `reconcile`: exports of the state, the point of sale and the menus, compared package by package.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use countersign_domain::inventory::{Policy, Source};
use countersign_kernel::{Clock, SystemClock, Timestamp, time};
use countersign_reconcile::run::Job;
use countersign_reconcile::{policy_file, run, summary};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

const BAR: &str = "{bar:30} {bytes} of {total_bytes} {eta}";

#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 clean, 1 discrepancies found, 2 could not run (there is no new report then)."
)]
pub struct Reconcile {
    /// What the state lists: columns tag, qty, status, and facility, unit, thc, expires, updated_at if there
    #[arg(long, value_name = "CSV")]
    state: Option<PathBuf>,
    /// What the point of sale has: columns tag, qty, status, and facility, unit, price, room if there
    #[arg(long, value_name = "CSV")]
    pos: Option<PathBuf>,
    /// What the menus show: columns tag, status, and channel, facility, price, thc, updated_at, writer if there
    #[arg(long, value_name = "CSV")]
    menu: Option<PathBuf>,
    /// Where the report goes, one row for each discrepancy
    #[arg(long, value_name = "CSV")]
    out: Option<PathBuf>,
    /// What is tolerated, as TOML; `--show-policy` prints what holds without it
    #[arg(long, value_name = "TOML")]
    policy: Option<PathBuf>,
    /// Print the policy that holds, and do nothing else
    #[arg(long)]
    show_policy: bool,
    /// The file has only a part of this source: state, pos or menu. What is missing from it is unknown
    #[arg(long, value_name = "SOURCE", value_parser = source)]
    partial: Vec<Source>,
    /// This source may have no rows at all. Otherwise an export without rows is taken for one that failed
    #[arg(long, value_name = "SOURCE", value_parser = source)]
    allow_empty: Vec<Source>,
    /// Go on without rows that cannot be read, and report each of them
    #[arg(long)]
    keep_going: bool,
    /// Read the files so many times and keep a part of the tags each time: less memory for more time
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1024))]
    passes: u16,
    /// When the exports were made, as 2026-11-22T15:00:00Z; now, if it is not said
    #[arg(long, value_name = "INSTANT")]
    at: Option<Timestamp>,
    /// The store's time zone, for dates on packages
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    zone: String,
    /// The summary as JSON
    #[arg(long)]
    json: bool,
}

fn source(text: &str) -> Result<Source, String> {
    let found = Source::ALL.into_iter().find(|source| source.name() == text);
    found.ok_or_else(|| "one of state, pos and menu is meant".to_owned())
}

impl Reconcile {
    pub fn run(self) -> ExitCode {
        match self.outcome() {
            Ok(code) => code,
            Err(why) => {
                eprintln!("countersign: {why:#}");
                ExitCode::from(2)
            }
        }
    }

    fn outcome(self) -> anyhow::Result<ExitCode> {
        let mut stdout = io::stdout().lock();
        let policy = match &self.policy {
            Some(path) => policy_file::read(path)?,
            None => Policy::default(),
        };
        if self.show_policy {
            write!(stdout, "{}", policy_file::text(&policy))?;
            return Ok(ExitCode::SUCCESS);
        }
        let (Some(state), Some(pos), Some(menu), Some(out)) = (self.state, self.pos, self.menu, self.out)
        else {
            anyhow::bail!("--state, --pos, --menu and --out are all needed; see --help");
        };
        let now = self.at.unwrap_or_else(|| SystemClock.now());
        let zone = time::zone(&self.zone)?;
        let job = Job {
            state,
            pos,
            menu,
            out,
            policy,
            partial: self.partial,
            may_be_empty: self.allow_empty,
            keep_going: self.keep_going,
            passes: self.passes.into(),
            now,
            today: now.date_in(&zone),
        };
        let bar = bar(job.bytes());
        let done = run(&job, &|bytes| bar.inc(bytes));
        bar.finish_and_clear();
        let outcome = done?;
        let told = if self.json {
            writeln!(stdout, "{}", summary::json(&outcome))
        } else {
            writeln!(stdout, "{}Report: {}", summary::table(&outcome), outcome.report.display())
        };
        // The report is there, whether or not anybody reads the summary to its end.
        if let Err(why) = told {
            eprintln!("the summary could not be written: {why}");
        }
        Ok(ExitCode::from(u8::from(!outcome.is_clean())))
    }
}

/// On a terminal alone.
fn bar(bytes: u64) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(BAR).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr()).with_style(style)
}
