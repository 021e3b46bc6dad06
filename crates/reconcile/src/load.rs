//! Exports to a shelf of rows, on several threads.

use std::fmt;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::thread;

use countersign_domain::inventory::shelf::{PARTS, Part, part_of};
use countersign_domain::inventory::{Books, LooseRow, Policy, Row, Shelf, Source};

use crate::error::{Error, Place};
use crate::feed::{Export, Feed};
use crate::scan::{Scan, Sink, Trouble};
use crate::words::Memory;

const THREADS_MAX: usize = 8;
/// Rows are kept in pieces of so many, so that no array has to be copied to grow.
const PIECE: usize = 32;

/// What to load and how.
#[derive(Clone, Copy)]
pub struct Load<'l> {
    /// State, point of sale, menu.
    pub files: [&'l PathBuf; 3],
    pub policy: &'l Policy,
    pub keep_going: bool,
    /// Of every `passes` tags only those of one pass are kept.
    pub pass: usize,
    pub passes: usize,
    /// Is told how many bytes more were read.
    pub progress: &'l (dyn Fn(u64) + Sync),
}

impl fmt::Debug for Load<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Load").field("files", &self.files).finish_non_exhaustive()
    }
}

/// Everything that was read.
#[derive(Debug)]
pub struct Loaded {
    pub shelf: Shelf,
    pub books: Books,
    /// Rows that cannot be matched with anything, in the order of the files.
    pub loose: Vec<LooseRow>,
    /// How many rows each source has, loose ones too.
    pub rows: [u64; 3],
}

/// What one thread has read.
struct Heap {
    parts: Vec<Vec<Vec<Row>>>,
    loose: Vec<LooseRow>,
    rows: [u64; 3],
    pass: usize,
    passes: usize,
}

impl Sink for Heap {
    fn row(&mut self, source: Source, row: Row) {
        self.rows[source as usize] += 1;
        let part = part_of(row.tag);
        if part % self.passes != self.pass {
            return;
        }
        let row = Row { source, ..row };
        let pieces = &mut self.parts[part];
        match pieces.last_mut() {
            Some(piece) if piece.len() < PIECE => piece.push(row),
            _ => {
                let mut piece = Vec::with_capacity(PIECE);
                piece.push(row);
                pieces.push(piece);
            }
        }
    }

    fn loose(&mut self, row: LooseRow) {
        self.rows[row.source as usize] += 1;
        if self.pass == 0 {
            self.loose.push(row);
        }
    }
}

/// Where the first trouble is, in the order of the files.
type FirstTrouble = Option<(Source, Trouble)>;

pub fn load(load: &Load<'_>) -> Result<Loaded, Error> {
    let [state, pos, menu] = load.files;
    let exports = [(Source::State, state), (Source::Pos, pos), (Source::Menu, menu)];
    let exports: Result<Vec<Export>, Error> =
        exports.into_iter().map(|(source, path)| Export::open(source, path)).collect();
    let exports = exports?;
    let shapes: Vec<_> = exports.iter().map(|export| (export.columns.clone(), export.delimiter)).collect();
    let feed = Mutex::new(Feed::new(exports));
    let books = Mutex::new(Books::default());
    let work = || -> (Heap, FirstTrouble, Option<Error>) {
        let mut heap = Heap::new(load);
        let mut memory = Memory::new(&books, load.policy);
        let mut spare = Vec::new();
        loop {
            let next = locked(&feed).next(spare);
            let block = match next {
                Ok(Some(block)) => block,
                Ok(None) => return (heap, None, None),
                Err(why) => {
                    locked(&feed).stop();
                    return (heap, None, Some(why));
                }
            };
            (load.progress)(block.bytes.len() as u64);
            let (columns, delimiter) = &shapes[block.source as usize];
            let mut scan = Scan {
                columns,
                delimiter: *delimiter,
                source: block.source,
                policy: load.policy,
                keep_going: load.keep_going,
                memory: &mut memory,
            };
            if let Err(trouble) = scan.block(&block, &mut heap) {
                // Blocks are handed out in order, so whoever has an earlier one still finishes it.
                locked(&feed).stop();
                return (heap, Some((block.source, trouble)), None);
            }
            spare = block.bytes;
        }
    };
    let mut done = on_threads(work);
    let first = done.iter_mut().filter_map(|(_, trouble, _)| trouble.take());
    if let Some((source, trouble)) = first.min_by_key(|(source, trouble)| (*source, trouble.line)) {
        let columns = &shapes[source as usize].0;
        let column = trouble.column.map_or("", |column| columns.title(column)).to_owned();
        let place = Place { file: load.files[source as usize].clone(), line: trouble.line, column };
        return Err(Error::Row { place, what: trouble.what });
    }
    if let Some(why) = done.iter_mut().find_map(|(_, _, why)| why.take()) {
        return Err(why);
    }
    let heaps = done.into_iter().map(|(heap, _, _)| heap).collect();
    Ok(gather(heaps, books.into_inner().unwrap_or_else(PoisonError::into_inner)))
}

impl Heap {
    fn new(load: &Load<'_>) -> Self {
        Self {
            parts: vec![Vec::new(); PARTS],
            loose: Vec::new(),
            rows: [0; 3],
            pass: load.pass,
            passes: load.passes.max(1),
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub fn threads() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get).min(THREADS_MAX)
}

/// Runs the same work on every core and collects what each did.
pub fn on_threads<T: Send>(work: impl Fn() -> T + Sync) -> Vec<T> {
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads()).map(|_| scope.spawn(&work)).collect();
        let mut done = vec![work()];
        for other in others {
            match other.join() {
                Ok(result) => done.push(result),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    })
}

/// The rows of each part, from all threads, sorted.
fn gather(mut heaps: Vec<Heap>, mut books: Books) -> Loaded {
    let numbers = channels_by_name(&mut books);
    let mut loose: Vec<LooseRow> = heaps.iter_mut().flat_map(|heap| heap.loose.drain(..)).collect();
    loose.sort_unstable();
    let rows = [0, 1, 2].map(|source| heaps.iter().map(|heap| heap.rows[source]).sum());
    let mut piles: Vec<Vec<Vec<Vec<Row>>>> = heaps.into_iter().map(|heap| heap.parts).collect();
    let queue = Mutex::new((0..PARTS).rev().map(|part| {
        let pieces: Vec<_> = piles.iter_mut().map(|pile| std::mem::take(&mut pile[part])).collect();
        (part, pieces)
    }));
    let sorted = on_threads(|| {
        let mut done = Vec::new();
        loop {
            let Some((part, pieces)) = locked(&queue).next() else { return done };
            let count = pieces.iter().flatten().map(Vec::len).sum();
            let mut rows = Vec::with_capacity(count);
            for piece in pieces.into_iter().flatten() {
                rows.extend_from_slice(&piece);
            }
            // Of other sources it is nought and stays so.
            rows.iter_mut().for_each(|row: &mut Row| row.channel = numbers[row.channel as usize]);
            done.push((part, Part::new(rows)));
        }
    });
    let mut parts: Vec<Part> = vec![Part::default(); PARTS];
    for (index, part) in sorted.into_iter().flatten() {
        parts[index] = part;
    }
    Loaded { shelf: Shelf::from_parts(parts), books, loose, rows }
}

/// Threads meet channels in any order; a report has them by name. Gives each number its new one.
fn channels_by_name(books: &mut Books) -> Vec<u8> {
    let count = books.channels.len();
    let mut names: Vec<String> = (1..=count).map(|number| books.channels.text(number).to_owned()).collect();
    names.sort_unstable();
    let new =
        |old: usize| names.iter().position(|name| name == books.channels.text(old)).map_or(0, |at| at + 1);
    let numbers =
        (0..=count).map(|old| if old == 0 { 0 } else { u8::try_from(new(old)).unwrap_or(0) }).collect();
    let mut sorted = countersign_domain::inventory::row::Words::default();
    for name in &names {
        sorted.number(name, count);
    }
    books.channels = sorted;
    numbers
}
