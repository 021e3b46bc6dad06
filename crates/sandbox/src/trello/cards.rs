//! Cards: made, changed, commented on. What is changed stands in the board's history.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use countersign_kernel::Timestamp;
use serde_json::{Value, json};

use super::Trello;
use super::answer::{self, Pairs};
use super::boards::shown;
use super::settings::{ROBOT, board_of};
use super::state::{Action, CARDS_MAX, Card, State as Inside};

pub async fn make(
    State(sim): State<Arc<Trello>>,
    query: Pairs,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, &query, now) {
        return refused;
    }
    let list = body["idList"].as_str().unwrap_or_default().to_owned();
    let Some(board) = board_of(&sim.stage.world, &list) else {
        return answer::refused(StatusCode::BAD_REQUEST, "invalid value for idList");
    };
    assert!(state.cards.len() < CARDS_MAX, "the simulator keeps at most {CARDS_MAX} cards; reset it");
    let mut card = Card {
        id: state.fresh(now),
        board,
        list,
        name: String::new(),
        desc: String::new(),
        due: None,
        due_complete: false,
        members: Vec::new(),
        closed: false,
        made_at: now,
        comments: Vec::new(),
    };
    if let Err(refused) = put_on(&mut card, &body, state.settings.sim_assumption_trims) {
        return refused;
    }
    state.cards.insert(card.id.clone(), card.clone());
    sim.happened(&mut state, &card, "createCard", None, ROBOT);
    answer::told(shown(&card, None))
}

pub async fn change(
    State(sim): State<Arc<Trello>>,
    Path(id): Path<String>,
    query: Pairs,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, &query, sim.stage.now()) {
        return refused;
    }
    match sim.put(&mut state, &id, &body, ROBOT) {
        Ok(card) => answer::told(shown(&card, None)),
        Err(refused) => refused,
    }
}

pub async fn comment(
    State(sim): State<Arc<Trello>>,
    Path(id): Path<String>,
    query: Pairs,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, &query, sim.stage.now()) {
        return refused;
    }
    let text = body["text"].as_str().or(query.get("text").map(String::as_str)).map(str::to_owned);
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return answer::refused(StatusCode::BAD_REQUEST, "invalid value for text");
    };
    let Some(card) = state.cards.get_mut(&id) else { return answer::not_found() };
    card.comments.push(text);
    let card = card.clone();
    let action = sim.happened(&mut state, &card, "commentCard", None, ROBOT);
    answer::told(json!({"id": action.id, "type": action.kind}))
}

/// Puts the members that are named on a card.
pub fn put_on(card: &mut Card, changes: &Value, trims: bool) -> Result<(), Response> {
    let wrong = |name: &str| answer::refused(StatusCode::BAD_REQUEST, &format!("invalid value for {name}"));
    let tidy = |text: &str| if trims { text.trim().to_owned() } else { text.to_owned() };
    for (name, value) in changes.as_object().ok_or_else(|| wrong("body"))? {
        let text = || value.as_str().ok_or_else(|| wrong(name));
        let yes = || value.as_bool().ok_or_else(|| wrong(name));
        match name.as_str() {
            "name" => card.name = tidy(text()?),
            "desc" => card.desc = tidy(text()?),
            "due" if value.is_null() => card.due = None,
            "due" => {
                let at: Timestamp = text()?.parse().map_err(|_| wrong(name))?;
                card.due = Some(at.to_string());
            }
            "dueComplete" => card.due_complete = yes()?,
            "closed" => card.closed = yes()?,
            "idList" => card.list = text()?.to_owned(),
            "idMembers" => {
                let members = value.as_array().ok_or_else(|| wrong(name))?;
                card.members = members.iter().filter_map(|id| id.as_str().map(str::to_owned)).collect();
            }
            // What is not known is not looked at.
            _ => {}
        }
    }
    Ok(())
}

/// The members whose changes stand in the history.
const TOLD: [&str; 6] = ["name", "desc", "due", "dueComplete", "closed", "idList"];

impl Trello {
    pub(super) fn put(
        &self,
        state: &mut Inside,
        id: &str,
        changes: &Value,
        by: &str,
    ) -> Result<Card, Response> {
        let trims = state.settings.sim_assumption_trims;
        let card = state.cards.get_mut(id).ok_or_else(answer::not_found)?;
        let before = shown(card, None);
        put_on(card, changes, trims)?;
        let (card, after) = (card.clone(), shown(card, None));
        for member in TOLD.into_iter().filter(|member| before[member] != after[member]) {
            let changed = (member.to_owned(), before[member].clone(), after[member].clone());
            self.happened(state, &card, "updateCard", Some(changed), by);
        }
        Ok(card)
    }

    /// It stands in the history, and whoever asked to be told will be.
    pub(super) fn happened(
        &self,
        state: &mut Inside,
        card: &Card,
        kind: &'static str,
        changed: Option<(String, Value, Value)>,
        by: &str,
    ) -> Action {
        let at = self.stage.now();
        let (id, board, card) = (state.fresh(at), card.board.clone(), card.id.clone());
        let action = Action { id, board, card, kind, changed, by: by.to_owned(), at };
        state.actions.push(action.clone());
        self.tell(state, &action);
        action
    }
}
