//! What must not be sold, and can be bought.

use super::super::cause::Cause;
use super::super::class::Class;
use super::super::row::Row;
use super::super::snapshot::{Package, Source};
use super::super::standing::Standing;
use super::{Bench, Notes, by_channel, total};

pub fn judge(package: &Package<'_>, bench: &Bench<'_>, notes: &mut Notes<'_>) {
    let shown = package.shown().next().is_some();
    let sells = package.pos.iter().any(|row| row.standing == Standing::Good);
    let in_stock = total(package.pos).is_none_or(|sum| sum > 0);
    if shown || (sells && in_stock) {
        let at = if shown { Source::Menu } else { Source::Pos };
        let standings = package.state.iter().map(|row| row.standing);
        let mut classes: Vec<Class> = standings.filter_map(class_of).collect();
        let dated = package.state.iter().any(|row| row.expires.is_before(bench.today));
        classes.extend(dated.then_some(Class::ExpiredForSale));
        classes.sort_unstable();
        classes.dedup();
        for class in classes {
            notes.add(class, at, why(package));
        }
    }
    for source in [Source::State, Source::Pos] {
        if package.of(source).iter().any(|row| row.standing == Standing::NotUnderstood) {
            notes.add(Class::StatusNotUnderstood, source, Cause::Usual);
        }
    }
    for listings in by_channel(package.menu) {
        if listings.iter().any(|row| row.standing == Standing::NotUnderstood) {
            notes.on(Class::StatusNotUnderstood, Source::Menu, listings[0].channel, Cause::Usual);
        }
    }
    let put_aside = package.pos.iter().any(|row| row.standing.blocks());
    if shown && put_aside && !sells {
        notes.add(Class::BlockedInPosForSale, Source::Menu, Cause::Usual);
    }
    at_zero(package, notes);
}

fn class_of(standing: Standing) -> Option<Class> {
    match standing {
        Standing::Good | Standing::NotUnderstood => None,
        Standing::Hidden | Standing::OnHold => Some(Class::OnHoldForSale),
        Standing::InTransit => Some(Class::InTransitForSale),
        Standing::NotTested => Some(Class::NotTestedForSale),
        Standing::Finished => Some(Class::FinishedForSale),
        Standing::Expired => Some(Class::ExpiredForSale),
        Standing::Failed => Some(Class::FailedForSale),
        Standing::Recalled => Some(Class::RecalledForSale),
    }
}

fn why(package: &Package<'_>) -> Cause {
    let changed = package.state.iter().map(|row| row.updated).max();
    let written = package.shown().map(|row| row.updated).max();
    match (changed, written) {
        (Some(changed), Some(written)) if written.is_told() && changed > written => Cause::ListedBeforeChange,
        _ => Cause::Usual,
    }
}

fn at_zero(package: &Package<'_>, notes: &mut Notes<'_>) {
    let none = |rows: &[Row]| !rows.is_empty() && total(rows).is_some_and(|sum| sum <= 0);
    if !none(package.state) && !none(package.pos) {
        return;
    }
    for listings in by_channel(package.menu) {
        if listings.iter().any(Row::is_shown) {
            notes.on(Class::OrderableAtZero, Source::Menu, listings[0].channel, Cause::SoldOut);
        }
    }
}
