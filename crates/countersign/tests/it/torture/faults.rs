//! Calls of a server that fail, or at which it dies: the n-th write or sync of a database, counted by `faults.c`.
//!
//! A library that is loaded before the C library counts for all threads of the process together. `strace -e inject`
//! counts for each thread by itself, and a commit runs on whichever thread is free, so it would miss most points.

use std::fs;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;

const SOURCE: &str = include_str!("faults.c");
/// The first number of the control file is the library's, the others are ours.
const NUMBER_BYTES: u64 = 8;
const NUMBERS: usize = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinds {
    Writes,
    Syncs,
    Both,
}

impl Kinds {
    fn number(self) -> i64 {
        match self {
            Self::Writes => 1,
            Self::Syncs => 2,
            Self::Both => 3,
        }
    }
}

/// What Linux calls these failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errno {
    Eio = 5,
    Enospc = 28,
    Econnreset = 104,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// SIGKILL in place of the call.
    Kill,
    /// Half of the bytes, then SIGKILL.
    Tear,
    /// This call fails, the next ones do not.
    Fail(Errno),
    /// This call fails and every one after it.
    FailFrom(Errno),
}

impl What {
    fn numbers(self) -> (i64, i64) {
        match self {
            Self::Kill => (1, 0),
            Self::Tear => (2, 0),
            Self::Fail(errno) => (3, errno as i64),
            Self::FailFrom(errno) => (4, errno as i64),
        }
    }
}

#[derive(Debug)]
pub struct Faults {
    preload: PathBuf,
    control: fs::File,
    control_path: PathBuf,
}

impl Faults {
    pub fn new(folder: &Path) -> Self {
        let (source, preload) = (folder.join("faults.c"), folder.join("faults.so"));
        fs::write(&source, SOURCE).expect("a scratch file can be written");
        let mut compile = Command::new("cc");
        compile.args(["-O1", "-shared", "-fPIC", "-o"]).arg(&preload).arg(&source).arg("-ldl");
        let done = compile.output().expect("there is a C compiler");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let control_path = folder.join("faults.control");
        fs::write(&control_path, [0; NUMBERS * NUMBER_BYTES as usize]).expect("a scratch file");
        let control = fs::File::options().read(true).write(true).open(&control_path).expect("it is there");
        Self { preload, control, control_path }
    }

    /// The next process of this command counts its calls on whatever begins with `target`.
    pub fn load_into(&self, command: &mut Command, target: &str) {
        command
            .env("LD_PRELOAD", &self.preload)
            .env("FAULTS_CONTROL", &self.control_path)
            .env("FAULTS_TARGET", target);
    }

    /// From now on calls are counted, and none comes to harm.
    pub fn count(&self, kinds: Kinds) {
        self.put([0, 0, 0, kinds.number(), 0]);
    }

    /// From now on calls are counted, and this is what happens at the n-th.
    pub fn at(&self, n: i64, what: What, kinds: Kinds) {
        let (what, errno) = what.numbers();
        self.put([0, n, what, kinds.number(), errno]);
    }

    pub fn calls(&self) -> i64 {
        let mut bytes = [0; NUMBER_BYTES as usize];
        self.control.read_exact_at(&mut bytes, 0).expect("the control file reads");
        i64::from_ne_bytes(bytes)
    }

    /// The count last, so that no call is counted under half a plan.
    fn put(&self, numbers: [i64; NUMBERS]) {
        for place in (0..NUMBERS).rev() {
            let bytes = numbers[place].to_ne_bytes();
            self.control.write_all_at(&bytes, place as u64 * NUMBER_BYTES).expect("the control file is ours");
        }
    }
}
