//! One store in Denver behind the console, a clock that stands, and browsers that keep their cookie.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use countersign_app::App;
use countersign_app::customers::keep;
use countersign_app::people::sign_in::{SignIn, sign_in};
use countersign_app::people::staff::{FirstPassword, NewStaff, add_staff};
use countersign_app::setup::{self, NewStore};
use countersign_app::testing::shop::process;
use countersign_domain::customers::{PosCustomer, Standing};
use countersign_kernel::id::{CustomerId, StaffId, StoreId};
use countersign_kernel::{Actor, ManualClock, Role, Timestamp};
use countersign_rulebook::Rulebook;
use countersign_store::db::Db;
use countersign_store::db::Engine;
use countersign_store::record::{self, RecordRow};
use countersign_store::testing;
use countersign_web::sandbox::desk::SandboxDesk;
use countersign_web::{Settings, router};
use http_body_util::BodyExt;
use tower::ServiceExt;

/// 22 November 2026, 10:00 in Denver.
pub const START: &str = "2026-11-22T17:00:00Z";
pub const PASSWORD: &str = "seven grams of blue";

pub struct Shop {
    pub app: App,
    pub clock: Arc<ManualClock>,
    pub store: StoreId,
    pub other_store: StoreId,
    router: Router,
}

/// Runs a test in a shop of its own.
pub fn in_shop<F, Fut>(body: F)
where
    F: FnOnce(Shop) -> Fut,
    Fut: Future<Output = ()>,
{
    in_shop_with(None, body);
}

pub fn in_shop_with<F, Fut>(desk: Option<Arc<dyn SandboxDesk>>, body: F)
where
    F: FnOnce(Shop) -> Fut,
    Fut: Future<Output = ()>,
{
    testing::on(Engine::Sqlite, countersign_store::db::MIGRATIONS, |db| async move {
        body(shop(db, desk).await).await;
    });
}

async fn shop(db: Db, desk: Option<Arc<dyn SandboxDesk>>) -> Shop {
    let clock = Arc::new(ManualClock::at(START.parse::<Timestamp>().unwrap()));
    let app = process(db, &clock, 7, Rulebook::shipped().unwrap());
    setup::begin(&app).await.unwrap();
    let store = put_store(&app, "Larimer", "402R-00001").await;
    let other_store = put_store(&app, "Colfax", "402R-00002").await;
    let router = router(app.clone(), Settings { behind_tls: false }, desk);
    Shop { app, clock, store, other_store, router }
}

async fn put_store(app: &App, name: &str, license: &str) -> StoreId {
    let new = NewStore {
        name: name.to_owned(),
        place: "Denver".to_owned(),
        jurisdiction: "us-co".to_owned(),
        zone: "America/Denver".to_owned(),
        license: license.to_owned(),
        opens: "09:00".to_owned(),
        closes: "21:00".to_owned(),
        pickup_minutes: 60,
    };
    setup::add_store(app, &Actor::system("test"), &new).await.unwrap()
}

impl Shop {
    pub async fn hire(&self, login: &str, roles: &[Role]) -> StaffId {
        let password = FirstPassword::Lasting(PASSWORD);
        let new = NewStaff { store: &self.store, name: "Jo Rivera", login, roles, password };
        add_staff(&self.app, &Actor::system("test"), new).await.unwrap().id
    }

    /// Somebody new, signed in.
    pub async fn enter(&self, login: &str, roles: &[Role]) -> Browser {
        self.hire(login, roles).await;
        self.sign_in(login, PASSWORD).await.expect("the password is right")
    }

    pub async fn sign_in(&self, login: &str, password: &str) -> Option<Browser> {
        match sign_in(&self.app, login, password, "Firefox", "192.0.2.7").await {
            Ok(SignIn::Done(opened)) => Some(Browser {
                router: self.router.clone(),
                cookie: format!("session={}", opened.secret.expose()),
                csrf: opened.session.csrf.clone(),
                actor: opened.session.actor.clone(),
            }),
            _ => None,
        }
    }

    /// Nobody: a browser without a session.
    pub fn stranger(&self) -> Browser {
        let actor = Actor::system("nobody");
        Browser { router: self.router.clone(), cookie: String::new(), csrf: String::new(), actor }
    }

    /// Ada Winter, as the point of sale gave her.
    pub async fn keep_ada(&self) -> CustomerId {
        let ada = PosCustomer {
            pos_id: "10001".to_owned(),
            first_name: "Ada".to_owned(),
            last_name: "Winter".to_owned(),
            birth_date: "1990-05-01".parse().ok(),
            phone: Some("303-555-0101".to_owned()),
            email: None,
            address: Some("12 Alder Street".to_owned()),
            id_number: Some("92-100-1001".to_owned()),
            id_expires: "2027-01-01".parse().ok(),
            patient_number: Some("P-100-134".to_owned()),
            card_expires: "2026-11-01".parse().ok(),
            standing: Standing::Active,
        };
        let (app, ada) = (&self.app, &ada);
        let kept = app.db().write(|tx| Box::pin(keep::keep(app, tx, "us-co", ada, app.now()))).await;
        kept.unwrap().0
    }

    pub async fn record(&self) -> Vec<RecordRow> {
        record::after(self.app.db(), 0, 1_000).await.unwrap()
    }

    pub async fn of_kind(&self, kind: &str) -> Vec<RecordRow> {
        self.record().await.into_iter().filter(|row| row.kind == kind).collect()
    }
}

/// A browser with a session.
pub struct Browser {
    router: Router,
    cookie: String,
    pub csrf: String,
    pub actor: Actor,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn value(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn has(&self, text: &str) -> bool {
        self.body.contains(text)
    }
}

impl Browser {
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub async fn get_with(&self, path: &str, name: &str, value: &str) -> Answer {
        self.send(Request::get(path).header(name, value).body(Body::empty()).unwrap()).await
    }

    /// A form of ours: it carries this session's CSRF value.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("csrf", self.csrf.as_str())];
        all.extend_from_slice(fields);
        self.post_raw(path, &all).await
    }

    pub async fn post_raw(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(fields).unwrap();
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// What a marketplace asks before it fetches.
    pub async fn head(&self, path: &str) -> Answer {
        self.send(Request::head(path).body(Body::empty()).unwrap()).await
    }

    /// A form with a file, as browsers send it.
    pub async fn upload(&self, path: &str, csrf: &str, name: &str, bytes: &[u8]) -> Answer {
        self.upload_with(path, &[("csrf", csrf)], name, bytes).await
    }

    /// The same with these fields before the file.
    pub async fn upload_with(&self, path: &str, fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> Answer {
        let field = |(name, value): &(&str, &str)| {
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let fields: String = fields.iter().map(field).collect();
        let mut body = format!(
            "{fields}--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let request = Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    async fn send(&self, mut request: Request<Body>) -> Answer {
        if !self.cookie.is_empty() {
            request.headers_mut().insert(header::COOKIE, self.cookie.parse().unwrap());
        }
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, body }
    }
}
