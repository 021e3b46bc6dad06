//! The licence barcode at the counter, compared with the profile the order was checked under.

use countersign_domain::identity::Licence;
use countersign_domain::orders::State;
use countersign_domain::orders::hand_over::{self, Expected, ScanResult};
use countersign_kernel::id::OrderId;
use countersign_kernel::{Actor, Permission};
use countersign_rulebook::{ProvisionValue, Topic};
use countersign_store::verifications;
use serde_json::json;

use super::load;
use crate::app::App;
use crate::customers::profile;
use crate::error::AppError;
use crate::record::{self, Note};

/// What the scanner typed is compared and dropped; only what agreed and what did not is kept.
pub async fn scan(app: &App, actor: &Actor, id: &OrderId, typed: &str) -> Result<ScanResult, AppError> {
    app.permit(actor, Permission::OrderHandOver)?;
    let order = load::order(app.db(), actor, id).await?;
    if order.state != State::Ready {
        return Err(AppError::because("the order is not ready yet; mark it ready, then scan"));
    }
    let licence = Licence::read(typed).map_err(|why| AppError::invalid("barcode", why.to_string()))?;
    let store = load::store(app.db(), &order.store_id).await?;
    let now = app.now();
    let today = now.date_in(&load::zone(&store)?);
    let customer =
        order.customer_id.as_deref().ok_or_else(|| AppError::because("the order has no profile"))?;
    let profile = profile::open(app, customer).await?;
    let rulebook = app.rulebook();
    let provision = rulebook.provision(&store.jurisdiction, Topic::MinimumAge, order.program(), now);
    let Some(ProvisionValue::MinimumAge { years }) = provision.map(|p| &p.value) else {
        return Err(AppError::because("the rulebook has no minimum age here; nothing can be handed over"));
    };
    let birth_date = profile.birth_date.ok_or_else(|| AppError::because("the profile has no birth date"))?;
    let expected = Expected {
        first_name: &profile.first_name,
        last_name: &profile.last_name,
        birth_date,
        id_number: profile.id_number.as_deref(),
    };
    let facts = hand_over::compare(&licence, &expected, today, *years);
    let result = hand_over::decide(&facts);
    {
        let (order, facts, result) = (&order, &facts, &result);
        app.db()
            .write(|tx| {
                Box::pin(async move {
                    let body = json!({"facts": facts, "result": result});
                    let kind = "verdict.hand_over";
                    let store = Some(&order.store_id);
                    record::write(tx, Note { at: now, kind, subject: id.as_str(), actor, store, body })
                        .await?;
                    let kept = serde_json::to_string(result).expect("a scan result always has a JSON form");
                    let verdict = result.verdict.word();
                    verifications::keep_hand_over(tx, id, now, &actor.label(), verdict, &kept).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await?;
    }
    app.tell(&order.store_id, id.as_str());
    Ok(result)
}
