//! Listings get the price that the point of sale will charge. No figure is typed.

use std::collections::{BTreeMap, BTreeSet};

use countersign_domain::inventory::Class;
use countersign_kernel::id::CaseId;
use countersign_kernel::{Actor, Permission};
use countersign_ports::books::{PosPackage, PriceChange, ShownListing};
use countersign_ports::flag::Capability;
use countersign_store::cases::CaseRow;
use countersign_store::db::Source;
use countersign_store::stock;
use serde::Deserialize;
use serde_json::json;

use super::{done, open_case, tell};
use crate::acts::{Payload, owe};
use crate::app::App;
use crate::error::AppError;

const ABOUT_PRICES: [Class; 3] =
    [Class::PriceDiffersFromPos, Class::PriceDiffersBetweenChannels, Class::PricedAtZero];

#[derive(Deserialize)]
struct Evidence {
    #[serde(default)]
    pos: Vec<PosPackage>,
    #[serde(default)]
    menu: Vec<Shown>,
}

#[derive(Deserialize)]
struct Shown {
    channel: String,
    #[serde(flatten)]
    listing: ShownListing,
}

/// Which prices would be set, by channel; none where the point of sale names no price above nought, or no channel takes one.
pub fn prices(app: &App, case: &CaseRow) -> BTreeMap<String, Vec<PriceChange>> {
    let mut found: BTreeMap<String, Vec<PriceChange>> = BTreeMap::new();
    for (channel, change) in differing(case) {
        if takes_prices(app, case, &channel) {
            found.entry(channel).or_default().push(change);
        }
    }
    found
}

/// Why the price of a case about prices cannot be set from here.
pub fn why_not_priced(app: &App, case: &CaseRow) -> Option<&'static str> {
    if !is_about_prices(case) || !prices(app, case).is_empty() {
        return None;
    }
    Some(if differing(case).is_empty() {
        "The point of sale names no one price that these listings could get; set it where it is wrong."
    } else {
        "This marketplace has no way to set one price from outside; a person sets it there."
    })
}

fn is_about_prices(case: &CaseRow) -> bool {
    ABOUT_PRICES.iter().any(|class| class.name() == case.class)
}

/// The listings that are shown at another price than the till's.
fn differing(case: &CaseRow) -> Vec<(String, PriceChange)> {
    let evidence = serde_json::from_str::<Evidence>(&case.evidence).ok().filter(|_| is_about_prices(case));
    let Some(Evidence { pos, menu }) = evidence else { return Vec::new() };
    let Some(first) = pos.first() else { return Vec::new() };
    let prices = |package: &PosPackage| (package.price_adult, package.price_medical, package.medical_only);
    // Goods for patients alone may be listed at either price: which one is meant, a person knows.
    if first.medical_only || pos.iter().any(|package| prices(package) != prices(first)) {
        return Vec::new();
    }
    let change = |Shown { channel, listing }: Shown| {
        let asked = if listing.medical { first.price_medical } else { first.price_adult };
        let to = asked.filter(|price| price.0 > 0 && listing.price != Some(*price))?;
        let (external_id, sku) = (listing.external_id?, listing.sku?);
        Some((channel, PriceChange { external_id, sku, from: listing.price, to }))
    };
    let shown = menu.into_iter().filter(|shown| shown.listing.visible != Some(false));
    let meant = shown.filter(|shown| case.channel.is_empty() || shown.channel == case.channel);
    meant.filter_map(change).collect()
}

fn takes_prices(app: &App, case: &CaseRow, channel: &str) -> bool {
    let connection = app.connection(&case.store_id, channel);
    connection.is_some_and(|c| {
        c.can(Capability::SetPrice) && c.marketplace_menu().is_some_and(|menu| menu.is_ours())
    })
}

/// What would be set now; refused where there is nothing, or where it is not sure. A case shows only one package of the product;
/// every one that is on the shelf must ask the same.
pub(super) async fn to_set<'c>(
    app: &App,
    from: impl Source<'c>,
    case: &CaseRow,
) -> Result<BTreeMap<String, Vec<PriceChange>>, AppError> {
    if case.fence == "hiding" {
        return Err(AppError::because("a menu is still being told to hide it; wait until it is hidden"));
    }
    let rows = stock::by_skus(from, &case.store_id, std::slice::from_ref(&case.sku)).await?;
    let asked: BTreeSet<_> =
        rows.iter().filter(|row| row.quantity > 0).map(|row| (row.price_adult, row.price_medical)).collect();
    if asked.len() > 1 {
        let why = "the point of sale asks different prices for packages of this product";
        return Err(AppError::because(why));
    }
    let prices = prices(app, case);
    if prices.is_empty() {
        let why = "there is no price of the point of sale that a listing of this case could get";
        return Err(AppError::because(why));
    }
    Ok(prices)
}

/// Sets the prices of a case. Every menu is read back until it shows them.
pub async fn reprice(app: &App, actor: &Actor, id: &CaseId) -> Result<(), AppError> {
    app.permit(actor, Permission::InventorySettle)?;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let case = open_case(tx, actor, id).await?;
                let prices = to_set(app, &mut *tx, &case).await?;
                let mut said = Vec::new();
                for (channel, prices) in &prices {
                    let payload = Payload::SetPrices { case: case.id.clone(), prices: prices.clone() };
                    owe::for_case(app, tx, &case, channel, &payload).await?;
                    said.extend(
                        prices.iter().map(|p| format!("`{}` on {channel} to ${}", p.sku, p.to.decimal())),
                    );
                }
                let said = format!("sets the price of {}", said.join(", "));
                done(app, tx, actor, &case, &said, "act.case_repriced", json!({"prices": prices})).await
            })
        })
        .await?;
    tell(app, actor, id);
    Ok(())
}
