//! A client of one simulator: the state system's keys, a clock that stands still, and calls without a socket.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use countersign_kernel::{ManualClock, Timestamp};
use countersign_sandbox::server::{Hangup, VendorRoom};
use countersign_sandbox::world::{Package, Product, World};
use countersign_sandbox::{Sandbox, SandboxConfig};
use serde_json::{Value, json};
use tower::ServiceExt;

/// A Saturday at 11 in the morning in Denver.
pub const MORNING: &str = "2026-11-21T18:00:00Z";

pub struct Metrc {
    pub room: VendorRoom,
    pub world: Arc<World>,
    pub clock: Arc<ManualClock>,
    pub retail: String,
    pub medical: String,
    vendor_key: String,
    user_key: String,
}

#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub hung_up: bool,
    /// `None` when the body broke off.
    pub body: Option<Vec<u8>>,
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone().expect("the body is whole")).expect("the body is text")
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text())
            .unwrap_or_else(|e| panic!("{e} in {}: {}", self.status, self.text()))
    }

    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text());
        self
    }

    /// The rows of an envelope.
    pub fn rows(&self) -> Vec<Value> {
        self.json()["Data"].as_array().expect("an envelope").clone()
    }
}

pub fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at(MORNING.parse::<Timestamp>().expect("an instant")))
}

impl Metrc {
    pub fn seeded(seed: u64) -> Self {
        let clock = clock();
        let sandbox = Sandbox::assemble(&SandboxConfig::new(seed, clock.clone()));
        let room = sandbox.rooms["metrc"].clone();
        let more = room.vendor.endpoints("http://sandbox");
        let text = |key: &str| more[key].as_str().expect("a text").to_owned();
        let (retail, medical) = (text("license"), text("medical_license"));
        let (vendor_key, user_key) = (text("vendor_key"), text("user_key"));
        Self { room, world: sandbox.world, clock, retail, medical, vendor_key, user_key }
    }

    pub fn new() -> Self {
        Self::seeded(7)
    }

    pub fn authorization(&self) -> String {
        format!("Basic {}", STANDARD.encode(format!("{}:{}", self.vendor_key, self.user_key)))
    }

    pub fn swapped_authorization(&self) -> String {
        format!("Basic {}", STANDARD.encode(format!("{}:{}", self.user_key, self.vendor_key)))
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        self.send_as(&self.authorization(), method, path, body).await
    }

    pub async fn send_as(
        &self,
        authorization: &str,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Reply {
        let request = Request::builder().method(method).uri(path).header("authorization", authorization);
        let request = request.header("content-type", "application/json");
        let body = body.map_or(Body::empty(), |value| Body::from(value.to_string()));
        let request = request.body(body).expect("a request");
        let response = self.room.app.clone().oneshot(request).await.expect("routers do not fail");
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.ok().map(|bytes| bytes.to_vec());
        let hung_up = parts.extensions.get::<Hangup>().is_some();
        Reply { status: parts.status, headers: parts.headers, hung_up, body }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.send(Method::PUT, path, Some(body)).await
    }

    /// A path of the first store's retail licence.
    pub fn at(&self, path: &str) -> String {
        let join = if path.contains('?') { '&' } else { '?' };
        format!("{path}{join}licenseNumber={}", self.retail)
    }

    pub fn at_medical(&self, path: &str) -> String {
        let join = if path.contains('?') { '&' } else { '?' };
        format!("{path}{join}licenseNumber={}", self.medical)
    }

    pub async fn control(&self, method: Method, path: &str, body: Value) -> Reply {
        let body = (!body.is_null()).then_some(body);
        self.send(method, &format!("/_control{path}"), body).await
    }

    pub async fn switch(&self, name: &str, value: impl Into<Value>) {
        let mut changes = serde_json::Map::new();
        changes.insert(name.to_owned(), value.into());
        self.control(Method::PUT, "/switches", Value::Object(changes)).await.ok();
    }

    pub async fn act(&self, name: &str, body: Value) -> Reply {
        self.control(Method::POST, &format!("/actions/{name}"), body).await
    }

    /// The first sellable package of the first store for which `fits` holds.
    pub fn package(&self, is_medical: bool, fits: impl Fn(&Product, &Package) -> bool) -> &Package {
        let today = self.world.today;
        let mut all = self.world.packages.iter();
        let own = |p: &&Package| p.store == 0 && p.is_medical == is_medical && p.is_sellable(today);
        all.find(|p| own(p) && fits(self.world.product_of(p), p)).expect("the world has such a package")
    }

    pub async fn quantity(&self, label: &str) -> f64 {
        let row = self.get(&self.at(&format!("/packages/v2/{label}"))).await.ok().json();
        row["Quantity"].as_f64().expect("a number")
    }
}

pub fn receipt(number: &str, lines: &[(&str, f64)]) -> Value {
    let lines: Vec<Value> = lines
        .iter()
        .map(|(label, quantity)| {
            json!({"PackageLabel": label, "Quantity": quantity, "UnitOfMeasure": "Each", "TotalAmount": 24.5})
        })
        .collect();
    json!({
        "SalesDateTime": "2026-11-21T10:58:00.000",
        "ExternalReceiptNumber": number,
        "SalesCustomerType": "Consumer",
        "PatientLicenseNumber": null,
        "Transactions": lines,
    })
}
