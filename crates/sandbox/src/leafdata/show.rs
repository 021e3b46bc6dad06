//! Rows as the API shows them: nearly everything is a text, and an empty one stands for nothing.

use countersign_kernel::amount::write_scaled;
use countersign_kernel::{BusinessDate, Timestamp, time};
use serde_json::{Value, json};

use super::books::{AREAS, Adjustment, Lot, Sale};
use super::{LeafData, Memory, code_of, mme_of};
use crate::world::{Category, LabState, Product, QUANTITY_DIGITS, Unit, World, base36};

pub(super) fn uom(unit: Unit) -> &'static str {
    match unit {
        Unit::Each => "ea",
        Unit::Grams => "gm",
    }
}

fn quantity(amount: i64) -> String {
    write_scaled(amount, QUANTITY_DIGITS, 4)
}

fn flag(on: bool) -> &'static str {
    if on { "1" } else { "0" }
}

fn date(on: Option<BusinessDate>) -> String {
    on.map_or_else(|| "00/00/0000".to_owned(), |on| on.0.strftime("%m/%d/%Y").to_string())
}

/// By the premises' wall clock, to the minute.
pub(super) fn moment(world: &World, memory: &Memory, store: usize, at: Timestamp) -> String {
    let zone = time::zone(world.stores[store].zone).expect("the world's zones are known");
    let form = if memory.switches.hours_above_twelve { "%m/%d/%Y %-H:%M%P" } else { "%m/%d/%Y %-I:%M%P" };
    at.in_zone(&zone).strftime(form).to_string()
}

pub(super) fn area_id(store: usize, area: usize) -> String {
    format!("WA{}.AR{}", code_of(store), base36(area as u64 + 1))
}

pub(super) fn type_id(product: usize) -> String {
    format!("WAJ400000.TY{}", base36(product as u64 + 1_000))
}

pub(super) fn areas(store: usize) -> Vec<Value> {
    let row = |(place, (name, may_sell)): (usize, &(&str, bool))| {
        json!({
            "global_id": area_id(store, place), "external_id": "", "name": name,
            "type": if *may_sell { "non-quarantine" } else { "quarantine" }, "deleted_at": "",
            "global_mme_id": mme_of(store),
        })
    };
    AREAS.iter().enumerate().map(row).collect()
}

fn kind(product: &Product) -> &'static str {
    match product.category {
        Category::Flower | Category::Preroll => "usable_marijuana",
        Category::InfusedPreroll => "infused_mix",
        Category::Concentrate | Category::Vape => "concentrate_for_inhalation",
        Category::Edible => "solid_edible",
        Category::Beverage => "liquid_edible",
        Category::Tincture => "tinctures",
        Category::Topical | Category::Accessory => "topical",
    }
}

pub(super) fn types(sim: &LeafData) -> Vec<Value> {
    let products = sim.stage.world.products.iter().filter(|product| product.is_cannabis);
    let row = |product: &Product| {
        json!({
            "global_id": type_id(product.index), "external_id": product.sku, "name": product.name,
            "type": "end_product", "intermediate_type": kind(product), "uom": uom(product.unit), "deleted_at": "",
        })
    };
    products.map(row).collect()
}

fn result_id(lot: &Lot) -> Option<String> {
    let serial = lot.id.rsplit(".IN").next().unwrap_or_default();
    let has = !matches!(lot.lab, LabState::NotSubmitted | LabState::SubmittedForTesting);
    has.then(|| format!("WAL400900.LR{serial}"))
}

pub(super) fn result(sim: &LeafData, memory: &Memory, lot: &Lot) -> Option<Value> {
    let potency = sim.stage.world.products[lot.product].thc_milli_percent;
    Some(json!({
        "global_id": result_id(lot)?, "external_id": "", "testing_status": "completed",
        "status": if lot.lab == LabState::TestFailed { "failed" } else { "passed" },
        "cannabinoid_d9_thc_percent": write_scaled(potency, 3, 2), "global_inventory_id": lot.id,
        "tested_at": moment(&sim.stage.world, memory, lot.store, lot.created_at), "deleted_at": "",
    }))
}

pub(super) fn lot(sim: &LeafData, memory: &Memory, lot: &Lot) -> Value {
    let world = &sim.stage.world;
    let at = |at: Timestamp| moment(world, memory, lot.store, at);
    json!({
        "global_id": lot.id, "external_id": "", "qty": quantity(lot.quantity), "uom": uom(lot.unit),
        "net_weight": "", "cost": "", "value": "", "serving_num": "", "serving_size": "",
        "medically_compliant": flag(lot.is_medical), "sent_for_testing": flag(lot.lab == LabState::SubmittedForTesting),
        "lab_results_attested": "0", "lab_results_date": "0000-00-00 00:00:00",
        "global_batch_id": lot.id.replace(".IN", ".BA"), "global_area_id": area_id(lot.store, lot.area),
        "global_lab_result_id": result_id(lot).unwrap_or_default(), "global_strain_id": "",
        "global_inventory_type_id": type_id(lot.product), "global_mme_id": mme_of(lot.store),
        "inventory_created_at": at(lot.created_at), "inventory_packaged_at": "",
        "inventory_expires_at": date(lot.expires_on), "legacy_id": "", "created_at": at(lot.created_at),
        "updated_at": at(lot.updated_at), "deleted_at": lot.deleted_at.map(at).unwrap_or_default(),
    })
}

pub(super) fn sale(sim: &LeafData, memory: &Memory, sale: &Sale) -> Value {
    let at = |at: Timestamp| moment(&sim.stage.world, memory, sale.store, at);
    let items: Vec<Value> = sale
        .lines
        .iter()
        .map(|line| {
            let unit = memory.books.lots.get(&line.lot).map_or("", |lot| uom(lot.unit));
            json!({
                "external_id": line.external_id, "type": "sale", "qty": quantity(line.quantity), "uom": unit,
                "unit_price": line.unit_price.decimal(), "price_total": line.paid.decimal(), "name": line.name,
                "sold_at": at(sale.sold_at), "global_batch_id": line.lot.replace(".IN", ".BA"),
                "global_inventory_id": line.lot,
            })
        })
        .collect();
    let mut row = json!({
        "global_id": sale.id(&code_of(sale.store)), "external_id": sale.external_id, "type": sale.kind,
        "patient_medical_id": sale.patient, "caregiver_id": "", "sold_at": at(sale.sold_at),
        "price_total": sale.total.decimal(), "status": if sale.voided_at.is_some() { "void" } else { "sale" },
        "global_mme_id": mme_of(sale.store), "deleted_at": sale.voided_at.map(at).unwrap_or_default(),
    });
    if memory.switches.sim_assumption_sales_have_items {
        row["sale_items"] = Value::Array(items);
    }
    row
}

pub(super) fn adjustment(sim: &LeafData, memory: &Memory, row: &Adjustment) -> Value {
    json!({
        "global_id": format!("WA{}.IA{}", code_of(row.store), base36(row.serial)), "external_id": "",
        "adjusted_at": moment(&sim.stage.world, memory, row.store, row.at), "qty": quantity(row.quantity),
        "reason": row.reason, "memo": row.memo, "global_inventory_id": row.lot, "global_mme_id": mme_of(row.store),
    })
}
