//! All rows of three sources, kept by tag in flat arrays, so that what a change does is told without looking at the rest.

use std::ops::Range;

use super::finding::Finding;
use super::judge::{Bench, judge};
use super::row::Row;
use super::snapshot::{Package, Source};
use super::tag::TagKey;

/// Tags are spread over so many parts by the upper bits of a hash. A part of a million packages fits a core's cache.
pub const PARTS: usize = 1 << PART_BITS;
const PART_BITS: u32 = 10;

pub fn part_of(tag: TagKey) -> usize {
    (tag.spread() >> (u64::BITS - PART_BITS)) as usize
}

/// The rows of some tags, sorted, so that all of a package lie side by side.
#[derive(Debug, Clone, Default)]
pub struct Part {
    rows: Vec<Row>,
}

impl Part {
    /// From rows that know their source.
    pub fn new(mut rows: Vec<Row>) -> Self {
        rows.sort_unstable();
        Self { rows }
    }

    pub fn judge(&self, bench: &Bench<'_>, out: &mut dyn FnMut(Finding)) {
        for rows in self.rows.chunk_by(|one, next| one.tag == next.tag) {
            judge(&Package::new(rows), bench, out);
        }
    }

    fn place(&self, tag: TagKey) -> Range<usize> {
        let start = self.rows.partition_point(|row| row.tag < tag);
        start..start + self.rows[start..].iter().take_while(|row| row.tag == tag).count()
    }

    fn replace(&mut self, place: Range<usize>, fresh: &[Row]) {
        if place.len() == fresh.len() {
            self.rows[place].copy_from_slice(fresh);
        } else {
            self.rows.splice(place, fresh.iter().copied());
        }
    }
}

/// What changed at the sources: the rows that are there now. Of each tag that is named, and of a menu each tag and
/// channel, all rows are given, and they take the place of all there were.
#[derive(Debug, Clone, Default)]
pub struct Delta {
    pub state: Vec<Row>,
    pub pos: Vec<Row>,
    pub menu: Vec<Row>,
    /// What a source no longer has; the number is the channel of a menu and nought elsewhere.
    pub gone: Vec<(Source, TagKey, u8)>,
}

/// What a change did to the discrepancies. One whose likely cause is another is in both lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moved {
    pub opened: Vec<Finding>,
    pub closed: Vec<Finding>,
}

#[derive(Debug, Clone)]
pub struct Shelf {
    parts: Vec<Part>,
}

impl Shelf {
    /// From rows in any order: of the state, the point of sale and the menus.
    pub fn new(rows: [Vec<Row>; 3]) -> Self {
        Self::from_rows(with_sources(rows))
    }

    /// From rows in any order that know their source.
    pub fn from_rows(rows: impl Iterator<Item = Row>) -> Self {
        let mut parts = vec![Vec::new(); PARTS];
        for row in rows {
            parts[part_of(row.tag)].push(row);
        }
        Self { parts: parts.into_iter().map(Part::new).collect() }
    }

    /// From parts that were made elsewhere, each of the rows whose tags [`part_of`] puts there.
    pub fn from_parts(parts: Vec<Part>) -> Self {
        assert_eq!(parts.len(), PARTS, "a shelf has all its parts");
        Self { parts }
    }

    pub fn package(&self, tag: TagKey) -> Package<'_> {
        let part = &self.parts[part_of(tag)];
        Package::new(&part.rows[part.place(tag)])
    }

    /// Every discrepancy, sorted by tag.
    pub fn findings(&self, bench: &Bench<'_>) -> Vec<Finding> {
        let mut found = Vec::new();
        for part in &self.parts {
            part.judge(bench, &mut |finding| found.push(finding));
        }
        found.sort_unstable();
        found
    }

    /// Takes a change over and says what it opened and closed. The cost is that of the tags it names.
    pub fn apply(&mut self, delta: Delta, bench: &Bench<'_>) -> Moved {
        let Delta { state, pos, menu, gone } = delta;
        let mut changes: Vec<Change> = with_sources([state, pos, menu]).map(Change::Is).collect();
        changes.extend(gone.into_iter().map(|(source, tag, channel)| Change::Gone(source, tag, channel)));
        // Part by part and tag by tag, so that each is fetched from memory once.
        changes.sort_by_cached_key(|change| (part_of(change.tag()), change.tag()));
        let (mut before, mut after, mut now) = (Vec::new(), Vec::new(), Vec::new());
        for changes in changes.chunk_by(|one, next| one.tag() == next.tag()) {
            let tag = changes[0].tag();
            let part = &mut self.parts[part_of(tag)];
            let place = part.place(tag);
            let old = &part.rows[place.clone()];
            now.clear();
            now.extend(old.iter().filter(|row| !changes.iter().any(|change| change.replaces(row))));
            now.extend(changes.iter().filter_map(Change::row));
            now.sort_unstable();
            judge(&Package::new(old), bench, &mut |finding| before.push(finding));
            judge(&Package::new(&now), bench, &mut |finding| after.push(finding));
            part.replace(place, &now);
        }
        before.sort_unstable();
        after.sort_unstable();
        Moved { opened: missing_from(&before, &after), closed: missing_from(&after, &before) }
    }
}

/// One row of a delta.
#[derive(Debug)]
enum Change {
    Is(Row),
    Gone(Source, TagKey, u8),
}

impl Change {
    fn tag(&self) -> TagKey {
        match self {
            Self::Is(row) => row.tag,
            Self::Gone(_, tag, _) => *tag,
        }
    }

    fn replaces(&self, old: &Row) -> bool {
        let (source, channel) = match self {
            Self::Is(row) => (row.source, row.channel),
            Self::Gone(source, _, channel) => (*source, *channel),
        };
        (old.source, old.channel) == (source, channel)
    }

    fn row(&self) -> Option<Row> {
        match self {
            Self::Is(row) => Some(*row),
            Self::Gone(..) => None,
        }
    }
}

fn with_sources(rows: [Vec<Row>; 3]) -> impl Iterator<Item = Row> {
    Source::ALL
        .into_iter()
        .zip(rows)
        .flat_map(|(source, rows)| rows.into_iter().map(move |row| Row { source, ..row }))
}

/// What is in `these` and not in `others`; both are sorted.
fn missing_from(others: &[Finding], these: &[Finding]) -> Vec<Finding> {
    these.iter().filter(|finding| others.binary_search(finding).is_err()).copied().collect()
}

/// Every discrepancy between three snapshots: of the state, the point of sale and the menus.
pub fn reconcile(rows: [Vec<Row>; 3], bench: &Bench<'_>) -> Vec<Finding> {
    Shelf::new(rows).findings(bench)
}
