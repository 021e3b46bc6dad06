//! Lab tests as a shop may read them.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::{Paths, both};
use crate::metrc::answer::{Answer, Refusal, bare};
use crate::metrc::ask::Ask;
use crate::metrc::switches::Document;
use crate::metrc::{Metrc, show};

const STATES: &[&str] = &[
    "NotSubmitted",
    "SubmittedForTesting",
    "TestFailed",
    "TestPassed",
    "TestingInProgress",
    "AwaitingConfirmation",
    "RetestFailed",
    "RetestPassed",
    "Remediated",
    "SelectedForRandomTesting",
    "NotRequired",
    "ProcessValidated",
    "Decontaminated",
    "RandDCompleted",
];

pub(super) fn paths(mut paths: Paths) -> Paths {
    for version in ["v1", "v2"] {
        paths = both(paths, &format!("/labtests/{version}/states"), get(states));
        paths = both(paths, &format!("/labtests/{version}/types"), get(types));
        paths = both(paths, &format!("/labtests/{version}/results"), get(results));
        paths = both(paths, &format!("/labtests/{version}/labtestdocument/{{id}}"), get(document));
    }
    both(paths, "/labtests/v2/batches", get(batches))
}

async fn states(_ask: Ask) -> Answer {
    bare(STATES.iter().map(|word| json!(word)).collect::<Vec<_>>())
}

async fn types(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    ask.list(&metrc, show::test_types(&metrc.stage.world))
}

async fn batches(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    let batch = |id: i64, name: &str| json!({"Id": id, "Name": name, "LabTestTypes": [], "RequiresAllFromLabTestBatch": false, "ItemCategories": []});
    ask.list(&metrc, vec![batch(1, "Potency"), batch(2, "Contaminants")])
}

/// `packageId` is the number, not the label.
async fn results(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    let facility = ask.facility(&metrc)?;
    let id = ask.parameter("packageId").ok_or_else(|| Refusal::bad("packageId is required."))?;
    let id: i64 = id.parse().map_err(|_| Refusal::bad("packageId must be a whole number."))?;
    let books = metrc.books();
    let package = books.packages.get(&id).filter(|package| package.facility == facility);
    let package = package.ok_or_else(|| metrc.unauthorized("The package is not valid for this license."))?;
    let rows = show::results(&metrc.stage.world, package);
    drop(books);
    ask.list(&metrc, rows)
}

async fn document(State(metrc): State<Arc<Metrc>>, Path(id): Path<i64>, ask: Ask) -> Answer {
    let facility = ask.facility(&metrc)?;
    let (place, pdf) = show::document(&metrc.stage.world, id).ok_or(Refusal::NotFound)?;
    let license = &metrc.stage.world.packages[place].license;
    if *license != metrc.facilities[facility].license {
        return Err(metrc.unauthorized("The document is not valid for this license."));
    }
    match metrc.switches().lab_document_as {
        Document::Pdf => Ok(([(CONTENT_TYPE, "application/pdf")], pdf).into_response()),
        Document::Json => bare(json!({
            "FileContents": STANDARD.encode(pdf),
            "ContentType": "application/octet-stream",
            "FileDownloadName": format!("LabTestResult-{id}.pdf"),
            "HttpStatusCode": "OK",
        })),
    }
}
