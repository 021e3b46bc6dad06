//! What becomes of a publication as its channels answer: it stands on all of them, or it is taken back from those that took it.

use countersign_domain::menu::publication::{Next, Progress, next};
use countersign_kernel::Actor;
use countersign_kernel::id::PublicationId;
use countersign_ports::marketplace::Listing;
use countersign_store::acts::ActRow;
use countersign_store::db::Tx;
use countersign_store::listings;
use countersign_store::menu::{self as rows, ChannelRow, PublicationRow};
use serde_json::json;

use crate::acts::{Payload, owe};
use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note};

/// After an act of a publication was done or given up, in the transaction that writes that down.
pub async fn after(app: &App, tx: &mut Tx<'_>, act: &ActRow) -> Result<(), AppError> {
    let (Payload::Publish { publication: id, .. } | Payload::Unpublish { publication: Some(id), .. }) =
        Payload::of(act)?
    else {
        return Ok(());
    };
    let Some(row) = rows::locked(tx, &id).await? else { return Ok(()) };
    let channels = rows::channels(&mut *tx, &id).await?;
    match row.state.as_str() {
        "going" => {
            let how: Vec<Progress> = channels.iter().map(progress).collect();
            match next(&how) {
                Next::Wait => Ok(()),
                Next::Stands => ended(app, tx, &row, "stands", "act.menu.stands").await,
                Next::TakeBack => take_back(app, tx, &row, &channels).await,
            }
        }
        "taking_back" if channels.iter().all(is_back) => {
            ended(app, tx, &row, "taken_back", "act.menu.taken_back").await
        }
        _ => Ok(()),
    }
}

fn progress(channel: &ChannelRow) -> Progress {
    match channel.state.as_str() {
        "due" => Progress::Owed,
        "done" => Progress::Shown,
        _ => Progress::Refused,
    }
}

fn is_back(channel: &ChannelRow) -> bool {
    channel.undo_act_id.is_none() || channel.undo_state.as_deref() == Some("done")
}

/// What took it goes back to the listing of ours that stood there before; where there was none, it comes off.
async fn take_back(
    app: &App,
    tx: &mut Tx<'_>,
    row: &PublicationRow,
    channels: &[ChannelRow],
) -> Result<(), AppError> {
    let (store, sku) = (&row.store_id, &row.sku);
    let refused: Vec<_> = channels.iter().filter(|channel| progress(channel) == Progress::Refused).collect();
    let took: Vec<_> = channels.iter().filter(|channel| progress(channel) == Progress::Shown).collect();
    for channel in &took {
        let place = (channel.channel.as_str(), sku.as_str());
        let undo = match &channel.before {
            Some(before) => {
                let listing: Listing = serde_json::from_str(before)
                    .map_err(|why| AppError::Damaged(format!("a listing of {}: {why}", row.id)))?;
                let payload = Payload::Publish { publication: row.id.clone(), listing };
                let undo = owe::for_listing(app, tx, store, place, &payload).await?;
                listings::put_turn(tx, store, &channel.channel, sku, "on", &undo).await?;
                undo
            }
            None => {
                let (publication, external_ids) = (Some(row.id.clone()), vec![sku.clone()]);
                let payload = Payload::Unpublish { publication, sku: sku.clone(), external_ids };
                listings::forget_turn(tx, store, &channel.channel, sku).await?;
                owe::for_listing(app, tx, store, place, &payload).await?
            }
        };
        rows::set_undo(tx, &row.id, &channel.channel, &undo).await?;
    }
    let (state, at) = if took.is_empty() { ("taken_back", Some(app.now())) } else { ("taking_back", None) };
    rows::set_state(tx, &row.id, state, at).await?;
    let why = |channel: &&ChannelRow| json!({"channel": channel.channel, "error": channel.last_error});
    let body = json!({
        "sku": sku, "refused": refused.iter().map(why).collect::<Vec<_>>(),
        "taken_back_from": took.iter().map(|channel| &channel.channel).collect::<Vec<_>>(),
    });
    note(app, tx, row, "act.menu.take_back", body).await
}

async fn ended(
    app: &App,
    tx: &mut Tx<'_>,
    row: &PublicationRow,
    state: &str,
    kind: &'static str,
) -> Result<(), AppError> {
    rows::set_state(tx, &row.id, state, Some(app.now())).await?;
    note(app, tx, row, kind, json!({"sku": row.sku})).await
}

async fn note(
    app: &App,
    tx: &mut Tx<'_>,
    row: &PublicationRow,
    kind: &'static str,
    body: serde_json::Value,
) -> Result<(), AppError> {
    let (at, subject, store, actor) =
        (app.now(), row.id.as_str(), Some(&row.store_id), Actor::system("outbox"));
    record::write(tx, Note { at, kind, subject, actor: &actor, store, body }).await?;
    Ok(())
}

/// Whether a publication is over, so that an act of it that was given up is not to be tried again.
pub async fn is_over(app: &App, id: &PublicationId) -> Result<bool, AppError> {
    let state = rows::state(app.db(), id).await?;
    Ok(state.is_none_or(|state| state != "going" && state != "taking_back"))
}
