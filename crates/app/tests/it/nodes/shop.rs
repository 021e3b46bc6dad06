//! What is asked of the shop's orders here.

use countersign_app::orders::cancel;
use countersign_app::{App, AppError};
use countersign_domain::orders::Cancellation;
use countersign_kernel::Actor;
use countersign_kernel::id::OrderId;
use countersign_store::holds;

/// Units of 3.5 g that Colorado lets an adult have at once: an ounce is 28.35 g.
pub const UNITS_MAX: i64 = 8;

pub async fn cancelled(app: &App, who: &Actor, id: &OrderId) -> Result<(), AppError> {
    cancel::cancel(app, who, id, None, Cancellation::CustomerRequest, "changed their mind").await
}

/// Units that these orders hold or have used up.
pub async fn units_taken(app: &App, orders: &[OrderId]) -> i64 {
    let mut units = 0;
    for id in orders {
        let Some(hold) = holds::of_order(app.db(), id).await.unwrap() else { continue };
        if ["held", "consumed"].contains(&hold.state.as_str()) {
            let packages = holds::packages(app.db(), &hold.id).await.unwrap();
            units += packages.iter().map(|package| package.quantity).sum::<i64>();
        }
    }
    units
}
