//! Answering a marketplace that asks, before the order exists, what of a cart we can sell and for how much.

use countersign_domain::catalogue::StockItem;
use countersign_domain::orders::{QuotedCart, QuotedLine, quote};
use countersign_domain::promotion::{CartLine, Place};
use countersign_domain::reading::Reading;
use countersign_kernel::Actor;
use countersign_kernel::id::StoreId;
use countersign_ports::marketplace::QuoteRequest;
use countersign_rulebook::Program;
use countersign_store::holds::{self, PackageList};
use countersign_store::stores::{self, StoreRow};
use serde_json::json;

use crate::app::App;
use crate::error::AppError;
use crate::promotions::price;
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
    let quoted = promoted(app, &shop, program, &items, quoted).await?;
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

/// The same with what promotions give. What cannot be had has no part in it.
async fn promoted(
    app: &App,
    shop: &StoreRow,
    program: Program,
    items: &[StockItem],
    quoted: QuotedCart,
) -> Result<QuotedCart, AppError> {
    let now = app.now();
    let live = price::live(app.db(), shop, now).await?;
    if live.is_empty() {
        return Ok(quoted);
    }
    let line = |line: &QuotedLine| {
        let item = items.iter().find(|item| item.sku == line.sku);
        CartLine {
            sku: line.sku.clone(),
            category: item.map(|item| item.category.clone()).unwrap_or_default(),
            // What the till does not know is held to the stricter law.
            cannabis: item.is_none_or(|item| item.cannabis),
            quantity: line.quantity,
            unit_price: line.unit_price,
        }
    };
    let lines: Vec<CartLine> = quoted.lines.iter().map(line).collect();
    let priced = price::priced(shop, &live, (Place::Web, program), &lines, now)?;
    Ok(quoted.less(&priced, &lines))
}
