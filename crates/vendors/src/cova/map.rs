//! Cova's words to ours and back. Pure.

use countersign_domain::catalogue::{StockItem, UnitMeasures};
use countersign_domain::customers::{PosCustomer, Standing};
use countersign_kernel::{Mass, Money, PackageTag, Thc};
use countersign_ports::point_of_sale::{CustomerQuery, PosSaleLine};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Names, wire};
use crate::category::{GRAM_DIGITS, MILLIGRAM_DIGITS, limit_category, measures};
use crate::date::day;
use crate::decimal::Decimal;

/// Before the id of a product of the patients' location.
const MEDICAL: &str = "med:";

/// One item a package of one location; one of nothing for what is sold out, since it still counts against its buyer's limit.
pub(super) fn stock(
    product: &wire::Product,
    location: u64,
    medical: bool,
    names: &Names,
) -> Result<Vec<StockItem>, &'static str> {
    if product.is_non_stock == Some(true) {
        return Ok(Vec::new());
    }
    let base = item(product, location, medical, names)?;
    if !product.is_batch_tracked {
        let here = product.availability.iter().filter(|row| row.location_id == location);
        let mut units = 0_i64;
        for row in here {
            units += row.in_stock_quantity.floor().ok_or("`InStockQuantity`")?;
        }
        return Ok(vec![StockItem { quantity: if is_sold(product) { units.max(0) } else { 0 }, ..base }]);
    }
    let mut items: Vec<StockItem> = Vec::new();
    for package in product.packages.iter().filter(|package| package.location_id == location) {
        let tag: PackageTag = package.package_id.parse().map_err(|_| "`PackageId`")?;
        let units = package.quantity.floor().ok_or("`Quantity`")?;
        let quantity = if is_sold(product) { units.max(0) } else { 0 };
        let found = StockItem {
            inventory_id: format!("{}:{tag}", base.product_id),
            tag: Some(tag),
            quantity,
            ..base.clone()
        };
        match items.iter().find(|other| other.inventory_id == found.inventory_id) {
            Some(before) if *before == found => {}
            Some(_) => return Err("two rows of one `PackageId`"),
            None => items.push(found),
        }
    }
    if items.is_empty() {
        items.push(base);
    }
    Ok(items)
}

/// Only what is active and not archived; a word that we do not know is not sold.
fn is_sold(product: &wire::Product) -> bool {
    product.life_cycle.as_deref() == Some("Active") && product.is_archived == Some(false)
}

fn item(
    product: &wire::Product,
    location: u64,
    medical: bool,
    names: &Names,
) -> Result<StockItem, &'static str> {
    let unit = match product.measurement_type.as_str() {
        "SingleUnit" => "Each",
        "Mass" => "Grams",
        _ => return Err("`MeasurementType`"),
    };
    let mut prices = product.prices.iter().filter(|price| price.location_id == location);
    let price = match (prices.next(), prices.next()) {
        (Some(price), None) => price.regular_price.money().filter(|money| money.0 > 0),
        // Of several nobody says which holds.
        _ => None,
    };
    let category = product.classification_name.clone().unwrap_or_default();
    let product_id =
        if medical { format!("{MEDICAL}{}", product.product_id) } else { product.product_id.clone() };
    Ok(StockItem {
        inventory_id: product_id.clone(),
        product_id,
        sku: product.catalog_sku.clone().unwrap_or_default(),
        name: product.name.clone(),
        measures: measured(product, unit, names),
        cannabis: product.is_batch_tracked || class(product).is_some(),
        category,
        tag: None,
        quantity: 0,
        unit: unit.to_owned(),
        price_adult: price.filter(|_| !medical),
        price_medical: price,
        medical_only: medical,
        packaged_on: None,
    })
}

/// The narrower word first: a name, then the path above it.
fn class(product: &wire::Product) -> Option<&'static str> {
    let words = [product.classification_name.as_deref(), product.classification_path.as_deref()];
    words.into_iter().flatten().find_map(limit_category)
}

fn measured(product: &wire::Product, unit: &str, names: &Names) -> UnitMeasures {
    let grams = || figure(product, names.weight.as_deref(), &["g", "gram", "grams"], GRAM_DIGITS).map(Mass);
    let milligrams = &["mg", "milligram", "milligrams"];
    let thc = figure(product, names.thc.as_deref(), milligrams, MILLIGRAM_DIGITS).map(Thc);
    measures(class(product), unit, grams, thc)
}

/// A specification by its name, in one of these units and above zero; of two by one name neither.
fn figure(product: &wire::Product, name: Option<&str>, units: &[&str], digits: u32) -> Option<i64> {
    let name = name?;
    let mut rows =
        product.product_specifications.iter().filter(|row| row.display_name.eq_ignore_ascii_case(name));
    let (Some(row), None) = (rows.next(), rows.next()) else { return None };
    let unit = row.unit.as_deref()?.to_ascii_lowercase();
    let value = Decimal::parse(row.value.as_deref()?.trim())?.rounded(digits)?;
    (units.contains(&unit.as_str()) && value > 0).then_some(value)
}

/// Who matches any of the criteria that can be asked here; merged profiles are nobody any more.
pub(super) fn matching(
    rows: Vec<wire::Customer>,
    query: &CustomerQuery,
    bans_by_disabling: bool,
) -> Vec<PosCustomer> {
    let mut found: Vec<PosCustomer> = Vec::new();
    for row in rows.into_iter().filter(|row| row.merged_into_customer_id.is_none()) {
        let customer = customer(row, bans_by_disabling);
        if is_sought(&customer, query) && !found.iter().any(|other| other.pos_id == customer.pos_id) {
            found.push(customer);
        }
    }
    found
}

fn is_sought(customer: &PosCustomer, query: &CustomerQuery) -> bool {
    let same = |a: &Option<String>, b: &Option<String>, plain: fn(&str) -> String| match (a, b) {
        (Some(a), Some(b)) => !plain(a).is_empty() && plain(a) == plain(b),
        _ => false,
    };
    let by_name = query.last_name_and_birth.as_ref().is_some_and(|(name, birth)| {
        customer.last_name.trim().to_lowercase() == name.trim().to_lowercase()
            && customer.birth_date == Some(*birth)
    });
    by_name
        || same(&customer.phone, &query.phone, digits)
        || same(&customer.email, &query.email, |text| text.trim().to_lowercase())
}

/// A number of ten digits, with or without the country before it.
fn digits(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    digits.strip_prefix('1').filter(|rest| rest.len() == 10).map_or(digits.clone(), str::to_owned)
}

fn customer(row: wire::Customer, bans_by_disabling: bool) -> PosCustomer {
    let full = |text: Option<String>| text.filter(|t| !t.trim().is_empty());
    let contact = |kind: &str| {
        let of_kind = |c: &&wire::Contact| c.contact_method_category.to_ascii_lowercase().contains(kind);
        full(row.contact_methods.iter().find(of_kind).and_then(|c| c.value.clone()))
    };
    let address = row.addresses.first().cloned().map(|a| {
        let parts = [a.street_address1, a.street_address2, a.city, a.state_code, a.postal_code];
        parts.into_iter().filter_map(full).collect::<Vec<_>>().join(", ")
    });
    let standing = match (row.disabled, bans_by_disabling) {
        (Some(true), _) => Standing::Cancelled,
        (Some(false), true) => Standing::Active,
        _ => Standing::Unclear,
    };
    PosCustomer {
        phone: contact("phone"),
        email: contact("email"),
        pos_id: row.id,
        first_name: row.primary_name.unwrap_or_default(),
        last_name: row.family_name.unwrap_or_default(),
        birth_date: day(row.date_of_birth.as_deref()),
        address: full(address),
        id_number: None,
        id_expires: None,
        patient_number: None,
        card_expires: None,
        standing,
    }
}

/// The GUID of an order: the same reference always gives the same one.
pub(super) fn order_id(reference: &str) -> String {
    let digest = Sha256::digest(format!("countersign order {reference}").as_bytes());
    let mut bytes: [u8; 16] = digest[..16].try_into().expect("a digest is longer");
    // A GUID made by a rule of our own is of version 8.
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = data_encoding::HEXLOWER.encode(&bytes);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// The lines and whether they are the patients' location's; nothing when they are of both.
pub(super) fn lines(lines: &[PosSaleLine]) -> Option<(Vec<wire::NewLine>, bool)> {
    let medical = lines.first()?.product_id.starts_with(MEDICAL);
    let mut merged: Vec<(String, i64, Money)> = Vec::with_capacity(lines.len());
    for line in lines {
        let id = line.product_id.strip_prefix(MEDICAL);
        if id.is_some() != medical {
            return None;
        }
        let product_id = id.unwrap_or(&line.product_id).to_owned();
        match merged.iter_mut().find(|other| other.0 == product_id) {
            Some((_, quantity, discount)) => {
                *quantity = quantity.checked_add(line.quantity)?;
                *discount = discount.checked_add(line.discount)?;
            }
            None => merged.push((product_id, line.quantity, line.discount)),
        }
    }
    let line = |(product_id, quantity, discount): (String, i64, Money)| {
        // VENDOR(cova): that a line takes a discount is assumed, and that it is of the whole line and before tax.
        wire::NewLine { product_id, quantity, discount: (discount != Money::ZERO).then_some(discount) }
    };
    Some((merged.into_iter().map(line).collect(), medical))
}

/// Where an order stands, as far as we are concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stand {
    /// The register has it.
    Taken,
    /// Not judged yet, or to be put again.
    Waiting,
    /// It will not become a sale by itself: a person must look.
    Stuck(String),
}

pub(super) fn stand(status: &wire::OrderStatus) -> Stand {
    let message = || status.order_message.clone().unwrap_or_else(|| "no reason was given".to_owned());
    match status.order_status {
        4 | 8 => Stand::Taken,
        0 | 1 | 3 => Stand::Waiting,
        2 => Stand::Stuck(format!("the register cannot take the order: {}", message())),
        7 => Stand::Stuck("the order was cancelled at the register".to_owned()),
        other => Stand::Stuck(format!("the order has the status {other}, which we do not know")),
    }
}

/// The message of a refusal, in an object or plain.
pub(super) fn messages(body: &[u8]) -> Vec<String> {
    let said = match serde_json::from_slice::<Value>(body) {
        Ok(value) => ["Message", "message"].iter().find_map(|n| value.get(n)?.as_str().map(str::to_owned)),
        Err(_) => Some(String::from_utf8_lossy(body).trim().to_owned()),
    };
    said.filter(|text| !text.is_empty()).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use countersign_kernel::Money;

    use super::*;

    const PRODUCTS: &str = include_str!("../../fixtures/cova/products.json");
    const CUSTOMERS: &str = include_str!("../../fixtures/cova/customers.json");

    fn names() -> Names {
        Names { weight: Some("Net Weight".to_owned()), thc: Some("THC Max".to_owned()) }
    }

    fn shelf(medical: bool) -> Vec<StockItem> {
        let products: Vec<wire::Product> = serde_json::from_str(PRODUCTS).expect("the fixture fits");
        products.iter().flat_map(|p| stock(p, 7, medical, &names()).expect("readable")).collect()
    }

    fn by_sku(sku: &str) -> StockItem {
        shelf(false).into_iter().find(|item| item.sku == sku).expect("on the shelf")
    }

    #[test]
    fn packages_are_items_and_only_our_location_counts() {
        let flower: Vec<_> = shelf(false).into_iter().filter(|item| item.sku == "FLW-1").collect();
        assert_eq!(flower.iter().map(|item| item.quantity).collect::<Vec<_>>(), [12, 4]);
        assert_eq!(flower[0].price_adult, Some(Money(3_499)));
        assert_eq!(flower[0].measures.grams, Some(Mass(3_500_000_000)));
        assert_eq!(flower[0].measures.category.as_deref(), Some("flower"));
        assert_eq!(by_sku("EDI-2").measures.mg_thc, Some(Thc(100_000)));
    }

    #[test]
    fn what_is_not_clearly_sold_is_not_and_what_is_not_said_stays_unknown() {
        assert_eq!(by_sku("OLD-3").quantity, 0, "discontinued");
        let odd = by_sku("ODD-4");
        assert_eq!((odd.price_adult, odd.measures.grams), (None, None), "two prices, a weight in stones");
        assert_eq!((odd.quantity, odd.cannabis), (0, true), "tracked and without a package: sold out");
        let grinder = by_sku("ACC-5");
        assert_eq!((grinder.quantity, grinder.cannabis, grinder.tag), (40, false, None));
        assert!(shelf(false).iter().all(|item| item.sku != "FEE-6"), "a fee is no stock");
    }

    #[test]
    fn without_names_of_specifications_nothing_is_measured() {
        let products: Vec<wire::Product> = serde_json::from_str(PRODUCTS).expect("the fixture fits");
        let none = Names::default();
        let item = stock(&products[0], 7, false, &none).expect("readable").remove(0);
        assert_eq!((item.measures.grams, item.measures.mg_thc), (None, None));
        assert_eq!(item.measures.category.as_deref(), Some("flower"));
    }

    fn found(query: CustomerQuery, bans: bool) -> Vec<(String, Standing)> {
        let rows = serde_json::from_str(CUSTOMERS).expect("the fixture fits");
        matching(rows, &query, bans).into_iter().map(|c| (c.pos_id, c.standing)).collect()
    }

    #[test]
    fn people_are_found_by_phone_mail_or_name_and_birth_and_merged_ones_are_nobody() {
        let phone = |text: &str| CustomerQuery { phone: Some(text.to_owned()), ..CustomerQuery::default() };
        assert_eq!(found(phone("(303) 555-0100"), true), [("c-1".to_owned(), Standing::Active)]);
        assert_eq!(found(phone("303-555-0100"), false), [("c-1".to_owned(), Standing::Unclear)]);
        assert_eq!(found(phone("3035550102"), false), [("c-2".to_owned(), Standing::Cancelled)]);
        assert_eq!(found(phone("3035550103"), true), [], "merged into another");
        let birth = "1990-04-05".parse().expect("a date");
        let named = CustomerQuery {
            last_name_and_birth: Some(("COLE".to_owned(), birth)),
            ..CustomerQuery::default()
        };
        assert_eq!(found(named, true).len(), 1);
        let mail =
            CustomerQuery { email: Some(" MJ@example.invalid".to_owned()), ..CustomerQuery::default() };
        assert_eq!(found(mail, true).len(), 1);
    }

    #[test]
    fn an_order_has_one_id_for_ever_and_no_two_share_one() {
        assert_eq!(order_id("ord-1"), order_id("ord-1"));
        assert_ne!(order_id("ord-1"), order_id("ord-2"));
        let id = order_id("ord-1");
        assert_eq!((id.len(), &id[14..15]), (36, "8"));
    }

    #[test]
    fn lines_of_both_licences_are_no_order() {
        let line = |id: &str, quantity| PosSaleLine::new(id, quantity);
        let (merged, medical) = lines(&[line("a", 1), line("b", 1), line("a", 2)]).expect("one licence");
        assert_eq!((merged.len(), merged[0].quantity, medical), (2, 3, false));
        assert!(lines(&[line("med:a", 1)]).expect("one licence").1);
        let less = PosSaleLine { discount: Money(250), ..line("a", 1) };
        let (merged, _) = lines(&[less.clone(), less]).expect("one licence");
        let json = serde_json::to_string(&merged).expect("it serialises");
        assert_eq!(json, r#"[{"ProductId":"a","Quantity":2,"Discount":5.00}]"#);
        assert_eq!(lines(&[line("a", 1), line("med:a", 1)]), None);
        assert_eq!(lines(&[]), None);
    }

    #[test]
    fn only_known_numbers_are_a_yes() {
        let of = |order_status| {
            stand(&wire::OrderStatus {
                order_id: String::new(),
                order_status,
                order_message: Some("why".to_owned()),
            })
        };
        for status in [4, 8] {
            assert_eq!(of(status), Stand::Taken);
        }
        for status in [0, 1, 3] {
            assert_eq!(of(status), Stand::Waiting);
        }
        for status in [2, 5, 6, 7, 9, -1, 99] {
            assert!(matches!(of(status), Stand::Stuck(_)), "{status}");
        }
    }
}
