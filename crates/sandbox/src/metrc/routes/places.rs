//! Locations, tags, units of measure.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::routing::get;
use serde_json::{Value, json};

use super::{Paths, both};
use crate::metrc::answer::{Answer, Refusal, bare};
use crate::metrc::ask::Ask;
use crate::metrc::{Metrc, units};

const SPARE_TAGS: i64 = 25;

pub(super) fn paths(mut paths: Paths) -> Paths {
    for version in ["v1", "v2"] {
        paths = both(paths, &format!("/locations/{version}/active"), get(active));
        paths = both(paths, &format!("/locations/{version}/types"), get(types));
        paths = both(paths, &format!("/locations/{version}/{{id}}"), get(by_id));
        paths = both(paths, &format!("/unitsofmeasure/{version}/active"), get(units_active));
    }
    let paths = both(paths, "/locations/v2/inactive", get(none));
    let paths = both(paths, "/unitsofmeasure/v2/inactive", get(units_inactive));
    let paths = both(paths, "/tags/v2/package/available", get(package_tags));
    let paths = both(paths, "/tags/v2/plant/available", get(no_tags));
    both(paths, "/tags/v2/staged", get(no_tags))
}

fn location(id: i64, name: &str) -> Value {
    json!({
        "Id": id,
        "Name": name,
        "LocationTypeId": 1,
        "LocationTypeName": "Default Location Type",
        "ForPlantBatches": false,
        "ForPlants": false,
        "ForHarvests": false,
        "ForPackages": true,
    })
}

async fn active(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    ask.facility(&metrc)?;
    let rows = metrc.books().locations.iter().map(|(id, name)| location(*id, name)).collect();
    ask.list(&metrc, rows)
}

async fn none(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    ask.facility(&metrc)?;
    ask.list(&metrc, Vec::new())
}

async fn types(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    ask.facility(&metrc)?;
    let kind = json!({
        "Id": 1,
        "Name": "Default Location Type",
        "ForPlantBatches": false,
        "ForPlants": false,
        "ForHarvests": false,
        "ForPackages": true,
    });
    ask.list(&metrc, vec![kind])
}

async fn by_id(State(metrc): State<Arc<Metrc>>, Path(id): Path<i64>, ask: Ask) -> Answer {
    ask.facility(&metrc)?;
    let found = metrc.books().locations.iter().find(|(own, _)| *own == id).cloned();
    let (id, name) = found.ok_or(Refusal::NotFound)?;
    bare(location(id, &name))
}

async fn units_active(_ask: Ask) -> Answer {
    bare(units::active())
}

async fn units_inactive(_ask: Ask) -> Answer {
    bare(units::inactive())
}

async fn package_tags(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    let facility = ask.facility(&metrc)?;
    let own = &metrc.facilities[facility];
    let kind = if own.is_medical { "MedicalPackage" } else { "RetailPackage" };
    let rows = (0..SPARE_TAGS).map(|nth| {
        json!({
            "Id": own.id * 1_000 + nth,
            "Label": format!("1A40C0AAAAAA{:03X}{:09}", facility, 500_000 + nth),
            "TagTypeName": "CannabisPackage",
            "TagInventoryTypeName": kind,
            "MaxGroupSize": 1_000,
            "FacilityId": own.id,
        })
    });
    bare(rows.collect::<Vec<Value>>())
}

async fn no_tags(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    ask.facility(&metrc)?;
    bare(Vec::<Value>::new())
}
