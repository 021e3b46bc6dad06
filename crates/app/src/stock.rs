//! The shelf: the POS inventory as last read to its end, and the cart in the law's measures.

use std::collections::BTreeMap;

use countersign_domain::catalogue::{StockItem, UnitMeasures};
use countersign_domain::orders::change::Offer;
use countersign_domain::orders::quote;
use countersign_domain::reading::Reading;
use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, Money, Timestamp};
use countersign_rulebook::{Amount, Category, Line, Measure, Program};
use countersign_store::cases;
use countersign_store::db::Source;
use countersign_store::orders::OrderLineRow;
use countersign_store::stock::{self, StockRow};
use serde_json::json;

use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note};

/// A reading older than this is read again before anything is decided on it.
const FRESH_SECONDS: i64 = 300;
/// A reading older than this is not relied on at all when the POS does not answer.
const USABLE_SECONDS: i64 = 900;

/// How much is on the shelf, read anew when the last reading has aged.
pub async fn on_shelf(app: &App, store: &StoreId) -> Result<Reading<i64>, AppError> {
    let now = app.now();
    let last = stock::last_read(app.db(), store).await?;
    if let Some((at, packages)) = last
        && now.seconds_since(Timestamp::from(at)) <= FRESH_SECONDS
    {
        return Ok(Reading::known(packages, "point of sale", Timestamp::from(at)));
    }
    let failed = match refresh(app, store).await {
        Ok(packages) => return Ok(Reading::known(packages, "point of sale", now)),
        Err(AppError::Outside(why)) => why.to_string(),
        Err(AppError::NotFound(what)) => format!("no {what} is connected"),
        Err(other) => return Err(other),
    };
    match last {
        Some((at, packages)) if now.seconds_since(Timestamp::from(at)) <= USABLE_SECONDS => {
            Ok(Reading::known(packages, "point of sale", Timestamp::from(at)))
        }
        _ => Ok(Reading::unknown(failed, "point of sale", now)),
    }
}

/// Reads the whole inventory and puts it in place of the one before, with a line on the record.
pub async fn refresh(app: &App, store: &StoreId) -> Result<i64, AppError> {
    let connections = app.connections(store);
    let found = connections.iter().find_map(|c| c.point_of_sale().map(|pos| (c.vendor(), pos)));
    let (vendor, pos) = found.ok_or(AppError::NotFound("point of sale"))?;
    // INVARIANT: the reading's time is from before the call, so a sale during it is never counted as already off.
    let at = app.now();
    let items = pos.inventory().await?;
    let rows: Vec<StockRow> = items.iter().map(row_of).collect();
    let units: i64 = items.iter().map(|item| item.quantity.max(0)).sum();
    let rows = &rows;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let packages = stock::replace(tx, store, rows, at).await?;
                let body = json!({"source": vendor, "packages": packages, "units": units});
                let actor = Actor::system("inventory");
                let store = Some(store);
                record::write(
                    tx,
                    Note { at, kind: "fact.inventory", subject: "", actor: &actor, store, body },
                )
                .await?;
                Ok::<_, AppError>(packages)
            })
        })
        .await
}

pub async fn items<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    skus: &[String],
) -> Result<Vec<StockItem>, AppError> {
    stock::by_skus(from, store, skus).await?.into_iter().map(item_of).collect()
}

/// Every package that the last reading had something of.
pub async fn whole_shelf(app: &App, store: &StoreId) -> Result<Vec<StockItem>, AppError> {
    stock::with_goods(app.db(), store).await?.into_iter().map(item_of).collect()
}

/// The same as it may be ordered: of a product that a case of the books is fenced round, nothing can be had.
pub async fn free_items(app: &App, store: &StoreId, skus: &[String]) -> Result<Vec<StockItem>, AppError> {
    let mut items = items(app.db(), store, skus).await?;
    let fenced = cases::fenced(app.db(), store).await?;
    for item in items.iter_mut().filter(|item| fenced.contains(&item.sku)) {
        item.quantity = 0;
    }
    Ok(items)
}

/// What of these an order may be served from. A shop with a medical licence of its own serves patients from the goods
/// under that licence alone: the state refuses a patient's receipt for any other package.
pub fn offered(app: &App, store: &StoreId, program: Program, items: Vec<StockItem>) -> Vec<StockItem> {
    let connections = app.connections(store);
    let apart = connections.iter().any(|c| c.state_system().is_some_and(|state| state.keeps_medical_apart()));
    items.into_iter().filter(|item| is_offered(item, program, apart)).collect()
}

/// What the till asks for each of these products, as far as it is on the shelf for this program.
pub async fn offers(
    app: &App,
    store: &StoreId,
    program: Program,
    skus: &[String],
) -> Result<BTreeMap<String, Offer>, AppError> {
    if skus.is_empty() {
        return Ok(BTreeMap::new());
    }
    on_shelf(app, store).await?;
    let items = offered(app, store, program, free_items(app, store, skus).await?);
    let mut offers: BTreeMap<String, Offer> = BTreeMap::new();
    for item in items.iter().filter(|item| quote::sells_to(item, program)) {
        let price = quote::price_for(item, program);
        let offer =
            offers.entry(item.sku.clone()).or_insert_with(|| Offer { name: item.name.clone(), price });
        offer.price = offer.price.or(price);
    }
    Ok(offers)
}

fn is_offered(item: &StockItem, program: Program, medical_apart: bool) -> bool {
    program == Program::Adult || !medical_apart || item.medical_only || !item.cannabis
}

fn row_of(item: &StockItem) -> StockRow {
    StockRow {
        inventory_id: item.inventory_id.clone(),
        product_id: item.product_id.clone(),
        sku: item.sku.clone(),
        name: item.name.clone(),
        category: item.category.clone(),
        tag: item.tag.as_ref().map(ToString::to_string),
        quantity: item.quantity,
        unit: item.unit.clone(),
        price_adult: item.price_adult.map(|m| m.0),
        price_medical: item.price_medical.map(|m| m.0),
        cannabis: item.cannabis,
        medical_only: item.medical_only,
        measures: serde_json::to_string(&item.measures).expect("measures always have a JSON form"),
        packaged_on: item.packaged_on.map(|d| d.to_string()),
    }
}

pub fn unit_measures(row: &StockRow) -> Result<UnitMeasures, AppError> {
    serde_json::from_str(&row.measures)
        .map_err(|why| AppError::Damaged(format!("the measures of stock {}: {why}", row.inventory_id)))
}

fn item_of(row: StockRow) -> Result<StockItem, AppError> {
    let damaged = |why: String| AppError::Damaged(format!("stock {}: {why}", row.inventory_id));
    let measures = unit_measures(&row)?;
    let tag = row.tag.as_deref().map(str::parse).transpose().map_err(|why| damaged(format!("{why}")))?;
    Ok(StockItem {
        tag,
        measures,
        packaged_on: row.packaged_on.as_ref().and_then(|text| text.parse().ok()),
        inventory_id: row.inventory_id,
        product_id: row.product_id,
        sku: row.sku,
        name: row.name,
        category: row.category,
        quantity: row.quantity,
        unit: row.unit,
        price_adult: row.price_adult.map(Money),
        price_medical: row.price_medical.map(Money),
        cannabis: row.cannabis,
        medical_only: row.medical_only,
    })
}

/// The cart as the law counts it, and which products could not be put into its terms. Goods that are no cannabis
/// are left out. A product that is not on the shelf is missing: nobody knows what is in it.
pub fn measured_cart(lines: &[OrderLineRow], stock: &[StockItem]) -> (Vec<Line>, Vec<String>) {
    let mut cart = Vec::new();
    let mut missing = Vec::new();
    for line in lines {
        match stock.iter().find(|item| item.sku == line.sku) {
            Some(item) if !item.cannabis => {}
            Some(item) => match measured(item, line) {
                Some(measured) => cart.push(measured),
                None => missing.push(format!("{} ({})", item.name, item.sku)),
            },
            None => missing.push(format!("{} ({})", line.product, line.sku)),
        }
    }
    (cart, missing)
}

fn measured(item: &StockItem, line: &OrderLineRow) -> Option<Line> {
    let mut measured = measured_units(&item.measures, line.quantity)?;
    measured.price = line.line_total.decimal().parse().ok();
    Some(measured)
}

/// So many units in the law's measures; `None` when the product's class is not known.
pub fn measured_units(unit: &UnitMeasures, quantity: i64) -> Option<Line> {
    let category = Category::from_word(unit.category.as_deref()?)?;
    let amount = |decimal: String| decimal.parse::<Amount>().ok();
    let mut measured = Line::new(category).with(Measure::Count, amount(quantity.to_string())?);
    if let Some(grams) = unit.grams {
        measured = measured.with(Measure::Grams, amount(grams.times(quantity)?.decimal())?);
    }
    if let Some(grams) = unit.concentrate_grams {
        measured = measured.with(Measure::ConcentrateGrams, amount(grams.times(quantity)?.decimal())?);
    }
    if let Some(thc) = unit.mg_thc {
        measured = measured.with(Measure::MgThc, amount(thc.times(quantity)?.decimal())?);
        measured = measured.with(Measure::UnitMgThc, amount(thc.decimal())?);
    }
    Some(measured)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(medical_only: bool, cannabis: bool) -> StockItem {
        StockItem {
            inventory_id: "1".to_owned(),
            product_id: "1".to_owned(),
            sku: "a".to_owned(),
            name: "a".to_owned(),
            category: "Flower".to_owned(),
            tag: None,
            quantity: 1,
            unit: "Each".to_owned(),
            price_adult: None,
            price_medical: None,
            cannabis,
            medical_only,
            measures: UnitMeasures::default(),
            packaged_on: None,
        }
    }

    #[test]
    fn patients_of_a_shop_with_two_licences_are_served_under_the_medical_one() {
        let (retail, medical, accessory) = (item(false, true), item(true, true), item(false, false));
        let to_patient = |item, apart| is_offered(item, Program::Medical, apart);
        assert!(!to_patient(&retail, true) && to_patient(&medical, true) && to_patient(&accessory, true));
        assert!(to_patient(&retail, false) && to_patient(&medical, false));
        assert!(is_offered(&retail, Program::Adult, true));
    }
}
