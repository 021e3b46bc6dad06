//! Opening a kept profile for the product's own work: the hand-over scan, the receipt of a patient.

use countersign_domain::customers::{PosCustomer, Standing};
use countersign_kernel::BusinessDate;
use countersign_kernel::id::CustomerId;
use countersign_seal::sealed::{self, Sealed};
use countersign_store::customers::{self, CustomerRow};

use super::keep::place;
use crate::app::App;
use crate::error::AppError;

/// A person who looks goes through [`super::looked_at`] as well.
pub async fn open(app: &App, customer: &str) -> Result<PosCustomer, AppError> {
    let id: CustomerId = customer.parse().map_err(|_| AppError::NotFound("customer"))?;
    let row = customers::by_id(app.db(), &id).await?.ok_or(AppError::NotFound("customer"))?;
    open_row(app, &row)
}

pub fn open_row(app: &App, row: &CustomerRow) -> Result<PosCustomer, AppError> {
    let open = |column: &str, bytes: &[u8]| -> Result<String, AppError> {
        let opened =
            sealed::unseal_text(app.keys(), &place(column, &row.id), &Sealed::from_bytes(bytes.to_vec()));
        let opened = opened.map_err(|why| AppError::Damaged(format!("{column} of {}: {why}", row.id)))?;
        Ok(opened.expose().clone())
    };
    let maybe = |column: &str, bytes: &Option<Vec<u8>>| bytes.as_deref().map(|b| open(column, b)).transpose();
    let name = open("name", &row.name)?;
    let (first_name, last_name): (String, String) =
        serde_json::from_str(&name).map_err(|why| AppError::Damaged(format!("name of {}: {why}", row.id)))?;
    let date = |text: &Option<String>| text.as_ref().and_then(|t| t.parse::<BusinessDate>().ok());
    Ok(PosCustomer {
        pos_id: row.pos_id.clone().unwrap_or_default(),
        first_name,
        last_name,
        birth_date: open("birth_date", &row.birth_date)?.parse().ok(),
        phone: maybe("phone", &row.phone)?,
        email: maybe("email", &row.email)?,
        address: maybe("address", &row.address)?,
        id_number: maybe("id_number", &row.id_number)?,
        patient_number: maybe("patient_number", &row.patient_number)?,
        id_expires: date(&row.id_expires),
        card_expires: date(&row.card_expires),
        standing: Standing::from_word(&row.standing),
    })
}
