//! The listings themselves: one of each, fresh, with the certificate's figures, and there at all.

use super::super::cause::Cause;
use super::super::class::Class;
use super::super::policy::ListOn;
use super::super::row::Row;
use super::super::snapshot::{Package, Source};
use super::super::standing::Standing;
use super::{Bench, Notes, are_duplicates, by_channel, total};

pub fn judge(package: &Package<'_>, bench: &Bench<'_>, notes: &mut Notes<'_>) {
    for rows in by_channel(package.menu) {
        let channel = rows[0].channel;
        if let Some((class, cause)) = twice(rows) {
            notes.on(class, Source::Menu, channel, cause);
        }
        let stale = |row: &Row| row.updated.is_told() && row.updated.is_before(bench.stale_before);
        if rows.iter().any(|row| row.is_shown() && stale(row)) {
            notes.on(Class::StaleListing, Source::Menu, channel, Cause::Usual);
        }
        potency(package, rows, bench, notes);
    }
    if is_free_to_sell(package, bench) {
        missing(package, bench, notes);
    }
}

/// Two writers are trouble even while one of their listings is put away; of one writer's listings only those that are shown are.
fn twice(rows: &[Row]) -> Option<(Class, Cause)> {
    if rows.len() < 2 {
        return None;
    }
    let mut writers: Vec<u16> = rows.iter().map(|row| row.place).filter(|place| *place != 0).collect();
    writers.sort_unstable();
    writers.dedup();
    if writers.len() > 1 {
        return Some((Class::TwoWriters, Cause::TwoIntegrations));
    }
    let shown = rows.iter().filter(|row| row.is_shown()).count();
    (shown > 1).then_some((Class::DuplicateListing, Cause::Usual))
}

/// The certificate's figure stands in the state's row; where the state keeps none, the point of sale's is next best.
fn potency(package: &Package<'_>, rows: &[Row], bench: &Bench<'_>, notes: &mut Notes<'_>) {
    let told = |rows: &[Row]| rows.iter().find_map(|row| Some((row.thc.get()?, row.thc_unit)));
    let one = |source: Source| {
        let rows = package.of(source);
        if are_duplicates(source, rows) { None } else { told(rows) }
    };
    let Some((thc, unit)) = one(Source::State).or_else(|| one(Source::Pos)) else { return };
    let shown = rows.iter().filter(|row| row.is_shown());
    let other = shown
        .filter_map(|row| Some((row.thc.get()?, row.thc_unit)))
        .find(|(says, in_unit)| *in_unit != unit || (says - thc).abs() > bench.policy.potency_tolerance.0);
    if let Some((_, in_unit)) = other {
        let cause = if in_unit == unit { Cause::Usual } else { Cause::PercentAgainstMilligrams };
        notes.on(Class::PotencyDiffers, Source::Menu, rows[0].channel, cause);
    }
}

/// In the state's books and the shop's, good in both, with goods in both.
fn is_free_to_sell(package: &Package<'_>, bench: &Bench<'_>) -> bool {
    let good = |rows: &[Row]| {
        !rows.is_empty()
            && rows.iter().all(|row| row.standing == Standing::Good)
            && total(rows).is_some_and(|sum| sum > 0)
    };
    good(package.state)
        && good(package.pos)
        && !package.state.iter().any(|row| row.expires.is_before(bench.today))
}

fn missing(package: &Package<'_>, bench: &Bench<'_>, notes: &mut Notes<'_>) {
    let pulls = bench.pulls;
    match bench.policy.list_on {
        ListOn::None => {}
        ListOn::AnyChannel => {
            let whole = pulls.menu.is_whole() && pulls.menu_parts.is_empty();
            if whole && package.menu.is_empty() {
                notes.add(Class::MissingListing, Source::Menu, Cause::Usual);
            }
        }
        ListOn::EveryChannel => {
            // A menu that names no channels is one channel, with the number nought.
            let known = u8::try_from(pulls.books.channels.len()).unwrap_or(u8::MAX);
            let first = u8::from(known > 0);
            for channel in (first..=known).filter(|channel| pulls.channel_is_whole(*channel)) {
                if !package.menu.iter().any(|row| row.channel == channel) {
                    notes.on(Class::MissingListing, Source::Menu, channel, Cause::Usual);
                }
            }
        }
    }
}
