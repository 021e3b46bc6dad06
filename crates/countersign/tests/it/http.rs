//! A program that speaks to the server: plain HTTP on loopback, with a token.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request};
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::program::Deadline;

/// A machine under load answers late; a server that is dead breaks the connection at once.
const ANSWER_SECONDS_MAX: u64 = 60;
/// So long waits who was told to come again: the pace of a token is counted in a second.
const COME_AGAIN: Duration = Duration::from_millis(100);
const COME_AGAIN_SECONDS_MAX: i64 = 120;

#[derive(Debug, Clone)]
pub struct Caller {
    client: Client<HttpConnector, Body>,
    base: String,
    token: String,
}

#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub body: Value,
}

impl Reply {
    pub fn is_good(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Nothing was done: too many at once, or the database was busy.
    pub fn says_come_again(&self) -> bool {
        self.status == 429 || self.status == 503
    }

    /// The last word of a problem's `type`.
    pub fn problem(&self) -> &str {
        self.body["type"].as_str().and_then(|kind| kind.rsplit('/').next()).unwrap_or("")
    }
}

impl Caller {
    /// On a connection of its own: one that is kept may lead to a server that was killed meanwhile.
    pub fn afresh(&self) -> Self {
        Self::new(&self.base, &self.token)
    }

    pub fn new(base: &str, token: &str) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { client, base: base.to_owned(), token: token.to_owned() }
    }

    /// One try. An error is a broken connection, or no answer in time: nobody knows what was done.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        key: Option<&str>,
        body: Option<&Value>,
    ) -> Result<Reply, String> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base));
        request = request.header("authorization", format!("Bearer {}", self.token));
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let body = match body {
            Some(body) => {
                request = request.header("content-type", "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        let request = request.body(body).expect("a request");
        let exchange = async {
            let answer = self.client.request(request).await.map_err(|why| why.to_string())?;
            let status = answer.status().as_u16();
            let body = answer.into_body().collect().await.map_err(|why| why.to_string())?.to_bytes();
            Ok(Reply { status, body: serde_json::from_slice(&body).unwrap_or(Value::Null) })
        };
        let in_time = tokio::time::timeout(Duration::from_secs(ANSWER_SECONDS_MAX), exchange);
        in_time.await.unwrap_or_else(|_| Err("no answer in time".to_owned()))
    }

    /// Asks until there is an answer other than "come again". A fast machine is told so often.
    pub async fn ask(&self, method: Method, path: &str, key: Option<&str>, body: Option<&Value>) -> Reply {
        let deadline = Deadline::in_seconds(COME_AGAIN_SECONDS_MAX);
        loop {
            let reply = self.send(method.clone(), path, key, body).await.expect("the server answers");
            if !reply.says_come_again() {
                return reply;
            }
            deadline.check(&format!("an answer of {path} other than {reply:?}"));
            tokio::time::sleep(COME_AGAIN).await;
        }
    }
}
