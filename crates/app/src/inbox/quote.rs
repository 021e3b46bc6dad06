//! Answering a marketplace that asks, before the order exists, what of a cart we can sell and for how much.

use countersign_domain::orders::QuotedCart;
use countersign_domain::orders::quote;
use countersign_domain::reading::Reading;
use countersign_kernel::Actor;
use countersign_kernel::id::StoreId;
use countersign_ports::marketplace::QuoteRequest;
use countersign_rulebook::Program;
use countersign_store::holds::{self, PackageList};
use countersign_store::stores;
use serde_json::json;

use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note};
use crate::stock;

/// While the gate is closed, or the shelf cannot be known, nothing can be had: every line is quoted at zero.
pub async fn answer(
    app: &App,
    store: &StoreId,
    vendor: &str,
    request: &QuoteRequest,
) -> Result<QuotedCart, AppError> {
    let program = if request.medical { Program::Medical } else { Program::Adult };
    let shop = stores::by_id(app.db(), store).await?.ok_or(AppError::NotFound("store"))?;
    let shelf = stock::on_shelf(app, store).await?;
    let skus: Vec<String> = request.lines.iter().map(|line| line.sku.clone()).collect();
    let items = stock::offered(app, store, program, stock::free_items(app, store, &skus).await?);
    let held = holds::held_units(app.db(), store, PackageList::Shelf, shelf.at(), None).await?;
    let open = shop.gate_open && matches!(shelf, Reading::Known { .. });
    let quoted = quote::correct(&request.lines, program, &items, open, |tag| held.of(tag));
    let body =
        json!({"source": vendor, "asked": request.lines, "quoted": quoted, "gate_open": shop.gate_open});
    app.db()
        .write(|tx| {
            let body = body.clone();
            Box::pin(async move {
                let (actor, at) = (Actor::system("webhook"), app.now());
                let store = Some(store);
                record::write(tx, Note { at, kind: "act.quote", subject: "", actor: &actor, store, body })
                    .await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    Ok(quoted)
}
