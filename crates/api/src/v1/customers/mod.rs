//! Customers. A profile is sealed: it is found by an exact value, and opened only for a written purpose.

mod disclosure;
mod get;
mod limit;
mod lookup;

use countersign_domain::orders::{Channel, State};
use countersign_kernel::id::{CustomerId, OrderId};
use countersign_kernel::{Money, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Api;

pub fn reads() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(lookup::lookup))
        .routes(routes!(get::get))
        .routes(routes!(limit::limit))
        .routes(routes!(disclosure::disclosure))
}

/// What may be shown of a profile without a purpose: no name, no number, no date of birth.
#[derive(Serialize, ToSchema)]
pub struct Customer {
    #[schema(value_type = String)]
    pub id: CustomerId,
    /// The point of sale's own id.
    pub pos_id: Option<String>,
    /// `active`, `on_hold`, `banned`, `cancelled` or `unclear`.
    pub standing: String,
    #[schema(format = Date)]
    pub id_expires: Option<String>,
    #[schema(format = Date)]
    pub card_expires: Option<String>,
    pub has_phone: bool,
    pub has_email: bool,
    pub has_id_number: bool,
    pub has_patient_number: bool,
    /// When the point of sale was last asked.
    #[schema(value_type = String, format = DateTime)]
    pub pos_read_at: Timestamp,
}

/// One of a customer's orders.
#[derive(Serialize, ToSchema)]
pub struct CustomerOrder {
    #[schema(value_type = String)]
    pub id: OrderId,
    pub number: i64,
    #[schema(value_type = String, example = "leafly")]
    pub channel: Channel,
    #[schema(value_type = String, example = "completed")]
    pub state: State,
    #[schema(value_type = String, example = "42.50")]
    pub total: Money,
    #[schema(value_type = String, format = DateTime)]
    pub arrived_at: Timestamp,
}

/// A row has a type of the store's, which has no name here.
macro_rules! customer {
    ($row:expr) => {{
        let row = $row;
        $crate::v1::customers::Customer {
            pos_id: row.pos_id,
            standing: row.standing,
            id_expires: row.id_expires,
            card_expires: row.card_expires,
            has_phone: row.phone.is_some(),
            has_email: row.email.is_some(),
            has_id_number: row.id_number.is_some(),
            has_patient_number: row.patient_number.is_some(),
            pos_read_at: row.pos_read_at,
            id: row.id,
        }
    }};
}
use customer;
