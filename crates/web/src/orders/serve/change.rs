//! Changing an order: the form, what it asks for, and what became of it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::orders::change::{self as changing, Changed};
use countersign_app::orders::view::{self, OrderView};
use countersign_app::shelf::{self, Product};
use countersign_app::{AppError, Refusal};
use countersign_domain::orders::change::{Address, Change, LineChange};
use countersign_domain::orders::incoming::{LINES_MAX, QUANTITY_MAX};
use countersign_domain::orders::{Channel, Fulfilment, Payment, Step, Verification};
use countersign_kernel::{Permission, Timestamp};

use super::deeds::words;
use super::order::{buyer, shell};
use super::phone::{Wrong, form_line, item, product, slots, windows};
use super::words::{channel, order_id, verdict, version};
use super::{checks, figures};
use crate::orders::changing::{ChangeForm, ChangePage, FULFILMENTS, PAYMENTS, note};
use crate::orders::form::FormLine;
use crate::serve::frame::{done, show_as};
use crate::serve::refused::as_sentence;
use crate::serve::{Posted, Signed, Web, WebError};
use crate::shell::{Flash, Keys};
use crate::ui::{Field, Kind};

/// Empty lines under those that are typed.
const EMPTY_LINES: usize = 2;

/// `GET /orders/{id}/change`
pub(super) async fn page(
    State(web): State<Web>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    signed.must(Permission::OrderChange)?;
    let view = view::view(&web.app, &signed.actor, &order_id(&id)?).await?;
    view.order.state.after(Step::Change).map_err(AppError::from)?;
    let form = as_it_is(&signed, &view);
    draw(&web, &signed, &view, &form, Answer::default()).await
}

/// `POST /orders/{id}/change`
pub(super) async fn change(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, form }: Posted<ChangeForm>,
) -> Result<Response, WebError> {
    signed.must(Permission::OrderChange)?;
    let id = order_id(&id)?;
    let view = view::view(&web.app, &signed.actor, &id).await?;
    let seen = version(&form.version)?;
    if seen.is_some_and(|seen| seen != view.order.version) {
        // What was typed was typed on another order than this one is now: its lines may be others.
        let moved_on = answer(AppError::Refused(Refusal::MovedOn))?;
        return draw(&web, &signed, &view, &as_it_is(&signed, &view), moved_on).await;
    }
    let products = shelf::products_for_change(&web.app, &signed.actor).await?;
    let wanted = match read(&form, &signed, &view, &products) {
        Ok(wanted) => wanted,
        Err(wrong) => {
            let error = "Nothing was changed yet; put right what is marked.".to_owned();
            let answer =
                Answer { status: StatusCode::UNPROCESSABLE_ENTITY, error: Some(error), wrong, refused: None };
            return draw(&web, &signed, &view, &form, answer).await;
        }
    };
    match changing::change(&web.app, &signed.actor, &id, seen, &wanted, &form.note).await {
        Ok(changed) => Ok(done(&web, &format!("/orders/{id}"), &said(&view, &changed))),
        Err(why) => {
            let now = view::view(&web.app, &signed.actor, &id).await?;
            let form = if now.order.version == view.order.version { form } else { as_it_is(&signed, &now) };
            draw(&web, &signed, &now, &form, answer(why)?).await
        }
    }
}

fn said(view: &OrderView, changed: &Changed) -> Flash {
    let mut told = match &changed.verification {
        None => "No check looks at what was changed.".to_owned(),
        Some(_) if changed.state.holds() => "Its checks pass, and the new cart is held.".to_owned(),
        Some(verification) => match verification.spokesman() {
            None => "Its checks let it through.".to_owned(),
            Some(result) => {
                as_sentence(&figures::tidy(&format!("{}: {}", result.check.title(), result.found)))
            }
        },
    };
    let mark = changed.verification.as_ref().map_or(crate::ui::Verdict::Pass, |v| verdict(v.verdict));
    if let Some(words) = not_told(view.order.channel) {
        told = format!("{told} {words}");
    }
    Flash::of(mark, "Changed.", &told)
}

/// No marketplace's interface takes other lines or another hand-over from a shop.
fn not_told(from: Channel) -> Option<String> {
    let name = channel(from).name;
    // The website asks where an order stands, and shows it as it is then.
    (!from.is_our_own())
        .then(|| format!("{name} takes no changes and is not told: tell the customer yourself."))
}

/// What is shown with the form, beside what was typed.
struct Answer {
    status: StatusCode,
    error: Option<String>,
    wrong: Wrong,
    refused: Option<Box<Verification>>,
}

impl Default for Answer {
    fn default() -> Self {
        Self { status: StatusCode::OK, error: None, wrong: Wrong::new(), refused: None }
    }
}

fn answer(why: AppError) -> Result<Answer, WebError> {
    let wrong = Wrong::new();
    match why {
        AppError::Refused(Refusal::Checks(refused)) => {
            let found = refused.spokesman().map(|r| format!("{}: {}", r.check.title(), r.found));
            let found = as_sentence(&figures::tidy(&found.unwrap_or_default()));
            let error = Some(format!("Nothing was changed; the order is held as it was. {found}"));
            Ok(Answer { status: StatusCode::UNPROCESSABLE_ENTITY, error, wrong, refused: Some(refused) })
        }
        AppError::Invalid { field: "reason", what } => {
            let wrong = vec![("note".to_owned(), as_sentence(&format!("It {what}")))];
            let error = Some("Nothing was changed yet; put right what is marked.".to_owned());
            Ok(Answer { status: StatusCode::UNPROCESSABLE_ENTITY, error, wrong, refused: None })
        }
        other => {
            let (status, _, sentence) = words(other)?;
            Ok(Answer {
                status,
                error: Some(format!("Nothing was changed. {sentence}")),
                wrong,
                refused: None,
            })
        }
    }
}

/// The form as nobody has touched it.
fn as_it_is(signed: &Signed, view: &OrderView) -> ChangeForm {
    let mut form =
        ChangeForm { fulfilment: view.order.fulfilment.word().to_owned(), ..ChangeForm::default() };
    let payment = Payment::of_words(&view.order.payment);
    if payment != Payment::Unsaid {
        form.payment = payment.word().to_owned();
    }
    if signed.may(Permission::CustomerView) {
        form.address = view.buyer.address.clone().unwrap_or_default();
    }
    for (number, line) in (1..).zip(&view.lines) {
        form.lines.put(number, &line.product, &line.quantity.to_string());
    }
    form
}

fn read(form: &ChangeForm, signed: &Signed, view: &OrderView, products: &[Product]) -> Result<Change, Wrong> {
    let mut wrong = Wrong::new();
    let mut note = |field: &str, words: &str| wrong.push((field.to_owned(), words.to_owned()));
    let mut wanted = Change {
        fulfilment: Fulfilment::from_word(&form.fulfilment),
        address: Some(form.address.trim()).filter(|a| !a.is_empty()).map(|a| Address(a.to_owned())),
        payment: Payment::from_word(&form.payment),
        ..Change::default()
    };
    read_lines(form, view, products, &mut wanted, &mut note);
    if !form.window.is_empty() {
        let slots = slots(&signed.store, signed.now);
        wanted.window = slots.into_iter().find(|(from, _)| from.micros().to_string() == form.window);
        if wanted.window.is_none() {
            note("window", "That time is over; choose another one.");
        }
    }
    if wanted.fulfilment == Some(Fulfilment::Delivery)
        && wanted.address.is_none()
        && view.buyer.address.is_none()
    {
        note("address", "Write down where the goods are to go.");
    }
    if wrong.is_empty() { Ok(wanted) } else { Err(wrong) }
}

fn read_lines(
    form: &ChangeForm,
    view: &OrderView,
    products: &[Product],
    wanted: &mut Change,
    note: &mut impl FnMut(&str, &str),
) {
    let own = view.lines.len();
    for number in 1..=LINES_MAX {
        let (item, quantity) = form.lines.get(number);
        let line = view.lines.get(number - 1);
        if item.is_empty() && (line.is_none() || quantity == "0") {
            if line.is_some() {
                wanted.lines.push(LineChange { line: number - 1, sku: None, quantity: Some(0) });
            }
            continue;
        }
        let at = format!("item_{number}");
        let units = if quantity.is_empty() && number > own { Some(1) } else { quantity.parse::<i64>().ok() };
        let lowest = i64::from(number > own);
        let Some(units) = units.filter(|units| (lowest..=QUANTITY_MAX).contains(units)) else {
            note(&at, "Write a whole number of units.");
            continue;
        };
        if item.is_empty() {
            note(&at, "Choose a product, or write quantity 0 to take the line off.");
            continue;
        }
        if line.is_some_and(|line| line.product.trim() == item || line.sku == item) {
            wanted.lines.push(LineChange { line: number - 1, sku: None, quantity: Some(units) });
            continue;
        }
        match (product(products, item).map(|product| product.sku.clone()), line) {
            (None, _) => note(&at, "Not on the shelf; choose one from the list."),
            (sku, Some(_)) => wanted.lines.push(LineChange { line: number - 1, sku, quantity: Some(units) }),
            (Some(sku), None) => wanted.add.push((sku, units)),
        }
    }
}

async fn draw(
    web: &Web,
    signed: &Signed,
    view: &OrderView,
    form: &ChangeForm,
    answer: Answer,
) -> Result<Response, WebError> {
    let products = shelf::products_for_change(&web.app, &signed.actor).await?;
    let order = &view.order;
    let title = format!("Change order {}", order.number);
    let field = |mut field: Field, value: &str| {
        field.error = answer.wrong.iter().find(|(at, _)| at == field.name).map(|(_, why)| why.clone());
        field.value(value)
    };
    let as_now = std::iter::once((String::new(), as_now(signed, view)));
    let windows: Vec<(String, String)> = as_now.chain(windows(signed)).collect();
    let (lines, more) = lines(form, view.lines.len(), &answer.wrong);
    let address = Field::text("address", "Address").note("Needed for a delivery only.");
    let page = ChangePage {
        shell: shell(web, signed, view, &title, vec![Keys::new(&["Esc"], "back to the order")]).await?,
        id: order.id.to_string(),
        version: order.version.to_string(),
        number: order.number.to_string(),
        customer: buyer(signed, view),
        lines,
        more,
        items: products.iter().map(item).collect(),
        fulfilment: field(Field::choose("fulfilment", "How", &FULFILMENTS), &form.fulfilment),
        window: field(Field::new("window", "When", Kind::Choose(windows)), &form.window),
        address: field(address, &form.address),
        payment: field(Field::choose("payment", "Pays", &PAYMENTS), &form.payment),
        note: field(note(), &form.note),
        consequences: consequences(view),
        error: answer.error,
        checks: answer.refused.map(|refused| checks::open(&web.app, signed, &refused)).unwrap_or_default(),
    };
    show_as(web, signed, answer.status, &page)
}

/// `As it is: today 11:30 to 12:00`
fn as_now(signed: &Signed, view: &OrderView) -> String {
    let is_set = view.order.window_start.zip(view.order.window_end);
    let window = is_set
        .map(|(from, to)| signed.local().window(Timestamp::from(from), Timestamp::from(to), signed.now));
    format!("As it is: {}", window.as_deref().unwrap_or("no time agreed"))
}

fn lines(form: &ChangeForm, own: usize, wrong: &Wrong) -> (Vec<FormLine>, Vec<FormLine>) {
    let filled = form.lines.last(LINES_MAX).max(own);
    let line = |number: usize| form_line(number, form.lines.get(number), wrong);
    let shown = (filled + EMPTY_LINES).min(LINES_MAX.max(own));
    ((1..=own).map(line).collect(), (own + 1..=shown).map(line).collect())
}

fn consequences(view: &OrderView) -> Vec<String> {
    let mut told = vec![if view.order.state.holds() {
        "It is approved: what does not pass its checks changes nothing. Other goods are picked anew."
            .to_owned()
    } else {
        "It is checked again, as far as the change touches its checks.".to_owned()
    }];
    told.push("Tax and discounts follow the goods at the rate they were counted at.".to_owned());
    told.extend(not_told(view.order.channel));
    told
}
