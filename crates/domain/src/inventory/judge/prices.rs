//! What a shopper is asked to pay, there and here.

use countersign_kernel::Money;

use super::super::cause::{Cause, is_hundredfold};
use super::super::class::Class;
use super::super::row::Row;
use super::super::snapshot::{Package, Source};
use super::{Bench, Notes, are_duplicates, by_channel};

pub fn judge(package: &Package<'_>, bench: &Bench<'_>, notes: &mut Notes<'_>) {
    let charged =
        if are_duplicates(Source::Pos, package.pos) { None } else { package.pos.iter().find_map(Row::price) };
    let apart = |one: Money, other: Money| (one - other).0.abs() > bench.policy.price_tolerance.0;
    let asked = |rows: &[Row]| {
        let shown = rows.iter().filter(|row| row.is_shown());
        shown.filter_map(Row::price).filter(|price| price.0 > 0).collect::<Vec<Money>>()
    };
    let channels: Vec<(u8, Vec<Money>)> =
        by_channel(package.menu).map(|rows| (rows[0].channel, asked(rows))).collect();
    let differs = |one: &[Money], other: &[Money]| one.iter().any(|a| other.iter().any(|b| apart(*a, *b)));
    let between = channels
        .iter()
        .enumerate()
        .any(|(index, (_, prices))| channels[..index].iter().any(|(_, earlier)| differs(prices, earlier)));
    for rows in by_channel(package.menu) {
        if rows.iter().any(|row| row.is_shown() && row.price().is_some_and(|price| price.0 <= 0)) {
            notes.on(Class::PricedAtZero, Source::Menu, rows[0].channel, Cause::Usual);
        }
    }
    if between {
        let cause = if let Some(charged) = charged
            && channels.iter().any(|(_, prices)| prices.first().is_some_and(|price| !apart(*price, charged)))
        {
            Cause::EditedByHand
        } else {
            Cause::Usual
        };
        notes.add(Class::PriceDiffersBetweenChannels, Source::Menu, cause);
    }
    let Some(charged) = charged else { return };
    for (channel, prices) in &channels {
        let Some(price) = prices.iter().find(|price| apart(**price, charged)) else { continue };
        let cause = if is_hundredfold(price.0, charged.0) {
            Cause::FactorHundred
        } else if between {
            Cause::EditedByHand
        } else if channels.iter().filter(|(_, prices)| !prices.is_empty()).count() > 1 {
            Cause::PosChanged
        } else {
            Cause::Usual
        };
        notes.on(Class::PriceDiffersFromPos, Source::Menu, *channel, cause);
    }
}
