//! Acts that set the books right. Each is confirmed by reading back: what is not seen to be so is not done.

use countersign_kernel::{Money, Quantity};
use countersign_ports::books::{Adjustment, PriceChange, Pulled, ShownListing};
use countersign_ports::marketplace::{Listing, MarketplaceMenu};
use countersign_ports::state_system::{StatePackage, StateSystem};
use countersign_ports::{CallError, Connection, Effect, Failure};
use serde_json::{Value, json};

use super::payload::Payload;
use super::perform::{Outcome, of, unsupported};
use crate::menu::changes;

/// A product, and the names that its listings have on a menu.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'p> {
    sku: &'p str,
    external_ids: &'p [String],
}

/// What an act takes off a menu, if that is what it does.
pub fn taken_off(payload: &Payload) -> Option<Listed<'_>> {
    match payload {
        Payload::Hide { sku, external_ids, .. }
        | Payload::Withdraw { sku, external_ids }
        | Payload::Unpublish { sku, external_ids, .. } => Some(Listed { sku, external_ids }),
        _ => None,
    }
}

pub async fn perform(connection: &dyn Connection, payload: &Payload) -> Outcome {
    if let Some(wanted) = taken_off(payload) {
        let outcomes = hide(connection, &[wanted]).await;
        return outcomes.map_or_else(|why| of(Err(why)), |mut one| one.remove(0));
    }
    let outcome = match payload {
        Payload::Restore { sku, external_ids } | Payload::Show { sku, external_ids, .. } => {
            show(connection, sku, external_ids).await
        }
        Payload::SetQuantity { adjustment, finish, .. } => {
            set_quantity(connection, adjustment, *finish).await
        }
        Payload::SetPrices { prices, .. } => set_prices(connection, prices).await,
        Payload::Publish { listing, .. } => publish(connection, listing).await,
        _ => return Outcome::Stuck("this act is not about the books".to_owned()),
    };
    outcome.unwrap_or_else(|why| of(Err(why)))
}

/// Takes all of these off a menu and reads it back once, however many they are: a long menu is many calls. How it went
/// with each.
pub async fn hide(connection: &dyn Connection, wanted: &[Listed<'_>]) -> Result<Vec<Outcome>, CallError> {
    let menu = connection.marketplace_menu().ok_or_else(|| unsupported(connection, "hide"))?;
    let external_ids: Vec<String> = wanted.iter().flat_map(|one| one.external_ids).cloned().collect();
    menu.hide(&external_ids).await?;
    let seen = menu.pull_menu().await;
    Ok(wanted.iter().map(|one| hidden(connection.vendor(), *one, &seen)).collect())
}

/// Hiding twice is as good as once, so it is repeated until nothing is seen any more. A menu that cannot be read back is taken
/// at its word.
fn hidden(vendor: &str, Listed { sku, external_ids }: Listed<'_>, seen: &Pulled<ShownListing>) -> Outcome {
    let done = |read_back: bool| json!({"sku": sku, "hidden": external_ids, "read_back": read_back});
    if seen.missing.as_ref().is_some_and(|why| why.failure == Failure::Unsupported) {
        return Outcome::Done(done(false));
    }
    let is_it = |id: &Option<String>| id.as_ref().is_some_and(|id| external_ids.contains(id));
    let shown = seen.rows.iter().any(|row| {
        row.visible != Some(false) && (row.sku.as_deref() == Some(sku) || is_it(&row.external_id))
    });
    match &seen.missing {
        _ if shown => Outcome::NotYet(format!("{vendor} still shows `{sku}`")),
        Some(why) => of(Err(why.clone())),
        None => Outcome::Done(done(true)),
    }
}

/// Showing twice is as good as once. Whether shoppers see it is for the next pull to say.
async fn show(connection: &dyn Connection, sku: &str, external_ids: &[String]) -> Result<Outcome, CallError> {
    let menu = connection.marketplace_menu().ok_or_else(|| unsupported(connection, "show"))?;
    menu.show(external_ids).await?;
    Ok(Outcome::Done(json!({"sku": sku, "shown": external_ids})))
}

/// Publishing twice is as good as once, so it is repeated until it is seen. A menu that cannot be read back is taken at its word.
async fn publish(connection: &dyn Connection, listing: &Listing) -> Result<Outcome, CallError> {
    let menu = connection.marketplace_menu().ok_or_else(|| unsupported(connection, "publish"))?;
    menu.publish(std::slice::from_ref(listing)).await?;
    let seen = menu.pull_menu().await;
    let done = |read_back: bool| json!({"sku": listing.sku, "read_back": read_back});
    let is_it = |row: &&ShownListing| row.sku.as_ref() == Some(&listing.sku) && row.visible != Some(false);
    Ok(match (seen.rows.iter().find(is_it), &seen.missing) {
        (Some(row), _) => match changes(listing, row).first() {
            None => Outcome::Done(done(true)),
            Some(change) => Outcome::NotYet(format!(
                "{} shows {} of `{}` as {}",
                connection.vendor(),
                change.what,
                listing.sku,
                change.shows
            )),
        },
        (None, Some(why)) if why.failure == Failure::Unsupported => Outcome::Done(done(false)),
        // It was taken: how the menu can be read is another matter.
        (None, Some(why)) => Outcome::NotYet(why.to_string()),
        (None, None) => {
            Outcome::NotYet(format!("{} does not show `{}` yet", connection.vendor(), listing.sku))
        }
    })
}

/// Only what was decided on is changed: when the state has counted something else meanwhile, a person looks again.
async fn set_quantity(
    connection: &dyn Connection,
    wanted: &Adjustment,
    finish: bool,
) -> Result<Outcome, CallError> {
    let state = connection.state_system().ok_or_else(|| unsupported(connection, "set_quantity"))?;
    let Some(before) = state.package(&wanted.tag).await? else {
        return Ok(Outcome::Stuck(format!("{} does not list {}", connection.vendor(), wanted.tag)));
    };
    let same = |one: &str, other: &str| {
        let count = |text: &str| text.parse::<Quantity>().ok();
        count(one).is_some() && count(one) == count(other)
    };
    let body = json!({
        "tag": wanted.tag, "from": wanted.from, "to": wanted.to, "unit": wanted.unit, "reason": wanted.reason,
        "note": wanted.note, "finished": finish,
    });
    if same(&before.quantity, &wanted.to) {
        return finished(state, wanted, &before, finish, body).await;
    }
    if !same(&before.quantity, &wanted.from) || before.unit != wanted.unit {
        let (has, unit, was) = (&before.quantity, &before.unit, &wanted.from);
        return Ok(Outcome::Stuck(format!(
            "the state has {has} {unit} now and had {was} when it was decided; look again"
        )));
    }
    match state.set_quantity(wanted).await {
        Err(why) if why.effect == Effect::Unknown && state.counts_by_difference() => {
            return Ok(Outcome::Stuck(format!(
                "{why}; a difference may count twice: look there before it is told again"
            )));
        }
        other => other?,
    }
    let after = state.package(&wanted.tag).await?;
    Ok(match after {
        Some(after) if same(&after.quantity, &wanted.to) => {
            return finished(state, wanted, &after, finish, body).await;
        }
        _ if state.counts_by_difference() => Outcome::Stuck(
            "the state was told the difference and does not show the new count; look there before it is told again".to_owned(),
        ),
        _ => Outcome::NotYet("the state does not show the new count".to_owned()),
    })
}

/// The second half, where there is one: the package is seen to be empty, and is finished.
async fn finished(
    state: &dyn StateSystem,
    wanted: &Adjustment,
    package: &StatePackage,
    finish: bool,
    body: Value,
) -> Result<Outcome, CallError> {
    if !finish || package.finished {
        return Ok(Outcome::Done(body));
    }
    state.finish_package(&wanted.tag, wanted.on).await?;
    let is_over = state.package(&wanted.tag).await?.is_none_or(|package| package.finished);
    Ok(if is_over {
        Outcome::Done(body)
    } else {
        Outcome::NotYet("the state does not show the package as finished".to_owned())
    })
}

/// Only the price that was looked at is changed: where somebody has set another meanwhile, a person looks again.
async fn set_prices(connection: &dyn Connection, wanted: &[PriceChange]) -> Result<Outcome, CallError> {
    let menu = connection.marketplace_menu().ok_or_else(|| unsupported(connection, "set_price"))?;
    let before = whole_menu(menu).await?;
    for change in wanted {
        let mut named = before.iter().filter(|listing| change.is_of(listing));
        let (Some(shown), None) = (named.next(), named.next()) else {
            let what = format!("{} does not list `{}` just once", connection.vendor(), change.sku);
            return Ok(Outcome::Stuck(what));
        };
        if shown.price != Some(change.to) && shown.price != change.from {
            let words =
                |price: Option<Money>| price.map_or("no price".to_owned(), |p| format!("${}", p.decimal()));
            let (has, was) = (words(shown.price), words(change.from));
            return Ok(Outcome::Stuck(format!(
                "`{}` shows {has} now and showed {was} when it was decided; look again",
                change.sku
            )));
        }
    }
    let has = |menu: &[ShownListing], change: &PriceChange| {
        menu.iter().any(|listing| change.is_of(listing) && listing.price == Some(change.to))
    };
    for change in wanted.iter().filter(|change| !has(&before, change)) {
        menu.set_price(change).await?;
    }
    let after = whole_menu(menu).await?;
    Ok(match wanted.iter().find(|change| !has(&after, change)) {
        None => Outcome::Done(json!({"prices": wanted})),
        Some(change) => Outcome::NotYet(format!(
            "{} does not show the new price of `{}`",
            connection.vendor(),
            change.sku
        )),
    })
}

async fn whole_menu(menu: &dyn MarketplaceMenu) -> Result<Vec<ShownListing>, CallError> {
    let pulled = menu.pull_menu().await;
    pulled.missing.map_or(Ok(pulled.rows), Err)
}
