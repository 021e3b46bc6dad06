//! The sandbox's handlers. Without a desk there is nothing here, not even for those who may use one.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::AppError;
use countersign_kernel::{Mass, Permission};

use super::desk::{Choice, Happened, NotDone, SandboxDesk, SystemSwitch};
use super::{ElsewhereForm, ExpiryForm, OutageForm, PlaceForm, SandboxPage, SandboxSystem};
use crate::serve::frame::{done, shell_for, show_as};
use crate::serve::local::Local;
use crate::serve::refused::as_sentence;
use crate::serve::{Posted, Signed, Web, WebError};
use crate::shell::{Flash, Room};
use crate::ui::{Field, Kind, LogKind, LogLine, Verdict};

const HERE: &str = "/sandbox";
/// More flower than this is no purchase that anybody makes.
const GRAMS_MAX: i64 = 1_000;
const NANOGRAMS_IN_GRAM: i64 = 1_000_000_000;

fn desk(web: &Web, signed: &Signed) -> Result<Arc<dyn SandboxDesk>, WebError> {
    let desk = web.desk.clone().ok_or(AppError::NotFound("page"))?;
    signed.must(Permission::SandboxUse)?;
    Ok(desk)
}

/// `GET /sandbox`
pub(super) async fn page(State(web): State<Web>, signed: Signed) -> Result<Response, WebError> {
    draw(&web, &signed, StatusCode::OK, None).await
}

/// `POST /sandbox/orders`
pub(super) async fn place(
    State(web): State<Web>,
    Posted { signed, form }: Posted<PlaceForm>,
) -> Result<Response, WebError> {
    let outcome = desk(&web, &signed)?.place_order(&form.market, &form.customer, &form.cart).await;
    told(&web, outcome, Some("/orders"))
}

/// `POST /sandbox/sales`
pub(super) async fn sell(
    State(web): State<Web>,
    Posted { signed, form }: Posted<ElsewhereForm>,
) -> Result<Response, WebError> {
    let desk = desk(&web, &signed)?;
    match grams(&form.grams) {
        Ok(grams) => told(&web, desk.sell_elsewhere(&form.customer, &grams).await, None),
        Err(why) => draw(&web, &signed, StatusCode::UNPROCESSABLE_ENTITY, Some((form, why))).await,
    }
}

/// `POST /sandbox/outages`
pub(super) async fn switch(
    State(web): State<Web>,
    Posted { signed, form }: Posted<OutageForm>,
) -> Result<Response, WebError> {
    let down = match form.state.as_str() {
        "down" => true,
        "up" => false,
        _ => return Err(WebError::NoSense),
    };
    let outcome = desk(&web, &signed)?.outage(&form.system, down).await;
    told(&web, outcome, None)
}

/// `POST /sandbox/expiries`
pub(super) async fn expire(
    State(web): State<Web>,
    Posted { signed, form }: Posted<ExpiryForm>,
) -> Result<Response, WebError> {
    let outcome = desk(&web, &signed)?.expire_card(&form.customer).await;
    told(&web, outcome, None)
}

fn told(web: &Web, outcome: Result<String, NotDone>, open: Option<&str>) -> Result<Response, WebError> {
    let flash = match outcome {
        Ok(what) => Flash { open: open.map(str::to_owned), ..Flash::pass(&as_sentence(&what), "") },
        Err(why) => Flash::of(Verdict::Stop, "The sandbox would not.", &as_sentence(&why.to_string())),
    };
    Ok(done(web, HERE, &flash))
}

/// A plain decimal of grams, as the simulators take it.
fn grams(text: &str) -> Result<String, &'static str> {
    const WHY: &str = "Write grams like 14 or 3.5, more than 0 and at most 1000.";
    let mass: Mass = text.trim().parse().map_err(|_| WHY)?;
    if mass.0 <= 0 || mass.0 > GRAMS_MAX * NANOGRAMS_IN_GRAM {
        return Err(WHY);
    }
    Ok(mass.decimal())
}

async fn draw(
    web: &Web,
    signed: &Signed,
    status: StatusCode,
    wrong: Option<(ElsewhereForm, &'static str)>,
) -> Result<Response, WebError> {
    let desk = desk(web, signed)?;
    let patients = desk.patients();
    let mut grams = Field::new("grams", "Grams of flower", Kind::Number).value("14");
    let mut seller = choose("customer", "Patient", &patients).id("elsewhere-customer");
    if let Some((form, why)) = wrong {
        grams = grams.value(&form.grams).error(why);
        seller = seller.value(&form.customer);
    }
    let page = SandboxPage {
        shell: shell_for(web, signed, Room::Sandbox, "Sandbox", Vec::new()).await?,
        market: choose("market", "Marketplace", &desk.markets()),
        customer: choose("customer", "Customer", &desk.customers()).id("place-customer"),
        cart: choose("cart", "Cart", &desk.carts()),
        elsewhere_customer: seller,
        grams,
        expiry_customer: choose("customer", "Patient", &patients).id("expiry-customer"),
        systems: desk.systems().into_iter().map(system).collect(),
        log: desk.happened().into_iter().map(|happened| line(happened, signed.local())).collect(),
        next: signed
            .may(Permission::OrderView)
            .then(|| ("/orders".to_owned(), "See the orders arrive".to_owned())),
    };
    show_as(web, signed, status, &page)
}

fn choose(name: &'static str, label: &str, choices: &[Choice]) -> Field {
    let options = choices.iter().map(|choice| (choice.key.clone(), choice.words.clone())).collect();
    Field::new(name, label, Kind::Choose(options))
}

fn system(switch: SystemSwitch) -> SandboxSystem {
    let note = if switch.up { "answers" } else { "does not answer" };
    SandboxSystem { id: switch.key, name: switch.name, up: switch.up, note: note.to_owned() }
}

fn line(happened: Happened, local: &Local) -> LogLine {
    LogLine {
        time: local.seconds(happened.at),
        kind: LogKind::Act,
        text: as_sentence(&happened.what),
        stub: String::new(),
        href: "/record".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grams_are_a_decimal_above_nothing_and_below_a_kilogram() {
        for (text, read) in [("14", Some("14")), (" 3.5 ", Some("3.5")), ("1000", Some("1000"))] {
            assert_eq!(grams(text).ok().as_deref(), read, "{text}");
        }
        for text in ["0", "-1", "1000.1", "a lot", "", "1e3"] {
            assert!(grams(text).is_err(), "{text}");
        }
    }
}
