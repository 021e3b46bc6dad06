//! The same question answered a second time, class by class and row by row, without a thought for speed. It shares
//! the rows' types with the engine and none of its decisions.

use std::collections::{BTreeMap, BTreeSet};

use countersign_domain::inventory::policy::ListOn;
use countersign_domain::inventory::row::ThcUnit;
use countersign_domain::inventory::{Class, Policy, Pulls, Row, Source, Standing, TagKey, Unit};

use super::rows::{Books3, now, today};

pub type Found = BTreeSet<(TagKey, Class, Source, u8)>;

struct One<'a> {
    tag: TagKey,
    state: Vec<&'a Row>,
    pos: Vec<&'a Row>,
    menu: Vec<&'a Row>,
}

pub fn reconcile(books: &Books3, pulls: &Pulls, policy: &Policy) -> Found {
    let mut tags = BTreeSet::new();
    for rows in [&books.state, &books.pos, &books.menu] {
        tags.extend(rows.iter().map(|row| row.tag));
    }
    let mut found = Found::new();
    for tag in tags {
        let of = |rows: &'_ [Row]| -> Vec<usize> {
            (0..rows.len()).filter(|index| rows[*index].tag == tag).collect()
        };
        let one = One {
            tag,
            state: of(&books.state).into_iter().map(|index| &books.state[index]).collect(),
            pos: of(&books.pos).into_iter().map(|index| &books.pos[index]).collect(),
            menu: of(&books.menu).into_iter().map(|index| &books.menu[index]).collect(),
        };
        stock(&one, pulls, policy, &mut found);
        sale(&one, &mut found);
        menu(&one, pulls, policy, &mut found);
    }
    found
}

fn sum(rows: &[&Row]) -> Option<i64> {
    let mut sum = 0;
    for row in rows {
        sum += row.quantity.get()?.0;
    }
    Some(sum)
}

fn shown<'a>(one: &One<'a>) -> Vec<&'a Row> {
    one.menu
        .iter()
        .copied()
        .filter(|row| matches!(row.standing, Standing::Good | Standing::NotUnderstood))
        .collect()
}

fn expired(row: &Row) -> bool {
    row.expires.get().is_some_and(|day| day < today())
}

/// More rows than one, unless they are rooms with names of their own at one facility.
fn ambiguous_pos(rows: &[&Row]) -> bool {
    let rooms: BTreeSet<u16> = rows.iter().map(|row| row.place).collect();
    let facilities: BTreeSet<u16> = rows.iter().map(|row| row.facility).collect();
    rows.len() > 1 && (rooms.contains(&0) || rooms.len() != rows.len() || facilities.len() != 1)
}

fn stock(one: &One<'_>, pulls: &Pulls, policy: &Policy, found: &mut Found) {
    let mut add = |class, source, channel| found.insert((one.tag, class, source, channel));
    let shown = shown(one);
    if one.state.len() > 1 {
        add(Class::DuplicateTag, Source::State, 0);
    }
    if ambiguous_pos(&one.pos) {
        add(Class::DuplicateTag, Source::Pos, 0);
    }
    for (source, rows) in [(Source::State, &one.state), (Source::Pos, &one.pos)] {
        if rows.iter().any(|row| row.quantity.get().is_none()) {
            add(Class::QuantityUnknown, source, 0);
        }
        if rows.iter().any(|row| row.quantity.get().is_some_and(|q| q.0 < 0)) {
            add(Class::NegativeQuantity, source, 0);
        }
        if rows.iter().any(|row| row.standing == Standing::NotUnderstood) {
            add(Class::StatusNotUnderstood, source, 0);
        }
    }
    let goods = |rows: &[&Row]| rows.iter().any(|row| row.quantity.get() != Some(Default::default()));
    if one.state.is_empty() && pulls.state.is_whole() {
        if goods(&one.pos) {
            add(Class::InPosNotInState, Source::Pos, 0);
        }
        if !shown.is_empty() {
            add(Class::OnMenuNotInState, Source::Menu, 0);
        }
    } else if one.pos.is_empty() && pulls.pos.is_whole() {
        if !shown.is_empty() {
            add(Class::OnMenuNotInPos, Source::Menu, 0);
        }
        let all = |standing| one.state.iter().all(|row| row.standing == standing);
        if goods(&one.state) && !all(Standing::Finished) && !all(Standing::InTransit) {
            add(Class::InStateNotInPos, Source::State, 0);
        }
    }
    if let [state] = one.state[..] {
        let elsewhere =
            |row: &Row| row.facility != 0 && state.facility != 0 && row.facility != state.facility;
        if one.pos.iter().any(|row| elsewhere(row)) {
            add(Class::WrongFacility, Source::Pos, 0);
        }
        for row in shown.iter().filter(|row| elsewhere(row)) {
            add(Class::WrongFacility, Source::Menu, row.channel);
        }
        if !one.pos.is_empty() && !ambiguous_pos(&one.pos) {
            found.extend(counts(state, &one.pos, policy).map(|class| (one.tag, class, Source::Pos, 0)));
        }
    }
}

fn counts(state: &Row, pos: &[&Row], policy: &Policy) -> Option<Class> {
    let (has, counts) = (state.quantity.get()?.0, sum(pos)?);
    let units: BTreeSet<Unit> = pos.iter().map(|row| row.unit).collect();
    if units.len() > 1 {
        return Some(Class::UnitMismatch);
    }
    let (a, b) = (state.unit, pos[0].unit);
    let (a, b) = match (a, b) {
        (Unit::NotTold, other) | (other, Unit::NotTold) => (other, other),
        both => both,
    };
    if a == b {
        let apart = (i128::from(has) - i128::from(counts)).abs();
        return (apart > policy.tolerance_of(a)).then_some(Class::QuantityMismatch);
    }
    let nanograms = |unit: Unit| match unit {
        Unit::Grams => Some(1_000_000_000_i128),
        Unit::Ounces => Some(28_349_523_125),
        Unit::Each => None,
        other => panic!("{other:?} is not made by the generator"),
    };
    let (Some(in_a), Some(in_b)) = (nanograms(a), nanograms(b)) else { return Some(Class::UnitMismatch) };
    if has == counts && has != 0 {
        return Some(Class::UnitMismatch);
    }
    let apart = (i128::from(has) * in_a - i128::from(counts) * in_b).abs();
    (apart > policy.tolerance_of(a) * in_a).then_some(Class::QuantityMismatch)
}

fn sale(one: &One<'_>, found: &mut Found) {
    let shown = shown(one);
    let sells = one.pos.iter().any(|row| row.standing == Standing::Good);
    let at_register = sells && sum(&one.pos).is_none_or(|sum| sum > 0);
    if !shown.is_empty() || at_register {
        let at = if shown.is_empty() { Source::Pos } else { Source::Menu };
        for row in &one.state {
            let class = match row.standing {
                Standing::Recalled => Some(Class::RecalledForSale),
                Standing::Failed => Some(Class::FailedForSale),
                Standing::OnHold | Standing::Hidden => Some(Class::OnHoldForSale),
                Standing::Expired => Some(Class::ExpiredForSale),
                Standing::Finished => Some(Class::FinishedForSale),
                Standing::NotTested => Some(Class::NotTestedForSale),
                Standing::InTransit => Some(Class::InTransitForSale),
                Standing::Good | Standing::NotUnderstood => None,
            };
            found.extend(class.map(|class| (one.tag, class, at, 0)));
            if expired(row) {
                found.insert((one.tag, Class::ExpiredForSale, at, 0));
            }
        }
    }
    let aside = one.pos.iter().any(|row| !matches!(row.standing, Standing::Good | Standing::NotUnderstood));
    if !shown.is_empty() && !sells && aside {
        found.insert((one.tag, Class::BlockedInPosForSale, Source::Menu, 0));
    }
    let sold_out = |rows: &[&Row]| !rows.is_empty() && sum(rows).is_some_and(|sum| sum <= 0);
    if sold_out(&one.state) || sold_out(&one.pos) {
        found.extend(shown.iter().map(|row| (one.tag, Class::OrderableAtZero, Source::Menu, row.channel)));
    }
}

fn menu(one: &One<'_>, pulls: &Pulls, policy: &Policy, found: &mut Found) {
    let mut add = |class, channel| found.insert((one.tag, class, Source::Menu, channel));
    let shown = shown(one);
    let asks = |row: &&&Row| row.price().is_some_and(|price| price.0 > 0);
    let price = |row: &Row| row.price().map_or(0, |price| price.0);
    let apart = |a: i64, b: i64| (a - b).abs() > policy.price_tolerance.0;
    // Of several rooms the first that is told counts, in the order of the rows.
    let mut pos = one.pos.clone();
    pos.sort_unstable();
    let charged = if ambiguous_pos(&pos) { None } else { pos.iter().find_map(|row| row.price()) };
    for row in shown.iter().filter(asks) {
        if shown
            .iter()
            .filter(asks)
            .any(|other| other.channel != row.channel && apart(price(row), price(other)))
        {
            add(Class::PriceDiffersBetweenChannels, 0);
        }
        if charged.is_some_and(|charged| apart(price(row), charged.0)) {
            add(Class::PriceDiffersFromPos, row.channel);
        }
    }
    let state_thc = if one.state.len() == 1 { potency(one.state[0]) } else { None };
    let pos_thc = if ambiguous_pos(&pos) { None } else { pos.iter().find_map(|row| potency(row)) };
    for row in &shown {
        if row.standing == Standing::NotUnderstood {
            add(Class::StatusNotUnderstood, row.channel);
        }
        if row.price().is_some_and(|price| price.0 <= 0) {
            add(Class::PricedAtZero, row.channel);
        }
        let limit = now().plus_seconds(-3_600 * i64::from(policy.stale_after_hours));
        if row.updated.get().is_some_and(|at| at < limit) {
            add(Class::StaleListing, row.channel);
        }
        if let (Some((is, unit)), Some((says, in_unit))) = (state_thc.or(pos_thc), potency(row))
            && (unit != in_unit || (is - says).abs() > policy.potency_tolerance.0)
        {
            add(Class::PotencyDiffers, row.channel);
        }
    }
    for channel in [1, 2] {
        let rows: Vec<&&Row> = one.menu.iter().filter(|row| row.channel == channel).collect();
        let writers: BTreeSet<u16> = rows.iter().map(|row| row.place).filter(|place| *place != 0).collect();
        match (rows.len(), shown.iter().filter(|row| row.channel == channel).count(), writers.len()) {
            (0 | 1, ..) | (_, 0 | 1, 0 | 1) => {}
            (.., 0 | 1) => _ = add(Class::DuplicateListing, channel),
            _ => _ = add(Class::TwoWriters, channel),
        }
    }
    let sellable = |rows: &[&Row]| {
        sum(rows).is_some_and(|sum| sum > 0) && rows.iter().all(|row| row.standing == Standing::Good)
    };
    if sellable(&one.state) && sellable(&one.pos) && !one.state.iter().any(|row| expired(row)) {
        let listed: BTreeMap<u8, usize> = one.menu.iter().map(|row| (row.channel, 1)).collect();
        match policy.list_on {
            ListOn::None => {}
            ListOn::AnyChannel if !pulls.menu.is_whole() || !pulls.menu_parts.is_empty() => {}
            ListOn::AnyChannel if listed.is_empty() => _ = add(Class::MissingListing, 0),
            ListOn::AnyChannel => {}
            ListOn::EveryChannel => {
                for channel in [1, 2] {
                    if !listed.contains_key(&channel) && pulls.channel_is_whole(channel) {
                        add(Class::MissingListing, channel);
                    }
                }
            }
        }
    }
}

fn potency(row: &Row) -> Option<(i64, ThcUnit)> {
    Some((row.thc.get()?, row.thc_unit))
}
