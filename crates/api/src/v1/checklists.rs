//! The day's checklists as they stand.

use axum::Json;
use axum::extract::State;
use countersign_app::App;
use countersign_app::checklist::view::{self, How, ItemView};
use countersign_domain::checklist::{Assigned, Found, Standing};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Api;
use crate::caller::{By, may};
use crate::problem::Problem;

pub fn reads() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(checklists))
}

#[derive(Serialize, ToSchema)]
#[schema(as = ChecklistDay)]
struct DayShown {
    /// Of the store; it lasts until the first list of the next one begins.
    #[schema(example = "2026-11-22")]
    day: String,
    lists: Vec<ListShown>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Checklist)]
struct ListShown {
    #[schema(example = "opening")]
    id: String,
    title: String,
    from: String,
    in_force: bool,
    items: Vec<ItemShown>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ChecklistItem)]
struct ItemShown {
    id: String,
    says: String,
    /// Whose it is, where it is a role's.
    role: Option<String>,
    /// Or the sign-in name of one person.
    person: Option<String>,
    due: String,
    /// `done`, `open`, `overdue`, `later`
    standing: &'static str,
    /// Whether the product ticks it by itself.
    by_itself: bool,
    /// When it was done, where that is known.
    at: Option<String>,
    /// The label of whoever ticked it.
    by: Option<String>,
    /// What the product saw, or what the person wrote.
    note: String,
}

/// The lists of the day that is on in the token's store. No program ticks anything.
#[utoipa::path(
    get, path = "/checklists", tag = "checklists", security(("token" = ["checklist.view"])),
    responses((status = OK, body = DayShown))
)]
async fn checklists(State(app): State<App>, by: By<may::ChecklistView>) -> Result<Json<DayShown>, Problem> {
    let day = view::day(&app, &by.0).await?;
    let lists = day.lists.into_iter().map(|list| ListShown {
        id: list.id,
        title: list.title,
        from: list.from.to_string(),
        in_force: list.in_force,
        items: list.items.iter().map(shown).collect(),
    });
    Ok(Json(DayShown { day: day.day.to_string(), lists: lists.collect() }))
}

fn shown(item: &ItemView) -> ItemShown {
    let (role, person) = match &item.assigned {
        Assigned::Role(role) => (Some(role.word().to_owned()), None),
        Assigned::Person(login) => (None, Some(login.clone())),
    };
    let (at, by, note) = match &item.how {
        How::Seen(Found::Done { says, at }) => (*at, None, says.clone()),
        How::Seen(Found::Open { says }) => (None, None, says.clone()),
        How::ByHand(Some(tick)) => (Some(tick.at), Some(tick.by_whom.clone()), tick.note.clone()),
        How::ByHand(None) => (None, None, String::new()),
    };
    ItemShown {
        id: item.id.clone(),
        says: item.says.clone(),
        role,
        person,
        due: item.due.to_string(),
        standing: match item.standing {
            Standing::Done => "done",
            Standing::Open => "open",
            Standing::Overdue => "overdue",
            Standing::Later => "later",
        },
        by_itself: matches!(item.how, How::Seen(_)),
        at: at.map(|at| at.to_string()),
        by,
        note,
    }
}
