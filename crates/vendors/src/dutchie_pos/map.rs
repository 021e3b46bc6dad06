//! Dutchie POS's words to ours and back. Pure.

use std::collections::{BTreeMap, BTreeSet};

use countersign_domain::catalogue::StockItem;
use countersign_domain::customers::{PosCustomer, Standing};
use countersign_kernel::{Money, PackageTag, Quantity};
use countersign_ports::books::PosPackage;
use countersign_ports::point_of_sale::{
    CustomerQuery, DaySale, DaySaleLine, PosSaleLine, PricedCart, RegisterSale,
};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{measures, wire};
use crate::date::{day, instant};
use crate::decimal::Decimal;

/// Longer keys are refused.
const IDEMPOTENCY_KEY_CHARS_MAX: usize = 36;
/// Decimal places of a [`Quantity`].
const QUANTITY_DIGITS: u32 = 9;

/// One item a package, and one of nothing for each product without a package: the last one sold still counts against
/// its buyer's limit, so what was in it must be known. An error names the field that is not as documented.
pub(super) fn stock(
    rows: Vec<wire::InventoryRow>,
    products: &[wire::Product],
) -> Result<Vec<StockItem>, &'static str> {
    let by_id: BTreeMap<i64, &wire::Product> = products.iter().map(|p| (p.product_id, p)).collect();
    let mut seen: BTreeMap<i64, wire::InventoryRow> = BTreeMap::new();
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        match seen.get(&row.inventory_id) {
            // A repeated row must not double the shelf; two that differ cannot both be true.
            Some(before) if *before == row => continue,
            Some(_) => return Err("two rows of one `inventoryId`"),
            None => {}
        }
        items.push(item(&row, by_id.get(&row.product_id).copied())?);
        seen.insert(row.inventory_id, row);
    }
    let on_shelf: BTreeSet<i64> = seen.values().map(|row| row.product_id).collect();
    for product in products.iter().filter(|product| !on_shelf.contains(&product.product_id)) {
        items.extend(
            sold_out(product)
                .map(|row| item(&row, Some(product)))
                .transpose()?
                .map(|item| StockItem { inventory_id: format!("product {}", product.product_id), ..item }),
        );
    }
    Ok(items)
}

/// The row that a product without packages would have.
fn sold_out(product: &wire::Product) -> Option<wire::InventoryRow> {
    Some(wire::InventoryRow {
        inventory_id: 0,
        product_id: product.product_id,
        sku: product.sku.clone(),
        product_name: product.product_name.clone()?,
        category: product.category.clone(),
        quantity_available: Some(Decimal::parse("0")?),
        quantity_units: product.default_unit.clone(),
        unit_weight: product.product_grams.clone(),
        unit_weight_unit: Some("g".to_owned()),
        package_status: None,
        external_package_id: None,
        unit_price: None,
        med_unit_price: None,
        rec_unit_price: None,
        packaged_date: None,
        expiration_date: None,
        last_modified_date_utc: None,
        medical_only: None,
        effective_potency_mg: None,
        is_cannabis: product.is_cannabis,
    })
}

fn item(row: &wire::InventoryRow, product: Option<&wire::Product>) -> Result<StockItem, &'static str> {
    let tag = match row.external_package_id.as_deref().filter(|tag| !tag.is_empty()) {
        Some(tag) => Some(tag.parse::<PackageTag>().map_err(|_| "`externalPackageId`")?),
        None => None,
    };
    let unit = unit(row.quantity_units.as_deref()).ok_or("`quantityUnits`")?;
    // What nobody counted is not for sale: one empty field must not hide the rest of the shelf.
    let on_shelf = match &row.quantity_available {
        Some(count) => count.floor().ok_or("`quantityAvailable`")?,
        None => 0,
    };
    // What is not said to be cannabis and carries no tag is an accessory; what carries a tag is cannabis.
    let cannabis = row.is_cannabis.unwrap_or(true) || tag.is_some();
    let price = |given: &Option<Decimal>| given.as_ref().and_then(Decimal::money).filter(|m| m.0 > 0);
    let medical_only =
        row.medical_only == Some(true) || product.is_some_and(|p| p.is_medical_only == Some(true));
    Ok(StockItem {
        inventory_id: row.inventory_id.to_string(),
        product_id: row.product_id.to_string(),
        sku: row.sku.clone().unwrap_or_default(),
        name: row.product_name.clone(),
        category: row.category.clone().unwrap_or_default(),
        tag,
        quantity: if is_for_sale(row.package_status.as_deref(), cannabis) { on_shelf.max(0) } else { 0 },
        unit: unit.to_owned(),
        price_adult: price(&row.rec_unit_price).or_else(|| price(&row.unit_price)),
        price_medical: price(&row.med_unit_price),
        cannabis,
        medical_only,
        measures: measures::of(row, product, unit),
        packaged_on: day(row.packaged_date.as_deref()),
    })
}

/// The shelf as it stands, to be compared with other books. The report may give a row twice; two rows of one id that differ
/// are nobody's truth.
pub(super) fn shelf(rows: Vec<wire::InventoryRow>) -> Result<Vec<PosPackage>, &'static str> {
    let mut by_id: BTreeMap<i64, wire::InventoryRow> = BTreeMap::new();
    for row in rows {
        if let Some(before) = by_id.get(&row.inventory_id)
            && *before != row
        {
            return Err("an inventory row twice, with different contents");
        }
        by_id.insert(row.inventory_id, row);
    }
    Ok(by_id.into_values().map(shelf_row).collect())
}

fn shelf_row(row: wire::InventoryRow) -> PosPackage {
    let price = |given: &Option<Decimal>| given.as_ref().and_then(Decimal::money).filter(|m| m.0 > 0);
    let tag = row.external_package_id.filter(|tag| !tag.is_empty());
    PosPackage {
        inventory_id: row.inventory_id.to_string(),
        product_id: row.product_id.to_string(),
        sku: row.sku.unwrap_or_default(),
        name: row.product_name,
        quantity: row.quantity_available.as_ref().map(|count| count.text().to_owned()),
        // A unit that we do not know is passed on as it is written: the comparison says so.
        unit: unit(row.quantity_units.as_deref())
            .map(str::to_owned)
            .or(row.quantity_units)
            .unwrap_or_default(),
        status: row.package_status.unwrap_or_default(),
        price_adult: price(&row.rec_unit_price).or_else(|| price(&row.unit_price)),
        price_medical: price(&row.med_unit_price),
        cannabis: row.is_cannabis.unwrap_or(true) || tag.is_some(),
        medical_only: row.medical_only == Some(true),
        expires: day(row.expiration_date.as_deref()),
        modified_at: row.last_modified_date_utc.and_then(|text| text.parse().ok()),
        tag,
    }
}

/// Only `Active` packages are sold; a word that we do not know keeps a package on the shelf.
fn is_for_sale(status: Option<&str>, cannabis: bool) -> bool {
    match status.filter(|word| !word.is_empty()) {
        Some(word) => word.eq_ignore_ascii_case("active"),
        None => !cannabis,
    }
}

/// The state's long name of a unit.
fn unit(word: Option<&str>) -> Option<&'static str> {
    match word.unwrap_or("ea").to_ascii_lowercase().as_str() {
        "ea" | "each" | "unit" | "units" | "" => Some("Each"),
        "g" | "gram" | "grams" => Some("Grams"),
        "oz" | "ounce" | "ounces" => Some("Ounces"),
        "mg" | "milligram" | "milligrams" => Some("Milligrams"),
        _ => None,
    }
}

pub(super) fn search(query: &CustomerQuery) -> wire::Search<'_> {
    let named = query.last_name_and_birth.as_ref();
    wire::Search {
        mmjid_number: query.patient_number.as_deref(),
        drivers_license_id: query.id_number.as_deref(),
        email_address: query.email.as_deref(),
        phone: query.phone.as_deref(),
        last_name: named.map(|(last_name, _)| last_name.as_str()),
        date_of_birth: named.map(|(_, birth)| birth.to_string()),
    }
}

/// One profile a person, although a row comes for every criterion that matched.
pub(super) fn customers(rows: Vec<wire::Customer>) -> Vec<PosCustomer> {
    let mut found: Vec<PosCustomer> = Vec::new();
    for row in rows {
        let pos_id = row.customer_id.to_string();
        // A profile that was merged into another is no longer anybody.
        if row.merged_into_customer_id.is_none() && !found.iter().any(|other| other.pos_id == pos_id) {
            found.push(customer(row, pos_id));
        }
    }
    found
}

fn customer(row: wire::Customer, pos_id: String) -> PosCustomer {
    let full = |text: Option<String>| text.filter(|t| !t.trim().is_empty());
    let address = [row.address1, row.address2, row.city, row.state, row.postal_code];
    PosCustomer {
        pos_id,
        first_name: row.first_name.unwrap_or_default(),
        last_name: row.last_name.unwrap_or_default(),
        birth_date: day(row.date_of_birth.as_deref()),
        phone: full(row.phone),
        email: full(row.email_address),
        address: full(Some(address.into_iter().filter_map(full).collect::<Vec<_>>().join(", "))),
        // VENDOR(dutchie_pos): only a hash of the licence number is kept.
        id_number: None,
        id_expires: day(row.drivers_license_expiration_date.as_deref()),
        patient_number: full(row.mmjid_number),
        card_expires: day(row.mmjid_expiration_date.as_deref()),
        standing: standing(row.status.as_deref()),
    }
}

fn standing(word: Option<&str>) -> Standing {
    match word {
        Some("Active") => Standing::Active,
        Some("Hold") => Standing::OnHold,
        Some("Banned") => Standing::Banned,
        Some("Cancelled") => Standing::Cancelled,
        _ => Standing::Unclear,
    }
}

/// The cart as the POS takes it: each product once, ids as numbers. Nothing when an id is not the POS's.
pub(super) fn cart(lines: &[PosSaleLine]) -> Option<Vec<wire::CartLine>> {
    let mut cart: Vec<wire::CartLine> = Vec::with_capacity(lines.len());
    for line in lines {
        let product_id: i64 = line.product_id.parse().ok()?;
        match cart.iter_mut().find(|other| other.product_id == product_id) {
            Some(other) => other.quantity = other.quantity.checked_add(line.quantity)?,
            None => cart.push(wire::CartLine { product_id, quantity: line.quantity }),
        }
    }
    Some(cart)
}

pub(super) fn priced(price: &wire::CartPrice) -> Result<PricedCart, &'static str> {
    let money = |amount: &Decimal| amount.money().ok_or("an amount that is not whole cents");
    Ok(PricedCart {
        subtotal: money(&price.sub_total)?,
        tax: money(&price.taxes)?,
        discount: money(&price.discount)?,
        total: money(&price.total)?,
    })
}

/// The same reference always gives the same key, and no two references share one.
pub(super) fn idempotency_key(reference: &str) -> String {
    if reference.len() <= IDEMPOTENCY_KEY_CHARS_MAX {
        return reference.to_owned();
    }
    let mut digest = data_encoding::HEXLOWER.encode(&Sha256::digest(reference.as_bytes()));
    digest.truncate(IDEMPOTENCY_KEY_CHARS_MAX);
    digest
}

/// The numbers of the sales that carry our reference and stand. Lists may repeat a row.
pub(super) fn sales(rows: &[wire::Transaction], reference: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for row in rows.iter().filter(|row| row.reference_id.as_deref() == Some(reference)) {
        let number = row.transaction_id.to_string();
        if row.is_void != Some(true) && row.is_return != Some(true) && !found.contains(&number) {
            found.push(number);
        }
    }
    found
}

/// A sale as the register has it. An error names the field that is not as documented.
pub(super) fn register_sale(row: wire::Transaction) -> Result<RegisterSale, &'static str> {
    let sold = row.items.ok_or("`items`")?.into_iter().filter(|item| item.is_returned != Some(true));
    let lines: Result<Vec<PosSaleLine>, &'static str> = sold
        .map(|item| {
            // A part of a unit counts as a whole one: what a person bought is never made smaller.
            let units = item.quantity.ceiling().ok_or("`quantity`")?;
            Ok(PosSaleLine::new(item.product_id.to_string(), units))
        })
        .collect();
    Ok(RegisterSale {
        number: row.transaction_id.to_string(),
        sold_at: instant(&row.transaction_date).ok_or("`transactionDate`")?,
        pos_customer: row.customer_id.map(|id| id.to_string()),
        reference: row.reference_id.filter(|reference| !reference.is_empty()),
        voided: row.is_void == Some(true) || row.is_return == Some(true),
        lines: lines?,
    })
}

/// A sale with its money. An error names the field that is not as documented.
pub(super) fn day_sale(row: wire::Transaction) -> Result<DaySale, &'static str> {
    let money = |amount: &Option<Decimal>, what| amount.as_ref().and_then(Decimal::money).ok_or(what);
    let (total, tax) = (money(&row.total, "`total`")?, money(&row.tax, "`tax`")?);
    let before_tax = money(&row.total_before_tax, "`totalBeforeTax`")?;
    let taken = match (&row.paid, &row.change_due) {
        (Some(_), Some(_)) => {
            let tip =
                row.tip_amount.as_ref().map_or(Some(Money::ZERO), Decimal::money).ok_or("`tipAmount`")?;
            Some(money(&row.paid, "`paid`")? - money(&row.change_due, "`changeDue`")? - tip)
        }
        _ => None,
    };
    Ok(DaySale {
        number: row.transaction_id.to_string(),
        sold_at: instant(&row.transaction_date).ok_or("`transactionDate`")?,
        reference: row.reference_id.filter(|reference| !reference.is_empty()),
        voided: row.is_void == Some(true) || row.is_return == Some(true),
        lines: day_lines(row.items.ok_or("`items`")?, before_tax)?,
        tax,
        total,
        taken,
    })
}

/// VENDOR(dutchie_pos): whether `totalPrice` is before or after the line's discount is not documented. The lines must add up
/// to the sale before tax in one of the two ways; when they do in neither, nothing is claimed.
fn day_lines(items: Vec<wire::SoldItem>, before_tax: Money) -> Result<Vec<DaySaleLine>, &'static str> {
    let mut rows = Vec::with_capacity(items.len());
    for item in items {
        let price = item.total_price.as_ref().and_then(Decimal::money).ok_or("`totalPrice`")?;
        let off = item
            .total_discount
            .as_ref()
            .map_or(Some(Money::ZERO), Decimal::money)
            .ok_or("`totalDiscount`")?;
        rows.push((item, price, off));
    }
    let sum = |amount: fn(&(wire::SoldItem, Money, Money)) -> Money| rows.iter().map(amount).sum::<Money>();
    let discounted = if sum(|row| row.1) == before_tax {
        true
    } else if sum(|row| row.1 - row.2) == before_tax {
        false
    } else {
        return Err("items that do not add up to `totalBeforeTax`");
    };
    let kept = rows.into_iter().filter(|(item, ..)| item.is_returned != Some(true));
    kept.map(|(item, price, off)| {
        Ok(DaySaleLine {
            product_id: item.product_id.to_string(),
            tag: item.package_id.filter(|tag| !tag.is_empty()),
            quantity: item.quantity.exact(QUANTITY_DIGITS).map(Quantity).ok_or("`quantity`")?,
            paid: if discounted { price } else { price - off },
        })
    })
    .collect()
}

/// The messages in whichever of its bodies the POS refused with.
pub(super) fn messages(body: &[u8]) -> Vec<String> {
    let text = |v: &Value| v.as_str().map(str::to_owned);
    let Ok(value) = serde_json::from_slice::<Value>(body) else {
        let plain = String::from_utf8_lossy(body).trim().to_owned();
        return if plain.is_empty() { Vec::new() } else { vec![plain] };
    };
    let list = |name: &str| value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let property = |e: &Value| {
        let (name, error) = (e.get("propertyName")?.as_str()?, e.get("propertyError")?.as_str()?);
        Some(format!("{name} {error}"))
    };
    let said = text(&value).or_else(|| value.get("message").and_then(text));
    let errors = list("errors");
    let properties = list("propertyErrors");
    let errors = errors.iter().filter_map(text);
    said.into_iter().chain(errors).chain(properties.iter().filter_map(property)).collect()
}

/// VENDOR(dutchie_pos): a 200 whose body says `isValid: false` or `success: false` is a refusal.
pub(super) fn is_refusal_in_disguise(body: &[u8]) -> bool {
    // Most answers are lists, and long: only an object can be a refusal.
    if body.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        return false;
    }
    let value: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    ["isValid", "success"].iter().any(|name| value.get(name) == Some(&Value::Bool(false)))
}

#[cfg(test)]
mod tests {
    use countersign_kernel::{Mass, Money, Thc};

    use super::*;

    const INVENTORY: &str = include_str!("../../fixtures/dutchie_pos/inventory.json");
    const PRODUCTS: &str = include_str!("../../fixtures/dutchie_pos/products.json");
    const CUSTOMERS: &str = include_str!("../../fixtures/dutchie_pos/customers.json");

    fn shelf() -> Vec<StockItem> {
        let rows = serde_json::from_str(INVENTORY).expect("the fixture fits");
        let products: Vec<wire::Product> = serde_json::from_str(PRODUCTS).expect("the fixture fits");
        stock(rows, &products).expect("readable")
    }

    fn by_sku(sku: &str) -> StockItem {
        shelf().into_iter().find(|item| item.sku == sku).expect("on the shelf")
    }

    #[test]
    fn a_package_is_read_with_what_limits_count() {
        let flower = by_sku("FLW-0001");
        assert_eq!((flower.quantity, flower.unit.as_str()), (12, "Each"));
        assert_eq!((flower.price_adult, flower.price_medical), (Some(Money(3_499)), Some(Money(2_975))));
        assert_eq!(flower.measures.category.as_deref(), Some("flower"));
        assert_eq!(flower.measures.grams, Some(Mass(3_500_000_000)));
        assert_eq!(flower.measures.mg_thc, None, "a percentage is no dose");
        assert_eq!(flower.packaged_on, "2026-10-01".parse().ok());
        let vape = by_sku("VAP-0004");
        assert_eq!(vape.measures.concentrate_grams, Some(Mass(500_000_000)));
        let gummies = by_sku("EDI-0003");
        assert_eq!(gummies.measures.mg_thc, Some(Thc(100_000)), "from the product, in milligrams");
        let drink = by_sku("BEV-0005");
        assert_eq!(drink.measures.mg_thc, Some(Thc(9_750)), "the package's own figure comes first");
        assert_eq!(drink.measures.form.as_deref(), Some("liquid"));
    }

    #[test]
    fn loose_flower_counts_in_grams_and_half_a_gram_is_not_sold() {
        let loose = by_sku("FLW-0002");
        assert_eq!((loose.quantity, loose.unit.as_str()), (56, "Grams"));
        assert_eq!(loose.measures.grams, Some(Mass(1_000_000_000)));
    }

    #[test]
    fn what_the_pos_does_not_say_stays_unknown() {
        let odd = by_sku("ODD-0006");
        assert_eq!(odd.measures, Default::default(), "an unknown category and an empty weight");
        assert_eq!(odd.price_adult, None, "half a cent is no price");
        assert_eq!(odd.quantity, 0, "a status that we do not know is not for sale");
        assert_eq!(by_sku("QUA-0007").quantity, 0, "quarantine is not for sale");
        let grinder = by_sku("ACC-0008");
        assert_eq!((grinder.quantity, grinder.cannabis, grinder.tag), (40, false, None));
    }

    #[test]
    fn a_product_that_is_sold_out_is_still_measured() {
        let last = by_sku("FLW-0009");
        assert_eq!((last.quantity, last.tag.as_ref(), last.price_adult), (0, None, None));
        assert_eq!(last.measures.category.as_deref(), Some("flower"));
        assert_eq!(last.measures.grams, Some(Mass(3_500_000_000)));
        assert_eq!(shelf().iter().filter(|item| item.sku == "FLW-0001").count(), 1, "it has a package");
    }

    #[test]
    fn what_nobody_counted_is_not_for_sale_and_hides_nothing_else() {
        let mut rows: Vec<wire::InventoryRow> = serde_json::from_str(INVENTORY).expect("the fixture fits");
        let (id, sku) = (rows[0].inventory_id.to_string(), rows[0].sku.clone());
        rows[0].quantity_available = None;
        let items = stock(rows.clone(), &[]).expect("readable");
        let found = items.iter().find(|item| item.inventory_id == id).expect("its row");
        assert_eq!((found.quantity, Some(&found.sku)), (0, sku.as_ref()));
        assert!(items.iter().any(|item| item.quantity > 0));
        let told = shelf_of(rows).into_iter().find(|row| row.inventory_id == id).expect("its row");
        assert_eq!(told.quantity, None, "the comparison is told that it is not known");
    }

    fn shelf_of(rows: Vec<wire::InventoryRow>) -> Vec<PosPackage> {
        super::shelf(rows).expect("readable")
    }

    #[test]
    fn a_repeated_row_does_not_double_the_shelf_and_a_contradiction_is_an_error() {
        let mut rows: Vec<wire::InventoryRow> = serde_json::from_str(INVENTORY).expect("the fixture fits");
        rows.push(rows[0].clone());
        let count = rows.len() - 1;
        assert_eq!(stock(rows.clone(), &[]).map(|items| items.len()), Ok(count));
        rows.last_mut().expect("just pushed").quantity_available = Decimal::parse("1");
        assert!(stock(rows, &[]).is_err());
    }

    #[test]
    fn customers_come_once_each_and_an_unknown_status_is_unclear() {
        let found = customers(serde_json::from_str(CUSTOMERS).expect("the fixture fits"));
        let seen: Vec<_> = found.iter().map(|c| (c.pos_id.as_str(), c.standing)).collect();
        let expected = [
            ("10001", Standing::Active),
            ("10002", Standing::Banned),
            ("10003", Standing::OnHold),
            ("10004", Standing::Cancelled),
            ("10005", Standing::Unclear),
            ("10006", Standing::Unclear),
        ];
        assert_eq!(seen, expected);
        assert_eq!(found[0].birth_date, "1990-04-05".parse().ok());
        assert_eq!(found[0].address.as_deref(), Some("9 Elm St, Denver, CO, 80202"));
        assert_eq!((&found[0].id_number, found[0].id_expires), (&None, "2029-04-05".parse().ok()));
        assert_eq!(found[5].birth_date, None);
    }

    #[test]
    fn a_register_sale_counts_parts_as_wholes_and_leaves_out_what_came_back() {
        let text = include_str!("../../fixtures/dutchie_pos/transactions.json");
        let rows: Vec<wire::Transaction> = serde_json::from_str(text).expect("the fixture fits");
        assert_eq!(sales(&rows, "ours-1"), ["900001"], "once, and neither the void nor the return");
        let read: Vec<_> = rows.into_iter().map(|row| register_sale(row).expect("readable")).collect();
        let line = |id: &str, quantity| PosSaleLine::new(id, quantity);
        assert_eq!(read[0].lines, [line("20001", 2), line("20002", 4)]);
        assert_eq!(read[0].sold_at, "2026-11-22T17:00:00Z".parse().expect("an instant"));
        assert_eq!(read.iter().map(|sale| sale.voided).collect::<Vec<_>>(), [false, false, true, true]);
        assert_eq!((read[3].reference.as_deref(), read[3].pos_customer.as_deref()), (Some("ours-1"), None));
    }

    #[test]
    fn a_days_sale_adds_up_whichever_way_its_lines_tell_the_discount() {
        let row = |prices: &str, before_tax: &str| -> Result<DaySale, &'static str> {
            let text = format!(
                r#"{{"transactionId":1,"transactionDate":"2026-11-22T17:00:00","referenceId":"","isVoid":false,
                "totalBeforeTax":{before_tax},"tax":1.19,"total":20.18,"paid":25.00,"changeDue":2.82,"tipAmount":2.0,
                "items":[{{"productId":7,"packageId":"1A4FF0300000BC7000012086","quantity":3.5,{prices}}}]}}"#
            );
            day_sale(serde_json::from_str(&text).expect("the shape fits"))
        };
        let net = row(r#""totalPrice":18.989999999999998,"totalDiscount":1.0"#, "18.99").expect("net lines");
        let gross = row(r#""totalPrice":19.99,"totalDiscount":1.0"#, "18.99").expect("gross lines");
        assert_eq!((net.lines[0].paid, gross.lines[0].paid), (Money(1_899), Money(1_899)));
        assert_eq!(
            (net.taken, net.total, net.reference.as_deref()),
            (Some(Money(2_018)), Money(2_018), None)
        );
        assert_eq!(net.lines[0].quantity, Quantity(3_500_000_000));
        let neither = row(r#""totalPrice":19.99,"totalDiscount":1.0"#, "18.00");
        assert_eq!(neither.expect_err("it cannot be told"), "items that do not add up to `totalBeforeTax`");
        assert_eq!(row(r#""totalDiscount":1.0"#, "18.99").expect_err("no price"), "`totalPrice`");
    }

    #[test]
    fn a_cart_names_each_product_once() {
        let line = |id: &str, quantity| PosSaleLine::new(id, quantity);
        let merged = cart(&[line("1", 2), line("2", 1), line("1", 3)]).expect("numbers");
        let quantities: Vec<_> = merged.iter().map(|l| (l.product_id, l.quantity)).collect();
        assert_eq!(quantities, [(1, 5), (2, 1)]);
        assert_eq!(cart(&[line("abc", 1)]), None);
    }

    #[test]
    fn keys_fit_and_follow_the_reference() {
        assert_eq!(idempotency_key("ord_01"), "ord_01");
        let long = format!("sale-{}", "x".repeat(60));
        assert_eq!(idempotency_key(&long).len(), IDEMPOTENCY_KEY_CHARS_MAX);
        assert_eq!(idempotency_key(&long), idempotency_key(&long));
        assert_ne!(idempotency_key(&long), idempotency_key(&format!("{long}y")));
    }

    #[test]
    fn every_body_of_a_refusal_gives_its_messages() {
        let body = br#"{"message":"Validation failed","propertyErrors":[{"propertyName":"items","propertyError":"stock"}]}"#;
        assert_eq!(messages(body), ["Validation failed", "items stock"]);
        assert_eq!(messages(br#""the cart is empty""#), ["the cart is empty"]);
        assert_eq!(messages(br#"{"isValid":false,"errors":["a"],"ruleSetsExecuted":["default"]}"#), ["a"]);
        assert!(messages(b"").is_empty());
        assert!(is_refusal_in_disguise(br#"{"isValid":false,"errors":["a"]}"#));
        assert!(is_refusal_in_disguise(b" \n{\"success\":false}"));
        assert!(!is_refusal_in_disguise(br#"{"orderId":1,"transactionId":2}"#));
        assert!(!is_refusal_in_disguise(br#"[{"success":false}]"#));
    }
}
