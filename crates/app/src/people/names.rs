//! What the labels of the record stand for: the names of colleagues and of the store's programs.

use std::collections::BTreeMap;

use countersign_kernel::Actor;
use countersign_store::people::{staff, tokens};

use crate::app::App;
use crate::error::AppError;
use crate::permit::store_of;

/// By label, see [`Actor::label`]. Who is of another store keeps their label.
pub async fn of_store(app: &App, actor: &Actor) -> Result<BTreeMap<String, String>, AppError> {
    let Ok(store) = store_of(actor) else { return Ok(BTreeMap::new()) };
    let people = staff::of_store(app.db(), store).await?;
    let programs = tokens::of_store(app.db(), store).await?;
    let people = people.into_iter().map(|person| (person.id.to_string(), person.name));
    Ok(people.chain(programs.into_iter().map(|token| (token.id.to_string(), token.name))).collect())
}
