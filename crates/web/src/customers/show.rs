//! One customer's page, and the answer to a look.

use axum::extract::{Path, State};
use axum::response::Response;
use countersign_app::customers::known::{self, KnownCustomer, KnownOrder, Look};
use countersign_app::customers::sealed_field::{self, SealedField as Sealed};
use countersign_app::{AppError, limits};
use countersign_domain::orders::{Channel as Source, State as Stage};
use countersign_kernel::id::CustomerId;
use countersign_kernel::{Permission, Timestamp};
use countersign_rulebook::{Answer, Program, Rulebook, Verdict as Decided};

use super::customer::{AllowanceLine, CustomerPage, LookForm, LookLine, OrderLine, SealedField};
use super::find::{basis, flag};
use crate::orders::figures::{short, short_down};
use crate::serve::frame::{shell_for, show};
use crate::serve::local::Local;
use crate::serve::{Posted, Signed, Web, WebError};
use crate::shell::Room;
use crate::ui::{Badge, Channel, Empty, Verdict};

/// Why somebody may look: the word the form carries, and the words on the record.
const REASONS: [(&str, &str); 5] = [
    ("verify_order", "To verify an open order"),
    ("hand_over", "To hand an order over"),
    ("call_back", "To reach the customer about an order"),
    ("customer_asked", "The customer asked about their data"),
    ("inspector", "An inspector asked"),
];

/// `GET /customers/{id}`
pub(super) async fn page(
    State(web): State<Web>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    draw(&web, &signed, &read(&id)?, None).await
}

/// `POST /customers/{id}/look`. The opened field is in this one answer and nowhere else.
pub(super) async fn look(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<LookForm>,
) -> Result<Response, WebError> {
    let id = read(&id)?;
    let field = Sealed::from_word(&form.field).ok_or(WebError::NoSense)?;
    let why = REASONS.iter().find(|(word, _)| *word == form.why).map(|(_, words)| *words);
    let why = why.ok_or_else(|| AppError::invalid("why", "is none of the reasons offered"))?;
    let order = match form.order.trim() {
        "" => None,
        text => {
            Some(text.parse::<i64>().map_err(|_| AppError::invalid("order", "is not an order's number"))?)
        }
    };
    let opened = sealed_field::open(&web.app, &signed.actor, &id, field, why, order).await?;
    draw(&web, &signed, &id, Some((field, opened.expose().clone()))).await
}

fn read(id: &str) -> Result<CustomerId, WebError> {
    Ok(id.parse().map_err(|_| AppError::NotFound("customer"))?)
}

async fn draw(
    web: &Web,
    signed: &Signed,
    id: &CustomerId,
    opened: Option<(Sealed, String)>,
) -> Result<Response, WebError> {
    let known = known::page(&web.app, &signed.actor, id).await?;
    let customer = &known.customer;
    let (local, now) = (signed.local(), signed.now);
    let (allowance, allowance_note) = left(web, signed, customer).await?;
    let may_look = signed.may(Permission::CustomerUnseal);
    let title = format!("Customer {}", customer.handle);
    let page = CustomerPage {
        shell: shell_for(web, signed, Room::Customers, &title, Vec::new()).await?,
        id: id.to_string(),
        handle: customer.handle.clone(),
        basis: basis(customer).to_owned(),
        flags: flag(customer, local.date(now)).into_iter().collect(),
        summary: summary(customer, local),
        fields: fields(customer, opened.as_ref()),
        may_not_look: (!may_look).then(|| {
            "Your roles do not include looking at sealed fields. A manager can say who may.".to_owned()
        }),
        reasons: REASONS.map(|(word, words)| (word.to_owned(), words.to_owned())).into(),
        allowance,
        allowance_note,
        orders_empty: known.orders.is_empty().then(|| {
            Empty::new("orders", "No order at this store", "What this customer orders online is listed here.")
        }),
        orders: known.orders.iter().map(|order| order_line(order, local, now)).collect(),
        looks: known.looks.iter().map(|look| look_line(look, local, now)).collect(),
    };
    show(web, signed, &page)
}

fn summary(customer: &KnownCustomer, local: &Local) -> String {
    let orders = match customer.orders {
        0 => "No order".to_owned(),
        1 => "1 order".to_owned(),
        many => format!("{many} orders"),
    };
    let card = customer.card_expires.map(|day| format!(" Card valid to {day}.")).unwrap_or_default();
    format!("{orders} since {}.{card}", local.day(customer.since))
}

fn fields(customer: &KnownCustomer, opened: Option<&(Sealed, String)>) -> Vec<SealedField> {
    let field = |sealed: &Sealed| SealedField {
        key: sealed.word().to_owned(),
        name: name(*sealed).to_owned(),
        opened: opened.filter(|(field, _)| field == sealed).map(|(_, value)| value.clone()),
        absent: !customer.given.contains(sealed),
    };
    Sealed::ALL.iter().map(field).collect()
}

const fn name(field: Sealed) -> &'static str {
    match field {
        Sealed::Name => "Name",
        Sealed::Born => "Birth date",
        Sealed::Phone => "Phone",
        Sealed::Email => "E-mail",
        Sealed::Address => "Address",
        Sealed::IdNumber => "Id number",
        Sealed::CardNumber => "Patient card number",
    }
}

/// What is left under each program the customer may buy by, and on whose word.
async fn left(
    web: &Web,
    signed: &Signed,
    customer: &KnownCustomer,
) -> Result<(Vec<AllowanceLine>, String), WebError> {
    if !signed.may(Permission::LimitAsk) {
        return Ok((Vec::new(), "Your roles do not include asking what is left.".to_owned()));
    }
    let programs: &[Program] =
        if customer.is_patient { &[Program::Medical, Program::Adult] } else { &[Program::Adult] };
    let mut lines = Vec::new();
    let mut cited: Vec<String> = Vec::new();
    for program in programs {
        let answer = limits::left_for(&web.app, &signed.actor, &customer.id, *program).await?;
        cited.extend(citation(&web.app.rulebook(), &answer));
        lines.extend(allowance(&answer, *program, signed.local(), signed.now));
    }
    cited.push("counted from our own sales and holds".to_owned());
    Ok((lines, cited.join("; ")))
}

fn citation(book: &Rulebook, answer: &Answer) -> Option<String> {
    let id = answer.rule.as_ref()?;
    let rule = book.rule(id)?;
    Some(rule.citation.to_string())
}

fn allowance(answer: &Answer, program: Program, local: &Local, now: Timestamp) -> Vec<AllowanceLine> {
    let verdict = match answer.verdict {
        Decided::Allow => Verdict::Pass,
        Decided::Deny => Verdict::Stop,
        Decided::Unknown => Verdict::Unknown,
    };
    if answer.remaining.is_empty() || answer.verdict != Decided::Allow {
        // Nothing may be bought at all, or nobody can say: that comes before any amount.
        let why = answer.reasons.first().map_or("Nothing is known", |reason| reason.text.as_str());
        let whole = AllowanceLine {
            name: format!("{why} ({program})"),
            used: "–".to_owned(),
            left: "–".to_owned(),
            cap: "–".to_owned(),
            resets: String::new(),
            verdict,
        };
        return vec![whole];
    }
    let line = |remaining: &countersign_rulebook::Remaining| {
        let spent = answer_spent(&remaining.amount);
        let unit = |amount: &str| format!("{amount} {}", remaining.unit);
        AllowanceLine {
            name: format!("{}, {program}", remaining.counter),
            used: unit(&short(&remaining.used)),
            left: unit(&short_down(&remaining.amount)),
            cap: unit(&short(&remaining.cap)),
            resets: remaining.resets_at.map_or_else(
                || remaining.window.to_string(),
                |at| format!("{} {}", local.clock_or_day(at, now), local.zone_letters(at)),
            ),
            verdict: if spent { Verdict::Stop } else { verdict },
        }
    };
    answer.remaining.iter().map(line).collect()
}

/// `0 g`, `0.00 mg`: no digit of it is other than naught.
fn answer_spent(amount: &str) -> bool {
    amount.bytes().any(|byte| byte == b'0') && !amount.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
}

fn order_line(order: &KnownOrder, local: &Local, now: Timestamp) -> OrderLine {
    OrderLine {
        id: order.id.to_string(),
        number: order.number.to_string(),
        channel: match order.channel {
            Source::Weedmaps => Channel::WEEDMAPS,
            Source::Leafly => Channel::LEAFLY,
            Source::Jane => Channel::JANE,
            Source::Dutchie => Channel::DUTCHIE,
            Source::Website => Channel::WEBSITE,
            Source::Phone => Channel::PHONE,
        },
        when: local.clock_or_day(order.arrived_at, now),
        total: order.total.decimal(),
        state: stage(order.state),
    }
}

fn stage(state: Stage) -> Badge {
    let (verdict, text) = match state {
        Stage::Arrived => (Verdict::Wait, "Being checked"),
        Stage::Checked => (Verdict::Wait, "Waits for a person"),
        Stage::Approved => (Verdict::Pass, "Approved"),
        Stage::Preparing => (Verdict::Pass, "Being picked"),
        Stage::Ready => (Verdict::Pass, "Ready"),
        Stage::Completed => (Verdict::Pass, "Completed"),
        Stage::Returned => (Verdict::NotNeeded, "Returned"),
        Stage::Refused => (Verdict::Stop, "Refused"),
        Stage::Cancelled => (Verdict::NotNeeded, "Cancelled"),
        Stage::NoShow => (Verdict::NotNeeded, "Not picked up"),
        Stage::Expired => (Verdict::NotNeeded, "Expired"),
    };
    Badge::new(verdict, text)
}

fn look_line(look: &Look, local: &Local, now: Timestamp) -> LookLine {
    let what = look.field.map_or("the page", name).to_lowercase();
    let why = look.why.to_lowercase();
    LookLine {
        when: local.clock_or_day(look.at, now),
        who: look.who.clone(),
        what: if why.is_empty() { what } else { format!("{what}, {why}") },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowance_is_spent_when_no_digit_is_left() {
        for (amount, spent) in
            [("0 g", true), ("0.000 mg", true), ("0.01 g", false), ("28.35 g", false), ("", false)]
        {
            assert_eq!(answer_spent(amount), spent, "{amount}");
        }
    }

    #[test]
    fn every_stage_of_an_order_has_words_and_only_a_refusal_is_a_stop() {
        for state in Stage::ALL {
            let badge = stage(*state);
            assert!(!badge.text.is_empty());
            assert_eq!(badge.verdict == Verdict::Stop, *state == Stage::Refused, "{state:?}");
        }
    }

    #[test]
    fn a_look_says_who_saw_what_and_why() {
        let local = Local::of("America/Denver").expect("a zone");
        let at: Timestamp = "2026-11-22T17:03:00Z".parse().expect("an instant");
        let look = |field, why: &str| Look { at, who: "Ines Marrow".to_owned(), field, why: why.to_owned() };
        let line = look_line(&look(Some(Sealed::Phone), "An inspector asked"), &local, at);
        assert_eq!((line.when.as_str(), line.what.as_str()), ("10:03", "phone, an inspector asked"));
        assert_eq!(look_line(&look(None, ""), &local, at).what, "the page");
    }
}
