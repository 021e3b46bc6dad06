//! One reconciliation from files to report.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use countersign_domain::inventory::{Bench, Cause, Class, Extent, Policy, Pull, PullFinding, Pulls, Source};
use countersign_kernel::{BusinessDate, Timestamp};

use crate::error::Error;
use crate::load::{Load, load};
use crate::report::Report;

/// What is asked for.
#[derive(Debug)]
pub struct Job {
    pub state: PathBuf,
    pub pos: PathBuf,
    pub menu: PathBuf,
    pub out: PathBuf,
    pub policy: Policy,
    /// Sources of which only a part is in the file.
    pub partial: Vec<Source>,
    /// Sources that may have nothing at all.
    pub may_be_empty: Vec<Source>,
    pub keep_going: bool,
    /// The files are read so many times, and each time a part of the tags is kept: less memory for more time.
    pub passes: usize,
    pub now: Timestamp,
    pub today: BusinessDate,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub report: PathBuf,
    pub rows: [u64; 3],
    pub counts: BTreeMap<Class, u64>,
}

impl Outcome {
    pub fn is_clean(&self) -> bool {
        self.counts.is_empty()
    }

    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    fn count(&mut self, class: Class) {
        *self.counts.entry(class).or_default() += 1;
    }
}

impl Job {
    /// How many bytes will be read in all, as far as the system tells.
    pub fn bytes(&self) -> u64 {
        let sizes =
            [&self.state, &self.pos, &self.menu].map(|path| std::fs::metadata(path).map_or(0, |m| m.len()));
        sizes.iter().sum::<u64>() * self.passes.max(1) as u64
    }
}

/// Reads, compares and writes. Without an error the report is there whole; with one there is no new report.
pub fn run(job: &Job, progress: &(dyn Fn(u64) + Sync)) -> Result<Outcome, Error> {
    let files = [&job.state, &job.pos, &job.menu];
    if files.into_iter().any(|file| is_same(file, &job.out)) {
        return Err(Error::Overwrites { file: job.out.clone() });
    }
    let passes = job.passes.max(1);
    let mut outcome = Outcome { report: job.out.clone(), rows: [0; 3], counts: BTreeMap::new() };
    let mut report = Report::create(&job.out)?;
    for pass in 0..passes {
        let loaded =
            load(&Load { files, policy: &job.policy, keep_going: job.keep_going, pass, passes, progress })?;
        outcome.rows = loaded.rows;
        let (pulls, empty) = pulls(job, loaded.books.clone(), loaded.rows);
        let bench = Bench::new(&pulls, &job.policy, job.now, job.today);
        if pass == 0 {
            for mut found in bench.pulls() {
                if empty.contains(&found.source) && found.class == Class::SnapshotIncomplete {
                    found = PullFinding { cause: Cause::EmptyExport, ..found };
                }
                outcome.count(found.class);
                report.pull(&found, &pulls)?;
            }
        }
        for found in &loaded.loose {
            outcome.count(found.class);
            report.loose(found)?;
        }
        let (found, shelf) = loaded.sift(&bench);
        for found in &found {
            outcome.count(found.class);
            report.finding(found, &shelf, &pulls)?;
        }
    }
    report.finish()?;
    Ok(outcome)
}

/// An export without a row is taken for one that failed, unless the caller knows better.
fn pulls(job: &Job, books: countersign_domain::inventory::Books, rows: [u64; 3]) -> (Pulls, Vec<Source>) {
    let is_empty = |source: &Source| rows[*source as usize] == 0 && !job.may_be_empty.contains(source);
    let empty: Vec<Source> = Source::ALL.into_iter().filter(is_empty).collect();
    let pull = |source: Source| {
        let part = empty.contains(&source) || job.partial.contains(&source);
        Pull { extent: if part { Extent::Part } else { Extent::Whole }, taken_at: None }
    };
    let [state, pos, menu] = Source::ALL.map(pull);
    (Pulls { state, pos, menu, menu_parts: Vec::new(), books }, empty)
}

fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}
