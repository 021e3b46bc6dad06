//! All rows of three sources, kept by tag in flat arrays, so that what a change does is told without looking at the rest.

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

/// The rows of some tags: of each source, sorted.
#[derive(Debug, Clone, Default)]
pub struct Part {
    rows: [Vec<Row>; 3],
}

impl Part {
    pub fn new(mut rows: [Vec<Row>; 3]) -> Self {
        for rows in &mut rows {
            // Exports are often sorted already; then this is one pass.
            rows.sort_unstable();
        }
        Self { rows }
    }

    /// Those of one source, by its place in [`Source::ALL`].
    pub fn rows(&self, source: usize) -> &[Row] {
        &self.rows[source]
    }

    pub fn judge(&self, bench: &Bench<'_>, out: &mut dyn FnMut(Finding)) {
        let [mut state, mut pos, mut menu] = [0, 1, 2].map(|source| self.rows[source].as_slice());
        loop {
            let firsts = [state, pos, menu].into_iter().filter_map(|rows| rows.first());
            let Some(tag) = firsts.map(|row| row.tag).min() else { return };
            let package = Package {
                state: take(&mut state, tag),
                pos: take(&mut pos, tag),
                menu: take(&mut menu, tag),
            };
            judge(&package, bench, out);
        }
    }

    fn package(&self, tag: TagKey) -> Package<'_> {
        let of = |source: Source| {
            let rows = &self.rows[source as usize];
            let start = rows.partition_point(|row| row.tag < tag);
            let rest = &rows[start..];
            &rest[..rest.iter().take_while(|row| row.tag == tag).count()]
        };
        Package { state: of(Source::State), pos: of(Source::Pos), menu: of(Source::Menu) }
    }

    /// Puts `fresh` in the place of what a source had of a tag on a channel.
    fn replace(&mut self, source: Source, tag: TagKey, channel: u8, fresh: &[Row]) {
        let rows = &mut self.rows[source as usize];
        let start = rows.partition_point(|row| (row.tag, row.channel) < (tag, channel));
        let old = rows[start..].iter().take_while(|row| (row.tag, row.channel) == (tag, channel)).count();
        if old == fresh.len() {
            rows[start..start + old].copy_from_slice(fresh);
        } else {
            rows.splice(start..start + old, fresh.iter().copied());
        }
    }
}

/// Cuts the rows of `tag` off the front.
fn take<'r>(rows: &mut &'r [Row], tag: TagKey) -> &'r [Row] {
    let count = rows.iter().take_while(|row| row.tag == tag).count();
    let (these, rest) = rows.split_at(count);
    *rows = rest;
    these
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
    /// From rows in any order.
    pub fn new(rows: [Vec<Row>; 3]) -> Self {
        let mut parts = vec![<[Vec<Row>; 3]>::default(); PARTS];
        for (source, rows) in rows.into_iter().enumerate() {
            for row in rows {
                parts[part_of(row.tag)][source].push(row);
            }
        }
        Self { parts: parts.into_iter().map(Part::new).collect() }
    }

    /// From parts that were made elsewhere, each of the rows whose tags [`part_of`] puts there.
    pub fn from_parts(parts: Vec<Part>) -> Self {
        assert_eq!(parts.len(), PARTS, "a shelf has all its parts");
        Self { parts }
    }

    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    pub fn package(&self, tag: TagKey) -> Package<'_> {
        self.parts[part_of(tag)].package(tag)
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
    pub fn apply(&mut self, delta: &Delta, bench: &Bench<'_>) -> Moved {
        let changed = [&delta.state, &delta.pos, &delta.menu];
        let named = changed.into_iter().flatten().map(|row| row.tag);
        let mut tags: Vec<TagKey> = named.chain(delta.gone.iter().map(|(_, tag, _)| *tag)).collect();
        // Part by part, so that each is fetched from memory once.
        tags.sort_unstable_by_key(|tag| (part_of(*tag), *tag));
        tags.dedup();
        let before = self.findings_of(&tags, bench);
        for (source, tag, channel) in &delta.gone {
            self.parts[part_of(*tag)].replace(*source, *tag, *channel, &[]);
        }
        for (source, rows) in Source::ALL.into_iter().zip(changed) {
            let mut rows = rows.clone();
            rows.sort_unstable_by_key(|row| (part_of(row.tag), *row));
            for fresh in rows.chunk_by(|a, b| (a.tag, a.channel) == (b.tag, b.channel)) {
                let Row { tag, channel, .. } = fresh[0];
                self.parts[part_of(tag)].replace(source, tag, channel, fresh);
            }
        }
        let after = self.findings_of(&tags, bench);
        Moved { opened: missing_from(&before, &after), closed: missing_from(&after, &before) }
    }

    fn findings_of(&self, tags: &[TagKey], bench: &Bench<'_>) -> Vec<Finding> {
        let mut found = Vec::new();
        for tag in tags {
            judge(&self.package(*tag), bench, &mut |finding| found.push(finding));
        }
        found.sort_unstable();
        found
    }
}

/// What is in `these` and not in `others`; both are sorted.
fn missing_from(others: &[Finding], these: &[Finding]) -> Vec<Finding> {
    these.iter().filter(|finding| others.binary_search(finding).is_err()).copied().collect()
}

/// Every discrepancy between three snapshots: of the state, the point of sale and the menus.
pub fn reconcile(rows: [Vec<Row>; 3], bench: &Bench<'_>) -> Vec<Finding> {
    Shelf::new(rows).findings(bench)
}
