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
use crate::error::{AppError, Refusal};
use crate::leases::{self, LeaseRow};

/// Checks an order that has not been decided yet.
pub async fn check(app: &App, actor: &Actor, id: &OrderId) -> Result<Verification, AppError> {
    check_under(app, actor, id, None).await
}

/// The same as a job: what was found is written only while the job is still this node's.
pub(crate) async fn check_under(
    app: &App,
    actor: &Actor,
    id: &OrderId,
    lease: Option<&LeaseRow>,
) -> Result<Verification, AppError> {
    app.permit(actor, Permission::OrderVerify)?;
    let gathered = gather::gather_by_id(app, actor, id).await?;
    gathered.order.state.after(Step::Check)?;
    let verification = {
        let gathered = &gathered;
        app.db().write(|tx| Box::pin(write(app, tx, actor, gathered, lease))).await?
    };
    app.tell(&gathered.order.store_id, id.as_str());
    Ok(verification)
}

async fn write(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    gathered: &Gathered,
    lease: Option<&LeaseRow>,
) -> Result<Verification, AppError> {
    if let Some(lease) = lease
        && !leases::is_held(app, tx, lease).await?
    {
        return Err(AppError::Refused(Refusal::MovedOn));
    }
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
