//! The inspector's file: asked for on a form, answered with one file.

use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::record::extract::{self, Wanted};
use countersign_app::{AppError, Refusal};
use countersign_kernel::{BusinessDate, Permission};
use serde::Deserialize;

use super::take::file;
use crate::serve::frame::{shell_for, show, show_as};
use crate::serve::refused::as_sentence;
use crate::serve::{Posted, Signed, Web, WebError};
use crate::shell::{Room, Shell, Theme};
use crate::ui::{Field, Kind};

/// `GET /record/extract`
#[derive(Debug, Clone, Template)]
#[template(path = "record/extract.html")]
pub struct ExtractPage {
    pub shell: Shell,
    pub error: Option<String>,
    pub fields: Vec<Field>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ExtractForm {
    from: String,
    to: String,
    order: String,
    customer: String,
    product: String,
    package: String,
    reason: String,
}

impl ExtractPage {
    pub fn sample() -> Self {
        let shell = Shell::sample(Room::Record, "Inspector's file");
        Self { shell, error: None, fields: fields(&ExtractForm::default(), None) }
    }

    pub fn sample_refused() -> Self {
        let form = ExtractForm { order: "1285".to_owned(), ..ExtractForm::default() };
        let error = Some(("reason", "It is empty; write one sentence that the record will keep."));
        Self { fields: fields(&form, error), ..Self::sample() }
    }
}

/// `GET /record/extract`
pub(super) async fn page(State(web): State<Web>, signed: Signed) -> Result<Response, WebError> {
    signed.must(Permission::RecordExport)?;
    let shell = shell_for(&web, &signed, Room::Record, "Inspector's file", Vec::new()).await?;
    show(&web, &signed, &ExtractPage { shell, error: None, fields: fields(&ExtractForm::default(), None) })
}

/// `POST /record/extract`
pub(super) async fn take(
    State(web): State<Web>,
    Posted { signed, form }: Posted<ExtractForm>,
) -> Result<Response, WebError> {
    signed.must(Permission::RecordExport)?;
    let taken = match wanted(&form) {
        Ok(wanted) => extract::take(&web.app, &signed.actor, &wanted, &form.reason).await,
        Err(why) => Err(why),
    };
    let (error, field) = match taken {
        Ok(taken) => {
            let name = format!("countersign-extract-{}.html", taken.head.link().seq);
            return Ok(file(&name, "text/html; charset=utf-8", Body::from(taken.file)));
        }
        Err(AppError::Refused(Refusal::Because(why))) => (Some(as_sentence(&why)), None),
        Err(AppError::NotFound("order")) => {
            (None, Some(("order", "There is no such order here.".to_owned())))
        }
        Err(AppError::Invalid { field, what }) => (None, Some((field, as_sentence(&format!("it {what}"))))),
        Err(other) => return Err(other.into()),
    };
    let shell = shell_for(&web, &signed, Room::Record, "Inspector's file", Vec::new()).await?;
    let fields = fields(&form, field.as_ref().map(|(name, words)| (*name, words.as_str())));
    show_as(&web, &signed, StatusCode::UNPROCESSABLE_ENTITY, &ExtractPage { shell, error, fields })
}

fn wanted(form: &ExtractForm) -> Result<Wanted, AppError> {
    let said = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    Ok(Wanted {
        from: day("from", &form.from)?,
        to: day("to", &form.to)?,
        order: said(&form.order),
        customer: said(&form.customer),
        product: said(&form.product),
        package: said(&form.package),
    })
}

fn day(field: &'static str, text: &str) -> Result<Option<BusinessDate>, AppError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    text.trim().parse().map(Some).map_err(|_| AppError::invalid(field, "is not a day like 2026-11-22"))
}

fn fields(form: &ExtractForm, error: Option<(&str, &str)>) -> Vec<Field> {
    let all = [
        (Field::new("from", "From this day", Kind::Date), &form.from),
        (Field::new("to", "Up to this day", Kind::Date), &form.to),
        (Field::text("order", "Order").note("Its number, id or reference."), &form.order),
        (Field::text("customer", "Customer").note("The id on the customer's page."), &form.customer),
        (Field::text("product", "Product").note("Its sku."), &form.product),
        (Field::text("package", "Package tag"), &form.package),
        (
            Field::text("reason", "Purpose")
                .note("Who asked for it and why; it goes on the record.")
                .required(),
            &form.reason,
        ),
    ];
    let filled = |(field, value): (Field, &String)| {
        let field = field.value(value);
        match error.filter(|(name, _)| *name == field.name) {
            Some((_, words)) => field.error(words),
            None => field,
        }
    };
    all.into_iter().map(filled).collect()
}
