//! Two stores in Denver, tokens for programs, a clock that stands, and a way to send requests.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use countersign_app::people::tokens::{NEVER_A_SCOPE, NewToken, create_token};
use countersign_app::testing::shop::process;
use countersign_app::{App, setup};
use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, ManualClock, Permission, Timestamp};
use countersign_rulebook::Rulebook;
use countersign_store::db::{Engine, MIGRATIONS};
use countersign_store::stores::{self, StoreRow};
use countersign_store::testing::Scratch;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::fake::{Fake, SKU, Site};

/// 2026-11-23T18:00:00Z: eleven in the morning in Denver.
pub const START: Timestamp = Timestamp::from_micros(1_795_456_800_000_000);

pub struct Shop {
    pub app: App,
    pub clock: Arc<ManualClock>,
    pub store: StoreId,
    pub other_store: StoreId,
    pub fake: Arc<Fake>,
    router: Router,
    _place: Scratch,
}

pub async fn shop() -> Shop {
    let place = Scratch::migrated(Engine::Sqlite, MIGRATIONS).await;
    let clock = Arc::new(ManualClock::at(START));
    let app = process(place.open().await, &clock, 7, Rulebook::shipped().unwrap());
    setup::begin(&app).await.unwrap();
    let store = put_store(&app, "Larimer", "402R-00001").await;
    let other_store = put_store(&app, "Colfax", "402R-00002").await;
    let fake = |vendor| Arc::new(Fake::new(vendor));
    app.set_connections(other_store.clone(), vec![fake("till")]);
    let fake = fake("weedmaps");
    let site = Arc::new(Site(Fake::new("website")));
    app.set_connections(store.clone(), vec![fake.clone(), site]);
    let router = countersign_api::router(app.clone());
    Shop { app, clock, store, other_store, fake, router, _place: place }
}

async fn put_store(app: &App, name: &str, license: &str) -> StoreId {
    let store = StoreRow {
        id: StoreId::fresh(app.clock(), app.random()),
        name: name.to_owned(),
        place: "Denver".to_owned(),
        jurisdiction: "us-co".to_owned(),
        zone: "America/Denver".to_owned(),
        license: license.to_owned(),
        opens: "09:00".to_owned(),
        closes: "21:00".to_owned(),
        pickup_minutes: 60,
        gate_open: true,
        gate_since: START,
        gate_reason: "open".to_owned(),
    };
    app.db().write(|tx| Box::pin(async { stores::insert(tx, &store).await })).await.unwrap();
    store.id
}

/// Every permission a token may have.
pub fn all_scopes() -> Vec<Permission> {
    Permission::ALL.iter().copied().filter(|scope| !NEVER_A_SCOPE.contains(scope)).collect()
}

impl Shop {
    pub async fn token(&self, scopes: &[Permission]) -> String {
        self.token_at(&self.store, scopes).await
    }

    pub async fn token_at(&self, store: &StoreId, scopes: &[Permission]) -> String {
        let new = NewToken { store, name: "till screen", scopes, ends_at: None };
        let made = create_token(&self.app, &Actor::system("test"), new).await.unwrap();
        made.secret.expose().clone()
    }

    /// A token that may do everything a program may.
    pub async fn master(&self) -> String {
        self.token(&all_scopes()).await
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub async fn get(&self, token: &str, path: &str) -> Answer {
        self.send(Call::get(path).token(token).request()).await
    }

    pub async fn post(&self, token: &str, path: &str, body: Value) -> Answer {
        self.send(Call::post(path, body).token(token).request()).await
    }

    /// Ada's order over the phone: two of the one product there is.
    pub async fn phone_order(&self, token: &str) -> String {
        let made = self.post(token, "/orders", phone_order()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        made.json()["id"].as_str().unwrap().to_owned()
    }
}

pub fn phone_order() -> Value {
    json!({
        "program": "adult", "fulfilment": "pickup",
        "buyer": {"first_name": "Ada", "last_name": "Winter", "birth_date": "1990-05-01", "phone": "303-555-0101"},
        "lines": [{"sku": SKU, "quantity": 2}],
    })
}

/// One request to `/api/v1`, unless its path is that of another door.
pub struct Call {
    method: &'static str,
    path: String,
    headers: BTreeMap<&'static str, String>,
    body: Vec<u8>,
}

impl Call {
    pub fn get(path: &str) -> Self {
        Self { method: "GET", path: path.to_owned(), headers: BTreeMap::new(), body: Vec::new() }
    }

    pub fn post(path: &str, body: Value) -> Self {
        Self::post_bytes(path, body.to_string().into_bytes()).header("content-type", "application/json")
    }

    pub fn post_bytes(path: &str, body: Vec<u8>) -> Self {
        Self { method: "POST", body, ..Self::get(path) }
    }

    pub fn method(self, method: &'static str) -> Self {
        Self { method, ..self }
    }

    pub fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(name, value.to_owned());
        self
    }

    pub fn request(self) -> Request<Body> {
        let elsewhere = ["/inbound", "/health"].iter().any(|door| self.path.starts_with(door));
        let path = if elsewhere { self.path } else { format!("/api/v1{}", self.path) };
        let mut request = Request::builder().method(self.method).uri(path);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        request.body(Body::from(self.body)).unwrap()
    }
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// Status and slug of a problem, whose form is looked at on the way.
    pub fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text());
        let json = self.json();
        assert_eq!(json["status"], self.status.as_u16());
        assert_eq!(json["request_id"], self.header("x-request-id"));
        assert!(json["title"].is_string() && json["instance"].as_str().unwrap().starts_with('/'), "{json}");
        let slug = json["type"].as_str().unwrap().strip_prefix("/problems/").unwrap().to_owned();
        (self.status.as_u16(), slug)
    }
}
