//! Calls that a simulator makes to the hub: order callbacks and webhooks.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use axum::body::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

/// One call to the hub, body already signed.
#[derive(Debug, Clone)]
pub struct Callback {
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub timeout_ms: u64,
}

/// What the hub said.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    /// Names in lower case; handshakes are answered in them.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

#[derive(Debug, Clone, thiserror::Error)]
pub enum OutboundError {
    #[error("the hub at `{url}` could not be reached: {reason}")]
    Unreachable { url: String, reason: String },
    #[error("the hub at `{url}` did not answer within {timeout_ms} ms")]
    TimedOut { url: String, timeout_ms: u64 },
}

/// How callbacks travel. `simulate` may put an in-process one here.
#[async_trait]
pub trait Outbound: Send + Sync + fmt::Debug {
    async fn post(&self, call: Callback) -> Result<Answer, OutboundError>;
    /// Asks with HEAD whether somebody is there; the status.
    async fn head(&self, url: &str, timeout_ms: u64) -> Result<u16, OutboundError>;
}

/// Plain HTTP on loopback.
#[derive(Debug)]
pub struct HttpOutbound(Client<HttpConnector, Full<Bytes>>);

impl Default for HttpOutbound {
    fn default() -> Self {
        Self(Client::builder(TokioExecutor::new()).build_http())
    }
}

impl HttpOutbound {
    async fn exchange(&self, call: &Callback) -> Result<Answer, OutboundError> {
        let unreachable = |reason: String| OutboundError::Unreachable { url: call.url.clone(), reason };
        let mut request = hyper::Request::post(&call.url);
        for (name, value) in &call.headers {
            request = request.header(name, value);
        }
        let request = request
            .body(Full::new(Bytes::from(call.body.clone())))
            .map_err(|e| unreachable(e.to_string()))?;
        let answer = self.0.request(request).await.map_err(|e| unreachable(e.to_string()))?;
        let status = answer.status().as_u16();
        let text = |value: &hyper::header::HeaderValue| value.to_str().ok().map(str::to_owned);
        let headers = answer.headers().iter();
        let headers = headers.filter_map(|(name, value)| Some((name.to_string(), text(value)?))).collect();
        let body = Limited::new(answer.into_body(), ANSWER_BYTES_MAX).collect().await;
        let body = body.map_err(|e| unreachable(e.to_string()))?.to_bytes().to_vec();
        Ok(Answer { status, headers, body })
    }
}

#[async_trait]
impl Outbound for HttpOutbound {
    async fn post(&self, call: Callback) -> Result<Answer, OutboundError> {
        let limit = Duration::from_millis(call.timeout_ms);
        match tokio::time::timeout(limit, self.exchange(&call)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(OutboundError::TimedOut { url: call.url.clone(), timeout_ms: call.timeout_ms }),
        }
    }

    async fn head(&self, url: &str, timeout_ms: u64) -> Result<u16, OutboundError> {
        let unreachable = |reason: String| OutboundError::Unreachable { url: url.to_owned(), reason };
        let request = hyper::Request::head(url).body(Full::default());
        let asked = self.0.request(request.map_err(|e| unreachable(e.to_string()))?);
        match tokio::time::timeout(Duration::from_millis(timeout_ms), asked).await {
            Ok(Ok(answer)) => Ok(answer.status().as_u16()),
            Ok(Err(why)) => Err(unreachable(why.to_string())),
            Err(_) => Err(OutboundError::TimedOut { url: url.to_owned(), timeout_ms }),
        }
    }
}
