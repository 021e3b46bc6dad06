//! One customer, as far as no purpose is needed.

use axum::Json;
use axum::extract::State;
use countersign_app::App;
use countersign_app::customers::view::view;
use countersign_kernel::id::CustomerId;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Customer, CustomerOrder, customer};
use crate::caller::{By, may};
use crate::given::Named;
use crate::problem::Problem;

#[derive(Serialize, ToSchema)]
pub struct CustomerWithOrders {
    pub customer: Customer,
    /// Of the token's store, newest first, at most 50.
    pub orders: Vec<CustomerOrder>,
}

/// One customer and their orders here.
#[utoipa::path(
    get, path = "/customers/{id}", tag = "customers", security(("token" = ["customer.view"])),
    params(("id" = String, Path, description = "The customer")),
    responses((status = OK, body = CustomerWithOrders))
)]
pub async fn get(
    State(app): State<App>,
    By(actor, _): By<may::CustomerView>,
    Named(id): Named<CustomerId>,
) -> Result<Json<CustomerWithOrders>, Problem> {
    let view = view(&app, &actor, &id).await?;
    let orders = view.orders.into_iter().map(|order| CustomerOrder {
        id: order.id,
        number: order.number,
        channel: order.channel,
        state: order.state,
        total: order.total,
        arrived_at: order.arrived_at,
    });
    Ok(Json(CustomerWithOrders { orders: orders.collect(), customer: customer!(view.row) }))
}
