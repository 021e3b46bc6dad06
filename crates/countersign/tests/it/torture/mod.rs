//! Never over the limit, and nothing acknowledged lost: real servers under load, killed at every write, with disks that
//! fail, logs that are torn off and databases that fall over. What is claimed and what was measured stands in
//! `docs/reliability.md`.
//!
//! Each test has a quick size, and a long one with `COUNTERSIGN_TORTURE=long` (`./x torture`). What is left to chance
//! comes from a seed that is shown when a test fails and may be given in `COUNTERSIGN_TORTURE_SEED`.

mod boundaries;
mod counter;
mod deed;
mod disk_errors;
mod failover;
mod faults;
mod load;
mod look;
mod place;
mod stage;
mod torn_tail;

/// A repeat of the same run needs this number.
const SEED: u64 = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    Quick,
    Long,
}

impl Size {
    pub fn of_this_run() -> Self {
        match std::env::var("COUNTERSIGN_TORTURE").as_deref() {
            Ok("long") => Self::Long,
            Ok(other) if other != "quick" => panic!("COUNTERSIGN_TORTURE is `{other}`: quick or long"),
            _ => Self::Quick,
        }
    }

    pub fn pick<T>(self, quick: T, long: T) -> T {
        match self {
            Self::Quick => quick,
            Self::Long => long,
        }
    }
}

pub fn seed() -> u64 {
    let given = std::env::var("COUNTERSIGN_TORTURE_SEED").ok();
    let seed = given.map_or(SEED, |text| text.parse().expect("COUNTERSIGN_TORTURE_SEED is a number"));
    eprintln!("COUNTERSIGN_TORTURE_SEED={seed}");
    seed
}
