//! What people do about a case. Each is on the record, and on the case.

mod count;
mod figures;
mod price;
mod show;

use countersign_domain::inventory::{Action, Class};
use countersign_kernel::id::CaseId;
use countersign_kernel::{Actor, Permission, Timestamp};
use countersign_store::acts::ActRow;
use countersign_store::books;
use countersign_store::cases::{self, CaseRow};
use countersign_store::db::Tx;
use countersign_store::listings;
use serde_json::{Value, json};

use super::{fence, run};
use crate::acts::Payload;
use crate::app::App;
use crate::error::AppError;
use crate::menu::settle;
use crate::permit::same_store;

pub use countersign_ports::books::PriceChange;

pub use self::count::{NewCount, adjust, adjustable, reasons, till_by_hand};
pub use self::figures::{anew, is_about_figures, publish_anew, why_not_anew};
pub use self::price::{prices, reprice, why_not_priced};
pub(crate) use self::show::{Against, against_showing};
pub use self::show::{hidden_by, show_again};

const TEXT_CHARS_MAX: usize = 500;
/// A case can be accepted for so long at a time.
pub const ACCEPTED_DAYS_MAX: i64 = 90;

/// An open case of the actor's own store.
async fn open_case(tx: &mut Tx<'_>, actor: &Actor, id: &CaseId) -> Result<CaseRow, AppError> {
    let case = cases::by_id(&mut *tx, id).await?.filter(|case| same_store(actor, &case.store_id));
    let case = case.ok_or(AppError::NotFound("case"))?;
    if case.closed_at.is_some() {
        return Err(AppError::because("this case is closed: the books agree again"));
    }
    Ok(case)
}

fn text(field: &'static str, given: &str) -> Result<String, AppError> {
    let given = given.trim();
    if given.is_empty() || given.chars().count() > TEXT_CHARS_MAX {
        return Err(AppError::invalid(field, format!("needs 1 to {TEXT_CHARS_MAX} characters")));
    }
    Ok(given.to_owned())
}

/// The person takes the case: it is theirs until somebody else takes it.
pub async fn take(app: &App, actor: &Actor, id: &CaseId) -> Result<(), AppError> {
    app.permit(actor, Permission::InventorySettle)?;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let case = open_case(tx, actor, id).await?;
                let case = CaseRow { owner: Some(actor.label()), ..case };
                cases::save(tx, &case).await?;
                done(app, tx, actor, &case, "took the case", "act.case_taken", json!({})).await
            })
        })
        .await?;
    tell(app, actor, id);
    Ok(())
}

pub async fn note(app: &App, actor: &Actor, id: &CaseId, said: &str) -> Result<(), AppError> {
    app.permit(actor, Permission::InventorySettle)?;
    let said = &text("note", said)?;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let case = open_case(tx, actor, id).await?;
                done(app, tx, actor, &case, said, "note.case", json!({"said": said})).await
            })
        })
        .await?;
    tell(app, actor, id);
    Ok(())
}

/// Takes the product off sale everywhere until the case is settled.
pub async fn fence(app: &App, actor: &Actor, id: &CaseId) -> Result<(), AppError> {
    app.permit(actor, Permission::InventorySettle)?;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let case = open_case(tx, actor, id).await?;
                if !fence::is_possible(&case) {
                    return Err(AppError::because("what is shown has no name by which it could be hidden"));
                }
                if case.fence == "hidden" {
                    return Err(AppError::because("the fence stands already"));
                }
                fence::put_up(app, tx, case, actor).await?;
                Ok(())
            })
        })
        .await?;
    tell(app, actor, id);
    Ok(())
}

/// Whether a case may stay as it is for a time: never where something can be bought that must not be sold.
pub fn may_be_accepted(case: &CaseRow) -> bool {
    let class = Class::ALL.iter().find(|class| class.name() == case.class);
    let silent_menu = case.class == Class::SnapshotIncomplete.name() && case.subject == "menu";
    silent_menu || class.is_some_and(|class| class.actions().contains(&Action::AcceptWithReason))
}

/// Accepts a case with a reason, until a day.
pub async fn accept(app: &App, actor: &Actor, id: &CaseId, why: &str, days: i64) -> Result<(), AppError> {
    app.permit(actor, Permission::InventoryAccept)?;
    let why = &text("reason", why)?;
    if !(1..=ACCEPTED_DAYS_MAX).contains(&days) {
        return Err(AppError::invalid("days", format!("goes from 1 to {ACCEPTED_DAYS_MAX}")));
    }
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let case = open_case(tx, actor, id).await?;
                if !may_be_accepted(&case) {
                    return Err(AppError::because(
                        "this must be settled or ring-fenced; it cannot be accepted",
                    ));
                }
                let until = app.now().plus_minutes(days * 24 * 60);
                let accepted = (Some(until.micros()), Some(why.clone()));
                let case = CaseRow { accepted_until: accepted.0, accepted_why: accepted.1, ..case };
                cases::save(tx, &case).await?;
                let said = format!("accepted it for {days} days: {why}");
                let more = json!({"why": why, "until": until});
                done(app, tx, actor, &case, &said, "act.case_accepted", more).await?;
                // A menu that cannot be read at all makes a morning whole once somebody has accepted it.
                Ok(books::pull_by(tx, &case.store_id, app.now()).await?)
            })
        })
        .await?;
    tell(app, actor, id);
    Ok(())
}

/// Why an act of a case is not what would be decided now; it was decided on what the sides said then.
pub(crate) async fn no_longer_meant(app: &App, act: &ActRow) -> Result<Option<&'static str>, AppError> {
    let payload = Payload::of(act)?;
    if let Payload::Restore { sku, .. } = &payload {
        let ended = listings::fences_ended(app.db(), &act.store_id).await?;
        let was_fenced = ended.iter().any(|(fenced, at)| fenced == sku && *at > act.made_at.micros());
        return Ok(was_fenced.then_some("a ring-fence stood round it since; show it again from that case"));
    }
    if let Payload::Publish { publication, .. } = &payload {
        let is_over = settle::is_over(app, act, publication).await?;
        return Ok(is_over.then_some("it was taken back from the other menus; publish it anew"));
    }
    let (Payload::SetQuantity { case: id, .. } | Payload::SetPrices { case: id, .. }) = &payload else {
        return Ok(None);
    };
    let Some(case) = cases::by_id(app.db(), id).await?.filter(|case| case.closed_at.is_none()) else {
        return Ok(Some("its case is over"));
    };
    let is_meant = match payload {
        Payload::SetQuantity { adjustment, finish, .. } => adjustable(app, &case).is_some_and(|now| {
            now.from == adjustment.from && now.to == adjustment.to && (now.can_finish || !finish)
        }),
        Payload::SetPrices { prices: wanted, .. } => match price::to_set(app, app.db(), &case).await {
            Ok(prices) => prices.get(&act.target) == Some(&wanted),
            Err(AppError::Refused(_)) => false,
            Err(why) => return Err(why),
        },
        _ => true,
    };
    Ok((!is_meant).then_some("what the sides say has changed since; decide it anew on its case"))
}

/// Writes a deed on the case and on the record.
async fn done(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: &CaseRow,
    said: &str,
    kind: &'static str,
    more: Value,
) -> Result<(), AppError> {
    let now: Timestamp = app.now();
    cases::note(tx, &case.id, now, &actor.label(), said).await?;
    run::note_by(tx, case, actor, now, kind, more).await
}

fn tell(app: &App, actor: &Actor, id: &CaseId) {
    if let Ok(store) = crate::permit::store_of(actor) {
        app.tell(store, id.as_str());
    }
}
