//! What is read: boards, their items page by page, who ticked what, the webhooks of a board.

use countersign_kernel::Timestamp;
use serde_json::{Value, json};

use super::Monday;
use super::answer::No;
use super::graphql::{Field, select};
use super::settings::{COLUMNS, DONE, DUE, KEY, NOTES, PEOPLE, board, store_of};
use super::state::{Item, State as Inside};

/// Documented: a cursor is good for so long.
const CURSOR_SECONDS: i64 = 3_600;

pub fn no_field(message: String) -> No {
    No::new("GRAPHQL_VALIDATION_FAILED", 400, message)
}

fn cells(item: &Item, asked: &Field) -> Value {
    let people: Vec<Value> =
        item.people.iter().map(|id| json!({"id": id.to_string(), "kind": "person"})).collect();
    let checked_at = item.checked_at.map(|at| at.to_string());
    let all = [
        json!({"__typename": "TextValue", "id": KEY, "type": "text", "text": item.key}),
        json!({"__typename": "TextValue", "id": NOTES, "type": "text", "text": item.notes}),
        json!({
            "__typename": "DateValue", "id": DUE, "type": "date", "text": format!("{} {}", item.date, item.time),
            "date": item.date, "time": item.time,
        }),
        json!({
            "__typename": "PeopleValue", "id": PEOPLE, "type": "people", "text": "Invented Person",
            "persons_and_teams": people,
        }),
        json!({
            "__typename": "CheckboxValue", "id": DONE, "type": "checkbox", "text": if item.checked { "v" } else { "" },
            "checked": item.checked, "updated_at": checked_at,
        }),
    ];
    let ids = asked.arguments.get("ids").and_then(Value::as_array);
    let is_asked = |cell: &Value| ids.is_none_or(|ids| ids.contains(&cell["id"]));
    Value::Array(all.into_iter().filter(is_asked).collect())
}

fn shown(item: &Item, fields: &[Field]) -> Result<Value, String> {
    let mut whole = json!({
        "id": item.id.to_string(), "name": item.name, "created_at": item.made_at.to_string(),
        "state": if item.archived { "archived" } else { "active" },
        "url": format!("https://invented.monday.com/boards/{}/pulses/{}", item.board, item.id),
    });
    if let Some(asked) = fields.iter().find(|field| field.name == "column_values") {
        whole["column_values"] = cells(item, asked);
    }
    select(&whole, fields)
}

impl Monday {
    /// A page of a board from a place on, and the cursor to what comes after it.
    fn page(
        &self,
        state: &Inside,
        (board, from, begun): (&str, usize, Timestamp),
        asked: &Field,
    ) -> Result<Value, String> {
        let now = self.stage.now();
        let lag = state.settings.sim_assumption_list_lags_seconds;
        let is_shown =
            |item: &&Item| item.board == board && !item.archived && item.made_at.plus_seconds(lag) <= now;
        let items: Vec<&Item> = state.items.values().filter(is_shown).collect();
        let most = state.settings.sim_assumption_page_size_max;
        let limit = asked.arguments.get("limit").and_then(Value::as_u64).unwrap_or(25);
        let limit = usize::try_from(limit).unwrap_or(most).clamp(1, most);
        let fields_of = |name: &str| asked.fields.iter().find(|field| field.name == name);
        let wanted = fields_of("items").map_or(&[][..], |field| &field.fields);
        let rows = items.iter().skip(from).take(limit);
        let rows: Result<Vec<Value>, String> = rows.map(|item| shown(item, wanted)).collect();
        let is_last = from + limit >= items.len();
        let cursor = (!is_last).then(|| format!("{board}|{}|{}", from + limit, begun.micros()));
        Ok(json!({"cursor": cursor, "items": rows?}))
    }

    pub(super) fn next_page(&self, state: &Inside, asked: &Field) -> Result<Value, No> {
        let cursor = asked.arguments.get("cursor").and_then(Value::as_str).unwrap_or_default();
        let parts: Vec<&str> = cursor.split('|').collect();
        let expired = || No::new("CursorException", 200, "CursorExpiredError: the cursor is not valid");
        let [board, from, begun] = parts[..] else { return Err(expired()) };
        let from: usize = from.parse().map_err(|_| expired())?;
        let begun = Timestamp::from_micros(begun.parse().map_err(|_| expired())?);
        if begun.plus_seconds(CURSOR_SECONDS) <= self.stage.now() {
            return Err(expired());
        }
        self.page(state, (board, from, begun), asked).map_err(no_field)
    }

    pub(super) fn boards(&self, state: &Inside, asked: &Field) -> Result<Value, No> {
        let ids = asked.arguments.get("ids").and_then(Value::as_array).cloned().unwrap_or_default();
        let world = &self.stage.world;
        let found = ids.iter().filter_map(Value::as_str).filter_map(|id| store_of(world, id));
        let rows: Result<Vec<Value>, String> = found
            .map(|store| {
                let id = board(store);
                let columns = COLUMNS.map(|(id, kind)| json!({"id": id, "type": kind, "title": id}));
                let name = format!("{}: open work", world.stores[store].name);
                let mut whole = json!({"id": id, "name": name, "state": "active", "columns": columns});
                for field in &asked.fields {
                    match field.name.as_str() {
                        "items_page" => {
                            whole["items_page"] = self.page(state, (&id, 0, self.stage.now()), field)?;
                        }
                        "activity_logs" => whole["activity_logs"] = logs(state, &id, field)?,
                        _ => {}
                    }
                }
                // These were chosen from already.
                let own = |field: &&Field| !matches!(field.name.as_str(), "items_page" | "activity_logs");
                let plain: Vec<Field> = asked.fields.iter().filter(own).cloned().collect();
                let mut chosen = select(&whole, &plain)?;
                for field in asked.fields.iter().filter(|field| !own(field)) {
                    chosen[&field.alias] = whole[&field.name].clone();
                }
                Ok(chosen)
            })
            .collect();
        rows.map(Value::Array).map_err(no_field)
    }

    pub(super) fn webhooks(&self, state: &Inside, asked: &Field) -> Result<Value, No> {
        let board = asked.arguments.get("board_id").and_then(Value::as_str).unwrap_or_default();
        let hooks = state.hooks.values().filter(|hook| hook.board == board);
        // Documented: where it calls is not among what is told.
        let rows = hooks.map(|hook| {
            json!({
                "id": hook.id.to_string(), "board_id": hook.board, "event": "change_specific_column_value",
                "config": json!({"columnId": hook.column}).to_string(),
            })
        });
        select(&Value::Array(rows.collect()), &asked.fields).map_err(no_field)
    }
}

/// The newest changes of a tick first.
fn logs(state: &Inside, board: &str, asked: &Field) -> Result<Value, String> {
    let since: Option<Timestamp> =
        asked.arguments.get("from").and_then(Value::as_str).and_then(|text| text.parse().ok());
    let columns = asked.arguments.get("column_ids").and_then(Value::as_array);
    let limit = asked.arguments.get("limit").and_then(Value::as_u64).unwrap_or(25);
    let is_asked = state.settings.sim_assumption_tells_ticks
        && columns.is_none_or(|columns| columns.iter().any(|column| column == DONE));
    let found = state.logs.iter().rev().filter(|log| log.board == board && is_asked);
    let found = found.filter(|log| since.is_none_or(|since| log.at >= since));
    let rows = found.take(usize::try_from(limit).unwrap_or(25)).map(|log| {
        let data = json!({
            "board_id": log.board.parse::<u64>().unwrap_or_default(), "pulse_id": log.item, "column_id": DONE,
            "column_type": "boolean", "value": {"checked": log.checked},
        });
        json!({
            "id": format!("log-{}", log.number), "event": "update_column_value", "entity": "pulse",
            "data": data.to_string(), "user_id": log.by,
            "created_at": (log.at.micros() * 10 + log.number % 10).to_string(),
        })
    });
    select(&Value::Array(rows.collect()), &asked.fields)
}
