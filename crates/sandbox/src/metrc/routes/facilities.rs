//! Facilities and employees.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use serde_json::{Value, json};

use super::{Paths, both};
use crate::metrc::Metrc;
use crate::metrc::answer::{Answer, bare};
use crate::metrc::ask::Ask;

const PERMISSIONS: &[&str] = &[
    "view packages",
    "manage packages inventory",
    "view sales",
    "manage sales",
    "view items",
    "view transfers",
    "view employees",
    "lookup patients",
];

pub(super) fn paths(paths: Paths) -> Paths {
    let paths = both(paths, "/facilities/v1", get(facilities));
    let paths = both(paths, "/facilities/v2", get(facilities));
    let paths = both(paths, "/employees/v1", get(employees));
    let paths = both(paths, "/employees/v2", get(employees));
    both(paths, "/employees/v2/permissions", get(permissions))
}

async fn facilities(State(metrc): State<Arc<Metrc>>, _ask: Ask) -> Answer {
    let rows =
        metrc.facilities.iter().map(|facility| facility.row(&metrc.stage.world.stores[facility.store]));
    bare(rows.collect::<Vec<Value>>())
}

async fn employees(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    let facility = &metrc.facilities[ask.facility(&metrc)?];
    let staff = metrc.stage.world.staff.iter().filter(|person| person.store == facility.store);
    let rows = staff.map(|person| {
        json!({
            "FullName": person.full_name,
            "License": {
                "Number": person.license,
                "EmployeeLicenseNumber": person.license,
                "StartDate": facility.started_on,
                "EndDate": "2031-03-31",
                "LicenseType": "Key",
            },
            "IsIndustryAdmin": person.is_manager,
            "IsOwner": person.is_owner,
            "IsManager": person.is_manager,
        })
    });
    ask.list(&metrc, rows.collect())
}

async fn permissions(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    ask.facility(&metrc)?;
    bare(PERMISSIONS.iter().map(|permission| json!(permission)).collect::<Vec<_>>())
}
