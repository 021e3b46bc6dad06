//! Tasks: listed page by page, made, changed, commented on.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use countersign_kernel::Timestamp;
use serde_json::{Map, Value, json};

use super::answer::{self, Pairs};
use super::settings::{ROBOT, store_of};
use super::state::{State as Inside, TASKS_MAX, Task};
use super::{Asana, Settings};

pub async fn project(State(sim): State<Arc<Asana>>, Path(gid): Path<String>, headers: HeaderMap) -> Response {
    if let Err(refused) = sim.state().enter(&headers, sim.stage.now()) {
        return refused;
    }
    match store_of(&sim.stage.world, &gid) {
        Some(store) => {
            let name = format!("{}: open work", sim.stage.world.stores[store].name);
            answer::data(StatusCode::OK, json!({"gid": gid, "name": name}))
        }
        None => answer::refused(StatusCode::NOT_FOUND, &format!("project: Unknown object: {gid}")),
    }
}

/// What `opt_fields` asks for; without it only number and name.
fn shown(task: &Task, settings: &Settings, asked: &str) -> Value {
    let account = |gid: &String| json!({"gid": gid});
    let done = task.completed.as_ref();
    let by = done.map(|(_, by)| by).filter(|_| settings.sim_assumption_completed_by);
    let whole = json!({
        "name": task.name,
        "notes": task.notes,
        "due_at": task.due_at,
        "due_on": task.due_on.clone().or_else(|| task.due_at.as_ref().map(|at| at[..10].to_owned())),
        "completed": done.is_some(),
        "completed_at": done.map(|(at, _)| at.to_string()),
        "completed_by": by.map(account),
        "assignee": task.assignee.as_ref().map(account),
        "created_at": task.made_at.to_string(),
        "permalink_url": format!("https://app.asana.com/0/{}/{}", task.project, task.gid),
    });
    let mut shown = Map::from_iter([("gid".to_owned(), json!(task.gid.to_string()))]);
    let wanted: Vec<&str> = asked.split(',').map(|name| name.split('.').next().unwrap_or(name)).collect();
    let members = whole.as_object().into_iter().flatten();
    shown.extend(
        members.filter(|(name, _)| wanted.contains(&name.as_str())).map(|(n, v)| (n.clone(), v.clone())),
    );
    Value::Object(shown)
}

pub async fn list(State(sim): State<Arc<Asana>>, query: Pairs, headers: HeaderMap) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, now) {
        return refused;
    }
    let given = |name: &str| query.get(name).map(String::as_str);
    let Some(project) = given("project").filter(|gid| store_of(&sim.stage.world, gid).is_some()) else {
        return answer::refused(StatusCode::BAD_REQUEST, "project: Not a recognized ID");
    };
    let since: Option<Timestamp> = given("completed_since").and_then(|text| text.parse().ok());
    let limit = given("limit").and_then(|text| text.parse().ok()).unwrap_or(100);
    let limit = usize::min(limit, state.settings.sim_assumption_page_size_max).max(1);
    let offset: usize = given("offset").and_then(|text| text.strip_prefix("o")?.parse().ok()).unwrap_or(0);
    let lag = state.settings.sim_assumption_list_lags_seconds;
    let is_shown = |task: &&Task| {
        let is_late = task.completed.as_ref().is_none_or(|(at, _)| since.is_none_or(|since| *at >= since));
        task.project == project && !task.deleted && is_late && task.made_at.plus_seconds(lag) <= now
    };
    let all: Vec<&Task> = state.tasks.values().filter(is_shown).collect();
    let fields = given("opt_fields").unwrap_or("name");
    let page: Vec<Value> =
        all.iter().skip(offset).take(limit).map(|task| shown(task, &state.settings, fields)).collect();
    let next = (offset + limit < all.len()).then(|| json!({"offset": format!("o{}", offset + limit)}));
    Json(json!({"data": page, "next_page": next})).into_response()
}

pub async fn make(
    State(sim): State<Arc<Asana>>,
    query: Pairs,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, now) {
        return refused;
    }
    let project = body["data"]["projects"][0].as_str().unwrap_or_default().to_owned();
    if store_of(&sim.stage.world, &project).is_none() {
        return answer::refused(StatusCode::BAD_REQUEST, "projects: Not a recognized ID");
    }
    assert!(state.tasks.len() < TASKS_MAX, "the simulator keeps at most {TASKS_MAX} tasks; reset it");
    let gid = state.fresh();
    let mut task = Task {
        gid,
        project,
        name: String::new(),
        notes: String::new(),
        due_at: None,
        due_on: None,
        assignee: None,
        completed: None,
        made_at: now,
        deleted: false,
        comments: Vec::new(),
    };
    if let Err(refused) = put_on(&mut task, &body["data"], ROBOT, now) {
        return refused;
    }
    let told = shown(&task, &state.settings, query.get("opt_fields").map_or("name", String::as_str));
    state.tasks.insert(gid, task);
    sim.changed(&mut state, gid, "added");
    answer::data(StatusCode::CREATED, told)
}

pub async fn change(
    State(sim): State<Arc<Asana>>,
    Path(gid): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, now) {
        return refused;
    }
    let Some(task) = state.live(&gid) else { return unknown(&gid) };
    if let Err(refused) = put_on(task, &body["data"], ROBOT, now) {
        return refused;
    }
    let task = task.clone();
    sim.changed(&mut state, task.gid, "changed");
    answer::data(StatusCode::OK, shown(&task, &state.settings, "name"))
}

pub async fn comment(
    State(sim): State<Arc<Asana>>,
    Path(gid): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, sim.stage.now()) {
        return refused;
    }
    let Some(text) = body["data"]["text"].as_str().map(str::to_owned) else {
        return answer::refused(StatusCode::BAD_REQUEST, "text: Missing input");
    };
    let Some(task) = state.live(&gid) else { return unknown(&gid) };
    task.comments.push(text);
    let story = state.fresh();
    answer::data(StatusCode::CREATED, json!({"gid": story.to_string()}))
}

fn unknown(gid: &str) -> Response {
    answer::refused(StatusCode::NOT_FOUND, &format!("task: Unknown object: {gid}"))
}

/// Puts the members that are named on a task, as one account.
pub fn put_on(task: &mut Task, changes: &Value, by: &str, now: Timestamp) -> Result<(), Response> {
    let wrong = |what: &str| answer::refused(StatusCode::BAD_REQUEST, what);
    for (name, value) in changes.as_object().ok_or_else(|| wrong("data: Missing input"))? {
        let text = value.as_str().map(str::to_owned);
        match name.as_str() {
            "name" => task.name = text.ok_or_else(|| wrong("name: Not a string"))?,
            "notes" => task.notes = text.ok_or_else(|| wrong("notes: Not a string"))?,
            // One of the two: whichever was set last.
            "due_at" => (task.due_at, task.due_on) = (text, None),
            "due_on" => (task.due_on, task.due_at) = (text, None),
            "assignee" => task.assignee = text,
            "completed" => match value.as_bool().ok_or_else(|| wrong("completed: Not a boolean"))? {
                true if task.completed.is_none() => task.completed = Some((now, by.to_owned())),
                true => {}
                false => task.completed = None,
            },
            "projects" => {}
            other => return Err(wrong(&format!("{other}: Not a recognized field"))),
        }
    }
    Ok(())
}

impl Inside {
    /// A task as people see it, by number.
    pub fn seen(&self, gid: &str) -> Option<&Task> {
        self.tasks.get(&gid.parse().ok()?)
    }
}
