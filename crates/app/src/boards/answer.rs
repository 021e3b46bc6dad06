//! Somebody completed a task on the board while the work is open here. A hand-ticked item is ticked if they could have ticked it in the
//! browser; whatever else it is stays open, and they are told why.

use countersign_kernel::id::{CaseId, StoreId};
use countersign_kernel::{Actor, Permission, Timestamp};
use countersign_ports::task_board::{Completion, TaskBoard};
use countersign_store::cases;
use countersign_store::people::staff;
use serde_json::json;

use super::desired::{Desired, Piece};
use crate::app::App;
use crate::checklist::tick::{self, There, Which};
use crate::error::{AppError, Refusal};
use crate::leases::{self, LeaseRow};
use crate::people::session;
use crate::record::{self, Note};

/// Where an answer is given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub store: &'a StoreId,
    pub vendor: &'a str,
    pub board: &'a dyn TaskBoard,
    pub lease: &'a LeaseRow,
}

/// Why it is put back to open; nothing where it was ticked.
pub(super) async fn answer(
    app: &App,
    place: Place<'_>,
    wanted: &Desired,
    completion: &Completion,
) -> Result<Option<String>, AppError> {
    match &wanted.piece {
        Piece::ByHand { day, list, item } => ticked(app, place, day, Which { list, item }, completion).await,
        Piece::BySight => Ok(Some(
            "Put back to open: Countersign ticks this itself when it sees that it is done, and it is not."
                .to_owned(),
        )),
        Piece::Photo => Ok(Some(
            "Put back to open: it is done when another photo of the product is handed in.".to_owned(),
        )),
        Piece::Case(id) => {
            note(app, place, id, completion).await?;
            let left = "Put back to open: the books still disagree. There is a note on the case; it closes by itself when they agree.";
            Ok(Some(left.to_owned()))
        }
    }
}

/// Who completed it, as one of the shop's own people who still works here.
async fn person(
    app: &App,
    place: Place<'_>,
    completion: &Completion,
) -> Result<Result<Actor, String>, AppError> {
    let Some(account) = &completion.by else {
        return Ok(Err("the board does not say who completed it".to_owned()));
    };
    let Some(login) = place.board.person(account) else {
        let why = format!(
            "the account {account} is nobody's here; its line under Connections, Accounts of people, is missing"
        );
        return Ok(Err(why));
    };
    let known = staff::by_login(app.db(), login).await?;
    let known = known.filter(|person| person.store_id == *place.store && person.active);
    Ok(known.map_or_else(
        || Err(format!("whom the account {account} stands for under Connections has no account here")),
        // As they are when they sign in: who has not chosen a password of their own may do nothing yet.
        |person| Ok(session::actor_of(&person)),
    ))
}

async fn ticked(
    app: &App,
    place: Place<'_>,
    day: &str,
    which: Which<'_>,
    completion: &Completion,
) -> Result<Option<String>, AppError> {
    let back = |why: &str| Ok(Some(format!("Put back to open: {why}.")));
    let person = match person(app, place, completion).await? {
        Ok(person) => person,
        Err(why) => return back(&why),
    };
    let board = Actor::system(place.vendor);
    let there = There { person: &person, board: &board, day, lease: place.lease };
    match tick::tick_there(app, there, which).await {
        Ok(()) => Ok(None),
        Err(AppError::NotPermitted(Permission::ChecklistTick)) => {
            back("whoever completed it may not tick checklists")
        }
        // Sentences about the item and its role. Of whom it is for by name, none.
        Err(AppError::Refused(Refusal::Because(_))) if tick::is_of_another(app, &person, which).await? => {
            back("it is for somebody else or a manager to tick")
        }
        Err(AppError::Refused(Refusal::Because(why))) => back(&why),
        Err(AppError::NotFound(_)) => back("it is no longer on the list"),
        Err(why) => Err(why),
    }
}

/// The case stays open; whoever settles it sees that somebody thought it done.
async fn note(app: &App, place: Place<'_>, id: &CaseId, completion: &Completion) -> Result<(), AppError> {
    let board = &Actor::system(place.vendor);
    let by = match person(app, place, completion).await? {
        Ok(person) => person.label(),
        Err(_) => board.label(),
    };
    let by = by.as_str();
    let done = app.db().write(|tx| {
        Box::pin(async move {
            if !leases::is_held(app, tx, place.lease).await? {
                return Err(AppError::Overtaken);
            }
            let case = cases::by_id(&mut *tx, id).await?.filter(|case| case.closed_at.is_none());
            let Some(case) = case else { return Ok(()) };
            let at: Timestamp = app.now();
            cases::note(tx, &case.id, at, by, "completed it on the task board; the books still disagree")
                .await?;
            let body = json!({"case": case.id.as_str(), "completed_by": by});
            let (kind, subject, store) = ("fact.board_completion", case.id.as_str(), Some(place.store));
            record::write(tx, Note { at, kind, subject, actor: board, store, body }).await?;
            Ok(())
        })
    });
    done.await?;
    app.tell(place.store, id.as_str());
    Ok(())
}
