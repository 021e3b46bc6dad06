//! The lookup's handlers. What is looked for is posted, searched by its blind index, and never echoed.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::AppError;
use countersign_app::customers::known::{self, KnownCustomer};
use countersign_app::customers::search::By;
use countersign_domain::customers::Standing;
use countersign_kernel::{BusinessDate, Permission, Timestamp};

use super::lookup::{CustomerLine, LookupForm, LookupPage};
use crate::serve::frame::{shell_for, show_as};
use crate::serve::local::Local;
use crate::serve::refused::as_sentence;
use crate::serve::{Posted, Signed, Web, WebError};
use crate::shell::{Keys, Room};
use crate::ui::{Badge, Empty, Field, Kind, Page, Person, Verdict};

/// So many of the customers seen last are listed before a search.
const LATEST: i64 = 50;

/// `GET /customers`
pub(super) async fn page(State(web): State<Web>, signed: Signed) -> Result<Response, WebError> {
    let list = known::latest(&web.app, &signed.actor, LATEST).await?;
    let empty = list.is_empty().then(|| {
        Empty::new(
            "customers",
            "No customer yet",
            "Whoever orders is listed here once the point of sale knows them.",
        )
    });
    draw(&web, &signed, StatusCode::OK, List { title: "Lately seen".to_owned(), list, empty, error: None })
        .await
}

/// `POST /customers/lookup`
pub(super) async fn look_up(
    State(web): State<Web>,
    Posted { signed, form }: Posted<LookupForm>,
) -> Result<Response, WebError> {
    signed.must(Permission::CustomerView)?;
    let ways = match ways(&form) {
        Ok(ways) => ways,
        Err(why) => return refuse(&web, &signed, why).await,
    };
    let mut list: Vec<KnownCustomer> = Vec::new();
    for by in &ways {
        match known::found(&web.app, &signed.actor, by).await {
            Ok(found) => list.extend(
                found.into_iter().filter(|new| list.iter().all(|old| old.id != new.id)).collect::<Vec<_>>(),
            ),
            Err(AppError::Invalid { what, .. }) => {
                return refuse(&web, &signed, format!("what was given {what}")).await;
            }
            Err(other) => return Err(other.into()),
        }
    }
    let title = match list.len() {
        0 => "Found".to_owned(),
        1 => "1 customer has exactly that".to_owned(),
        many => format!("{many} customers have exactly that"),
    };
    let then = "Only an exact match finds anybody. Check the digits, or try the name with the birth date.";
    let empty = list.is_empty().then(|| Empty::new("customers", "No customer has exactly that", then));
    draw(&web, &signed, StatusCode::OK, List { title, list, empty, error: None }).await
}

async fn refuse(web: &Web, signed: &Signed, why: String) -> Result<Response, WebError> {
    let then = "Give one of the four above, whole.";
    let list = List {
        title: "Found".to_owned(),
        list: Vec::new(),
        empty: Some(Empty::new("customers", "Nothing was looked for", then)),
        error: Some(as_sentence(&why)),
    };
    draw(web, signed, StatusCode::UNPROCESSABLE_ENTITY, list).await
}

/// What to search by. A number may be an id's or a patient card's; both are tried.
fn ways(form: &LookupForm) -> Result<Vec<By>, String> {
    let text = |field: &str| Some(field.trim().to_owned()).filter(|text| !text.is_empty());
    if let Some(phone) = text(&form.phone) {
        return Ok(vec![By::Phone(phone)]);
    }
    if let Some(email) = text(&form.email) {
        return Ok(vec![By::Email(email)]);
    }
    if let Some(number) = text(&form.id_number) {
        return Ok(vec![By::IdNumber(number.clone()), By::PatientNumber(number)]);
    }
    match (text(&form.name), text(&form.born)) {
        (Some(name), Some(born)) => {
            let born: BusinessDate =
                born.parse().map_err(|_| "the birth date is not a date like 1990-05-01".to_owned())?;
            Ok(vec![By::NameAndBirth(name, born)])
        }
        (None, None) => Err("nothing was given to look for".to_owned()),
        _ => Err("a name is looked for together with a birth date; give both".to_owned()),
    }
}

struct List {
    title: String,
    list: Vec<KnownCustomer>,
    empty: Option<Empty>,
    error: Option<String>,
}

async fn draw(web: &Web, signed: &Signed, status: StatusCode, list: List) -> Result<Response, WebError> {
    let keys = vec![Keys::new(&["j", "k"], "move"), Keys::new(&["Enter"], "open")];
    let shown = match list.list.len() {
        0 => String::new(),
        1 => "1 customer".to_owned(),
        many => format!("{many} customers"),
    };
    let (local, now) = (signed.local(), signed.now);
    let page = LookupPage {
        shell: shell_for(web, signed, Room::Customers, "Customers", keys).await?,
        by_phone: Field::new("phone", "Phone", Kind::Phone),
        by_email: Field::new("email", "E-mail", Kind::Email),
        by_id: Field::text("id_number", "Number of an id or patient card"),
        by_name: Field::text("name", "Name, as on the id"),
        by_born: Field::new("born", "Birth date", Kind::Date),
        error: list.error,
        list_title: list.title,
        list: list.list.iter().map(|customer| line(customer, local, now)).collect(),
        empty: list.empty,
        page: Page { shown, first: None, next: None },
    };
    show_as(web, signed, status, &page)
}

fn line(customer: &KnownCustomer, local: &Local, now: Timestamp) -> CustomerLine {
    CustomerLine {
        id: customer.id.to_string(),
        person: Person::sealed(&customer.handle),
        basis: basis(customer).to_owned(),
        orders: customer.orders.to_string(),
        last: local.clock_or_day(customer.seen_at, now),
        flag: flag(customer, local.date(now)),
    }
}

pub(super) fn basis(customer: &KnownCustomer) -> &'static str {
    if customer.is_patient { "Patient" } else { "Adult" }
}

/// What somebody at the counter must know before anything else; nothing where all is well.
pub(super) fn flag(customer: &KnownCustomer, today: BusinessDate) -> Option<Badge> {
    let past = |day: Option<BusinessDate>| day.is_some_and(|day| day.0 < today.0);
    let (verdict, text) = match customer.standing {
        Standing::Banned => (Verdict::Stop, "Banned"),
        Standing::OnHold => (Verdict::Stop, "On hold"),
        Standing::Cancelled => (Verdict::Stop, "Account closed"),
        Standing::Unclear => (Verdict::Unknown, "Standing not clear"),
        Standing::Active if past(customer.card_expires) => (Verdict::Stop, "Card expired"),
        Standing::Active if past(customer.id_expires) => (Verdict::Stop, "Id expired"),
        Standing::Active => return None,
    };
    Some(Badge::new(verdict, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(phone: &str, id_number: &str, name: &str, born: &str) -> LookupForm {
        let [phone, id_number, name, born] = [phone, id_number, name, born].map(str::to_owned);
        LookupForm { phone, id_number, name, born, ..LookupForm::default() }
    }

    #[test]
    fn a_search_is_by_one_thing_and_a_name_needs_its_birth_date() {
        assert!(
            matches!(ways(&form(" 303-555-0101 ", "", "", "")).as_deref(), Ok([By::Phone(p)]) if p == "303-555-0101")
        );
        assert!(matches!(
            ways(&form("", "P-1", "", "")).as_deref(),
            Ok([By::IdNumber(_), By::PatientNumber(_)])
        ));
        assert!(matches!(ways(&form("", "", "Ada", "1990-05-01")).as_deref(), Ok([By::NameAndBirth(..)])));
        for (name, born) in [("Ada", ""), ("", "1990-05-01"), ("", ""), ("Ada", "May 1990")] {
            assert!(ways(&form("", "", name, born)).is_err(), "{name} {born}");
        }
    }

    fn customer(standing: Standing, id_expires: Option<&str>, card_expires: Option<&str>) -> KnownCustomer {
        let date = |text: Option<&str>| text.map(|text| text.parse().expect("a date"));
        KnownCustomer {
            id: "cus_00000000000000000000000000".parse().expect("an id"),
            handle: "0000".to_owned(),
            standing,
            is_patient: card_expires.is_some(),
            id_expires: date(id_expires),
            card_expires: date(card_expires),
            given: Vec::new(),
            since: Timestamp(0),
            seen_at: Timestamp(0),
            orders: 0,
        }
    }

    #[test]
    fn what_stops_a_sale_is_said_beside_the_customer() {
        let today = "2026-11-22".parse().expect("a date");
        for (standing, id, card, said) in [
            (Standing::Active, Some("2026-11-22"), None, None),
            (Standing::Active, Some("2026-11-21"), None, Some("Id expired")),
            (Standing::Active, None, Some("2026-11-21"), Some("Card expired")),
            (Standing::Banned, None, Some("2026-11-21"), Some("Banned")),
            (Standing::OnHold, None, None, Some("On hold")),
            (Standing::Unclear, None, None, Some("Standing not clear")),
        ] {
            let flag = flag(&customer(standing, id, card), today);
            assert_eq!(flag.map(|badge| badge.text).as_deref(), said, "{standing:?}");
        }
    }
}
