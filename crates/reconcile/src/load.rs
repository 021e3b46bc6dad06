//! Exports to a shelf of rows, on several threads.

use std::fmt;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::thread;

use countersign_domain::inventory::shelf::{PARTS, Part, part_of};
use countersign_domain::inventory::{
    Bench, Books, Delta, Finding, LooseRow, Package, Policy, Row, Shelf, Source, judge,
};

use crate::columns::Columns;
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

/// Everything that was read, not yet in order.
#[derive(Debug)]
pub struct Loaded {
    pub books: Books,
    /// Rows that cannot be matched with anything, in the order of the files.
    pub loose: Vec<LooseRow>,
    /// How many rows each source has, loose ones too.
    pub rows: [u64; 3],
    /// Of each thread, the pieces of each part.
    piles: Vec<Vec<Pieces>>,
    /// The number a channel has by its name, for the one it had when it was met.
    channels: Vec<u8>,
}

/// Rows of one part, in the order one thread met them.
type Pieces = Vec<Vec<Row>>;

/// What one thread has read.
struct Heap {
    /// The piece of each part that is being filled, apart from the full ones so that all of them stay in the cache.
    open: Vec<Vec<Row>>,
    full: Vec<Pieces>,
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
        let piece = &mut self.open[part];
        if piece.len() == piece.capacity() {
            let full = std::mem::replace(piece, Vec::with_capacity(PIECE));
            self.full[part].push(full);
        }
        piece.push(Row { source, ..row });
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

/// The columns and the delimiter of each export.
type Shapes = Vec<(Columns, u8)>;

fn open(load: &Load<'_>) -> Result<Vec<Export>, Error> {
    Source::ALL.into_iter().zip(load.files).map(|(source, path)| Export::open(source, path)).collect()
}

fn shapes(exports: &[Export]) -> Shapes {
    exports.iter().map(|export| (export.columns.clone(), export.delimiter)).collect()
}

fn scan<'s, 'w>(
    load: &Load<'s>,
    shapes: &'s Shapes,
    source: Source,
    memory: &'s mut Memory<'w>,
) -> Scan<'s, 'w> {
    let (columns, delimiter) = &shapes[source as usize];
    let (policy, keep_going) = (load.policy, load.keep_going);
    Scan { columns, delimiter: *delimiter, source, policy, keep_going, memory }
}

fn refused(load: &Load<'_>, shapes: &Shapes, source: Source, trouble: Trouble) -> Error {
    let column = trouble.column.map_or("", |column| shapes[source as usize].0.title(column)).to_owned();
    let place = Place { file: load.files[source as usize].clone(), line: trouble.line, column };
    Error::Row { place, what: trouble.what }
}

pub fn load(load: &Load<'_>) -> Result<Loaded, Error> {
    let exports = open(load)?;
    let shapes = shapes(&exports);
    let feed = Mutex::new(Feed::new(exports));
    let books = Mutex::new(Books::default());
    let done = on_threads(|| read_blocks(load, &shapes, &feed, &books, Heap::new(load)));
    let heaps = all_read(load, &shapes, done)?;
    Ok(Loaded::gather(heaps, books.into_inner().unwrap_or_else(PoisonError::into_inner)))
}

/// What each thread read, if none of them met with trouble.
fn all_read<S>(
    load: &Load<'_>,
    shapes: &Shapes,
    mut done: Vec<(S, FirstTrouble, Option<Error>)>,
) -> Result<Vec<S>, Error> {
    let first = done.iter_mut().filter_map(|(_, trouble, _)| trouble.take());
    if let Some((source, trouble)) = first.min_by_key(|(source, trouble)| (*source, trouble.line)) {
        return Err(refused(load, shapes, source, trouble));
    }
    if let Some(why) = done.iter_mut().find_map(|(_, _, why)| why.take()) {
        return Err(why);
    }
    Ok(done.into_iter().map(|(sink, _, _)| sink).collect())
}

/// The work of one thread: blocks until there are none.
fn read_blocks<S: Sink>(
    load: &Load<'_>,
    shapes: &Shapes,
    feed: &Mutex<Feed>,
    books: &Mutex<Books>,
    mut sink: S,
) -> (S, FirstTrouble, Option<Error>) {
    let mut memory = Memory::new(books, load.policy);
    let mut spare = Vec::new();
    loop {
        let next = locked(feed).next(spare);
        let block = match next {
            Ok(Some(block)) => block,
            Ok(None) => return (sink, None, None),
            Err(why) => {
                locked(feed).stop();
                return (sink, None, Some(why));
            }
        };
        (load.progress)(block.bytes.len() as u64);
        if let Err(trouble) = scan(load, shapes, block.source, &mut memory).block(&block, &mut sink) {
            // Blocks are handed out in order, so whoever has an earlier one still finishes it.
            locked(feed).stop();
            return (sink, Some((block.source, trouble)), None);
        }
        spare = block.bytes;
    }
}

impl Heap {
    fn new(load: &Load<'_>) -> Self {
        Self {
            open: vec![Vec::new(); PARTS],
            full: vec![Vec::new(); PARTS],
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

fn threads() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get).min(THREADS_MAX)
}

/// Runs the same work on every core and collects what each did.
fn on_threads<T: Send>(work: impl Fn() -> T + Sync) -> Vec<T> {
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

impl Loaded {
    fn gather(mut heaps: Vec<Heap>, mut books: Books) -> Self {
        let channels = channels_by_name(&mut books);
        let mut loose: Vec<LooseRow> = heaps.iter_mut().flat_map(|heap| heap.loose.drain(..)).collect();
        loose.sort_unstable();
        let rows = [0, 1, 2].map(|source| heaps.iter().map(|heap| heap.rows[source]).sum());
        let pile = |heap: Heap| {
            let open = heap.open.into_iter().map(Some);
            let all = heap.full.into_iter().zip(open);
            all.map(|(mut full, open)| {
                full.extend(open);
                full
            })
            .collect()
        };
        Self { books, loose, rows, piles: heaps.into_iter().map(pile).collect(), channels }
    }

    /// Gives the rows of each part to `take` once, with what the thread that calls it has collected so far.
    fn each_part<T: Send + Default>(self, take: impl Fn(&mut T, usize, &mut Vec<Row>) + Sync) -> Vec<T> {
        let Self { mut piles, channels, .. } = self;
        let queue = Mutex::new((0..PARTS).rev().map(|part| {
            let pieces: Vec<Pieces> = piles.iter_mut().map(|pile| std::mem::take(&mut pile[part])).collect();
            (part, pieces)
        }));
        on_threads(|| {
            let (mut done, mut rows) = (T::default(), Vec::new());
            loop {
                let Some((part, pieces)) = locked(&queue).next() else { return done };
                rows.clear();
                for piece in pieces.into_iter().flatten() {
                    rows.extend_from_slice(&piece);
                }
                // Of other sources it is nought and stays so.
                rows.iter_mut().for_each(|row: &mut Row| row.channel = channels[row.channel as usize]);
                take(&mut done, part, &mut rows);
            }
        })
    }

    /// All rows, to be asked again when some of them change.
    pub fn into_shelf(mut self) -> (Shelf, Books) {
        let books = std::mem::take(&mut self.books);
        let made = self.each_part(|parts: &mut Vec<(usize, Part)>, at, rows| {
            parts.push((at, Part::new(rows.as_slice().to_vec())));
        });
        let mut parts: Vec<Part> = vec![Part::default(); PARTS];
        for (at, part) in made.into_iter().flatten() {
            parts[at] = part;
        }
        (Shelf::from_parts(parts), books)
    }

    /// What is wrong, sorted by tag, and the rows of the packages it is wrong with.
    pub fn sift(self, bench: &Bench<'_>) -> (Vec<Finding>, Shelf) {
        let sifted = self.each_part(|(found, kept): &mut (Vec<Finding>, Vec<Row>), _, rows| {
            rows.sort_unstable();
            for package in rows.chunk_by(|one, next| one.tag == next.tag) {
                let before = found.len();
                judge(&Package::new(package), bench, &mut |finding| found.push(finding));
                if found.len() > before {
                    kept.extend_from_slice(package);
                }
            }
        });
        let (found, kept): (Vec<_>, Vec<_>) = sifted.into_iter().unzip();
        let mut found: Vec<Finding> = found.into_iter().flatten().collect();
        found.sort_unstable();
        (found, Shelf::from_rows(kept.into_iter().flatten()))
    }
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

/// Rows as they come.
#[derive(Default)]
struct Changes {
    delta: Delta,
    loose: Vec<LooseRow>,
}

impl Sink for Changes {
    fn row(&mut self, source: Source, row: Row) {
        match source {
            Source::State => self.delta.state.push(row),
            Source::Pos => self.delta.pos.push(row),
            Source::Menu => self.delta.menu.push(row),
        }
    }

    fn loose(&mut self, row: LooseRow) {
        self.loose.push(row);
    }
}

/// Reads files that have the rows of some packages only, as they are now. `books` are those of the shelf they are for, and
/// learn what is new. Passes do not matter here.
pub fn changes(load: &Load<'_>, books: &mut Books) -> Result<(Delta, Vec<LooseRow>), Error> {
    let exports = open(load)?;
    let shapes = shapes(&exports);
    let feed = Mutex::new(Feed::new(exports));
    let common = Mutex::new(std::mem::take(books));
    let done = on_threads(|| read_blocks(load, &shapes, &feed, &common, Changes::default()));
    *books = common.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut all = Changes::default();
    for mut changes in all_read(load, &shapes, done)? {
        all.delta.state.append(&mut changes.delta.state);
        all.delta.pos.append(&mut changes.delta.pos);
        all.delta.menu.append(&mut changes.delta.menu);
        all.loose.append(&mut changes.loose);
    }
    all.loose.sort_unstable();
    Ok((all.delta, all.loose))
}
