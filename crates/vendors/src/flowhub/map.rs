//! Flowhub's words to ours. Pure.

use std::collections::BTreeMap;

use countersign_domain::catalogue::StockItem;
use countersign_domain::customers::{PosCustomer, Standing};
use countersign_kernel::{Mass, Money, PackageTag, Thc};
use countersign_ports::books::PosPackage;
use countersign_ports::point_of_sale::{PosSaleLine, RegisterSale};
use serde_json::Value;

use super::wire;
use crate::category::{GRAM_DIGITS, MILLIGRAM_DIGITS, NANOGRAMS_PER_GRAM, limit_category, measures};
use crate::date::{day, instant};

/// One item a package of one location. An error names the field that is not as documented.
pub(super) fn stock(rows: Vec<wire::Row>, medical: bool) -> Result<Vec<StockItem>, &'static str> {
    once(rows, medical)?.into_iter().map(|(id, row)| item(&row, id, medical)).collect()
}

/// The shelf as it stands: nothing rounded, rooms that are not sold from too.
pub(super) fn shelf(rows: Vec<wire::Row>, medical: bool) -> Result<Vec<PosPackage>, &'static str> {
    let package = |(id, row): (String, wire::Row)| {
        let status = if row.for_sale == Some(true) { "Active" } else { "Hidden" };
        let (quantity, status) = (Some(row.quantity.text().to_owned()), status.to_owned());
        Ok(PosPackage { quantity, status, ..PosPackage::from(item(&row, id, medical)?) })
    };
    once(rows, medical)?.into_iter().map(package).collect()
}

/// Every row once; two that contradict each other are an error.
fn once(rows: Vec<wire::Row>, medical: bool) -> Result<BTreeMap<String, wire::Row>, &'static str> {
    let mut seen = BTreeMap::new();
    for row in rows {
        let id = inventory_id(&row, medical);
        match seen.get(&id) {
            Some(before) if *before == row => {}
            Some(_) => return Err("two rows of one product and package"),
            None => drop(seen.insert(id, row)),
        }
    }
    Ok(seen)
}

/// A package of an adult's and of a patient's location are two even where both have no tag.
fn inventory_id(row: &wire::Row, medical: bool) -> String {
    let tag = row.regulatory_id.as_deref().unwrap_or_default();
    format!("{}:{tag}:{}", row.product_id, if medical { "med" } else { "rec" })
}

fn item(row: &wire::Row, inventory_id: String, medical: bool) -> Result<StockItem, &'static str> {
    let tag = match row.regulatory_id.as_deref().filter(|tag| !tag.is_empty()) {
        Some(tag) => Some(tag.parse::<PackageTag>().map_err(|_| "`regulatoryId`")?),
        None => None,
    };
    let category = row.category.clone().unwrap_or_default();
    // What has no tag is an accessory only when its category says nothing of cannabis either.
    let cannabis = tag.is_some() || limit_category(&category).is_some();
    let on_shelf = row.quantity.floor().ok_or("`quantity`")?;
    let unit = unit(row).ok_or("`inventoryUnitOfMeasure`")?;
    let price = row.pre_tax_price_in_pennies.or(row.price_in_minor_units).filter(|p| *p > 0).map(Money);
    Ok(StockItem {
        inventory_id,
        product_id: row.product_id.clone(),
        sku: row.sku.clone().unwrap_or_default(),
        name: row.product_name.clone(),
        measures: measures(limit_category(&category), unit, || unit_grams(row), milligrams(row)),
        category,
        tag,
        quantity: if row.for_sale == Some(true) { on_shelf.max(0) } else { 0 },
        unit: unit.to_owned(),
        price_adult: price.filter(|_| !medical),
        price_medical: price,
        cannabis,
        medical_only: medical,
        packaged_on: None,
    })
}

/// The state's long name of the unit that `quantity` counts.
fn unit(row: &wire::Row) -> Option<&'static str> {
    let word = row.inventory_unit_of_measure.as_deref().unwrap_or("each").to_ascii_lowercase();
    match (word.as_str(), row.is_sold_by_weight) {
        ("each" | "ea" | "unit" | "", false) => Some("Each"),
        ("g" | "gram" | "grams", true) => Some("Grams"),
        ("oz" | "ounce" | "ounces", true) => Some("Ounces"),
        _ => None,
    }
}

/// The weight times its own factor to grams; without the factor only what is in grams already is understood.
fn unit_grams(row: &wire::Row) -> Option<Mass> {
    let weight = row.product_weight.as_ref().filter(|w| !w.is_zero())?.rounded(GRAM_DIGITS)?;
    let nanograms = match row.product_unit_of_measure_to_grams_multiplier.as_ref().filter(|m| !m.is_zero()) {
        Some(factor) => {
            let billionths = i128::from(factor.rounded(GRAM_DIGITS)?);
            let product = i128::from(weight) * billionths + i128::from(NANOGRAMS_PER_GRAM / 2);
            i64::try_from(product / i128::from(NANOGRAMS_PER_GRAM)).ok()?
        }
        None => match row.product_unit_of_measure.as_deref()?.to_ascii_lowercase().as_str() {
            "g" | "gram" | "grams" => weight,
            _ => return None,
        },
    };
    (nanograms > 0).then_some(Mass(nanograms))
}

/// THC in milligrams, the upper end of its range: a limit is never read as further away than it may be.
fn milligrams(row: &wire::Row) -> Option<Thc> {
    let is_mg = |c: &&wire::Cannabinoid| {
        c.name.eq_ignore_ascii_case("thc")
            && c.unit_of_measure.as_deref().is_some_and(|u| u.eq_ignore_ascii_case("mg"))
    };
    let mut told = row.cannabinoid_information.iter().filter(is_mg);
    let (Some(one), None) = (told.next(), told.next()) else { return None };
    let figure = one.upper_range.as_ref().filter(|value| !value.is_zero())?;
    figure.rounded(MILLIGRAM_DIGITS).filter(|micrograms| *micrograms > 0).map(Thc)
}

/// Who the shop has put into `banned_group` is banned; where the shop names no group, nobody's standing is known.
pub(super) fn customer(row: wire::Customer, banned_group: Option<&str>) -> PosCustomer {
    let full = |text: Option<String>| text.filter(|t| !t.trim().is_empty());
    let name = row.name.unwrap_or_default();
    let (first, last) = name.trim().rsplit_once(' ').unwrap_or(("", name.trim()));
    let standing = match (banned_group, row.groups) {
        (Some(group), Some(groups)) => {
            let banned = groups.iter().any(|g| g.name.trim().eq_ignore_ascii_case(group.trim()));
            if banned { Standing::Banned } else { Standing::Active }
        }
        // An answer without its groups does not say that there are none.
        (Some(_), None) | (None, _) => Standing::Unclear,
    };
    let address = [row.street_address1, row.street_address2, row.city, row.state, row.zip];
    PosCustomer {
        pos_id: row.id,
        first_name: first.trim().to_owned(),
        last_name: last.to_owned(),
        birth_date: day(row.birth_date.as_deref()),
        phone: full(row.phone),
        email: full(row.email),
        address: full(Some(address.into_iter().filter_map(full).collect::<Vec<_>>().join(", "))),
        // VENDOR(flowhub): written with a customer; what is read was never seen to show them.
        id_number: None,
        id_expires: None,
        patient_number: None,
        card_expires: None,
        standing,
    }
}

/// A sale as the register has it; nothing for a cart that was never paid. A status that we do not know counts as sold:
/// what a person may have bought is never made smaller.
pub(super) fn register_sale(row: wire::Sale) -> Result<Option<RegisterSale>, &'static str> {
    let status = row.order_status.to_ascii_lowercase();
    // What comes back refers to the sale it came from, which goes on counting: the safe side.
    let is_return = row.original_sale_id.is_some_and(|id| !id.is_empty() && id != row.id);
    if matches!(status.as_str(), "pending" | "cancelled" | "canceled") || is_return {
        return Ok(None);
    }
    let full = |text: &String| !text.is_empty();
    let at = row.completed_on.filter(full).unwrap_or(row.created_at);
    let lines: Result<Vec<PosSaleLine>, &'static str> = row
        .items_in_cart
        .into_iter()
        .map(|item| {
            let units = item.quantity.ceiling().ok_or("`quantity`")?;
            Ok(PosSaleLine::new(item.product_id, units))
        })
        .collect();
    Ok(Some(RegisterSale {
        number: row.id,
        sold_at: instant(&at).ok_or("`completedOn`")?,
        pos_customer: row.customer_id.filter(full),
        reference: None,
        voided: row.voided == Some(true),
        lines: lines?,
    }))
}

/// The message of a refusal, in an object or plain.
pub(super) fn messages(body: &[u8]) -> Vec<String> {
    let plain = || String::from_utf8_lossy(body).trim().to_owned();
    let said = match serde_json::from_slice::<Value>(body) {
        Ok(value) => ["message", "error"].iter().find_map(|n| value.get(n)?.as_str().map(str::to_owned)),
        Err(_) => Some(plain()),
    };
    said.filter(|text| !text.is_empty()).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use countersign_domain::catalogue::UnitMeasures;

    use super::*;
    use crate::decimal::Decimal;

    const INVENTORY: &str = include_str!("../../fixtures/flowhub/inventory.json");
    const CUSTOMER: &str = include_str!("../../fixtures/flowhub/customer.json");
    const SALES: &str = include_str!("../../fixtures/flowhub/sales.json");

    fn rows() -> Vec<wire::Row> {
        serde_json::from_str::<wire::Envelope<wire::Row>>(INVENTORY).expect("the fixture fits").data
    }

    fn by_sku(sku: &str) -> StockItem {
        let items = stock(rows(), false).expect("readable");
        items.into_iter().find(|item| item.sku == sku).expect("on the shelf")
    }

    #[test]
    fn a_package_is_read_with_what_limits_count() {
        let flower = by_sku("FLW-1");
        assert_eq!((flower.quantity, flower.unit.as_str()), (12, "Each"));
        assert_eq!(flower.price_adult, Some(Money(3_499)));
        assert_eq!(flower.measures.category.as_deref(), Some("flower"));
        assert_eq!(flower.measures.grams, Some(Mass(3_500_000_000)));
        assert_eq!(flower.measures.mg_thc, None, "a percentage is no dose");
        let gummies = by_sku("EDI-2");
        assert_eq!(gummies.measures.mg_thc, Some(Thc(105_000)), "the upper end of the range");
        assert_eq!(by_sku("FLW-3").unit, "Grams");
        assert_eq!(by_sku("OZ-4").measures.grams, Some(Mass(28_349_523_125)), "by its own factor");
    }

    #[test]
    fn what_is_not_said_to_be_for_sale_is_not() {
        assert_eq!(by_sku("HLD-5").quantity, 0, "not in a room that is sold from");
        assert_eq!(by_sku("ODD-6").quantity, 0, "nobody says");
        assert_eq!(by_sku("ODD-6").measures, UnitMeasures::default());
        let shelf = shelf(rows(), false).expect("readable");
        let held = shelf.iter().find(|package| package.sku == "HLD-5").expect("it is on file all the same");
        assert_eq!(held.status, "Hidden");
        assert!(held.quantity.as_deref().is_some_and(|count| count != "0"), "{held:?}");
        let grinder = by_sku("ACC-7");
        assert_eq!((grinder.cannabis, grinder.tag, grinder.quantity), (false, None, 40));
    }

    #[test]
    fn a_patients_location_has_no_price_for_adults() {
        let items = stock(rows(), true).expect("readable");
        assert!(items.iter().all(|item| item.medical_only && item.price_adult.is_none()));
        assert_eq!(items[0].price_medical, Some(Money(3_499)));
    }

    #[test]
    fn a_repeated_row_counts_once_and_a_contradiction_is_an_error() {
        let mut twice = rows();
        twice.push(twice[0].clone());
        assert_eq!(stock(twice.clone(), false).map(|i| i.len()), Ok(rows().len()));
        twice.last_mut().expect("just pushed").quantity = Decimal::parse("1").expect("a number");
        assert!(stock(twice, false).is_err());
    }

    fn of(group: Option<&str>, change: (&str, &str)) -> PosCustomer {
        let text = CUSTOMER.replace(change.0, change.1);
        customer(serde_json::from_str(&text).expect("the fixture fits"), group)
    }

    #[test]
    fn standing_is_known_only_where_the_shop_says_how_it_keeps_it() {
        let same = ("", "");
        assert_eq!(of(None, same).standing, Standing::Unclear);
        assert_eq!(of(Some("Do Not Serve"), same).standing, Standing::Active);
        assert_eq!(of(Some("Do Not Serve"), ("Locals", "do not serve ")).standing, Standing::Banned);
        assert_eq!(of(Some("Do Not Serve"), (r#""groups""#, r#""clubs""#)).standing, Standing::Unclear);
        let jo = of(None, same);
        assert_eq!((jo.first_name.as_str(), jo.last_name.as_str()), ("Mary Jo", "Cole"));
        assert_eq!(jo.birth_date, "1990-04-05".parse().ok());
        assert_eq!(jo.address.as_deref(), Some("9 Elm St, Denver, CO, 80202"));
    }

    #[test]
    fn sales_count_when_they_may_have_happened() {
        let sales: wire::Sales = serde_json::from_str(SALES).expect("the fixture fits");
        let read: Vec<_> = sales.orders.into_iter().map(|s| register_sale(s).expect("readable")).collect();
        let shown: Vec<_> = read.iter().map(|s| s.as_ref().map(|s| (s.number.as_str(), s.voided))).collect();
        let expected = [
            Some(("1", false)),
            Some(("2", true)),
            None,               // pending
            None,               // cancelled
            None,               // a return of the first
            Some(("6", false)), // a status that nobody knows
        ];
        assert_eq!(shown, expected);
        let first = read[0].as_ref().expect("sold");
        assert_eq!(first.lines, [PosSaleLine::new("20001", 3)], "2.5 is 3");
        assert_eq!(first.sold_at, "2026-11-22T17:05:00Z".parse().expect("an instant"));
    }

    #[test]
    fn a_refusal_gives_its_message() {
        assert_eq!(messages(br#"{"status":404,"message":"no"}"#), ["no"]);
        assert_eq!(messages(b"plain"), ["plain"]);
        assert!(messages(b"{}").is_empty());
    }
}
