//! Search: exact numbers only. What was typed is in this request and nowhere after it.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use countersign_app::AppError;
use countersign_app::customers::known::{self, KnownCustomer};
use countersign_app::customers::search::By;
use countersign_app::orders::find;
use countersign_app::orders::queue::QueuedOrder;
use countersign_kernel::{PackageTag, Permission};

use super::search::{Hit, SearchForm, SearchPage};
use crate::orders::words;
use crate::serve::frame::{shell_for, show};
use crate::serve::{Posted, Signed, Web, WebError};
use crate::shell::Room;
use crate::ui::{Empty, icon};

const QUERY_CHARS_MAX: usize = 120;
/// An order's number has at most so many digits; more are a phone number or a serial.
const NUMBER_DIGITS_MAX: usize = 7;
/// The serial at the end of a package tag.
const SERIAL_DIGITS: usize = 9;

/// `POST /search`
pub(super) async fn search(
    State(web): State<Web>,
    Posted { signed, form }: Posted<SearchForm>,
) -> Result<Response, WebError> {
    signed.must(Permission::OrderView)?;
    let typed: String = form.q.trim().chars().take(QUERY_CHARS_MAX).collect();
    let mut hits = orders(&web, &signed, &typed).await?;
    if signed.may(Permission::CustomerView) {
        hits.extend(customers(&web, &signed, &typed).await?);
    }
    // One exact number that is one thing: go there.
    if let [only] = hits.as_slice() {
        return Ok(Redirect::to(&only.href).into_response());
    }
    let then =
        "Only exact numbers are found: an order, a whole tag or its serial, a phone, an e-mail, an id.";
    let empty = hits.is_empty().then(|| Empty::new("search", "Nothing has exactly that", then));
    let mut shell = shell_for(&web, &signed, Room::Orders, "Search", Vec::new()).await?;
    // Its own address answers only to a form.
    shell.here = "/orders".to_owned();
    show(&web, &signed, &SearchPage { shell, hits, empty })
}

async fn orders(web: &Web, signed: &Signed, typed: &str) -> Result<Vec<Hit>, WebError> {
    let plain = typed.trim_start_matches('#');
    let digits = !plain.is_empty() && plain.bytes().all(|b| b.is_ascii_digit());
    let mut found = Vec::new();
    if digits && plain.len() <= NUMBER_DIGITS_MAX {
        let number = plain.parse().map_err(|_| WebError::NoSense)?;
        found.extend(find::by_number(&web.app, &signed.actor, number).await?);
    }
    let is_tag = typed.to_uppercase().parse::<PackageTag>().is_ok();
    if is_tag || (digits && plain.len() == SERIAL_DIGITS) {
        found.extend(find::by_package(&web.app, &signed.actor, &plain.to_uppercase()).await?);
    }
    Ok(found.iter().map(|order| of_order(signed, order)).collect())
}

fn of_order(signed: &Signed, order: &QueuedOrder) -> Hit {
    let when = order.window_start.map(|at| format!(" {}", signed.local().clock_or_day(at, signed.now)));
    Hit {
        icon: icon("orders"),
        title: format!("Order {}", order.number),
        channel: Some(words::channel(order.channel)),
        about: format!(
            "{}, {}{}",
            order.outcome,
            words::fulfilment(order.fulfilment).to_lowercase(),
            when.unwrap_or_default()
        ),
        href: format!("/orders/{}", order.id),
    }
}

/// Whoever has exactly this as a phone, an e-mail or a document's number.
async fn customers(web: &Web, signed: &Signed, typed: &str) -> Result<Vec<Hit>, WebError> {
    let digits = typed.bytes().filter(u8::is_ascii_digit).count();
    let mut ways = Vec::new();
    if typed.contains('@') {
        ways.push(By::Email(typed.to_owned()));
    } else if digits >= 4 {
        ways.push(By::IdNumber(typed.to_owned()));
        ways.push(By::PatientNumber(typed.to_owned()));
        if digits >= 10 {
            ways.push(By::Phone(typed.to_owned()));
        }
    }
    let mut hits: Vec<Hit> = Vec::new();
    for way in ways {
        let found = match known::found(&web.app, &signed.actor, &way).await {
            // What cannot be a phone number is no phone number: nothing is found by it.
            Err(AppError::Invalid { .. }) => Vec::new(),
            other => other?,
        };
        for customer in found {
            let hit = of_customer(signed, &customer);
            if !hits.iter().any(|known| known.href == hit.href) {
                hits.push(hit);
            }
        }
    }
    Ok(hits)
}

fn of_customer(signed: &Signed, customer: &KnownCustomer) -> Hit {
    let orders =
        if customer.orders == 1 { "1 order".to_owned() } else { format!("{} orders", customer.orders) };
    Hit {
        icon: icon("person"),
        title: format!("Customer {}", customer.handle),
        channel: None,
        about: format!("{orders} since {}", signed.local().day(customer.since)),
        href: format!("/customers/{}", customer.id),
    }
}
