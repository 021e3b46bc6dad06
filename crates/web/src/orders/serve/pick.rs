//! The pick list and the two steps it leads through.

use axum::extract::{Path, State};
use axum::response::Response;
use countersign_app::orders::cart::{self as carts, Cart, CartLine};
use countersign_app::orders::pick as picking;
use countersign_app::orders::view::{self, OrderView};
use countersign_app::people::names;
use countersign_app::record::browse::RecordRow;
use countersign_domain::orders::State as Stage;
use countersign_kernel::Permission;

use super::actions::post;
use super::deeds::{DeedForm, refused};
use super::order::{buyer, hand_over_words, shell};
use super::words::{channel, order_id, tag, version};
use crate::orders::pick_list::{PickLine, PickListPage};
use crate::record::say;
use crate::serve::frame::{done, show};
use crate::serve::{Posted, Signed, Web, WebError};
use crate::shell::{Flash, Keys};
use crate::ui::{Action, Tag, Tone};

/// `GET /orders/{id}/pick-list`
pub(super) async fn page(
    State(web): State<Web>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    signed.must(Permission::OrderPick)?;
    let id = order_id(&id)?;
    let view = view::view(&web.app, &signed.actor, &id).await?;
    let counted = carts::cart(&web.app, &view).await?;
    let title = format!("Pick list {}", view.order.number);
    let keys = vec![Keys::new(&["a"], "go on"), Keys::new(&["Esc"], "back to the order")];
    let lines: Vec<PickLine> = counted.lines.iter().flat_map(lines).collect();
    let page = PickListPage {
        shell: shell(&web, &signed, &view, &title, keys).await?,
        id: id.to_string(),
        number: view.order.number.to_string(),
        customer: buyer(&signed, &view),
        channel: channel(view.order.channel),
        hand_over: hand_over_words(&signed, &view),
        sum: sum(&counted),
        signed: countersigned(&web, &signed, &view).await?,
        actions: actions(&signed, &view),
        lines,
    };
    show(&web, &signed, &page)
}

fn actions(signed: &Signed, view: &OrderView) -> Vec<Action> {
    match view.order.state {
        Stage::Approved => {
            let take = Action::new("Start picking", Tone::Primary, post(signed, view, "pick-list"));
            vec![take.with_icon("pick").with_key("a")]
        }
        Stage::Preparing => {
            let ready =
                Action::new("Picked, ready for hand-over", Tone::Primary, post(signed, view, "readiness"));
            vec![ready.with_key("a")]
        }
        _ => Vec::new(),
    }
}

/// One row a package; goods without a package have one row too.
fn lines(line: &CartLine) -> Vec<PickLine> {
    let row = |tag: Tag, quantity: i64| PickLine {
        place: line.category.clone(),
        item: line.product.clone(),
        tag,
        quantity: quantity.to_string(),
    };
    if line.packages.is_empty() {
        let words = if line.cannabis { "not bound" } else { "not tracked" };
        return vec![row(Tag::new("", words), line.quantity)];
    }
    line.packages
        .iter()
        .map(|(text, units)| row(tag(text).unwrap_or_else(|| Tag::new("", text)), *units))
        .collect()
}

fn sum(cart: &Cart) -> String {
    let units: i64 = cart.lines.iter().map(|line| line.quantity).sum();
    let packages = cart.packages();
    let plural = |n: i64, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    let packages = i64::try_from(packages).unwrap_or(i64::MAX);
    format!("{} from {}", plural(units, "unit"), plural(packages, "package"))
}

async fn countersigned(web: &Web, signed: &Signed, view: &OrderView) -> Result<String, WebError> {
    let Some(row) = view.record.iter().find(|row| row.kind == "act.approve") else {
        return Ok("Not countersigned yet: nothing may be handed over.".to_owned());
    };
    let names = names::of_store(&web.app, &signed.actor).await?;
    let said = |what: &str, row: &RecordRow| {
        let (who, when) = (signed.who(&names, &row.actor), signed.local().full(row.at));
        format!("{what} by {who}, {when}, record {}", say::stub(&row.hash))
    };
    let countersigned = said("Countersigned", row);
    let change = view.record.iter().find(|change| change.kind == "act.order.change" && change.seq > row.seq);
    Ok(match change {
        Some(change) => format!("{countersigned}. {}", said("Changed", change)),
        None => countersigned,
    })
}

/// `POST /orders/{id}/pick-list`
pub(super) async fn take(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<DeedForm>,
) -> Result<Response, WebError> {
    let id = order_id(&id)?;
    match picking::pick(&web.app, &signed.actor, &id, version(&form.version)?).await {
        Ok(()) => {
            let flash = Flash::pass("Yours to pick.", "Tick each line off; the paper works too.");
            Ok(done(&web, &format!("/orders/{id}/pick-list"), &flash))
        }
        Err(why) => refused(&web, &signed, &id, "Picking did not begin.", why).await,
    }
}

/// `POST /orders/{id}/readiness`
pub(super) async fn ready(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<DeedForm>,
) -> Result<Response, WebError> {
    let id = order_id(&id)?;
    match picking::make_ready(&web.app, &signed.actor, &id, version(&form.version)?).await {
        Ok(()) => {
            let flash = Flash::pass("Ready for hand-over.", "The customer is told by the marketplace.");
            Ok(done(&web, &format!("/orders/{id}"), &flash))
        }
        Err(why) => refused(&web, &signed, &id, "It was not marked ready.", why).await,
    }
}
