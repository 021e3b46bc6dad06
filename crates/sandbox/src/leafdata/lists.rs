//! What is read: pages of rows, one filter at a time.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use countersign_kernel::{Timestamp, time};
use serde_json::{Value, json};

use super::answer::{Pairs, page};
use super::books::Sale;
use super::switches::DeletedSale;
use super::{LeafData, code_of, mme_of, show};

type Asked = BTreeMap<String, String>;

fn told(sim: &LeafData, rows: Vec<Value>, asked: &Asked) -> Response {
    let size = sim.memory().switches.page_size_max;
    Json(page(rows, asked, size)).into_response()
}

/// Whether a row is what its filter asks for; filters that a list does not know are not looked at.
fn fits(row: &Value, asked: &Asked) -> bool {
    [
        ("f_global_id", "global_id"),
        ("f_external_id", "external_id"),
        ("f_status", "status"),
        ("f_type", "type"),
    ]
    .into_iter()
    .all(|(filter, member)| asked.get(filter).is_none_or(|wanted| row[member].as_str() == Some(wanted)))
}

fn filtered(rows: impl Iterator<Item = Value>, asked: &Asked) -> Vec<Value> {
    rows.filter(|row| fits(row, asked)).collect()
}

/// All licensees of the state, without pages.
pub(super) async fn mmes(State(sim): State<Arc<LeafData>>, Query(asked): Pairs) -> Response {
    let row = |(store, it): (usize, &crate::world::Store)| {
        json!({
            "global_id": mme_of(store), "code": code_of(store), "name": it.name, "type": "dispensary",
            "address1": it.address1, "city": it.city, "phone": it.phone, "certificate_number": "",
        })
    };
    let rows: Vec<Value> = sim.stage.world.stores.iter().enumerate().map(row).collect();
    let of_code = |row: &Value| asked.get("f_mme_code").is_none_or(|code| row["code"].as_str() == Some(code));
    Json(filtered(rows.into_iter().filter(of_code), &asked)).into_response()
}

pub(super) async fn areas(
    State(sim): State<Arc<LeafData>>,
    headers: HeaderMap,
    Query(asked): Pairs,
) -> Response {
    let rows = filtered(show::areas(sim.store(&headers)).into_iter(), &asked);
    told(&sim, rows, &asked)
}

pub(super) async fn types(State(sim): State<Arc<LeafData>>, Query(asked): Pairs) -> Response {
    let rows = filtered(show::types(&sim).into_iter(), &asked);
    told(&sim, rows, &asked)
}

pub(super) async fn results(
    State(sim): State<Arc<LeafData>>,
    headers: HeaderMap,
    Query(asked): Pairs,
) -> Response {
    let store = sim.store(&headers);
    let rows = {
        let memory = sim.memory();
        let own = memory.books.lots.values().filter(|lot| lot.store == store);
        let shown = own.filter(|_| memory.switches.sim_assumption_results_are_shown);
        filtered(shown.filter_map(|lot| show::result(&sim, &memory, lot)), &asked)
    };
    told(&sim, rows, &asked)
}

pub(super) async fn inventories(
    State(sim): State<Arc<LeafData>>,
    headers: HeaderMap,
    Query(asked): Pairs,
) -> Response {
    let store = sim.store(&headers);
    let rows = {
        let memory = sim.memory();
        let own = memory.books.lots.values().filter(|lot| lot.store == store);
        filtered(own.map(|lot| show::lot(&sim, &memory, lot)), &asked)
    };
    told(&sim, rows, &asked)
}

/// `mm/dd/yyyy` as a number that grows with the day.
fn day(text: &str) -> Option<u32> {
    let mut parts = text.split('/').map(|part| part.parse::<u32>().ok());
    let (month, day, year) = (parts.next()??, parts.next()??, parts.next()??);
    Some(year * 10_000 + month * 100 + day)
}

fn is_between(sim: &LeafData, sale: &Sale, asked: &Asked) -> bool {
    let zone = time::zone(sim.stage.world.stores[sale.store].zone).expect("the world's zones are known");
    let local = |at: Timestamp| day(&at.in_zone(&zone).strftime("%m/%d/%Y").to_string());
    let bound = |name: &str| asked.get(name).and_then(|text| day(text));
    let sold = local(sale.sold_at);
    bound("f_date1").is_none_or(|from| sold >= Some(from))
        && bound("f_date2").is_none_or(|to| sold <= Some(to))
}

pub(super) async fn sales(
    State(sim): State<Arc<LeafData>>,
    headers: HeaderMap,
    Query(asked): Pairs,
) -> Response {
    let store = sim.store(&headers);
    let rows = {
        let memory = sim.memory();
        let is_gone = memory.switches.sim_assumption_deleted_sale == DeletedSale::IsGone;
        let shown = memory.switches.sim_assumption_sales_are_shown;
        let own = memory.books.sales.values().filter(|sale| {
            shown
                && sale.store == store
                && !(is_gone && sale.voided_at.is_some())
                && is_between(&sim, sale, &asked)
        });
        filtered(own.map(|sale| show::sale(&sim, &memory, sale)), &asked)
    };
    told(&sim, rows, &asked)
}

pub(super) async fn adjustments(
    State(sim): State<Arc<LeafData>>,
    headers: HeaderMap,
    Query(asked): Pairs,
) -> Response {
    let store = sim.store(&headers);
    let rows = {
        let memory = sim.memory();
        let own = memory.books.adjustments.iter().filter(|row| row.store == store);
        filtered(own.map(|row| show::adjustment(&sim, &memory, row)), &asked)
    };
    told(&sim, rows, &asked)
}
