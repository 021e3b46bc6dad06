//! What is wrong with one package: a pure function of what three sources say of it.

mod counts;
mod for_sale;
mod listings;
mod presence;
mod prices;

use countersign_kernel::{BusinessDate, Timestamp};

use super::cause::Cause;
use super::class::Class;
use super::finding::{Finding, PullFinding};
use super::policy::Policy;
use super::row::{Day, Row};
use super::snapshot::{Extent, Package, Pulls, Source};
use super::standing::Standing;
use super::tag::TagKey;

/// Everything beside the rows that a judgement rests on.
#[derive(Debug)]
pub struct Bench<'p> {
    pub pulls: &'p Pulls,
    pub policy: &'p Policy,
    /// Listings older than this second are stale.
    stale_before: i64,
    today: Day,
    pulls_apart: bool,
}

impl<'p> Bench<'p> {
    /// `now` is when the menu was read, for its age; `today` is the store's day, for dates on packages.
    pub fn new(pulls: &'p Pulls, policy: &'p Policy, now: Timestamp, today: BusinessDate) -> Self {
        let menu_at = pulls.menu.taken_at.unwrap_or(now);
        let stale_before =
            menu_at.micros().div_euclid(1_000_000) - i64::from(policy.stale_after_hours) * 3_600;
        let apart =
            pulls.state.taken_at.zip(pulls.pos.taken_at).map(|(a, b)| a.seconds_since(b).unsigned_abs());
        let pulls_apart = apart.is_some_and(|seconds| seconds > u64::from(policy.pulls_apart_minutes) * 60);
        Self { pulls, policy, stale_before, today: Day::from(today), pulls_apart }
    }

    /// What is wrong with the pulls themselves. While there is any, nothing is clean.
    pub fn pulls(&self) -> Vec<PullFinding> {
        let part = |source: Source| (!self.pulls.of(source).is_whole()).then_some((source, 0));
        let channels = self.pulls.menu_parts.iter().map(|channel| (Source::Menu, *channel));
        let incomplete = Source::ALL.into_iter().filter_map(part).chain(channels);
        let finding = |(source, channel)| {
            let is_empty = self.pulls.of(source).extent == Extent::Empty;
            let cause = if is_empty { Cause::EmptyExport } else { Cause::Usual };
            PullFinding { source, channel, class: Class::SnapshotIncomplete, cause }
        };
        let mut found: Vec<PullFinding> = incomplete.map(finding).collect();
        if self.pulls_apart {
            let class = Class::PullsApart;
            found.push(PullFinding { source: Source::Pos, channel: 0, class, cause: Cause::Usual });
        }
        found
    }
}

/// Where findings go, with what they have in common.
struct Notes<'n> {
    tag: TagKey,
    out: &'n mut dyn FnMut(Finding),
}

impl Notes<'_> {
    fn add(&mut self, class: Class, source: Source, cause: Cause) {
        self.on(class, source, 0, cause);
    }

    fn on(&mut self, class: Class, source: Source, channel: u8, cause: Cause) {
        (self.out)(Finding { tag: self.tag, class, source, channel, cause });
    }
}

/// Tells `out` of everything that is wrong with one package. Each source's rows are sorted, and not all are empty.
pub fn judge(package: &Package<'_>, bench: &Bench<'_>, out: &mut dyn FnMut(Finding)) {
    if is_plainly_good(package, bench) {
        return;
    }
    let first = [package.state, package.pos, package.menu].into_iter().find_map(|rows| rows.first());
    let Some(tag) = first.map(|row| row.tag) else { return };
    let mut notes = Notes { tag, out };
    counts::judge(package, bench, &mut notes);
    presence::judge(package, bench, &mut notes);
    for_sale::judge(package, bench, &mut notes);
    prices::judge(package, bench, &mut notes);
    listings::judge(package, bench, &mut notes);
}

/// The ordinary case, decided in one look: one row each, all alike. It may only say yes where the long way finds
/// nothing, and a property test holds it to that.
fn is_plainly_good(package: &Package<'_>, bench: &Bench<'_>) -> bool {
    let ([state], [pos], [listing]) = (package.state, package.pos, package.menu) else { return false };
    let good = |row: &Row| row.standing == Standing::Good;
    good(state)
        && good(pos)
        && good(listing)
        && state.quantity == pos.quantity
        && state.unit == pos.unit
        && state.quantity.get().is_some_and(|quantity| quantity.0 > 0)
        && (state.facility == pos.facility && pos.facility == listing.facility)
        && pos.price == listing.price
        && listing.price.get().is_none_or(|cents| cents > 0)
        && (listing.thc.get().is_none() || (state.thc == listing.thc && state.thc_unit == listing.thc_unit))
        && !state.expires.is_before(bench.today)
        && !(listing.updated.is_told() && listing.updated.is_before(bench.stale_before))
        && bench.policy.list_on != super::policy::ListOn::EveryChannel
}

/// The sum of the counts, when every row has one.
fn total(rows: &[Row]) -> Option<i64> {
    rows.iter().try_fold(0_i64, |sum, row| sum.checked_add(row.quantity.get()?.0))
}

/// More than one row, and they are not rooms of one shop.
fn are_duplicates(source: Source, rows: &[Row]) -> bool {
    if rows.len() < 2 {
        return false;
    }
    let rooms_told = source == Source::Pos
        && rows.iter().enumerate().all(|(index, row)| {
            row.place != 0
                && row.facility == rows[0].facility
                && !rows[..index].iter().any(|other| other.place == row.place)
        });
    !rooms_told
}

/// The listings of each channel, in turn.
fn by_channel(rows: &[Row]) -> impl Iterator<Item = &[Row]> {
    rows.chunk_by(|one, next| one.channel == next.channel)
}
