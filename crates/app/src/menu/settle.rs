//! What becomes of a publication as its channels answer: it stands on all of them, or it is taken back from those that took it.

use countersign_domain::menu::publication::{Next, Progress, next};
use countersign_kernel::Actor;
use countersign_kernel::id::PublicationId;
use countersign_ports::marketplace::Listing;
use countersign_store::acts::ActRow;
use countersign_store::db::Tx;
use countersign_store::menu::{self as rows, ChannelRow, PublicationRow};
use countersign_store::{acts, certificates, listings};
use serde_json::json;

use crate::acts::{Payload, owe};
use crate::app::App;
use crate::error::AppError;
use crate::menu::product::image;
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

/// Whether a channel may show it: it did, or it was tried more than once. One clear no leaves nothing behind.
fn may_show(channel: &ChannelRow) -> bool {
    match progress(channel) {
        Progress::Shown => true,
        Progress::Refused => channel.attempts > 1,
        Progress::Owed => false,
    }
}

fn is_back(channel: &ChannelRow) -> bool {
    channel.undo_act_id.is_none() || matches!(channel.undo_state.as_deref(), Some("done" | "dropped"))
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
    let took: Vec<_> = channels.iter().filter(|channel| may_show(channel)).collect();
    for channel in &took {
        let place = (channel.channel.as_str(), sku.as_str());
        // What the count has turned since then is not turned back.
        let last = listings::last_act(&mut *tx, store, &channel.channel, sku).await?;
        let is_last = last.as_ref() == Some(&channel.act_id);
        let undo = match channel.before.as_ref().filter(|_| is_last) {
            Some(before) => {
                let listing = |text: &str| {
                    serde_json::from_str::<Listing>(text)
                        .map_err(|why| AppError::Damaged(format!("a listing of {}: {why}", row.id)))
                };
                let listing = without_the_words_of(&listing(&channel.listing)?, listing(before)?);
                let payload = Payload::Publish { publication: row.id.clone(), listing };
                let undo = owe::behind(app, tx, store, place, &payload).await?;
                listings::put_turn(tx, store, &channel.channel, sku, "on", &undo).await?;
                undo
            }
            None => {
                let (publication, external_ids) = (Some(row.id.clone()), vec![sku.clone()]);
                let payload = Payload::Unpublish { publication, sku: sku.clone(), external_ids };
                if is_last {
                    listings::forget_turn(tx, store, &channel.channel, sku).await?;
                }
                owe::behind(app, tx, store, place, &payload).await?
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

/// Words that only the new one wrote come off again; those that neither wrote are not ours.
fn without_the_words_of(new: &Listing, before: Listing) -> Listing {
    let either =
        |before: Option<String>, new: &Option<String>| before.or(new.as_ref().map(|_| String::new()));
    Listing {
        brand: either(before.brand, &new.brand),
        strain: either(before.strain, &new.strain),
        description: either(before.description, &new.description),
        ..before
    }
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

/// Whether an act of a publication that was given up is not to be tried again: the others go back, or a person took it off.
pub async fn is_over(app: &App, act: &ActRow, id: &PublicationId) -> Result<bool, AppError> {
    Ok(match rows::by_id(app.db(), id).await?.map(|row| row.state).as_deref() {
        Some("going") => false,
        Some("taking_back") => !rows::is_undo(app.db(), &act.id).await?,
        _ => true,
    })
}

/// Why what waited in the outbox may not go out any more, where that is so.
pub async fn no_longer_so(
    app: &App,
    id: &PublicationId,
    listing: &Listing,
) -> Result<Option<String>, AppError> {
    let Some(row) = rows::by_id(app.db(), id).await? else { return Ok(None) };
    // What goes back was looked at when it stood.
    if row.state != "going" {
        return Ok(None);
    }
    if listing.image != image(app, &row.store_id, &row.sku).await? {
        return Ok(Some("its photo is another one since, or none; publish it anew".to_owned()));
    }
    let in_force = match &row.tag {
        Some(tag) => certificates::in_force(app.db(), &row.store_id, Some(tag), None).await?,
        None => None,
    };
    let is_same = in_force.map(|found| found.id.to_string()) == row.certificate_id;
    Ok((!is_same).then(|| "another certificate came in force since; publish it anew".to_owned()))
}

/// Something newer is owed about a listing: what waits there to put it on a menu goes out no more.
pub async fn overtake(app: &App, tx: &mut Tx<'_>, lane: &str) -> Result<(), AppError> {
    for act in acts::drop_kinds(tx, lane, &["menu.publish", "menu.unpublish"]).await? {
        after(app, tx, &act).await?;
    }
    Ok(())
}
