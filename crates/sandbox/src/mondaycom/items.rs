//! What is written: items made, changed, archived and commented on. Each field of a question is done by itself, in order.

use countersign_kernel::Timestamp;
use serde_json::{Value, json};

use super::Monday;
use super::answer::No;
use super::boards::no_field;
use super::graphql::{Field, select};
use super::settings::{DONE, DUE, KEY, NOTES, PEOPLE, ROBOT, store_of};
use super::state::{ITEMS_MAX, Item, Log, State as Inside};

const NAME_CHARS_MAX: usize = 255;

fn text<'f>(asked: &'f Field, name: &str) -> &'f str {
    asked.arguments.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn wrong(message: &str) -> No {
    No::new("ColumnValueException", 200, message)
}

/// Puts the columns that are named on an item; the text holds JSON.
fn put_on(item: &mut Item, cells: &str) -> Result<Option<bool>, No> {
    let cells: Value =
        serde_json::from_str(cells).map_err(|_| No::new("JsonParseException", 200, "JSON parse error"))?;
    let mut ticked = None;
    for (id, value) in cells.as_object().ok_or_else(|| wrong("column_values is no object"))? {
        let text =
            || value.as_str().map(str::to_owned).ok_or_else(|| wrong("invalid value for a text column"));
        match id.as_str() {
            "name" => item.name = name(&text()?)?,
            KEY => item.key = text()?,
            NOTES => item.notes = text()?,
            DUE if value.is_null() => (item.date, item.time) = (String::new(), String::new()),
            DUE => {
                let part = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
                let (date, time) = (part("date"), part("time"));
                let at: Result<Timestamp, _> = format!("{date}T{time}Z").parse();
                at.map_err(|_| wrong("invalid value for a date column"))?;
                (item.date, item.time) = (date, time);
            }
            PEOPLE => {
                let rows =
                    value["personsAndTeams"].as_array().ok_or_else(|| wrong("invalid value for people"))?;
                item.people = rows.iter().filter_map(|row| row["id"].as_u64()).collect();
            }
            DONE => ticked = Some(value["checked"].as_str() == Some("true")),
            _ => return Err(wrong("This column ID doesn't exist for the board")),
        }
    }
    Ok(ticked)
}

fn name(text: &str) -> Result<String, No> {
    match text.trim() {
        "" => Err(No::new("ItemNameIsEmptyException", 200, "The item name is empty")),
        long if long.chars().count() > NAME_CHARS_MAX => {
            Err(No::new("ItemNameTooLongException", 200, "Item name exceeds max allowed length of 255"))
        }
        good => Ok(good.to_owned()),
    }
}

impl Monday {
    pub(super) fn create_item(&self, state: &mut Inside, asked: &Field) -> Result<Value, No> {
        let board = text(asked, "board_id").to_owned();
        if store_of(&self.stage.world, &board).is_none() {
            return Err(No::new("InvalidBoardIdException", 200, "The board does not exist"));
        }
        assert!(state.items.len() < ITEMS_MAX, "the simulator keeps at most {ITEMS_MAX} items; reset it");
        let mut item = Item {
            id: state.fresh(),
            board,
            name: name(text(asked, "item_name"))?,
            key: String::new(),
            notes: String::new(),
            date: String::new(),
            time: String::new(),
            people: Vec::new(),
            checked: false,
            checked_at: None,
            archived: false,
            made_at: self.stage.now(),
            updates: Vec::new(),
        };
        let ticked = put_on(&mut item, text(asked, "column_values"))?;
        let id = item.id;
        state.items.insert(id, item);
        self.tick(state, id, ticked, ROBOT);
        self.told(state, id, asked)
    }

    pub(super) fn change_item(&self, state: &mut Inside, asked: &Field) -> Result<Value, No> {
        let id = self.known(state, asked)?;
        let mut changed = state.items[&id].clone();
        let ticked = put_on(&mut changed, text(asked, "column_values"))?;
        state.items.insert(id, changed);
        self.tick(state, id, ticked, ROBOT);
        self.told(state, id, asked)
    }

    pub(super) fn archive_item(&self, state: &mut Inside, asked: &Field) -> Result<Value, No> {
        let id = self.known(state, asked)?;
        if let Some(item) = state.items.get_mut(&id) {
            item.archived = true;
        }
        self.told(state, id, asked)
    }

    pub(super) fn create_update(&self, state: &mut Inside, asked: &Field) -> Result<Value, No> {
        let id = self.known(state, asked)?;
        let said = text(asked, "body").to_owned();
        let update = state.fresh().to_string();
        if let Some(item) = state.items.get_mut(&id) {
            item.updates.push(said);
        }
        select(&json!({"id": update}), &asked.fields).map_err(no_field)
    }

    /// sim_assumption: an archived item is no longer one that can be changed.
    fn known(&self, state: &Inside, asked: &Field) -> Result<u64, No> {
        let unknown = || No::new("ResourceNotFoundException", 404, "The item was not found");
        let id = text(asked, "item_id").parse().map_err(|_| unknown())?;
        state.items.get(&id).filter(|item| !item.archived).map(|item| item.id).ok_or_else(unknown)
    }

    fn told(&self, state: &Inside, id: u64, asked: &Field) -> Result<Value, No> {
        let item = &state.items[&id];
        let url = format!("https://invented.monday.com/boards/{}/pulses/{id}", item.board);
        select(&json!({"id": id.to_string(), "name": item.name, "url": url}), &asked.fields).map_err(no_field)
    }

    /// A box is ticked or not; where that changes it stands in the history, and whoever asked to be told will be.
    pub(super) fn tick(&self, state: &mut Inside, id: u64, ticked: Option<bool>, by: &str) {
        let now = self.stage.now();
        let Some(item) = state.items.get_mut(&id) else { return };
        let Some(checked) = ticked.filter(|ticked| *ticked != item.checked) else { return };
        (item.checked, item.checked_at) = (checked, Some(now));
        let board = item.board.clone();
        let number = i64::try_from(state.logs.len()).unwrap_or_default();
        state.logs.push(Log { board, item: id, checked, by: by.to_owned(), at: now, number });
        self.tell(state, id, by);
    }
}
