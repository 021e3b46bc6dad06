//! Items, categories, brands.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::routing::get;
use serde_json::{Value, json};

use super::{Paths, both};
use crate::metrc::answer::{Answer, bare};
use crate::metrc::ask::{Ask, ListKind, Window};
use crate::metrc::{Metrc, show};

pub(super) fn paths(mut paths: Paths) -> Paths {
    for version in ["v1", "v2"] {
        paths = both(paths, &format!("/items/{version}/active"), get(active));
        paths = both(paths, &format!("/items/{version}/inactive"), get(inactive));
        paths = both(paths, &format!("/items/{version}/categories"), get(categories));
        paths = both(paths, &format!("/items/{version}/brands"), get(brands));
        paths = both(paths, &format!("/items/{version}/{{id}}"), get(by_id));
    }
    paths
}

/// Items were made before the world began, so a time filter that does not reach back finds none.
async fn active(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    let facility = ask.facility(&metrc)?;
    let window = ask.window(&metrc, ListKind::Active)?;
    let made_at = metrc.stage.world.at.plus_seconds(-400 * 24 * 3_600);
    let products = metrc.stage.world.products.iter().filter(|product| product.is_cannabis);
    let shown = products.filter(|_| Window::holds(window, made_at));
    let rows = shown.map(|product| show::item(facility, product, false)).collect();
    ask.list(&metrc, rows)
}

async fn inactive(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    ask.facility(&metrc)?;
    ask.window(&metrc, ListKind::Inactive)?;
    ask.list(&metrc, Vec::new())
}

async fn categories(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    // v1 answers without a licence too.
    if ask.parameter("licenseNumber").is_some() {
        ask.facility(&metrc)?;
    }
    ask.list(&metrc, show::categories(&metrc.stage.world))
}

async fn brands(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    ask.facility(&metrc)?;
    let names: BTreeSet<&str> = metrc.stage.world.products.iter().map(|product| product.brand).collect();
    let rows =
        names.into_iter().zip(1..).map(|(name, id)| json!({"Id": id, "Name": name, "Status": "Active"}));
    ask.list(&metrc, rows.collect::<Vec<Value>>())
}

async fn by_id(State(metrc): State<Arc<Metrc>>, Path(id): Path<i64>, ask: Ask) -> Answer {
    let facility = ask.facility(&metrc)?;
    // An id of another facility is answered as if the caller had no right to it.
    let product = show::product_of_item(&metrc.stage.world, facility, id);
    let product = product.ok_or_else(|| metrc.unauthorized("The item is not valid for this license."))?;
    bare(show::item(facility, product, false))
}
