//! One reconciliation from files to report.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use countersign_domain::inventory::{Bench, Books, Class, Extent, Policy, Pull, Pulls, Source};
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
        let mut loaded =
            load(&Load { files, policy: &job.policy, keep_going: job.keep_going, pass, passes, progress })?;
        outcome.rows = loaded.rows;
        let pulls = pulls(job, std::mem::take(&mut loaded.books), loaded.rows);
        let bench = Bench::new(&pulls, &job.policy, job.now, job.today);
        if pass == 0 {
            for found in bench.pulls() {
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
fn pulls(job: &Job, books: Books, rows: [u64; 3]) -> Pulls {
    let extent = |source: Source| {
        if rows[source as usize] == 0 && !job.may_be_empty.contains(&source) {
            Extent::Empty
        } else if job.partial.contains(&source) {
            Extent::Part
        } else {
            Extent::Whole
        }
    };
    let [state, pos, menu] = Source::ALL.map(|source| Pull { extent: extent(source), taken_at: None });
    Pulls { state, pos, menu, menu_parts: Vec::new(), books }
}

fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}
