//! Entering an order that came by phone.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::AppError;
use countersign_app::orders::{check, phone as entering};
use countersign_app::shelf::{self, Product};
use countersign_domain::orders::incoming::QUANTITY_MAX;
use countersign_domain::orders::{Buyer, Fulfilment};
use countersign_kernel::{BusinessDate, Permission, Timestamp};
use countersign_rulebook::Program;
use data_encoding::HEXLOWER;

use crate::orders::form::{FormLine, LINES_MAX, PhoneOrderForm, PhoneOrderPage};
use crate::serve::frame::{done, shell_for, show_as};
use crate::serve::refused::as_sentence;
use crate::serve::signed::Shop;
use crate::serve::{Posted, Signed, Web, WebError};
use crate::shell::{Flash, Keys, Room};
use crate::ui::{Field, Kind};

/// Lines a fresh form shows.
const LINES_SHOWN: usize = 5;
const SLOT_MINUTES: i64 = 30;
/// Pickup times offered: the rest of today and tomorrow.
const SLOTS_MAX: usize = 40;

/// What was wrong with a form, by field; lines by `item_1` and so on.
pub(super) type Wrong = Vec<(String, String)>;

/// `GET /orders/new`
pub(super) async fn page(State(web): State<Web>, signed: Signed) -> Result<Response, WebError> {
    signed.must(Permission::OrderEnter)?;
    let key = HEXLOWER.encode(&web.app.random().array::<12>());
    let form = PhoneOrderForm { key, ..PhoneOrderForm::default() };
    draw(&web, &signed, StatusCode::OK, &form, &Vec::new(), None).await
}

/// `POST /orders`
pub(super) async fn enter(
    State(web): State<Web>,
    Posted { signed, form }: Posted<PhoneOrderForm>,
) -> Result<Response, WebError> {
    signed.must(Permission::OrderEnter)?;
    let products = shelf::products(&web.app, &signed.actor).await?;
    let read = read(&form, &signed, &products);
    let order = match read {
        Ok(order) => order,
        Err(wrong) => {
            let error = "Nothing was entered yet; put right what is marked.".to_owned();
            return draw(&web, &signed, StatusCode::UNPROCESSABLE_ENTITY, &form, &wrong, Some(error)).await;
        }
    };
    let id = match entering::enter(&web.app, &signed.actor, &order).await {
        Ok(id) => id,
        Err(why @ AppError::Invalid { .. }) => {
            let error = as_sentence(&why.to_string());
            return draw(&web, &signed, StatusCode::UNPROCESSABLE_ENTITY, &form, &Vec::new(), Some(error))
                .await;
        }
        Err(other) => return Err(other.into()),
    };
    if signed.may(Permission::OrderVerify) {
        match check::check(&web.app, &signed.actor, &id).await {
            // The worker checks it anyway when a system outside is slow.
            Ok(_) | Err(AppError::Outside(_) | AppError::Refused(_)) => {}
            Err(other) => return Err(other.into()),
        }
    }
    let flash = Flash::pass("Entered.", "It goes through the same ten checks as every other order.");
    Ok(done(&web, &format!("/orders/{id}"), &flash))
}

fn read(form: &PhoneOrderForm, signed: &Signed, products: &[Product]) -> Result<entering::PhoneOrder, Wrong> {
    let mut wrong = Wrong::new();
    let mut note = |field: &str, words: &str| wrong.push((field.to_owned(), words.to_owned()));
    let (first, last) = form.name.trim().rsplit_once(' ').unwrap_or(("", ""));
    if first.is_empty() || last.is_empty() {
        note("name", "Write first and last name as they stand on the identification.");
    }
    let born = form.born.trim().parse::<BusinessDate>();
    if born.is_err() {
        note("born", "Write the birth date, like 1992-03-14.");
    }
    let digits = form.phone.chars().filter(char::is_ascii_digit).count();
    if !(10..=15).contains(&digits) {
        note("phone", "Write the whole number with its area code.");
    }
    let slots = slots(&signed.store, signed.now);
    let window = slots.into_iter().find(|(from, _)| from.micros().to_string() == form.window);
    if window.is_none() {
        note("window", "Choose a pickup time.");
    }
    let lines = read_lines(form, products, &mut note);
    if lines.is_empty() {
        note("item_1", "Choose at least one item from the list.");
    }
    let program = if form.basis == "medical" { Program::Medical } else { Program::Adult };
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(entering::PhoneOrder {
        program,
        fulfilment: Fulfilment::Pickup,
        buyer: Buyer {
            external_id: None,
            first_name: first.trim().to_owned(),
            last_name: last.to_owned(),
            birth_date: born.ok(),
            phone: Some(form.phone.trim().to_owned()),
            email: None,
            patient_number: None,
            card_expires: None,
            address: None,
        },
        lines,
        window,
        form_key: form.key.clone(),
    })
}

fn read_lines(
    form: &PhoneOrderForm,
    products: &[Product],
    note: &mut impl FnMut(&str, &str),
) -> Vec<(String, i64)> {
    let mut lines = Vec::new();
    for number in 1..=LINES_MAX {
        let (item, quantity) = form.lines.get(number);
        if item.is_empty() {
            continue;
        }
        let product = product(products, item);
        let units = if quantity.is_empty() { Some(1) } else { quantity.parse::<i64>().ok() };
        match (product, units.filter(|n| (1..=QUANTITY_MAX).contains(n))) {
            (Some(product), Some(units)) => lines.push((product.sku.clone(), units)),
            (None, _) => note(&format!("item_{number}"), "Not on the shelf; choose one from the list."),
            (_, None) => note(&format!("item_{number}"), "Write a whole number of units."),
        }
    }
    lines
}

/// Half hours within the store's hours, from the next one on.
pub(super) fn slots(shop: &Shop, now: Timestamp) -> Vec<(Timestamp, Timestamp)> {
    let (today, zone) = (shop.local.date(now), shop.local.zone());
    let mut slots = Vec::new();
    for day in [today, today.tomorrow()] {
        let hours = (day.at(&shop.opens, zone), day.closing(&shop.closes, zone));
        let (Some(mut from), Some(closes)) = hours else { continue };
        while from.plus_minutes(SLOT_MINUTES) <= closes && slots.len() < SLOTS_MAX {
            if from > now {
                slots.push((from, from.plus_minutes(SLOT_MINUTES)));
            }
            from = from.plus_minutes(SLOT_MINUTES);
        }
    }
    slots
}

async fn draw(
    web: &Web,
    signed: &Signed,
    status: StatusCode,
    form: &PhoneOrderForm,
    wrong: &Wrong,
    error: Option<String>,
) -> Result<Response, WebError> {
    let products = shelf::products(&web.app, &signed.actor).await?;
    let keys = vec![Keys::new(&["Esc"], "back to the queue")];
    let field = |mut field: Field, value: &str| {
        field.error = wrong.iter().find(|(at, _)| at == field.name).map(|(_, why)| why.clone());
        field.required().value(value)
    };
    let page = PhoneOrderPage {
        shell: shell_for(web, signed, Room::Orders, "Enter a phone order", keys).await?,
        key: form.key.clone(),
        phone: field(Field::new("phone", "Phone", Kind::Phone).focus(), &form.phone),
        name: field(Field::text("name", "Name"), &form.name),
        born: field(Field::new("born", "Birth date", Kind::Date), &form.born),
        basis: field(
            Field::choose("basis", "Buys as", &[("adult", "Adult, 21 or older"), ("medical", "Patient")]),
            &form.basis,
        ),
        window: field(Field::new("window", "Pickup", Kind::Choose(windows(signed))), &form.window),
        lines: lines(form, wrong),
        items: products.iter().map(item).collect(),
        error,
    };
    show_as(web, signed, status, &page)
}

fn lines(form: &PhoneOrderForm, wrong: &Wrong) -> Vec<FormLine> {
    let shown = (form.lines.last(LINES_MAX) + 2).clamp(LINES_SHOWN, LINES_MAX);
    (1..=shown).map(|number| form_line(number, form.lines.get(number), wrong)).collect()
}

pub(super) fn form_line(number: usize, (item, quantity): (&str, &str), wrong: &Wrong) -> FormLine {
    let at = format!("item_{number}");
    let error = wrong.iter().find(|(field, _)| *field == at).map(|(_, why)| why.clone());
    FormLine { number, item: item.to_owned(), quantity: quantity.to_owned(), error }
}

/// What somebody typed as an item: a product's name from the list, or its sku.
pub(super) fn product<'p>(products: &'p [Product], item: &str) -> Option<&'p Product> {
    products.iter().find(|product| product.name.eq_ignore_ascii_case(item) || product.sku == item)
}

/// The times offered, as a form's choices.
pub(super) fn windows(signed: &Signed) -> Vec<(String, String)> {
    let words = |(from, to): (Timestamp, Timestamp)| {
        (from.micros().to_string(), capital(&signed.local().window(from, to, signed.now)))
    };
    slots(&signed.store, signed.now).into_iter().map(words).collect()
}

pub(super) fn item(product: &Product) -> (String, String) {
    let price = product.price_adult.map(|price| format!(", ${}", price.decimal())).unwrap_or_default();
    (product.name.clone(), format!("{} on the shelf{price}", product.units))
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| format!("{}{}", first.to_uppercase(), letters.as_str())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::local::Local;

    fn shop(closes: &str) -> Shop {
        let at: Timestamp = "2026-11-22T16:00:00Z".parse().expect("an instant");
        Shop {
            id: "sto_06h0cc5tdnx5b0c832qwwtar6w".parse().expect("an id"),
            name: "Bristlecone".to_owned(),
            place: "Denver".to_owned(),
            jurisdiction: "us-co".to_owned(),
            opens: "09:00".to_owned(),
            closes: closes.to_owned(),
            gate_open: true,
            gate_since: at,
            gate_reason: String::new(),
            local: Local::of("America/Denver").expect("a zone"),
        }
    }

    #[test]
    fn orders_can_be_fetched_to_the_last_half_hour_before_closing_midnight_too() {
        // 20:40 in Denver.
        let now: Timestamp = "2026-11-23T03:40:00Z".parse().expect("an instant");
        let today = |closes: &str| {
            let midnight = "2026-11-23T07:00:00Z".parse().expect("an instant");
            slots(&shop(closes), now).into_iter().filter(|(from, _)| *from < midnight).count()
        };
        assert_eq!(today("22:00"), 2);
        assert_eq!(today("00:00"), 6);
        assert_eq!(today("20:00"), 0);
    }
}
