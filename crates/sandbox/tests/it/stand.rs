//! A sandbox without sockets: calls go straight into a vendor's router, callbacks come straight back to a hub that
//! the test writes, and time stands still until told otherwise.

use std::fmt;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use countersign_kernel::{ManualClock, Timestamp};
use countersign_sandbox::server::{Answer, Callback, Outbound, OutboundError};
use countersign_sandbox::{Sandbox, SandboxConfig};
use serde_json::{Value, json};
use tower::ServiceExt;

const BODY_BYTES_MAX: usize = 64 << 20;

type Answering = Box<dyn Fn(&Callback) -> Result<Answer, OutboundError> + Send>;

/// The hub: what it heard, and how it answers.
pub struct Hub {
    heard: Mutex<Vec<Callback>>,
    answering: Mutex<Answering>,
}

impl fmt::Debug for Hub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hub")
    }
}

impl Hub {
    pub fn answers(&self, answer: impl Fn(&Callback) -> Result<Answer, OutboundError> + Send + 'static) {
        *self.answering.lock().expect("not poisoned") = Box::new(answer);
    }

    /// What was heard since the last time it was asked.
    pub fn heard(&self) -> Vec<Callback> {
        std::mem::take(&mut *self.heard.lock().expect("not poisoned"))
    }
}

#[async_trait]
impl Outbound for Hub {
    async fn post(&self, call: Callback) -> Result<Answer, OutboundError> {
        let answer = (self.answering.lock().expect("not poisoned"))(&call);
        self.heard.lock().expect("not poisoned").push(call);
        answer
    }

    /// Heard as a call without a body.
    async fn head(&self, url: &str, timeout_ms: u64) -> Result<u16, OutboundError> {
        let call = Callback { url: url.to_owned(), headers: Vec::new(), body: Vec::new(), timeout_ms };
        self.post(call).await.map(|answer| answer.status)
    }
}

pub fn answered(status: u16, body: Vec<u8>) -> Result<Answer, OutboundError> {
    Ok(Answer { status, headers: Vec::new(), body })
}

pub fn json_of(callback: &Callback) -> Value {
    serde_json::from_slice(&callback.body).expect("callbacks are JSON")
}

pub fn header_of<'a>(callback: &'a Callback, name: &str) -> &'a str {
    let found = callback.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str()).expect("the header is there")
}

/// An answer of a vendor.
#[derive(Debug)]
pub struct Told {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Told {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }
}

pub struct Stand {
    pub vendor: &'static str,
    pub sandbox: Sandbox,
    pub clock: Arc<ManualClock>,
    pub hub: Arc<Hub>,
    pub authorization: Option<String>,
}

impl Stand {
    pub fn of(vendor: &'static str) -> Self {
        let start: Timestamp = "2026-11-21T16:00:00Z".parse().expect("an instant");
        let clock = Arc::new(ManualClock::at(start));
        let quiet: Answering = Box::new(|_| answered(200, b"{}".to_vec()));
        let hub = Arc::new(Hub { heard: Mutex::default(), answering: Mutex::new(quiet) });
        let mut config = SandboxConfig::new(7, clock.clone());
        config.outbound = hub.clone();
        config.hub_url = Some("http://hub.test".to_owned());
        Self { vendor, sandbox: Sandbox::assemble(&config), clock, hub, authorization: None }
    }

    pub async fn send(&self, request: Request<Body>) -> Told {
        let app = self.sandbox.rooms[self.vendor].app.clone();
        let response = app.oneshot(request).await.expect("routers are infallible");
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, BODY_BYTES_MAX).await.expect("a whole body").to_vec();
        Told { status: parts.status, headers: parts.headers, bytes }
    }

    pub fn request(&self, method: &str, path: &str, body: &Value) -> Request<Body> {
        let mut request =
            Request::builder().method(method).uri(path).header("content-type", "application/json");
        if let Some(authorization) = &self.authorization {
            request = request.header("authorization", authorization);
        }
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        request.body(body).expect("a request")
    }

    pub async fn call(&self, method: &str, path: &str, body: Value) -> Told {
        self.send(self.request(method, path, &body)).await
    }

    pub async fn get(&self, path: &str) -> Told {
        self.call("GET", path, Value::Null).await
    }

    pub async fn act(&self, action: &str, body: Value) -> Value {
        let told = self.call("POST", &format!("/_control/actions/{action}"), body).await;
        assert_eq!(told.status, StatusCode::OK, "{}", String::from_utf8_lossy(&told.bytes));
        told.json()
    }

    pub async fn switch(&self, changes: Value) {
        let told = self.call("PUT", "/_control/switches", changes).await;
        assert_eq!(told.status, StatusCode::OK, "{}", String::from_utf8_lossy(&told.bytes));
    }

    pub async fn ledger(&self) -> Value {
        self.get("/_control/ledger").await.json()
    }

    /// Lets time pass and what is due happen.
    pub async fn pass_minutes(&self, minutes: i64) {
        self.clock.advance_seconds(minutes * 60);
        self.call("POST", "/_control/due", json!({})).await;
    }

    pub fn keys(&self) -> Value {
        let vendor = &self.sandbox.rooms[self.vendor].vendor;
        Value::Object(vendor.endpoints("http://vendor.test"))
    }

    /// A product that store 0 has plenty of, by SKU.
    pub fn plenty(&self) -> String {
        let mut sold = countersign_sandbox::shopper::sellable(&self.sandbox.world, 0);
        let enough = sold.find(|(product, units)| *units >= 20 && !product.medical_only);
        enough.expect("the world has stock").0.sku.clone()
    }
}
