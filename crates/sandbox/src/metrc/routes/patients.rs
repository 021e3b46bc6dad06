//! Patients and caregivers: what is left of a day's allowance, as the state sees it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::routing::get;
use countersign_kernel::{BusinessDate, time};
use serde_json::Value;

use super::{Paths, both};
use crate::metrc::answer::{Answer, Refusal, bare};
use crate::metrc::ask::Ask;
use crate::metrc::switches::{Rule, UnknownPatient};
use crate::metrc::{Metrc, show};

const STATUS_CACHE_MAX: usize = 10_000;

pub(super) fn paths(mut paths: Paths) -> Paths {
    for version in ["v1", "v2"] {
        let patients = format!("/patients/{version}");
        paths = both(paths, &format!("{patients}/statuses/{{patientLicenseNumber}}"), get(statuses));
        paths = both(paths, &format!("{patients}/active"), get(members));
        let caregivers = format!("/caregivers/{version}/status/{{caregiverLicenseNumber}}");
        paths = both(paths, &caregivers, get(caregiver));
    }
    paths
}

/// The licence must be one that sells to patients.
fn for_patients(metrc: &Metrc, ask: &Ask) -> Result<usize, Refusal> {
    let facility = ask.facility(metrc)?;
    let open = metrc.switches().patient_status_from_retail_license == Rule::Accept;
    if !metrc.facilities[facility].is_medical && !open {
        return Err(metrc.unauthorized("The facility may not look up patients."));
    }
    Ok(facility)
}

fn today(metrc: &Metrc, facility: usize) -> BusinessDate {
    metrc.stage.now().date_in(&time::zone(metrc.zone(facility)).expect("the world's zones are known"))
}

async fn statuses(State(metrc): State<Arc<Metrc>>, Path(number): Path<String>, ask: Ask) -> Answer {
    let facility = for_patients(&metrc, &ask)?;
    let (now, day, switches) = (metrc.stage.now(), today(&metrc, facility), metrc.switches());
    let mut books = metrc.books();
    let cached = books.status_cache.get(&number).copied();
    let fresh = cached.filter(|(at, _)| now.seconds_since(*at) < switches.status_cache_seconds && *at <= now);
    let bought = match fresh {
        Some((_, bought)) => bought,
        None => {
            let bought = books.bought(&number, day, &metrc.stage.world);
            if books.status_cache.len() >= STATUS_CACHE_MAX {
                books.status_cache.clear();
            }
            books.status_cache.insert(number.clone(), (now, bought));
            bought
        }
    };
    match (books.patients.get(&number), switches.unknown_patient_status) {
        (Some(patient), _) => bare(vec![show::status(patient, bought, day, ask.version)]),
        (None, UnknownPatient::EmptyArray) => bare(Vec::<Value>::new()),
        (None, UnknownPatient::NotFound) => Err(Refusal::NotFound),
    }
}

async fn members(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    for_patients(&metrc, &ask)?;
    let rows =
        metrc.books().patients.values().zip(1..).map(|(patient, id)| show::member(id, patient)).collect();
    ask.list(&metrc, rows)
}

async fn caregiver(State(metrc): State<Arc<Metrc>>, Path(number): Path<String>, ask: Ask) -> Answer {
    let facility = for_patients(&metrc, &ask)?;
    let day = today(&metrc, facility);
    let books = metrc.books();
    let caregiver = books.patients.get(&number).filter(|patient| patient.is_caregiver);
    bare(show::caregiver(caregiver.ok_or(Refusal::NotFound)?, day, ask.version))
}
