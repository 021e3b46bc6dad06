//! Taking a sold order back.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::orders::take_back as returns;
use countersign_app::orders::view;
use countersign_domain::orders::Step;
use countersign_kernel::Permission;
use countersign_kernel::id::OrderId;

use super::deeds::words;
use super::order::{buyer, shell};
use super::words::{order_id, version};
use crate::orders::returning::{ReturnForm, ReturnPage, note};
use crate::serve::frame::{done, show_as};
use crate::serve::{Posted, Signed, Web, WebError};
use crate::shell::{Flash, Keys};

/// `GET /orders/{id}/return`
pub(super) async fn page(
    State(web): State<Web>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    draw(&web, &signed, &order_id(&id)?, None).await
}

/// `POST /orders/{id}/return`
pub(super) async fn take_back(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<ReturnForm>,
) -> Result<Response, WebError> {
    let id = order_id(&id)?;
    match returns::take_back(&web.app, &signed.actor, &id, version(&form.version)?, &form.note).await {
        Ok(()) => {
            let flash =
                Flash::pass("Taken back.", "The receipt is being voided; ring it up at the register too.");
            Ok(done(&web, &format!("/orders/{id}"), &flash))
        }
        Err(error) => {
            let (status, _, error) = words(error)?;
            draw(&web, &signed, &id, Some((&form, status, error))).await
        }
    }
}

async fn draw(
    web: &Web,
    signed: &Signed,
    id: &OrderId,
    sent: Option<(&ReturnForm, StatusCode, String)>,
) -> Result<Response, WebError> {
    signed.must(Permission::OrderReturn)?;
    let view = view::view(&web.app, &signed.actor, id).await?;
    if sent.is_none() {
        view.order.state.after(Step::Return).map_err(countersign_app::AppError::from)?;
    }
    let (written, status, error) = match sent {
        Some((form, status, error)) => (form.note.as_str(), status, Some(error)),
        None => ("", StatusCode::OK, None),
    };
    let title = format!("Take order {} back", view.order.number);
    let keys = vec![Keys::new(&["Esc"], "back to the order")];
    let page = ReturnPage {
        shell: shell(web, signed, &view, &title, keys).await?,
        id: id.to_string(),
        version: view.order.version.to_string(),
        number: view.order.number.to_string(),
        customer: buyer(signed, &view),
        note: note().value(written),
        error,
    };
    show_as(web, signed, status, &page)
}
