//! The reconciliation as the benches measure it, without the rest of the program.
//!
//!     measure full STATE POS MENU REPORT
//!     measure delta STATE POS MENU STATE_CHANGES POS_CHANGES MENU_CHANGES
//!
//! `full` writes the report and prints the counts of each class. `delta` reads the exports once, then takes the changed rows
//! over and times that beside a run from the start in the same process; it prints what it measured as JSON.
#![expect(clippy::disallowed_methods, reason = "it measures time")]
#![expect(clippy::print_stdout, reason = "it answers on standard output")]

use std::path::PathBuf;
use std::time::Instant;

use countersign_domain::inventory::{Bench, Policy, Pulls};
use countersign_kernel::{BusinessDate, Timestamp};
use countersign_reconcile::load::{Load, changes, load};
use countersign_reconcile::run::{Job, run};
use countersign_reconcile::{Error, summary};
use serde_json::json;

const ROUNDS: usize = 5;

fn main() -> Result<(), Error> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let path = |index: usize| PathBuf::from(args.get(index).expect("see the top of this file"));
    match args.first().map(String::as_str) {
        Some("full") => full([path(1), path(2), path(3)], path(4)),
        Some("delta") => delta([path(1), path(2), path(3)], [path(4), path(5), path(6)]),
        _ => panic!("full or delta, and files; see the top of this file"),
    }
}

fn now() -> (Timestamp, BusinessDate) {
    ("2026-11-22T15:00:00Z".parse().expect("an instant"), "2026-11-22".parse().expect("a day"))
}

fn full([state, pos, menu]: [PathBuf; 3], out: PathBuf) -> Result<(), Error> {
    let (now, today) = now();
    let job = Job {
        state,
        pos,
        menu,
        out,
        policy: Policy::default(),
        partial: Vec::new(),
        may_be_empty: Vec::new(),
        keep_going: false,
        passes: 1,
        now,
        today,
    };
    println!("{}", summary::json(&run(&job, &|_| {})?));
    Ok(())
}

fn load_of<'l>(files: &'l [PathBuf; 3], policy: &'l Policy) -> Load<'l> {
    let [state, pos, menu] = files;
    Load { files: [state, pos, menu], policy, keep_going: false, pass: 0, passes: 1, progress: &|_| {} }
}

fn delta(files: [PathBuf; 3], changed: [PathBuf; 3]) -> Result<(), Error> {
    let (now, today) = now();
    let policy = Policy::default();
    let (mut fulls, mut deltas, mut busies) = (Vec::new(), Vec::new(), Vec::new());
    let mut told = json!(null);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let loaded = load(&load_of(&files, &policy))?;
        let pulls = Pulls { books: loaded.books.clone(), ..Pulls::default() };
        let (before, _) = loaded.sift(&Bench::new(&pulls, &policy, now, today));
        fulls.push(start.elapsed());

        let (mut shelf, books) = load(&load_of(&files, &policy))?.into_shelf();
        let mut pulls = Pulls { books, ..Pulls::default() };
        let (start, busy) = (Instant::now(), busy_nanos());
        let (delta, _) = changes(&load_of(&changed, &policy), &mut pulls.books)?;
        let rows = delta.state.len() + delta.pos.len() + delta.menu.len();
        let bench = Bench::new(&pulls, &policy, now, today);
        let moved = shelf.apply(delta, &bench);
        deltas.push(start.elapsed());
        busies.push(busy_nanos() - busy);

        // What a run from the start finds after the change must be what the change left.
        let after = shelf.findings(&bench);
        let mut kept: Vec<_> =
            before.iter().filter(|f| moved.closed.binary_search(f).is_err()).copied().collect();
        kept.extend(&moved.opened);
        kept.sort_unstable();
        assert_eq!(kept, after, "a change has the effect of a run from the start");
        told = json!({"changed_rows": rows, "opened": moved.opened.len(), "closed": moved.closed.len(),
            "before": before.len(), "after": after.len()});
    }
    fulls.sort_unstable();
    deltas.sort_unstable();
    let micros = |times: &[std::time::Duration]| times[ROUNDS / 2].as_micros() as u64;
    told["full_micros"] = json!(micros(&fulls));
    busies.sort_unstable();
    told["delta_cpu_micros"] = json!(busies[ROUNDS / 2] / 1_000);
    told["delta_micros"] = json!(micros(&deltas));
    println!("{told}");
    Ok(())
}

/// How long this thread has had a processor, in nanoseconds, as the kernel tells; nought where it does not.
fn busy_nanos() -> u64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split_whitespace().next().and_then(|first| first.parse().ok()).unwrap_or(0)
}
