//! Around every answer: a request id, the security headers, and errors written out as problems.

use axum::Router;
use axum::extract::{OriginalUri, Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use countersign_app::App;
use countersign_kernel::id::fresh_body;

use crate::Api;
use crate::problem::{Kind, Problem};

const REQUEST_ID: &str = "x-request-id";

/// Programs read these answers; a browser that shows one does nothing with it. No origin is allowed across.
const HEADERS: [(&str, &str); 6] = [
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-frame-options", "DENY"),
    ("cache-control", "no-store"),
    ("cross-origin-resource-policy", "same-origin"),
];

pub fn of(router: Router<Api>, api: &Api) -> Router<Api> {
    let unknown = async || Problem::new(Kind::NotFound).detail("there is no such path");
    router.fallback(unknown).layer(from_fn_with_state(api.clone(), frame))
}

async fn frame(State(app): State<App>, uri: OriginalUri, request: Request, next: Next) -> Response {
    let id = format!("req_{}", fresh_body(app.clock(), app.random()));
    let mut response = next.run(request).await;
    let problem = response.extensions_mut().remove::<Problem>();
    let is_error = response.status().is_client_error() || response.status().is_server_error();
    if let Some(problem) = problem {
        response = problem.answer(uri.path(), &id);
    } else if is_error {
        // A library's own refusal: its headers (`Allow`) are worth keeping, its text is not.
        let mut headers = std::mem::take(response.headers_mut());
        headers.remove(header::CONTENT_LENGTH);
        headers.remove(header::CONTENT_TYPE);
        response = Problem::new(Kind::of_status(response.status())).answer(uri.path(), &id);
        response.headers_mut().extend(headers);
    }
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    let id = HeaderValue::from_str(&id).expect("an id is plain ASCII");
    response.headers_mut().insert(REQUEST_ID, id);
    response
}
