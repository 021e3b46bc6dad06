//! Finding a customer by an exact value. Nothing is searched by part: the database holds no readable name.

use countersign_kernel::{Actor, BusinessDate, Permission};
use countersign_seal::{blind, normal};
use countersign_store::customers::{self, BlindColumn, CustomerRow};

use crate::app::App;
use crate::error::AppError;

/// One way to look somebody up.
#[derive(Clone, PartialEq, Eq)]
pub enum By {
    Phone(String),
    Email(String),
    IdNumber(String),
    PatientNumber(String),
    NameAndBirth(String, BusinessDate),
}

impl std::fmt::Debug for By {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("By(‹sealed›)")
    }
}

pub async fn search(app: &App, actor: &Actor, by: &By) -> Result<Vec<CustomerRow>, AppError> {
    app.permit(actor, Permission::CustomerView)?;
    let (column, domain, normalised) = match by {
        By::Phone(text) => (BlindColumn::Phone, "phone", normal::phone(text)),
        By::Email(text) => (BlindColumn::Email, "email", normal::email(text)),
        By::IdNumber(text) => (BlindColumn::IdNumber, "id_number", normal::id_number(text)),
        By::PatientNumber(text) => (BlindColumn::PatientNumber, "patient_number", normal::id_number(text)),
        By::NameAndBirth(name, birth) => {
            (BlindColumn::NameBirth, "name_birth", normal::name_and_birth_date(name, *birth))
        }
    };
    let normalised =
        normalised.ok_or_else(|| AppError::invalid("value", "cannot be read as what it is said to be"))?;
    let blinds = blind::blind_indexes(app.keys(), domain, &normalised);
    Ok(customers::find(app.db(), column, &blinds).await?)
}

pub async fn latest(app: &App, actor: &Actor, count: i64) -> Result<Vec<CustomerRow>, AppError> {
    app.permit(actor, Permission::CustomerView)?;
    Ok(customers::latest(app.db(), count).await?)
}
