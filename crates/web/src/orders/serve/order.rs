//! One order's page.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::orders::cart as carts;
use countersign_app::orders::view::{self, OrderView};
use countersign_app::people::names;
use countersign_domain::orders::State as Stage;
use countersign_domain::verdict::Verdict as Outcome;
use countersign_kernel::id::OrderId;
use countersign_kernel::{Permission, Timestamp};

use super::words::{channel, fulfilment, order_id, person, state, verdict};
use super::{actions, cart, checks, side};
use crate::orders::order::OrderPage;
use crate::serve::frame::{shell_for, show_as};
use crate::serve::{Signed, Web, WebError};
use crate::shell::{Flash, Keys, Room, Shell};
use crate::ui::{Badge, Person, Verdict};

/// `GET /orders/{id}`
pub(super) async fn page(
    State(web): State<Web>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    draw(&web, &signed, &order_id(&id)?, StatusCode::OK).await
}

/// The page as it is now, with the status of what was asked of it.
pub(super) async fn draw(
    web: &Web,
    signed: &Signed,
    id: &OrderId,
    status: StatusCode,
) -> Result<Response, WebError> {
    let view = view::view(&web.app, &signed.actor, id).await?;
    let names = names::of_store(&web.app, &signed.actor).await?;
    let counted = carts::cart(&web.app, &view).await?;
    let mut shell = shell(web, signed, &view, &format!("Order {}", view.order.number), keys()).await?;
    // What was asked for may have been a deed; the page to come back to is the order's own.
    shell.here = format!("/orders/{id}");
    let actions = actions::of(signed, &view);
    let customer_id = view.order.customer_id.as_ref().filter(|_| signed.may(Permission::CustomerView));
    let page = OrderPage {
        shell,
        id: id.to_string(),
        number: view.order.number.to_string(),
        customer: buyer(signed, &view),
        channel: channel(view.order.channel),
        outside_id: outside_id(&view),
        state: badge(signed, &view),
        about: about(signed, &view),
        actions: actions.all,
        locked: actions.locked,
        cart: cart::table(signed, &view, &counted),
        checks_note: checks::note(signed, &view),
        recheck: actions::recheck(signed, &view),
        owed: side::owed(signed, &view),
        checks: checks::list(&web.app, signed, &view, &counted),
        clock: side::clock_note(signed, &view),
        hands: side::hands(signed, &names, &view),
        override_: actions::override_note(signed, &names, &view),
        steps: side::steps(signed, &view),
        record: side::record(signed, &names, &view),
        may_record: signed.may(Permission::RecordView),
        customer_facts: side::customer_facts(signed, &view),
        customer_href: customer_id.map(|customer| format!("/customers/{customer}")),
    };
    show_as(web, signed, status, &page)
}

/// The same page after a deed that was refused: what, why, and what now stand at its top.
pub(super) async fn draw_refused(
    web: &Web,
    signed: &Signed,
    id: &OrderId,
    status: StatusCode,
    flash: Flash,
) -> Result<Response, WebError> {
    draw(web, &signed.saying(flash), id, status).await
}

fn keys() -> Vec<Keys> {
    vec![
        Keys::new(&["a"], "approve or go on"),
        Keys::new(&["r"], "refuse"),
        Keys::new(&["j", "k"], "next, previous check"),
        Keys::new(&["Enter"], "open a check"),
        Keys::new(&["Esc"], "back to the queue"),
    ]
}

pub(super) async fn shell(
    web: &Web,
    signed: &Signed,
    view: &OrderView,
    title: &str,
    keys: Vec<Keys>,
) -> Result<Shell, WebError> {
    let mut shell = shell_for(web, signed, Room::Orders, title, keys).await?;
    if !signed.here.starts_with(&format!("/orders/{}", view.order.id)) {
        shell.here = format!("/orders/{}", view.order.id);
    }
    Ok(shell)
}

pub(super) fn buyer(signed: &Signed, view: &OrderView) -> Person {
    let name = format!("{} {}", view.buyer.first_name, view.buyer.last_name);
    person(signed, &name, &view.order.id)
}

/// Marketplaces' ids are long; their first letters tell one order of a day from another.
const OUTSIDE_ID_SHOWN: usize = 13;

/// A phone order's own id is ours and says nothing.
fn outside_id(view: &OrderView) -> String {
    match view.order.channel {
        countersign_domain::orders::Channel::Phone => String::new(),
        _ if view.order.external_id.chars().count() > 20 => {
            let head: String = view.order.external_id.chars().take(OUTSIDE_ID_SHOWN).collect();
            format!("{head}…")
        }
        _ => view.order.external_id.clone(),
    }
}

pub(super) fn badge(signed: &Signed, view: &OrderView) -> Badge {
    let order = &view.order;
    let ended = order.closed_at.map(|at| signed.local().clock_or_day(Timestamp::from(at), signed.now));
    let ended = ended.unwrap_or_default();
    match order.state {
        Stage::Arrived => Badge::new(Verdict::Wait, state(order.state)),
        Stage::Checked => checked_badge(view),
        Stage::Approved | Stage::Preparing => Badge::new(Verdict::Wait, state(order.state)),
        Stage::Ready => Badge::new(Verdict::Pass, state(order.state)),
        Stage::Completed => Badge::new(Verdict::Pass, &format!("Completed {ended}")),
        other => Badge::new(Verdict::NotNeeded, &format!("{} {ended}", state(other))),
    }
}

fn checked_badge(view: &OrderView) -> Badge {
    let Some(checked) = &view.checked else { return Badge::new(Verdict::Wait, "Checks to run") };
    let verification = &checked.verification;
    let of =
        |outcome| verification.results.iter().filter(|r| r.verdict == outcome && !r.lets_through()).count();
    let whole = verification.results.len();
    let words = match verification.verdict {
        Outcome::Stop => format!("Stopped by {} of {whole} checks", of(Outcome::Stop)),
        Outcome::Unknown => format!("{} of {whole} checks unknown", of(Outcome::Unknown)),
        _ => "Ready to countersign".to_owned(),
    };
    Badge::new(verdict(verification.verdict), &words)
}

fn about(signed: &Signed, view: &OrderView) -> Vec<String> {
    let order = &view.order;
    let mut about = Vec::new();
    about.push(hand_over_words(signed, view));
    if !order.payment.is_empty() {
        about.push(format!("Pays {}", order.payment.replace('_', " ")));
    }
    about.extend(changed(signed, view));
    if let Some(reason) = &order.close_reason {
        about.push(reason.replace('_', " "));
    }
    about
}

/// The marketplace still shows what was ordered there, so whoever speaks to the customer must know.
fn changed(signed: &Signed, view: &OrderView) -> Option<String> {
    let last = view.record.iter().find(|row| row.kind == "act.order.change")?;
    let at = signed.local().clock_or_day(last.at, signed.now);
    Some(match view.order.channel {
        from if from.is_our_own() => format!("Changed {at}"),
        other => {
            format!("Changed {at}; {} shows it as it was placed: tell the customer", channel(other).name)
        }
    })
}

/// `Pickup today 11:30 to 12:00`
pub(super) fn hand_over_words(signed: &Signed, view: &OrderView) -> String {
    let order = &view.order;
    let how = fulfilment(order.fulfilment);
    match order.window_start.zip(order.window_end) {
        Some((from, to)) => format!("{how} {}", signed.local().window(from.into(), to.into(), signed.now)),
        None => format!("{how}, no time agreed"),
    }
}
