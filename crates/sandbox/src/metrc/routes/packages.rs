//! Packages: lists, one by id or label, and the changes a shop may make.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::routing::{get, post, put};
use serde_json::{Value, json};

use super::{Paths, both, write};
use crate::metrc::answer::{Answer, Refusal, bare, created, nothing};
use crate::metrc::ask::{Ask, ListKind, Version, Window};
use crate::metrc::books::{AdjustRow, Books, Mode, Package, REASONS, Row, RowError};
use crate::metrc::{Metrc, show, units};
use crate::world::QUANTITY_DIGITS;

const TYPES: &[&str] =
    &["Product", "ImmaturePlant", "VegetativePlant", "PlantWaste", "HarvestWaste", "MotherPlant"];

pub(super) fn paths(mut paths: Paths) -> Paths {
    for version in ["v1", "v2"] {
        let at = |tail: &str| format!("/packages/{version}/{tail}");
        paths = both(paths, &at("active"), get(active));
        paths = both(paths, &at("onhold"), get(on_hold));
        paths = both(paths, &at("inactive"), get(inactive));
        paths = both(paths, &at("types"), get(types));
        paths = both(paths, &at("adjust/reasons"), get(reasons));
        paths = both(paths, &at("{id}"), get(one));
    }
    for empty in ["intransit", "labsamples", "transferred"] {
        paths = both(paths, &format!("/packages/v2/{empty}"), get(none));
    }
    let paths = both(paths, "/packages/v2/{id}/source/harvests", get(harvests));
    let paths = both(paths, "/packages/v2/adjustments", get(adjustments));
    let paths = both(paths, "/packages/v2/adjust", post(adjust_by).put(adjust_to));
    let paths = both(paths, "/packages/v2/finish", put(finish));
    let paths = both(paths, "/packages/v2/unfinish", put(unfinish));
    let paths = both(paths, "/packages/v2/note", put(note));
    let paths = both(paths, "/packages/v2/location", put(relocate));
    let paths = both(paths, "/packages/v2/item", put(change_item));
    let paths = both(paths, "/packages/v2/externalid", put(external_id));
    let paths = both(paths, "/packages/v1/adjust", post(adjust_by));
    let paths = both(paths, "/packages/v1/finish", post(finish));
    let paths = both(paths, "/packages/v1/unfinish", post(unfinish));
    let paths = both(paths, "/packages/v1/change/note", put(note));
    let paths = both(paths, "/packages/v1/change/locations", post(relocate));
    both(paths, "/packages/v1/change/item", post(change_item))
}

fn listed(metrc: &Metrc, ask: &Ask, kind: ListKind, stands: fn(&Package) -> bool) -> Answer {
    let facility = ask.facility(metrc)?;
    let window = ask.window(metrc, kind)?;
    let books = metrc.books();
    let own = books.packages.values().filter(|package| package.facility == facility && stands(package));
    let shown: Vec<&Package> = own.filter(|package| Window::holds(window, package.modified_at)).collect();
    ask.page(metrc, shown, |package| show::package(metrc, package, ask.version))
}

async fn active(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    listed(&metrc, &ask, ListKind::Active, Package::is_active)
}

async fn on_hold(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    listed(&metrc, &ask, ListKind::Active, |package| package.on_hold && package.finished_on.is_none())
}

async fn inactive(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    listed(&metrc, &ask, ListKind::Inactive, |package| package.finished_on.is_some())
}

async fn none(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    ask.facility(&metrc)?;
    ask.window(&metrc, ListKind::Active)?;
    ask.list(&metrc, Vec::new())
}

async fn types(_ask: Ask) -> Answer {
    bare(TYPES.iter().map(|name| json!(name)).collect::<Vec<_>>())
}

async fn reasons(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    ask.facility(&metrc)?;
    let rows = REASONS.iter().map(|(name, needs_note)| {
        json!({
            "Name": name,
            "RequiresNote": needs_note,
            "RequiresWasteWeight": false,
            "RequiresImmatureWasteWeight": false,
            "RequiresMatureWasteWeight": false,
        })
    });
    ask.list(&metrc, rows.collect())
}

/// By id when the last part is a number, by label otherwise; another licence's package is 401, not 404.
fn found<'a>(metrc: &Metrc, books: &'a Books, facility: usize, name: &str) -> Result<&'a Package, Refusal> {
    let by_id = name.parse::<i64>().ok().and_then(|id| books.packages.get(&id));
    let package = by_id.or_else(|| books.package_by_label(facility, name).ok());
    let own = package.filter(|package| package.facility == facility);
    own.ok_or_else(|| metrc.unauthorized("The package is not valid for this license."))
}

async fn one(State(metrc): State<Arc<Metrc>>, Path(id): Path<String>, ask: Ask) -> Answer {
    let facility = ask.facility(&metrc)?;
    let books = metrc.books();
    let package = found(&metrc, &books, facility, &id)?;
    bare(show::package(&metrc, package, ask.version))
}

async fn harvests(State(metrc): State<Arc<Metrc>>, Path(id): Path<String>, ask: Ask) -> Answer {
    let facility = ask.facility(&metrc)?;
    let books = metrc.books();
    let package = found(&metrc, &books, facility, &id)?;
    let origin = package.origin.map(|place| &metrc.stage.world.packages[place]);
    let rows =
        origin.map(|it| json!({"HarvestedByFacilityLicenseNumber": it.maker_license, "Name": it.batch}));
    bare(rows.into_iter().collect::<Vec<Value>>())
}

async fn adjustments(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    let facility = ask.facility(&metrc)?;
    let books = metrc.books();
    let own = books.adjustments.iter().filter(|row| books.packages[&row.package].facility == facility);
    let rows = own.map(|row| {
        let package = &books.packages[&row.package];
        let product = &metrc.stage.world.products[package.product];
        json!({
            "PackageId": package.id,
            "PackageLabel": package.label,
            "ItemName": show::item(facility, product, true)["Name"],
            "ItemCategoryName": show::category(product).0,
            "AdjustmentQuantity": crate::decimal::number(row.quantity, QUANTITY_DIGITS),
            "AdjustmentUnitOfMeasureName": units::name(package.unit),
            "AdjustmentUnitOfMeasureAbbreviation": units::abbreviation(package.unit),
            "AdjustmentReasonName": row.reason,
            "AdjustmentNote": row.note,
            "AdjustmentDate": row.date,
            "PackagedDate": package.packaged_on,
            "AdjustedByUserName": show::USER,
            "PackageLabTestResultExpirationDateTime": null,
        })
    });
    let rows = rows.collect();
    drop(books);
    ask.list(&metrc, rows)
}

async fn adjust(metrc: &Metrc, ask: &Ask, body: &Bytes, mode: Mode) -> Answer {
    let place = ask.facility(metrc)?;
    let now = metrc.stage.now();
    let rows = write::rows(body)?;
    let ids = write::each(metrc, &rows, |books, row| {
        books.adjust(AdjustRow { row, place, mode, now })?;
        Ok(books.package_by_label(place, row.required("Label")?)?.id)
    })?;
    match (mode, ask.version) {
        (Mode::Relative, Version::V2) => created(&ids),
        _ => nothing(),
    }
}

/// POST is relative.
async fn adjust_by(State(metrc): State<Arc<Metrc>>, ask: Ask, body: Bytes) -> Answer {
    adjust(&metrc, &ask, &body, Mode::Relative).await
}

/// PUT is absolute.
async fn adjust_to(State(metrc): State<Arc<Metrc>>, ask: Ask, body: Bytes) -> Answer {
    adjust(&metrc, &ask, &body, Mode::Absolute).await
}

fn change(
    metrc: &Metrc,
    ask: &Ask,
    body: &Bytes,
    mut apply: impl FnMut(&mut Books, usize, Row<'_>) -> Result<(), RowError>,
) -> Answer {
    let place = ask.facility(metrc)?;
    let rows = write::rows(body)?;
    write::each(metrc, &rows, |books, row| apply(books, place, row))?;
    nothing()
}

async fn finish(State(metrc): State<Arc<Metrc>>, ask: Ask, body: Bytes) -> Answer {
    let now = metrc.stage.now();
    change(&metrc, &ask, &body, |books, place, row| books.finish(place, row, now))
}

async fn unfinish(State(metrc): State<Arc<Metrc>>, ask: Ask, body: Bytes) -> Answer {
    let now = metrc.stage.now();
    change(&metrc, &ask, &body, |books, place, row| books.unfinish(place, row, now))
}

async fn note(State(metrc): State<Arc<Metrc>>, ask: Ask, body: Bytes) -> Answer {
    let now = metrc.stage.now();
    change(&metrc, &ask, &body, |books, place, row| books.note(place, row, now))
}

async fn relocate(State(metrc): State<Arc<Metrc>>, ask: Ask, body: Bytes) -> Answer {
    let now = metrc.stage.now();
    change(&metrc, &ask, &body, |books, place, row| books.relocate(place, row, now))
}

async fn external_id(State(metrc): State<Arc<Metrc>>, ask: Ask, body: Bytes) -> Answer {
    let now = metrc.stage.now();
    change(&metrc, &ask, &body, |books, place, row| books.name(place, row, now))
}

async fn change_item(State(metrc): State<Arc<Metrc>>, ask: Ask, body: Bytes) -> Answer {
    let (now, world) = (metrc.stage.now(), metrc.stage.world.clone());
    change(&metrc, &ask, &body, |books, place, row| {
        let (label, name) = (row.required("Label")?, row.required("Item")?);
        let product = show::product_of_name(&world, name);
        let product = product.ok_or_else(|| format!("Item \"{name}\" was not found."))?;
        if product.unit != books.package_by_label(place, label)?.unit {
            return Err(format!("Item \"{name}\" is of another quantity type."));
        }
        books.change_item(place, label, product.index, now)
    })
}
