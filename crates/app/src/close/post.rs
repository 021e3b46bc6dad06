//! A receipt that the state lacks is owed to it anew. The outbox looks there before it posts, so nothing stands there twice;
//! and a state that cannot tell what is not there is not asked.

use countersign_domain::close::Class;
use countersign_domain::orders::State;
use countersign_kernel::{Actor, BusinessDate, Permission};
use countersign_store::closes::DifferenceRow;
use countersign_store::{acts, orders};
use serde_json::json;

use super::accept::open_difference;
use super::day::StoreDay;
use crate::acts::{Payload, owe};
use crate::app::App;
use crate::error::AppError;
use crate::permit::a_person;
use crate::record::{self, Note};

/// Whether posting the receipt again is what could resolve it.
pub fn can_be_posted(row: &DifferenceRow) -> bool {
    let lacks = [Class::ReceiptMissing, Class::ReceiptVoided];
    row.state == "open" && row.order_id.is_some() && lacks.iter().any(|class| class.name() == row.class)
}

/// Has the receipt behind a difference of a day posted again. Drawing the day up again tells whether it stands.
pub async fn post_again(app: &App, actor: &Actor, day: BusinessDate, key: &str) -> Result<(), AppError> {
    app.permit(actor, Permission::CloseAccept)?;
    a_person(actor)?;
    let day = StoreDay::begun(app, actor, day).await?;
    let connections = app.connections(&day.store.id);
    if !connections.iter().filter_map(|c| c.state_system()).all(|state| state.finds_every_receipt()) {
        let why =
            "this state system does not tell for sure that a receipt is not there; a person posts it there";
        return Err(AppError::because(why));
    }
    {
        let day = &day;
        app.db()
            .write(|tx| {
                Box::pin(async move {
                    let (close, row) = open_difference(tx, day, key).await?;
                    if !can_be_posted(&row) {
                        return Err(AppError::because("no receipt is missing here"));
                    }
                    let id = row.order_id.as_deref().unwrap_or_default();
                    let id = id.parse().map_err(|_| AppError::NotFound("order"))?;
                    let order = orders::locked(tx, &id).await?.ok_or(AppError::NotFound("order"))?;
                    if order.state != State::Completed {
                        return Err(AppError::because(
                            "this order is not sold any more, so it owes no receipt",
                        ));
                    }
                    let known = acts::of_order(&mut *tx, &id).await?;
                    let posts: Vec<_> = known.iter().filter(|act| act.kind == "state.receipt").collect();
                    let last = posts.last().ok_or_else(|| AppError::because("this order owes no receipt"))?;
                    match (last.state.as_str(), Payload::of(last)?) {
                        ("due", _) => {
                            return Err(AppError::because(
                                "the receipt is on its way; draw up again in a moment",
                            ));
                        }
                        ("dead", _) => {
                            acts::revive(tx, &order.store_id, &last.id, app.now()).await?;
                        }
                        (_, Payload::Receipt { receipt, .. }) => {
                            owe::receipt_again(app, tx, &order, &receipt, posts.len()).await?;
                        }
                        _ => return Err(AppError::Damaged(format!("act {} is no receipt", last.id))),
                    }
                    let body = json!({"day": close.day, "key": key, "class": row.class, "order": id});
                    let (kind, subject, store) = ("act.receipt_again", id.as_str(), Some(&close.store_id));
                    let note = Note { at: app.now(), kind, subject, actor, store, body };
                    record::write(tx, note).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await?;
    }
    app.tell(&day.store.id, &day.day.to_string());
    Ok(())
}
