//! Whether this node may decide: for load balancers, and before every deed. Nothing here asks the database, so that an
//! answer comes at once when that is what is missing.

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use countersign_app::App;
use serde_json::{Value, json};

use crate::Api;
use crate::problem::Problem;

pub fn router() -> Router<Api> {
    Router::new().route("/live", get(live)).route("/ready", get(ready))
}

async fn live() -> Json<Value> {
    Json(json!({"status": "live"}))
}

async fn ready(State(app): State<App>) -> Result<Json<Value>, Problem> {
    app.fit()?;
    Ok(Json(
        json!({"status": "ready", "node": app.node().id(), "rulebook": app.rulebook().hash().to_string()}),
    ))
}

/// A node that may not decide says so before it looks at who asks for what: that would need the database too.
pub async fn only_when_fit(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if request.method() == Method::POST {
        app.fit()?;
    }
    Ok(next.run(request).await)
}
