//! The doors at which marketplaces knock: `POST /inbound/{store}/{vendor}`, where `{store}` is our id of the store, the
//! vendor's own name for the shop, or `any`. The signature is the caller's only
//! proof, so there is no token, and no rate limit that could lose an order. Task boards knock at a door of their own,
//! `/inbound/{store}/{vendor}/{door}`, whose last part nobody can guess.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use countersign_app::App;
use countersign_app::boards::{self, Knocked};
use countersign_app::inbox::{self, Received};
use countersign_kernel::id::StoreId;

use crate::Api;
use crate::given::{BODY_BYTES_MAX, whole};
use crate::problem::{Kind, Problem};

const _: () = assert!(BODY_BYTES_MAX <= inbox::BODY_BYTES_MAX, "the inbox keeps what this door lets through");

pub fn router() -> Router<Api> {
    Router::new()
        .route("/{store}/{vendor}", post(receive))
        .route("/{store}/{vendor}/{door}", post(knock).get(is_there))
}

async fn receive(
    State(app): State<App>,
    Path((name, vendor)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let unknown = || Problem::new(Kind::NotFound).detail("nobody is connected here");
    let headers = lower(request.headers());
    let body: Bytes = whole(request.into_body()).await?;
    let store = inbox::address(&app, &vendor, &name, &headers, &body).ok_or_else(unknown)?;
    match inbox::receive(&app, &store, &vendor, &headers, &body).await? {
        // Again is as good as kept: the sender only wants to hear that it has arrived.
        Received::Kept | Received::Again => Ok(json(b"{}".to_vec())),
        Received::Answer(answer) => Ok(json(answer)),
        Received::NotBelieved(why) => Err(not_believed(&why)),
        Received::Unreadable(why) => Err(Problem::new(Kind::Malformed).detail(why.to_string())),
    }
}

/// A task board asks with HEAD whether somebody is behind a door before it calls there.
async fn is_there(
    State(app): State<App>,
    Path((store, vendor, door)): Path<(String, String, String)>,
) -> Result<StatusCode, Problem> {
    let gone = || Problem::new(Kind::Gone);
    let store = store.parse::<StoreId>().map_err(|_| gone())?;
    let is_there = boards::is_there(&app, &store, &vendor, &door).await?;
    if is_there { Ok(StatusCode::OK) } else { Err(gone()) }
}

async fn knock(
    State(app): State<App>,
    Path((store, vendor, door)): Path<(String, String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let headers = lower(request.headers());
    let body: Bytes = whole(request.into_body()).await?;
    let store = store.parse::<StoreId>().map_err(|_| Problem::new(Kind::Gone))?;
    match boards::knock(&app, &store, &vendor, &door, &headers, &body).await? {
        Knocked::Heard { headers, body } => {
            let mut answer = json(body);
            for (name, value) in headers {
                if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                    answer.headers_mut().insert(name, value);
                }
            }
            Ok(answer)
        }
        // A board that hears this stops calling.
        Knocked::Gone => Err(Problem::new(Kind::Gone)),
        Knocked::NotBelieved(why) => Err(not_believed(&why)),
    }
}

fn not_believed(why: &impl ToString) -> Problem {
    let challenge = "Signature realm=\"inbound\"";
    let problem = Problem::new(Kind::Unauthenticated).detail(why.to_string());
    problem.header(header::WWW_AUTHENTICATE, challenge)
}

fn json(body: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// Headers whose value is not text are no vendor's signature.
fn lower(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |(name, value): (&header::HeaderName, &header::HeaderValue)| {
        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
    };
    headers.iter().filter_map(text).collect()
}
