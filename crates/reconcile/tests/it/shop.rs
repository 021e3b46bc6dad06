//! Three small exports in a folder of their own.

use std::fs;
use std::path::PathBuf;

use countersign_domain::inventory::{Policy, Source};
use countersign_reconcile::run::Job;
use countersign_reconcile::{Error, Outcome, run};
use tempfile::TempDir;

pub const A: &str = "1A4060300001A2B000000001";
pub const B: &str = "1A4060300001A2B000000002";

pub struct Shop {
    folder: TempDir,
    pub job: Job,
}

impl Shop {
    /// Two packages about which all agree.
    pub fn good() -> Self {
        let rows = |price: &str| {
            format!(
                "tag,facility,qty,status,price\n{A},402R-1,10,Active,{price}\n{B},402R-1,3.5,Active,{price}\n"
            )
        };
        Self::of(&rows(""), &rows("35.00"), &rows("35.00"))
    }

    pub fn of(state: &str, pos: &str, menu: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let job = Job {
            state: path("state.csv"),
            pos: path("pos.csv"),
            menu: path("menu.csv"),
            out: path("report.csv"),
            policy: Policy::default(),
            partial: Vec::new(),
            may_be_empty: Vec::new(),
            keep_going: false,
            passes: 1,
            now: "2026-11-22T15:00:00Z".parse().expect("an instant"),
            today: "2026-11-22".parse().expect("a day"),
        };
        let shop = Self { folder, job };
        shop.write(Source::State, state);
        shop.write(Source::Pos, pos);
        shop.write(Source::Menu, menu);
        shop
    }

    pub fn path(&self, source: Source) -> PathBuf {
        self.folder.path().join(format!("{source}.csv"))
    }

    pub fn write(&self, source: Source, text: impl AsRef<[u8]>) {
        fs::write(self.path(source), text).expect("written");
    }

    /// Changes the first occurrence of a text in an export.
    pub fn change(&self, source: Source, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(source)).expect("an export");
        assert!(text.contains(from), "no `{from}` in {text}");
        self.write(source, text.replacen(from, to, 1));
    }

    pub fn run(&self) -> Result<Outcome, Error> {
        run(&self.job, &|_| {})
    }

    /// `class x number`, sorted.
    pub fn found(&self) -> Vec<String> {
        let outcome = self.run().expect("it runs");
        outcome.counts.iter().map(|(class, count)| format!("{class} x {count}")).collect()
    }

    pub fn report(&self) -> String {
        fs::read_to_string(&self.job.out).expect("a report")
    }

    pub fn refused(&self) -> String {
        let why = self.run().expect_err("it is refused");
        why.to_string().replace(&self.folder.path().display().to_string(), "")
    }

    pub fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).expect("a folder");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort_unstable();
        names
    }
}
