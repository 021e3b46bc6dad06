//! Boards: their lists, their cards and what was done on them, read page by page backwards from the newest.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use countersign_kernel::Timestamp;
use serde_json::{Map, Value, json};

use super::Trello;
use super::answer::{self, Pairs};
use super::settings::{LISTS_OF_A_BOARD, list, store_of};
use super::state::{Action, Card};

pub async fn board(
    State(sim): State<Arc<Trello>>,
    Path(id): Path<String>,
    query: Pairs,
    headers: HeaderMap,
) -> Response {
    if let Err(refused) = sim.state().enter(&headers, &query, sim.stage.now()) {
        return refused;
    }
    let Some(store) = store_of(&sim.stage.world, &id) else { return answer::not_found() };
    let name = format!("{}: open work", sim.stage.world.stores[store].name);
    let mut told = json!({"id": id, "name": name, "closed": false});
    if query.get("lists").is_some_and(|which| which == "open") {
        let lists = LISTS_OF_A_BOARD.iter().enumerate();
        let lists = lists.map(|(n, name)| json!({"id": list(store, n), "name": name})).collect::<Vec<_>>();
        told["lists"] = json!(lists);
    }
    answer::told(told)
}

/// What `fields` asks for, and the number always.
pub fn shown(card: &Card, fields: Option<&str>) -> Value {
    let short = &card.id[16..];
    let whole = json!({
        "id": card.id, "name": card.name, "desc": card.desc, "due": card.due, "dueComplete": card.due_complete,
        "closed": card.closed, "idMembers": card.members, "idList": card.list, "idBoard": card.board,
        "shortUrl": format!("https://trello.com/c/{short}"), "url": format!("https://trello.com/c/{short}/1-card"),
    });
    let Some(fields) = fields.filter(|fields| *fields != "all") else { return whole };
    let wanted: Vec<&str> = fields.split(',').collect();
    let members = whole.as_object().into_iter().flatten();
    let kept = members.filter(|(name, _)| *name == "id" || wanted.contains(&name.as_str()));
    Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect::<Map<_, _>>())
}

/// The newest of what comes before a number, as many as are asked for.
fn page<'t, T>(
    all: Vec<&'t T>,
    id: impl Fn(&T) -> &str,
    query: &Pairs,
    usual: usize,
    most: usize,
) -> Vec<&'t T> {
    let limit = query.get("limit").and_then(|text| text.parse().ok()).unwrap_or(usual).clamp(1, most);
    let before = query.get("before").map(String::as_str);
    let mut left: Vec<&T> =
        all.into_iter().filter(|row| before.is_none_or(|before| id(row) < before)).collect();
    left.sort_by(|a, b| id(b).cmp(id(a)));
    left.truncate(limit);
    left
}

pub async fn cards(
    State(sim): State<Arc<Trello>>,
    Path(id): Path<String>,
    query: Pairs,
    headers: HeaderMap,
) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, &query, now) {
        return refused;
    }
    if store_of(&sim.stage.world, &id).is_none() {
        return answer::not_found();
    }
    let is_archived_too = match query.get("filter").map_or("visible", String::as_str) {
        "visible" | "open" => false,
        "all" => true,
        _ => return answer::refused(StatusCode::BAD_REQUEST, "invalid value for filter"),
    };
    let lag = state.settings.sim_assumption_list_lags_seconds;
    let is_shown = |card: &&Card| {
        card.board == id && (is_archived_too || !card.closed) && card.made_at.plus_seconds(lag) <= now
    };
    let all: Vec<&Card> = state.cards.values().filter(is_shown).collect();
    let most = state.settings.sim_assumption_page_size_max;
    let fields = query.get("fields").map(String::as_str);
    let rows = page(all, |card| &card.id, &query, most, most);
    answer::told(rows.into_iter().map(|card| shown(card, fields)).collect())
}

/// An action is asked for by its kind, or by its kind and what changed.
fn is_asked(action: &Action, filter: &str) -> bool {
    let changed = action.changed.as_ref().map_or("", |(member, ..)| member.as_str());
    filter.split(',').any(|one| match one.split_once(':') {
        Some((kind, member)) => kind == action.kind && member == changed,
        None => one == "all" || one == action.kind,
    })
}

pub fn told(action: &Action, with_creator: bool) -> Value {
    let mut data = json!({"card": {"id": action.card}, "board": {"id": action.board}});
    if let Some((member, was, is)) = &action.changed {
        data["old"] = json!({member: was});
        data["card"][member] = is.clone();
    }
    let mut told = json!({
        "id": action.id, "type": action.kind, "date": action.at.to_string(), "idMemberCreator": action.by, "data": data,
    });
    if with_creator {
        told["memberCreator"] =
            json!({"id": action.by, "fullName": "Invented Person", "username": "invented"});
    }
    told
}

pub async fn actions(
    State(sim): State<Arc<Trello>>,
    Path(id): Path<String>,
    query: Pairs,
    headers: HeaderMap,
) -> Response {
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, &query, sim.stage.now()) {
        return refused;
    }
    if store_of(&sim.stage.world, &id).is_none() {
        return answer::not_found();
    }
    let since: Option<Timestamp> = query.get("since").and_then(|text| text.parse().ok());
    let filter = query.get("filter").map_or("all", String::as_str);
    let tells = state.settings.sim_assumption_tells_completions;
    let is_shown = |action: &&Action| {
        let is_hidden = !tells && action.changed.as_ref().is_some_and(|(member, ..)| member == "dueComplete");
        action.board == id
            && !is_hidden
            && is_asked(action, filter)
            && since.is_none_or(|since| action.at >= since)
    };
    let all: Vec<&Action> = state.actions.iter().filter(is_shown).collect();
    // Documented: fifty unless more are asked for.
    let rows = page(all, |action| &action.id, &query, 50, state.settings.sim_assumption_page_size_max);
    let with_creator = query.get("memberCreator").is_none_or(|asked| asked != "false");
    answer::told(rows.into_iter().map(|action| told(action, with_creator)).collect())
}
