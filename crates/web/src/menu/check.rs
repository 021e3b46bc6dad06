//! The handlers of the wording page.

use axum::extract::State;
use axum::response::Response;
use countersign_app::wording::{self, Copy};
use countersign_kernel::Permission;
use countersign_rulebook::Surface;

use super::said;
use super::wording::{Checked, WordingForm, WordingPage, fields};
use super::{WORDING, leaves};
use crate::serve::frame::{shell_for, show};
use crate::serve::{Posted, Signed, Web, WebError};
use crate::shell::Room;

/// `GET /menu/wording`
pub(super) async fn page(State(web): State<Web>, signed: Signed) -> Result<Response, WebError> {
    signed.must(Permission::ContentCheck)?;
    drawn(&web, &signed, Surface::Menu.word(), "", None).await
}

/// `POST /menu/wording`
pub(super) async fn post(
    State(web): State<Web>,
    Posted { signed, form }: Posted<WordingForm>,
) -> Result<Response, WebError> {
    // Browsers send every line's end as two characters; what is counted and shown has one.
    let text = form.text.replace("\r\n", "\n");
    let copy = Copy { surface: &form.surface, jurisdiction: None, text: &text };
    let report = wording::check(&web.app, &signed.actor, copy).await?;
    let checked =
        (!text.trim().is_empty()).then(|| said::checked(report, &text, &form.surface, &place(&web, &signed)));
    drawn(&web, &signed, &form.surface, &text, checked).await
}

fn place(web: &Web, signed: &Signed) -> String {
    let code = &signed.store.jurisdiction;
    let all = web.app.rulebook().jurisdictions();
    all.into_iter().find(|place| *place.id == **code).map_or_else(|| code.clone(), |place| place.name)
}

async fn drawn(
    web: &Web,
    signed: &Signed,
    surface: &str,
    text: &str,
    checked: Option<Checked>,
) -> Result<Response, WebError> {
    let (surface, text) = fields(surface, text);
    let page = WordingPage {
        shell: shell_for(web, signed, Room::Menu, "Wording", Vec::new()).await?,
        leaves: leaves(signed, WORDING),
        place: place(web, signed),
        surface,
        text,
        checked,
    };
    show(web, signed, &page)
}
