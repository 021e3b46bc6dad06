//! Opening a sealed profile, for a purpose that goes on the record first.

use axum::Json;
use axum::extract::State;
use countersign_app::App;
use countersign_app::customers::view::unseal;
use countersign_domain::customers::Standing;
use countersign_kernel::BusinessDate;
use countersign_kernel::id::CustomerId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::caller::{By, may};
use crate::given::{Given, Named};
use crate::problem::Problem;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// Why the profile is opened, in one sentence.
    #[schema(min_length = 1, max_length = 200)]
    pub purpose: String,
}

#[derive(Serialize, ToSchema)]
pub struct Profile {
    pub pos_id: String,
    pub first_name: String,
    pub last_name: String,
    #[schema(value_type = Option<String>, format = Date)]
    pub birth_date: Option<BusinessDate>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub address: Option<String>,
    pub id_number: Option<String>,
    #[schema(value_type = Option<String>, format = Date)]
    pub id_expires: Option<BusinessDate>,
    pub patient_number: Option<String>,
    #[schema(value_type = Option<String>, format = Date)]
    pub card_expires: Option<BusinessDate>,
    #[schema(value_type = String, example = "active")]
    pub standing: Standing,
}

/// Opens a profile. The purpose is on the record before the answer is written; the answer is kept nowhere, so an
/// idempotency key is passed over.
#[utoipa::path(
    post, path = "/customers/{id}/disclosure", tag = "customers", security(("token" = ["customer.unseal"])),
    params(("id" = String, Path, description = "The customer")),
    request_body = Purpose,
    responses((status = OK, body = Profile))
)]
pub async fn disclosure(
    State(app): State<App>,
    By(actor, _): By<may::CustomerUnseal>,
    Named(id): Named<CustomerId>,
    Given(given): Given<Purpose>,
) -> Result<Json<Profile>, Problem> {
    let profile = unseal(&app, &actor, &id, &given.purpose).await?;
    Ok(Json(Profile {
        pos_id: profile.pos_id,
        first_name: profile.first_name,
        last_name: profile.last_name,
        birth_date: profile.birth_date,
        phone: profile.phone,
        email: profile.email,
        address: profile.address,
        id_number: profile.id_number,
        id_expires: profile.id_expires,
        patient_number: profile.patient_number,
        card_expires: profile.card_expires,
        standing: profile.standing,
    }))
}
