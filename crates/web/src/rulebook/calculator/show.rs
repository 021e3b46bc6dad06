//! The handler. It asks the very book that decides sales.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::AppError;
use countersign_kernel::Permission;
use countersign_rulebook::{Measure, RuleInfo};

use super::form::{self, CART_MAX, EARLIER_MAX, Typed, Wrong, entry, is_filled, typed};
use super::{CalculatorPage, Entry, answered, certificate};
use crate::rulebook::browse::known;
use crate::serve::frame::{shell_for, show_as};
use crate::serve::{Signed, Web, WebError};
use crate::shell::{Keys, Room};
use crate::ui::{Field, Kind};

/// Lines an empty form shows, and those kept free below what is filled in.
const CART_SHOWN: usize = 3;
const EARLIER_SHOWN: usize = 1;

/// `GET /rulebook/{jurisdiction}/calculator`
pub(in crate::rulebook) async fn page(
    State(web): State<Web>,
    signed: Signed,
    Path(code): Path<String>,
    Query(form): Query<Typed>,
) -> Result<Response, WebError> {
    signed.must(Permission::LimitAsk)?;
    let book = web.app.rulebook();
    let place = known(&book, &code)?;
    let zone = book.zone(&code).ok_or(AppError::NotFound("jurisdiction"))?;
    let today = signed.now.date_in(zone);
    let (mut answer, mut wrong) = (None, Wrong::new());
    let held =
        |rule: &RuleInfo| rule.jurisdiction == place.id && rule.until.is_none_or(|until| today.0 < until.0);
    let rules: Vec<RuleInfo> = book.rules().into_iter().filter(held).collect();
    let asked = certificate::asked(&rules);
    if !form.is_empty() {
        match form::read(&code, signed.now, zone, &asked, &form) {
            Ok(read) => {
                let decided = book.decide(&read.question);
                answer = Some(answered::answered(&decided, &read, &book.open_questions(), zone));
            }
            Err(why) => wrong = why,
        }
    }
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let read = measures(&rules);
    let page = CalculatorPage {
        shell: shell_for(&web, &signed, Room::Rulebook, "Try a cart", vec![Keys::new(&["Esc"], "back")])
            .await?,
        code,
        name: place.name,
        program: choose(
            "program",
            "Programme",
            &[("adult", "Adult use"), ("medical", "Medical")],
            &form,
            &wrong,
        ),
        class: choose(
            "class",
            "Buys as",
            &[("adult", "Adult, no card"), ("patient", "Patient"), ("caregiver", "Caregiver")],
            &form,
            &wrong,
        ),
        age: field(Field::new("age", "Age in years", Kind::Number), &form, &wrong),
        resident: choose(
            "resident",
            "Lives in the state",
            &[("", "Not said"), ("yes", "Yes"), ("no", "No")],
            &form,
            &wrong,
        ),
        on: field(Field::new("on", "On which day", Kind::Date).note("Today unless said."), &form, &wrong),
        certificate: certificate::cells(&asked, &form, &wrong),
        cart: entries("cart", "Line", CART_SHOWN, CART_MAX, &form, &wrong, &read),
        earlier: entries("earlier", "Earlier purchase", EARLIER_SHOWN, EARLIER_MAX, &form, &wrong, &read),
        error: (!wrong.is_empty()).then(|| "No answer yet; put right what is marked below.".to_owned()),
        answered: answer,
    };
    show_as(&web, &signed, status, &page)
}

fn field(field: Field, form: &Typed, wrong: &Wrong) -> Field {
    let value = typed(form, field.name);
    let mut field = field.value(value);
    field.error = wrong.get(field.name).cloned();
    field
}

fn choose(name: &'static str, label: &str, options: &[(&str, &str)], form: &Typed, wrong: &Wrong) -> Field {
    field(Field::choose(name, label, options), form, wrong)
}

fn entries(
    key: &str,
    title: &str,
    shown: usize,
    most: usize,
    form: &Typed,
    wrong: &Wrong,
    read: &[Measure],
) -> Vec<Entry> {
    let filled = (1..=most).rev().find(|n| is_filled(form, &format!("{key}{n}"))).unwrap_or(0);
    let shown = (filled + 1).clamp(shown, most);
    (1..=shown).map(|n| entry(&format!("{title} {n}"), &format!("{key}{n}"), form, wrong, read)).collect()
}

/// The measures that the rules read, weight first.
fn measures(rules: &[RuleInfo]) -> Vec<Measure> {
    let mut found = vec![Measure::Grams];
    for measure in rules.iter().flat_map(|rule| &rule.parts).flat_map(|part| &part.measures) {
        if !found.contains(measure) {
            found.push(*measure);
        }
    }
    found
}
