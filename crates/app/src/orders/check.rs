//! Running the ten checks of an order and writing down what they say.

use countersign_domain::orders::{Step, Verification, verify};
use countersign_kernel::id::OrderId;
use countersign_kernel::{Actor, Permission};
use countersign_store::db::Tx;

use super::gather::{self, Gathered};
use super::verdict::{self, Purpose};
use super::{ledger, load};
use crate::app::App;
use crate::customers::keep;
use crate::error::AppError;

/// Checks an order that has not been decided yet.
pub async fn check(app: &App, actor: &Actor, id: &OrderId) -> Result<Verification, AppError> {
    app.permit(actor, Permission::OrderVerify)?;
    let gathered = gather::gather_by_id(app, actor, id).await?;
    gathered.order.state.after(Step::Check)?;
    let verification = {
        let gathered = &gathered;
        app.db().write(|tx| Box::pin(write(app, tx, actor, gathered))).await?
    };
    app.tell(&gathered.order.store_id, id.as_str());
    Ok(verification)
}

async fn write(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    gathered: &Gathered,
) -> Result<Verification, AppError> {
    let now = app.now();
    let mut order = load::locked_as_gathered(tx, actor, gathered, None).await?;
    order.state = order.state.after(Step::Check)?;
    keep::of_order(app, tx, gathered, &mut order, now).await?;
    let rulebook = app.rulebook();
    let assembled = ledger::assemble(tx, gathered, order.person_key.as_deref(), &rulebook, now).await?;
    let verification = verify(&assembled.facts, &rulebook);
    verdict::write_down(app, tx, actor, &mut order, Purpose::Check, &assembled.facts, &verification).await?;
    load::save(tx, &order).await?;
    Ok(verification)
}
