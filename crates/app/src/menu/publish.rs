//! Putting a product on every menu that is ours to write, and taking it off. Both are owed in the transaction that decides them
//! and go out through the outbox; what becomes of a publication over its channels is settled in `settle`.

use std::collections::{BTreeMap, BTreeSet};

use countersign_domain::menu::obstacle::WordsOf;
use countersign_kernel::id::{PublicationId, StoreId};
use countersign_kernel::{Actor, Permission};
pub use countersign_ports::marketplace::Listing;
use countersign_store::db::{Tx, violated};
use countersign_store::menu as rows;
pub use countersign_store::menu::{ChannelRow, PublicationRow};
use countersign_store::{cases, certificates, listings};
use serde_json::{Value, json};

use super::product::{Product, Whole, whole};
use crate::acts::{Payload, owe};
use crate::app::App;
use crate::error::{AppError, Refusal};
use crate::permit::{a_person, store_of};
use crate::record::{self, Note, export};

/// So many publications are looked through for the last one that stood.
const EARLIER_MAX: i64 = 50;

/// What the person saw when they said yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen<'a> {
    /// The package whose figures were shown; empty for what has none.
    pub tag: &'a str,
    /// Its certificate; empty for what has none.
    pub certificate: &'a str,
    /// Of the words.
    pub version: i64,
    /// They have read words that are for a person to decide.
    pub words_read: bool,
}

/// Publishes a product, unless something stands in the way or it is no longer what the person saw.
pub async fn publish(app: &App, actor: &Actor, sku: &str, seen: Seen<'_>) -> Result<PublicationId, AppError> {
    app.permit(actor, Permission::MenuPublish)?;
    a_person(actor)?;
    let store = store_of(actor)?;
    let known = whole(app, store, sku).await?;
    may_go(&known, seen)?;
    let known = &known;
    let done = app.db().write(|tx| Box::pin(published(app, tx, actor, store, known))).await;
    let id = done.map_err(|why| match why {
        AppError::Db(why) if violated(&why).as_deref() == Some(rows::ON_ITS_WAY) => is_on_its_way(),
        other => other,
    })?;
    app.tell(store, sku);
    Ok(id)
}

fn is_on_its_way() -> AppError {
    AppError::because("it is on its way already; wait until every menu has answered, or take it off")
}

fn may_go(known: &Whole, seen: Seen<'_>) -> Result<(), AppError> {
    if let Some(obstacle) = known.obstacles.first() {
        return Err(AppError::because(obstacle.words()));
    }
    if known.sides.is_empty() {
        return Err(AppError::because(
            "no menu is ours to write; connect a marketplace, or look there which system writes its menu",
        ));
    }
    let product = &known.product;
    if seen.tag != product.next().map_or("", |package| package.tag.as_str()) {
        return Err(AppError::because(
            "the next units come from another package than the one you saw; look at its figures",
        ));
    }
    let certificate = product.certificate_id.as_ref().map_or("", |id| id.as_str());
    if seen.version != product.words.version || seen.certificate != certificate {
        return Err(AppError::Refused(Refusal::MovedOn));
    }
    let for_a_person = matches!(product.words_of, WordsOf::ForAPerson | WordsOf::NotChecked);
    if for_a_person && !seen.words_read {
        return Err(AppError::invalid("words_read", "is not ticked; read the words and say that you did"));
    }
    Ok(())
}

async fn published(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    store: &StoreId,
    known: &Whole,
) -> Result<PublicationId, AppError> {
    let product = &known.product;
    still_so(tx, store, product).await?;
    let earlier = rows::of_product(&mut *tx, store, &product.sku, EARLIER_MAX).await?;
    if earlier.first().is_some_and(|row| ["going", "taking_back"].contains(&row.state.as_str())) {
        return Err(is_on_its_way());
    }
    // What failed since stood nowhere.
    let last = earlier.into_iter().find(|row| row.state != "taken_back");
    let stood = match last.filter(|row| row.state == "stands") {
        Some(row) => rows::channels(&mut *tx, &row.id).await?,
        None => Vec::new(),
    };
    let sent: Vec<(&'static str, &Listing)> =
        known.sides.iter().filter_map(|side| Some((side.channel, side.shall.as_ref()?))).collect();
    let (id, at) = (PublicationId::fresh(app.clock(), app.random()), app.now());
    let tag = product.next().map(|package| package.tag.to_string());
    let body = json!({
        "sku": product.sku, "tag": tag, "certificate": product.certificate_id, "words_version": product.words.version,
        "listings": sent.iter().copied().collect::<BTreeMap<_, _>>(),
    });
    let (kind, subject) = ("act.menu.publish", id.as_str());
    let entry = record::write(tx, Note { at, kind, subject, actor, store: Some(store), body }).await?;
    let row = PublicationRow {
        id: id.clone(),
        store_id: store.clone(),
        sku: product.sku.clone(),
        tag,
        certificate_id: product.certificate_id.as_ref().map(ToString::to_string),
        state: "going".to_owned(),
        made_at: at,
        made_by: actor.label(),
        settled_at: None,
        record_seq: export::seq_of(&entry.link()),
    };
    rows::insert(tx, &row).await?;
    for (channel, listing) in sent {
        let before = stood.iter().find(|row| row.channel == channel).map(|row| row.listing.as_str());
        let payload = Payload::Publish { publication: id.clone(), listing: listing.clone() };
        let act = owe::for_listing(app, tx, store, (channel, &product.sku), &payload).await?;
        let text = serde_json::to_string(listing).expect("a listing always has a JSON form");
        rows::insert_channel(tx, &id, (channel, &act), &text, before).await?;
        // From now on it follows the count like what was there before.
        listings::put_turn(tx, store, channel, &product.sku, "on", &act).await?;
    }
    Ok(id)
}

/// What forbids it may have come since it was looked at.
async fn still_so(tx: &mut Tx<'_>, store: &StoreId, product: &Product) -> Result<(), AppError> {
    let fenced = cases::fenced(&mut *tx, store).await?.contains(&product.sku);
    let words = rows::words(&mut *tx, store, &product.sku).await?.version;
    let in_force = match product.next().filter(|_| product.cannabis) {
        Some(next) => {
            let found = certificates::in_force(&mut *tx, store, Some(next.tag.as_str()), None).await?;
            found.map(|row| row.id)
        }
        None => product.certificate_id.clone(),
    };
    match fenced || words != product.words.version || in_force != product.certificate_id {
        true => Err(AppError::Refused(Refusal::MovedOn)),
        false => Ok(()),
    }
}

/// Takes a product off every menu that is ours to write. It stays off until somebody publishes it.
pub async fn withdraw(app: &App, actor: &Actor, sku: &str, reason: &str) -> Result<(), AppError> {
    app.permit(actor, Permission::MenuPublish)?;
    a_person(actor)?;
    let store = store_of(actor)?;
    let reason = &crate::orders::refuse::written(reason)?;
    let known = &whole(app, store, sku).await?;
    app.db().write(|tx| Box::pin(withdrawn(app, tx, actor, store, (known, reason)))).await?;
    app.tell(store, sku);
    Ok(())
}

async fn withdrawn(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    store: &StoreId,
    (known, reason): (&Whole, &str),
) -> Result<(), AppError> {
    let (sku, at) = (&known.product.sku, app.now());
    let newest = rows::of_product(&mut *tx, store, sku, 1).await?.into_iter().next();
    // What is still on its way is overtaken by what is owed now.
    if let Some(row) = newest.filter(|row| row.state != "withdrawn") {
        rows::set_state(tx, &row.id, "withdrawn", Some(at)).await?;
    }
    let mut channels: Vec<Value> = Vec::new();
    for side in &known.sides {
        let external_ids =
            side.names.iter().chain([sku]).cloned().collect::<BTreeSet<_>>().into_iter().collect();
        let payload = Payload::Unpublish { publication: None, sku: sku.clone(), external_ids };
        owe::for_listing(app, tx, store, (side.channel, sku), &payload).await?;
        listings::forget_turn(tx, store, side.channel, sku).await?;
        channels.push(json!(side.channel));
    }
    let body = json!({"sku": sku, "reason": reason, "channels": channels});
    let (kind, store) = ("act.menu.withdraw", Some(store));
    record::write(tx, Note { at, kind, subject: sku, actor, store, body }).await?;
    Ok(())
}
