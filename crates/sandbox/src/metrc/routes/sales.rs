//! Sales receipts and the small lists around them.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::routing::{MethodRouter, delete, get, post, put};
use serde_json::json;

use super::{Paths, both, write};
use crate::metrc::answer::{Answer, Refusal, bare, created, nothing};
use crate::metrc::ask::{Ask, ListKind, Version, Window};
use crate::metrc::books::{Receipt, ReceiptRow, Row};
use crate::metrc::{Metrc, show};

const CUSTOMER_TYPES: &[&str] =
    &["Consumer", "Patient", "Caregiver", "ExternalPatient", "NonResidentConsumer"];
const PAYMENT_TYPES: &[&str] = &["Cash", "Electronic"];
const COUNTIES: &[&str] = &["Adams", "Arapahoe", "Boulder", "Denver", "Jefferson", "Larimer", "Weld"];
const REGISTRATION_LOCATIONS: &[(i64, &str)] = &[(4, "District of Columbia"), (31, "New Mexico")];

pub(super) fn paths(mut paths: Paths) -> Paths {
    for version in ["v1", "v2"] {
        let at = |tail: &str| format!("/sales/{version}/{tail}");
        paths = both(paths, &at("receipts"), post(record).put(replace));
        paths = both(paths, &at("receipts/active"), get(active));
        paths = both(paths, &at("receipts/inactive"), get(inactive));
        paths = both(paths, &at("receipts/{id}"), get(one).merge(delete(void)));
        paths = both(paths, &at("customertypes"), get(customer_types));
    }
    let paths = both(paths, "/sales/v2/receipts/external/{externalNumber}", get(by_external));
    let paths = both(paths, "/sales/v2/receipts/finalize", put(finalize));
    let paths = both(paths, "/sales/v2/receipts/unfinalize", put(unfinalize));
    let paths = both(paths, "/sales/v2/patientregistration/locations", get(registration_locations));
    let paths = both(paths, "/sales/v2/counties", get(counties));
    let paths = both(paths, "/sales/v2/paymenttypes", get(payment_types));
    // Gone since March 2021, and says so with 405: a path without a method.
    both(paths, "/sales/v1/deliveries", MethodRouter::new())
}

fn listed(metrc: &Metrc, ask: &Ask, kind: ListKind) -> Answer {
    let facility = ask.facility(metrc)?;
    let sales = ask.sales_window()?;
    let window = if sales.is_some() { None } else { ask.window(metrc, kind)? };
    let books = metrc.books();
    let own = books.receipts.values().filter(|receipt| receipt.facility == facility);
    let stands = own.filter(|receipt| receipt.is_active() == (kind == ListKind::Active));
    let shown = stands.filter(|receipt| {
        Window::holds(window, receipt.modified_at) && Window::holds(sales, receipt.sold_at)
    });
    let rows = shown.map(|receipt| show::receipt(metrc, &books, receipt, false)).collect();
    drop(books);
    ask.list(metrc, rows)
}

async fn active(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    listed(&metrc, &ask, ListKind::Active)
}

async fn inactive(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    listed(&metrc, &ask, ListKind::Inactive)
}

async fn one(State(metrc): State<Arc<Metrc>>, Path(id): Path<i64>, ask: Ask) -> Answer {
    let facility = ask.facility(&metrc)?;
    let books = metrc.books();
    let receipt = books.receipts.get(&id).ok_or(Refusal::NotFound)?;
    if receipt.facility != facility {
        return Err(metrc.unauthorized("The receipt is not valid for this license."));
    }
    bare(show::receipt(&metrc, &books, receipt, true))
}

/// The newest live receipt with this number, else the newest voided one.
async fn by_external(State(metrc): State<Arc<Metrc>>, Path(number): Path<String>, ask: Ask) -> Answer {
    let facility = ask.facility(&metrc)?;
    let books = metrc.books();
    let is_it = |receipt: &&Receipt| {
        receipt.facility == facility && receipt.external_number.as_deref() == Some(number.as_str())
    };
    let all: Vec<&Receipt> = books.receipts.values().filter(is_it).collect();
    let live = all.iter().rev().find(|receipt| receipt.archived_at.is_none());
    let receipt = live.or(all.last()).ok_or(Refusal::NotFound)?;
    bare(show::receipt(&metrc, &books, receipt, true))
}

async fn record(State(metrc): State<Arc<Metrc>>, ask: Ask, body: Bytes) -> Answer {
    let place = ask.facility(&metrc)?;
    let rows = write::rows(&body)?;
    let (switches, now) = (metrc.switches(), metrc.stage.now());
    let (facility, zone) = (&metrc.facilities[place], metrc.zone(place));
    let ids = write::each(&metrc, &rows, |books, row| {
        books.record(ReceiptRow { row, facility, place, zone, switches: &switches, now })
    })?;
    match ask.version {
        Version::V1 => nothing(),
        Version::V2 => created(&ids),
    }
}

async fn replace(State(metrc): State<Arc<Metrc>>, ask: Ask, body: Bytes) -> Answer {
    let place = ask.facility(&metrc)?;
    let rows = write::rows(&body)?;
    let (switches, now) = (metrc.switches(), metrc.stage.now());
    let (facility, zone) = (&metrc.facilities[place], metrc.zone(place));
    write::each(&metrc, &rows, |books, row| {
        books.replace(ReceiptRow { row, facility, place, zone, switches: &switches, now })
    })?;
    nothing()
}

async fn void(State(metrc): State<Arc<Metrc>>, Path(id): Path<i64>, ask: Ask) -> Answer {
    let place = ask.facility(&metrc)?;
    let now = metrc.stage.now();
    let mut books = metrc.books();
    match books.receipts.get(&id) {
        None => return Err(Refusal::NotFound),
        Some(receipt) if receipt.facility != place => {
            return Err(metrc.unauthorized("The receipt is not valid for this license."));
        }
        Some(_) => {}
    }
    books.void(place, id, now).map_err(Refusal::bad)?;
    nothing()
}

async fn finalized(metrc: &Metrc, ask: &Ask, body: &Bytes, to_final: bool) -> Answer {
    let place = ask.facility(metrc)?;
    let now = metrc.stage.now();
    let rows = write::rows(body)?;
    write::each(metrc, &rows, |books, row: Row<'_>| books.finalize(place, row, to_final, now))?;
    nothing()
}

async fn finalize(State(metrc): State<Arc<Metrc>>, ask: Ask, body: Bytes) -> Answer {
    finalized(&metrc, &ask, &body, true).await
}

async fn unfinalize(State(metrc): State<Arc<Metrc>>, ask: Ask, body: Bytes) -> Answer {
    finalized(&metrc, &ask, &body, false).await
}

async fn customer_types(_ask: Ask) -> Answer {
    bare(CUSTOMER_TYPES.iter().map(|word| json!(word)).collect::<Vec<_>>())
}

async fn registration_locations(_ask: Ask) -> Answer {
    bare(REGISTRATION_LOCATIONS.iter().map(|(id, name)| json!({"Id": id, "Name": name})).collect::<Vec<_>>())
}

/// In the envelope although it takes no page.
async fn counties(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    let rows = COUNTIES.iter().zip(1..).map(|(name, id)| json!({"Id": id, "Name": name}));
    ask.list(&metrc, rows.collect())
}

async fn payment_types(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    ask.facility(&metrc)?;
    bare(PAYMENT_TYPES.iter().map(|word| json!(word)).collect::<Vec<_>>())
}
