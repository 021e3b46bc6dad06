//! Finding a customer by an exact value. The value travels in the body: paths are written into logs.

use axum::Json;
use axum::extract::State;
use countersign_app::App;
use countersign_app::customers::search::{By as Value, search};
use countersign_kernel::BusinessDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Customer, customer};
use crate::caller::{By, may};
use crate::given::Given;
use crate::problem::Problem;

#[derive(Deserialize, ToSchema)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum Lookup {
    Phone {
        value: String,
    },
    Email {
        value: String,
    },
    IdNumber {
        value: String,
    },
    PatientNumber {
        value: String,
    },
    NameAndBirthDate {
        /// First and last name.
        value: String,
        #[schema(value_type = String, format = Date)]
        birth_date: BusinessDate,
    },
}

#[derive(Serialize, ToSchema)]
pub struct Found {
    /// Several people may share a phone.
    pub items: Vec<Customer>,
}

/// Finds customers by one exact value. Nothing is found by a part: the database holds no readable name.
#[utoipa::path(
    post, path = "/customer-lookups", tag = "customers", security(("token" = ["customer.view"])),
    request_body = Lookup,
    responses((status = OK, body = Found))
)]
pub async fn lookup(
    State(app): State<App>,
    By(actor, _): By<may::CustomerView>,
    Given(lookup): Given<Lookup>,
) -> Result<Json<Found>, Problem> {
    let by = match lookup {
        Lookup::Phone { value } => Value::Phone(value),
        Lookup::Email { value } => Value::Email(value),
        Lookup::IdNumber { value } => Value::IdNumber(value),
        Lookup::PatientNumber { value } => Value::PatientNumber(value),
        Lookup::NameAndBirthDate { value, birth_date } => Value::NameAndBirth(value, birth_date),
    };
    let rows = search(&app, &actor, &by).await?;
    Ok(Json(Found { items: rows.into_iter().map(|row| customer!(row)).collect() }))
}
