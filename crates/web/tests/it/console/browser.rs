//! A browser as far as the console needs one: it keeps cookies, reads forms and sends them.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use countersign_app::testing::in_time;
use http_body_util::BodyExt;
use tower::ServiceExt;

pub struct Browser {
    router: Router,
    pub cookies: BTreeMap<String, String>,
    /// The CSRF value of the page seen last.
    pub csrf: String,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub location: String,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

impl Answer {
    #[track_caller]
    pub fn has(&self, words: &str) -> &Self {
        assert!(self.body.contains(words), "`{words}` is not on the page:\n{}", self.text());
        self
    }

    #[track_caller]
    pub fn has_not(&self, words: &str) -> &Self {
        assert!(!self.body.contains(words), "`{words}` is on the page");
        self
    }

    /// The page without its tags, for a failing test's message.
    fn text(&self) -> String {
        let main = self.body.split("<main").nth(1).unwrap_or(&self.body);
        let words = main.split('<').filter_map(|part| part.split_once('>').map(|(_, text)| text.trim()));
        words.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" | ")
    }
}

fn value_after<'a>(html: &'a str, mark: &str) -> Option<&'a str> {
    html.split_once(mark)?.1.split('"').next()
}

impl Browser {
    pub fn new(router: Router) -> Self {
        Self { router, cookies: BTreeMap::new(), csrf: String::new() }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), String::new()).await
    }

    /// Sends a form with the CSRF value of the page seen last.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf.clone();
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        self.post_bare(path, &all).await
    }

    /// Sends exactly these fields.
    pub async fn post_bare(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(fields).unwrap();
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, body).await
    }

    /// Posts and goes where it is sent.
    pub async fn post_on(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.post(path, fields).await;
        assert_eq!(answer.status, 303, "{path}: {}", answer.text());
        self.get(&answer.location).await
    }

    pub async fn sign_in(&mut self, login: &str, password: &str) -> Answer {
        self.get("/sign-in").await;
        self.post("/sign-in", &[("login", login), ("password", password)]).await
    }

    async fn send(&mut self, request: axum::http::request::Builder, body: String) -> Answer {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header(header::COOKIE, cookies.join("; ")).body(Body::from(body)).unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        for line in parts.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let location = parts.headers.get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
        let events = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        let body = if events { String::new() } else { text(body).await };
        if let Some(csrf) = value_after(&body, "name=\"csrf\" value=\"") {
            self.csrf = csrf.to_owned();
        }
        Answer {
            status: parts.status.as_u16(),
            location: location.unwrap_or_default(),
            headers: parts.headers,
            body,
        }
    }

    /// The first events of the stream, as many as are asked for, once `happens` has happened.
    pub async fn events(&mut self, count: usize, happens: impl Future<Output = ()>) -> String {
        self.events_at("/live", count, happens).await
    }

    /// The same, as a page listens that shows what had happened by `as_of`.
    pub async fn events_since(&mut self, as_of: &str, count: usize) -> String {
        self.events_at(&format!("/live?as_of={as_of}"), count, async {}).await
    }

    async fn events_at(&mut self, at: &str, count: usize, happens: impl Future<Output = ()>) -> String {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::get(at).header(header::COOKIE, cookies.join("; ")).body(Body::empty());
        let answer = self.router.clone().oneshot(request.unwrap()).await.unwrap();
        assert_eq!(answer.status(), 200);
        let mut body = answer.into_body();
        happens.await;
        let mut said = String::new();
        while said.matches("\n\n").count() < count {
            let frame = in_time("an event", body.frame()).await.expect("the stream goes on").unwrap();
            said.push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
        }
        said
    }
}

async fn text(body: Body) -> String {
    String::from_utf8_lossy(&body.collect().await.unwrap().to_bytes()).into_owned()
}

/// Up to which change the page shows everything.
pub fn as_of_on(answer: &Answer) -> String {
    value_after(&answer.body, "data-as-of=\"").expect("a page that listens").to_owned()
}

/// The version that the page's forms carry.
pub fn version_on(answer: &Answer) -> String {
    value_after(&answer.body, "name=\"version\" value=\"").expect("a form with a version").to_owned()
}
