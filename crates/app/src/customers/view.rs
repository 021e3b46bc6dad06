//! A customer's page: what is not personal at once, what is sealed only with a written purpose.

use countersign_domain::customers::PosCustomer;
use countersign_domain::orders::State;
use countersign_kernel::id::CustomerId;
use countersign_kernel::{Actor, Permission};
use countersign_store::customers::{self, CustomerRow};
use countersign_store::orders::{self, Over, QueueFilter, QueueRow};

use super::{looked_at, profile};
use crate::app::App;
use crate::error::AppError;
use crate::permit::store_of;

const ORDERS_MAX: i64 = 50;
const PURPOSE_CHARS_MAX: usize = 200;

#[derive(Debug)]
pub struct CustomerView {
    pub row: CustomerRow,
    /// Newest first, of the actor's store.
    pub orders: Vec<QueueRow>,
}

pub async fn view(app: &App, actor: &Actor, id: &CustomerId) -> Result<CustomerView, AppError> {
    app.permit(actor, Permission::CustomerView)?;
    let row = customers::by_id(app.db(), id).await?.ok_or(AppError::NotFound("customer"))?;
    let filter = QueueFilter {
        states: State::ALL.to_vec(),
        verdicts: Vec::new(),
        over: Over::Either,
        channel: None,
        customer_id: Some(id.to_string()),
        after: None,
        newest_first: true,
    };
    let orders = orders::queue(app.db(), store_of(actor)?, &filter, ORDERS_MAX).await?;
    Ok(CustomerView { row, orders })
}

/// Opens the sealed fields for somebody who says why; the purpose goes on the record first.
pub async fn unseal(
    app: &App,
    actor: &Actor,
    id: &CustomerId,
    purpose: &str,
) -> Result<PosCustomer, AppError> {
    app.permit(actor, Permission::CustomerUnseal)?;
    let purpose = purpose.trim();
    if purpose.is_empty() || purpose.chars().count() > PURPOSE_CHARS_MAX {
        return Err(AppError::invalid("purpose", format!("needs 1 to {PURPOSE_CHARS_MAX} characters")));
    }
    looked_at(app, actor, "look.customer", &[id.to_string()], purpose).await?;
    profile::open(app, id.as_str()).await
}
