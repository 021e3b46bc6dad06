//! The layer around a vendor's router where faults act.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CONTENT_LENGTH, RETRY_AFTER};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};

use super::body;
use super::plan::{Fault, Outage};
use super::tally::FaultBox;
use crate::server::{Hangup, ReadOperation, Vendor};

const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;
const CALL_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The route name of calls that match no route.
pub const NO_ROUTE: &str = "unknown";

#[derive(Debug, Clone)]
struct Gate {
    vendor: Arc<dyn Vendor>,
    faults: Arc<FaultBox>,
}

/// Puts the fault layer around a vendor's paths.
pub fn wrap(router: Router, vendor: Arc<dyn Vendor>, faults: Arc<FaultBox>) -> Router {
    router.layer(middleware::from_fn_with_state(Gate { vendor, faults }, pass))
}

async fn pass(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = match request.extensions().get::<MatchedPath>() {
        // Some clients end every path with a slash; it is the same operation.
        Some(path) => path.as_str().trim_end_matches('/').to_owned(),
        None => NO_ROUTE.to_owned(),
    };
    let (route, request) = match gate.vendor.operation() {
        None => (route, request),
        Some(read) => match named(route, request, read).await {
            Ok(named) => named,
            Err(refusal) => return *refusal,
        },
    };
    let fault = gate.faults.decide(method.as_str(), &route);
    let plan = gate.faults.plan();
    match plan.outage {
        Outage::Unreachable => return hangup(),
        Outage::Unavailable => return gate.vendor.refusal(StatusCode::SERVICE_UNAVAILABLE),
        Outage::None => {}
    }
    if plan.revoked {
        return gate.vendor.refusal(StatusCode::UNAUTHORIZED);
    }
    let (parts, body) = request.into_parts();
    let _admission = match gate.vendor.admit(&parts) {
        Ok(admission) => admission,
        Err(refusal) => return *refusal,
    };
    let request = Request::from_parts(parts, body);
    pause(plan.latency_ms).await;
    if let Some(response) = gate.before(fault.as_ref()).await {
        return response;
    }
    gate.vendor.settle();
    let uri = request.uri().to_string();
    let response = next.run(request).await;
    let reads = method == Method::GET;
    match fault {
        Some(fault) => gate.after(fault, response, &route, &uri, reads).await,
        None if reads && gate.faults.remembers() => gate.remembered(response, &route, &uri).await,
        None => response,
    }
}

/// The route with the operation that the body names; the call is whole again afterwards.
async fn named(
    route: String,
    request: Request,
    read: ReadOperation,
) -> Result<(String, Request), Box<Response>> {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, CALL_BYTES_MAX).await;
    let bytes = bytes.map_err(|_| Box::new(StatusCode::PAYLOAD_TOO_LARGE.into_response()))?;
    let route = match read(&bytes) {
        Some(operation) => format!("{route}#{operation}"),
        None => route,
    };
    Ok((route, Request::from_parts(parts, Body::from(bytes))))
}

impl Gate {
    /// Faults that keep the call from the vendor.
    async fn before(&self, fault: Option<&Fault>) -> Option<Response> {
        let status = |code: u16| StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        match fault? {
            Fault::TimeoutBeforeEffect { hang_ms } => {
                pause(*hang_ms).await;
                Some(hangup())
            }
            Fault::TooManyRequests { retry_after_s } => {
                let mut response = self.vendor.refusal(StatusCode::TOO_MANY_REQUESTS);
                response.headers_mut().remove(RETRY_AFTER);
                if let Some(seconds) = retry_after_s {
                    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(*seconds));
                }
                Some(response)
            }
            Fault::Status { status: code } => Some(self.vendor.refusal(status(*code))),
            Fault::RevokedCredentials => Some(self.vendor.refusal(StatusCode::UNAUTHORIZED)),
            _ => None,
        }
    }

    /// Faults that act on what the vendor has done and said.
    async fn after(&self, fault: Fault, response: Response, route: &str, uri: &str, reads: bool) -> Response {
        match fault {
            Fault::TimeoutAfterEffect { hang_ms } => {
                pause(hang_ms).await;
                return hangup();
            }
            Fault::StatusAfterEffect { status } => {
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                return self.vendor.refusal(status);
            }
            _ => {}
        }
        let (mut parts, bytes) = taken_apart(response).await;
        let earlier = match &fault {
            Fault::StalePage if reads => self.faults.first_answer(uri),
            Fault::RepeatedPage if reads => self.faults.last_answer(route),
            _ => None,
        };
        if reads && earlier.is_none() {
            self.faults.remember(route, uri, &bytes);
        }
        let bytes = match &fault {
            Fault::MalformedJson => body::malformed(&bytes),
            Fault::TruncatedBody => return body::truncated(parts, &bytes),
            Fault::StalePage | Fault::RepeatedPage => earlier.unwrap_or(bytes),
            other => body::disturbed(&bytes, other),
        };
        parts.headers.remove(CONTENT_LENGTH);
        Response::from_parts(parts, Body::from(bytes))
    }

    async fn remembered(&self, response: Response, route: &str, uri: &str) -> Response {
        let (parts, bytes) = taken_apart(response).await;
        if parts.status.is_success() {
            self.faults.remember(route, uri, &bytes);
        }
        Response::from_parts(parts, Body::from(bytes))
    }
}

async fn taken_apart(response: Response) -> (axum::http::response::Parts, Bytes) {
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, ANSWER_BYTES_MAX).await;
    (parts, bytes.expect("a simulator's own body is in memory and below the limit"))
}

/// Sleeps only when told to, so that a run on a virtual clock never waits.
async fn pause(millis: u64) {
    if millis > 0 {
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }
}

fn hangup() -> Response {
    let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    response.extensions_mut().insert(Hangup);
    response
}
