//! An order that was taken in before and is shown again. Whoever must be asked shows it at every step of it there, and somebody
//! may have changed it in the vendor's own page meanwhile: what was checked here is then not what they will hand over.

use countersign_domain::orders::IncomingOrder;
use countersign_kernel::Actor;
use countersign_kernel::id::OrderId;
use countersign_store::db::Tx;
use countersign_store::orders;
use serde_json::json;

use crate::app::App;
use crate::error::AppError;
use crate::orders::load;
use crate::orders::take_in::{lines_of, lines_shown};
use crate::orders::there::goods;
use crate::record::{self, Note};

const CHANGED_THERE: &str = "Changed in the channel's own page; compare before it is served";

/// Keeps the channel's newest word beside ours, and says where its lines or its total are no longer ours.
pub(super) async fn note(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &OrderId,
    again: &IncomingOrder,
) -> Result<(), AppError> {
    let mut order = load::locked(tx, actor, id, None).await?;
    let (here, there) = (orders::lines(&mut *tx, &order.id).await?, lines_of(&again.lines));
    let is_changed = goods(&here) != goods(&there) || order.total != again.total;
    if order.state.is_final() || (order.external_words == again.words && !is_changed) {
        return Ok(());
    }
    order.external_words.clone_from(&again.words);
    let mut body = json!({"external_id": again.external_id, "status": again.words});
    let kind = match is_changed {
        true => {
            order.outcome_line = CHANGED_THERE.to_owned();
            body["lines"] = json!(lines_shown(&there));
            body["total"] = json!(again.total);
            body["needs"] = json!("a person");
            "fact.order_changed"
        }
        false => "fact.notice",
    };
    let (at, subject) = (app.now(), order.id.as_str());
    record::write(tx, Note { at, kind, subject, actor, store: Some(&order.store_id), body }).await?;
    load::save(tx, &order).await
}
