//! Manifests, receiving side. There is no call to receive one; a person does that in the vendor's own page.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::routing::get;
use serde_json::{Value, json};

use super::{Paths, both};
use crate::metrc::answer::{Answer, Refusal, bare};
use crate::metrc::ask::{Ask, ListKind, Window};
use crate::metrc::books::Transfer;
use crate::metrc::{Metrc, show};

pub(super) fn paths(mut paths: Paths) -> Paths {
    for version in ["v1", "v2"] {
        paths = both(paths, &format!("/transfers/{version}/incoming"), get(incoming));
        paths = both(paths, &format!("/transfers/{version}/rejected"), get(rejected));
        paths = both(paths, &format!("/transfers/{version}/{{transferId}}/deliveries"), get(deliveries));
        paths = both(paths, &format!("/transfers/{version}/types"), get(types));
    }
    let paths = both(paths, "/transfers/v2/deliveries/{deliveryId}/packages", get(packages));
    let paths = both(paths, "/transfers/v1/delivery/{deliveryId}/packages", get(packages));
    both(paths, "/transfers/v2/deliveries/packages/states", get(states))
}

async fn incoming(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    let facility = ask.facility(&metrc)?;
    let window = ask.window(&metrc, ListKind::Active)?;
    let books = metrc.books();
    let own = books.transfers.iter().filter(|transfer| transfer.facility == facility);
    let shown = own.filter(|transfer| Window::holds(window, transfer.modified_at));
    let rows = shown.map(|transfer| show::incoming(&metrc, transfer)).collect();
    drop(books);
    ask.list(&metrc, rows)
}

async fn rejected(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    ask.facility(&metrc)?;
    ask.list(&metrc, Vec::new())
}

fn found(metrc: &Metrc, is_it: impl Fn(&Transfer) -> bool) -> Result<Transfer, Refusal> {
    let books = metrc.books();
    books.transfers.iter().find(|transfer| is_it(transfer)).cloned().ok_or(Refusal::NotFound)
}

async fn deliveries(State(metrc): State<Arc<Metrc>>, Path(id): Path<i64>, ask: Ask) -> Answer {
    let transfer = found(&metrc, |transfer| transfer.id == id)?;
    let row = show::incoming(&metrc, &transfer);
    let kept =
        ["RecipientFacilityLicenseNumber", "RecipientFacilityName", "ShipmentTypeName", "ReceivedDateTime"];
    let mut delivery = json!({"Id": transfer.delivery_id, "ManifestNumber": row["ManifestNumber"]});
    for name in kept {
        delivery[name] = row[name].clone();
    }
    delivery["PackageCount"] = row["DeliveryPackageCount"].clone();
    ask.list(&metrc, vec![delivery])
}

async fn packages(State(metrc): State<Arc<Metrc>>, Path(id): Path<i64>, ask: Ask) -> Answer {
    let transfer = found(&metrc, |transfer| transfer.delivery_id == id)?;
    ask.list(&metrc, show::delivery_packages(&metrc, &transfer))
}

async fn states(_ask: Ask) -> Answer {
    bare(["Shipped", "Rejected", "Accepted", "Returned"].map(|word| json!(word)).to_vec())
}

async fn types(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    ask.facility(&metrc)?;
    let row = json!({"Name": "Transfer", "ForLicensedShipments": true, "TransactionType": "Wholesale"});
    ask.list(&metrc, Vec::<Value>::from([row]))
}
