//! `Idempotency-Key`: a deed sent twice is done once, and both hear the same answer.

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use countersign_app::App;
use countersign_app::idempotency::{self, Begun};
use countersign_kernel::{Actor, OnceKey};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Api;
use crate::given::whole;
use crate::problem::{Kind, Problem};
use crate::v1::orders::deed;

const KEY: &str = "idempotency-key";
const REPLAYED: &str = "idempotency-replayed";

/// An answer as it is kept. No deed's answer names a person.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kept {
    Answer { media_type: Option<String>, location: Option<String>, text: String },
    Problem(Map<String, Value>),
}

pub async fn once(State(api): State<Api>, mut request: Request, next: Next) -> Result<Response, Problem> {
    let Some(key) = request.headers().get(KEY) else { return Ok(next.run(request).await) };
    let key =
        key.to_str().map_err(|_| Problem::invalid("Idempotency-Key", "needs visible ASCII characters"))?;
    let key = key.to_owned();
    let actor =
        request.extensions().get::<Actor>().cloned().ok_or_else(|| Problem::new(Kind::Unauthenticated))?;
    let named = format!("{} {}\n", request.method(), request.uri().path());
    let (parts, body) = request.into_parts();
    let body = whole(body).await?;
    request = Request::from_parts(parts, Body::from(body.clone()));
    let digested = [named.as_bytes(), &body].concat();
    match idempotency::begin(&api.app, &actor, &key, &digested).await? {
        begun if is_to_be_done(&begun, request.uri().path()) => {
            let once = OnceKey { key: key.clone(), node: api.app.node().id() };
            request.extensions_mut().insert(actor.clone().under(once));
            to_its_end(async move {
                let response = next.run(request).await;
                answered(&api.app, &actor, &key, response).await
            })
            .await
        }
        Begun::Answered { status, answer } => replay(status, &answer),
        Begun::Different => Err(Problem::new(Kind::KeyReused)
            .detail("the key was used for another request; take a new key for a new request")),
        Begun::DoneUnanswered { subject } => {
            to_its_end(async move {
                let response = as_it_stands(&api.app, &actor, &subject).await.into_response();
                answered(&api.app, &actor, &key, response).await
            })
            .await
        }
        Begun::First | Begun::InFlight => {
            Err(Problem::new(Kind::InFlight).detail("wait for the first answer").retry_after(1))
        }
    }
}

/// A website's deeds change nothing when they are done again, and their answers are words of their own, for shoppers: a repeat of
/// one that was done and never answered goes to the deed itself.
fn is_to_be_done(begun: &Begun, path: &str) -> bool {
    match begun {
        Begun::First => true,
        Begun::DoneUnanswered { .. } => path.contains("/storefront/"),
        _ => false,
    }
}

/// A caller who hangs up does not leave the deed half done and the key taken.
async fn to_its_end(
    work: impl Future<Output = Result<Response, Problem>> + Send + 'static,
) -> Result<Response, Problem> {
    tokio::spawn(work).await.map_err(|_| Problem::new(Kind::Internal))?
}

/// The answer to a deed that was done and never answered.
async fn as_it_stands(app: &App, actor: &Actor, subject: &str) -> Result<Response, Problem> {
    let id = subject.parse().map_err(|_| Problem::new(Kind::Internal))?;
    Ok(deed::state(app, actor, &id).await?.into_response())
}

/// Keeps the answer under its key, or gives the key back when the same request may meet another answer.
async fn answered(app: &App, actor: &Actor, key: &str, response: Response) -> Result<Response, Problem> {
    let status = response.status();
    if !is_worth_keeping(status) {
        idempotency::release(app, actor, key).await?;
        return Ok(response);
    }
    let (kept, response) = taken_apart(response).await?;
    let text = serde_json::to_string(&kept).expect("a kept answer has a JSON form");
    idempotency::keep(app, actor, key, status.as_u16(), &text).await?;
    Ok(response)
}

/// What the same request would meet again however often it is sent.
fn is_worth_keeping(status: StatusCode) -> bool {
    let passing = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::TOO_MANY_REQUESTS];
    !status.is_server_error() && !passing.contains(&status)
}

async fn taken_apart(response: Response) -> Result<(Kept, Response), Problem> {
    if let Some(problem) = response.extensions().get::<Problem>() {
        return Ok((Kept::Problem(problem.members().clone()), response));
    }
    let (parts, body) = response.into_parts();
    let bytes: Bytes = whole(body).await.map_err(|_| Problem::new(Kind::Internal))?;
    let text_of = |name: HeaderName| parts.headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let kept = Kept::Answer {
        media_type: text_of(header::CONTENT_TYPE),
        location: text_of(header::LOCATION),
        text: String::from_utf8_lossy(&bytes).into_owned(),
    };
    Ok((kept, Response::from_parts(parts, Body::from(bytes))))
}

fn replay(status: u16, answer: &str) -> Result<Response, Problem> {
    let internal = || Problem::new(Kind::Internal);
    let status = StatusCode::from_u16(status).map_err(|_| internal())?;
    let kept: Kept = serde_json::from_str(answer).map_err(|_| internal())?;
    match kept {
        Kept::Problem(members) => {
            Err(Problem::kept(status, members).header(HeaderName::from_static(REPLAYED), "true"))
        }
        Kept::Answer { media_type, location, text } => {
            let mut headers = HeaderMap::new();
            for (name, value) in [(header::CONTENT_TYPE, media_type), (header::LOCATION, location)] {
                if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
                    headers.insert(name, value);
                }
            }
            headers.insert(REPLAYED, HeaderValue::from_static("true"));
            Ok((status, headers, text).into_response())
        }
    }
}
