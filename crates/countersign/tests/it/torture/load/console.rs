//! A person at the console who takes orders by phone: signed in, with the form's own fields.

use axum::body::Body;
use axum::http::{Request, header};
use countersign_sandbox::world::Customer;
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::super::place::POLL;

/// One session; whoever clones it has another tab open.
#[derive(Debug, Clone)]
pub struct Console {
    client: Client<HttpConnector, Body>,
    base: String,
    cookie: String,
    csrf: String,
    /// The first pickup time on offer.
    window: String,
}

struct Page {
    status: u16,
    location: String,
    cookies: Vec<String>,
    html: String,
}

impl Console {
    pub async fn sign_in(base: &str, login: &str, password: &str) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        let mut console = Self {
            client,
            base: base.to_owned(),
            cookie: String::new(),
            csrf: String::new(),
            window: String::new(),
        };
        let door = console.get("/sign-in").await;
        console.cookie = door.cookies.join("; ");
        console.csrf = after(&door.html, "name=\"csrf\" value=\"").to_owned();
        let inside = console.post("/sign-in", &[("login", login), ("password", password)]).await;
        assert_eq!(inside.status, 303, "{login} cannot sign in: {}", inside.html);
        console.cookie = inside.cookies.join("; ");
        let form = console.get("/orders/new").await;
        assert_eq!(form.status, 200, "there is no form: {}", form.location);
        console.csrf = after(&form.html, "name=\"csrf\" value=\"").to_owned();
        let choice = form.html.split("name=\"window\"").nth(1).expect("pickup times");
        let times = choice.split("value=\"").skip(1).filter_map(|rest| rest.split('"').next());
        console.window = times.into_iter().find(|time| !time.is_empty()).expect("a pickup time").to_owned();
        console
    }

    /// Enters an order; its id. Nothing when it was not taken.
    pub async fn enter(&self, key: &str, who: &Customer, sku: &str, quantity: u64) -> Option<String> {
        let name = format!("{} {}", who.first_name, who.last_name);
        let (born, quantity) = (who.birth_date_on_file.to_string(), quantity.to_string());
        let fields = [
            ("key", key),
            ("phone", &who.phone),
            ("name", &name),
            ("born", &born),
            ("basis", "adult"),
            ("window", &self.window),
            ("item_1", sku),
            ("quantity_1", &quantity),
        ];
        loop {
            let page = self.post("/orders", &fields).await;
            match page.status {
                303 => return page.location.strip_prefix("/orders/").map(str::to_owned),
                422 => return None,
                // Nobody knows whether it was taken: the same form once more.
                503 => tokio::time::sleep(20 * POLL).await,
                other => panic!("the form was answered with {other}: {}", page.html),
            }
        }
    }

    async fn get(&self, path: &str) -> Page {
        self.send(Request::get(format!("{}{path}", self.base)), String::new()).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let field = |(name, value): &(&str, &str)| {
            let coded: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
            format!("{name}={coded}")
        };
        let csrf = [("csrf", self.csrf.as_str())];
        let body: Vec<String> = csrf.iter().chain(fields).map(field).collect();
        let request = Request::post(format!("{}{path}", self.base));
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.header(header::ORIGIN, &self.base), body.join("&")).await
    }

    async fn send(&self, request: axum::http::request::Builder, body: String) -> Page {
        let request = request.header(header::COOKIE, &self.cookie).body(Body::from(body)).expect("a request");
        let answer = self.client.request(request).await.expect("the console answers");
        let text =
            |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let location = text(header::LOCATION).to_owned();
        let cookies = answer.headers().get_all(header::SET_COOKIE).iter();
        let cookies = cookies.filter_map(|line| line.to_str().ok()?.split(';').next().map(str::to_owned));
        let (cookies, status) = (cookies.collect(), answer.status().as_u16());
        let body = answer.into_body().collect().await.expect("a whole page").to_bytes();
        Page { status, location, cookies, html: String::from_utf8_lossy(&body).into_owned() }
    }
}

fn after<'a>(html: &'a str, mark: &str) -> &'a str {
    html.split_once(mark).and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default()
}
