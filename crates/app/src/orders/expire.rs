//! Unclaimed orders give back what they held.

use countersign_domain::orders::{Cancellation, Step};
use countersign_kernel::Actor;
use countersign_kernel::id::OrderId;
use countersign_store::due;

use super::{cancel, load};
use crate::app::App;
use crate::error::AppError;

/// At most this many in one pass; the next pass takes the rest.
const PASS_MAX: i64 = 100;

/// Expires every hold whose time is over. Answers how many there were.
pub async fn expire(app: &App) -> Result<usize, AppError> {
    let actor = Actor::system("expire");
    let run_out = due::run_out(app.db(), app.now(), PASS_MAX).await?;
    let mut count = 0;
    for text in run_out {
        let id = OrderId::try_from(text).map_err(|why| AppError::Damaged(why.to_string()))?;
        let store = {
            let (actor, id) = (&actor, &id);
            app.db()
                .write(|tx| {
                    Box::pin(async move {
                        let mut order = load::locked(tx, actor, id, None).await?;
                        // Somebody completed or cancelled it between the list and the lock.
                        let over = order.hold_until.is_some_and(|until| until <= app.now().micros());
                        if !order.state.holds() || !over {
                            return Ok(None);
                        }
                        let words = "Nobody came before the hold ran out";
                        cancel::end(app, tx, actor, &mut order, Step::Expire, Cancellation::NoShow, words)
                            .await?;
                        Ok::<_, AppError>(Some(order.store_id))
                    })
                })
                .await?
        };
        if let Some(store) = store {
            app.tell(&store, id.as_str());
            count += 1;
        }
    }
    Ok(count)
}
