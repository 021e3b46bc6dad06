//! Washington's CCRS as its users know it: a page that takes files, and mails that say what became of them.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::stand::Stand;

const HEADER: &str = "LicenseNumber,Area,IsQuarantine,ExternalIdentifier,CreatedBy,CreatedDate,UpdatedBy,UpdatedDate,Operation";
const NAME: &str = "Area_412345_20261121080000.csv";

fn areas(records: usize, rows: &[&str]) -> String {
    let pad = ",".repeat(7);
    let mut text = format!(
        "SubmittedBy,x{pad}\r\nSubmittedDate,11/21/2026{pad}\r\nNumberRecords,{records}{pad}\r\n{HEADER}\r\n"
    );
    for row in rows {
        text.push_str(&format!("412345,{row}\r\n"));
    }
    text
}

fn form(name: &str, text: &str, token: &str) -> Request<Body> {
    let part =
        |head: &str, body: &str| format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n");
    let body = [
        part(&format!("name=\"files\"; filename=\"{name}\"\r\nContent-Type: text/csv"), text),
        part("name=\"username\"", "reports@tenmile.example.com"),
        part("name=\"__RequestVerificationToken\"", token),
        "--b--\r\n".to_owned(),
    ];
    Request::post("/Home/Upload")
        .header("content-type", "multipart/form-data; boundary=b")
        .body(Body::from(body.concat()))
        .expect("a request")
}

async fn upload(stand: &Stand, name: &str, text: &str, token: &str) -> String {
    let told = stand.send(form(name, text, token)).await;
    assert_eq!(told.status, StatusCode::OK, "a no is a page too");
    String::from_utf8(told.bytes).expect("text")
}

async fn token(stand: &Stand) -> String {
    let page = String::from_utf8(stand.get("/Home/Upload").await.bytes).expect("text");
    let rest = page.split("__RequestVerificationToken\" value=\"").nth(1).expect("a token");
    rest.split('"').next().expect("its end").to_owned()
}

async fn mails(stand: &Stand) -> Vec<Value> {
    stand.act("take_mails", json!({})).await["mails"].as_array().expect("mails").clone()
}

#[tokio::test]
async fn a_file_is_answered_by_mail_after_a_while() {
    let stand = Stand::of("ccrs");
    let token = token(&stand).await;
    let row = "Floor,FALSE,A-1,Ada,11/21/2026,,,INSERT";
    let page = upload(&stand, NAME, &areas(1, &[row]), &token).await;
    assert!(page.contains("received on 11/21/2026 08:00:00 AM Pacific Time"), "{page}");
    stand.pass_minutes(89).await;
    assert!(mails(&stand).await.is_empty());
    stand.pass_minutes(1).await;
    let told = mails(&stand).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["subject"], "CCRS Processing Successful");
    assert!(told[0]["eml"].as_str().is_some_and(|text| text.contains(NAME)));
    assert_eq!(stand.ledger().await["tables"]["Area"][0]["ExternalIdentifier"], "A-1");
    assert!(mails(&stand).await.is_empty(), "a mail is taken once");
}

#[tokio::test]
async fn what_is_no_file_is_not_received() {
    let stand = Stand::of("ccrs");
    let token = token(&stand).await;
    let text = areas(0, &[]);
    for (name, token) in [
        (NAME, "another"),
        ("Area_412346_20261121080000.csv", token.as_str()),
        ("Moon_412345_20261121080000.csv", token.as_str()),
        ("Area.csv", token.as_str()),
    ] {
        let page = upload(&stand, name, &text, token).await;
        assert!(page.contains("could not be uploaded"), "{name}: {page}");
    }
}

#[tokio::test]
async fn a_file_that_is_not_exact_is_refused_whole_and_rows_by_themselves() {
    let stand = Stand::of("ccrs");
    let token = token(&stand).await;
    let row = "Floor,FALSE,A-1,Ada,11/21/2026,,,INSERT";
    let swapped = areas(1, &[row]).replace("Area,IsQuarantine", "IsQuarantine,Area");
    for text in
        [areas(2, &[row]), swapped, areas(1, &[row]).replace("\r\n", "\n"), areas(1, &["\"Floor\",x"])]
    {
        upload(&stand, NAME, &text, &token).await;
    }
    let rows = [row, "Vault,maybe,A-2,Ada,11/21/2026,,,INSERT", "Old,TRUE,A-3,Ada,11/21/2026,,,UPDATE"];
    upload(&stand, NAME, &areas(3, &rows), &token).await;
    stand.pass_minutes(90).await;
    let subjects: Vec<String> =
        mails(&stand).await.iter().map(|mail| mail["subject"].as_str().expect("a text").to_owned()).collect();
    assert!(subjects[..4].iter().all(|s| s.starts_with("CCRS Processing Error: Area_")), "{subjects:?}");
    assert_eq!(subjects[4], "CCRS errors for file: Area_412345_20261121080000_20261121T1730001234567.csv");
    assert_eq!(stand.ledger().await["tables"]["Area"].as_array().map(Vec::len), Some(1));
}
