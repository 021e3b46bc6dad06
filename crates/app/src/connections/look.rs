//! How a store's connections do, and what waits for each.

use std::collections::BTreeMap;

use countersign_kernel::{Actor, Permission};
use countersign_ports::capability::Ability;
use countersign_ports::task_board::Purse;
use countersign_ports::{CallError, Connection};
use countersign_store::acts::{self, ActRow};
use countersign_store::connections::{self, ConnectionRow};

use crate::app::App;
use crate::error::AppError;
use crate::permit::store_of;

/// One line of the Connections page.
#[derive(Debug)]
pub struct ConnectionView {
    pub row: ConnectionRow,
    pub abilities: Vec<Ability>,
    /// Open in this process.
    pub open: bool,
}

pub async fn list(app: &App, actor: &Actor) -> Result<Vec<ConnectionView>, AppError> {
    app.permit(actor, Permission::ConnectionView)?;
    let store = store_of(actor)?;
    let rows = connections::all(app.db()).await?.into_iter().filter(|row| row.store_id == *store);
    Ok(rows
        .map(|row| {
            let live = app.connection(store, &row.vendor);
            let abilities = live.as_ref().map(|c| c.abilities()).unwrap_or_default();
            ConnectionView { open: live.is_some(), abilities, row }
        })
        .collect())
}

/// What a vendor still owes an answer to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Acts that will be sent again by themselves, and when the next one is.
    pub due: i64,
    pub next: Option<countersign_kernel::Timestamp>,
    /// Acts that were given up: a person must look.
    pub dead: i64,
}

/// Acts looked at for one page; more are said to be that many.
const WAITING_MAX: i64 = 500;

/// The acts of the actor's store that have not been carried out, by vendor.
pub async fn waiting(app: &App, actor: &Actor) -> Result<BTreeMap<String, Waiting>, AppError> {
    app.permit(actor, Permission::ConnectionView)?;
    let mut by_vendor: BTreeMap<String, Waiting> = BTreeMap::new();
    for act in acts::waiting(app.db(), store_of(actor)?, WAITING_MAX).await? {
        let waiting = by_vendor.entry(act.target).or_default();
        if act.state == "dead" {
            waiting.dead += 1;
        } else {
            waiting.due += 1;
            waiting.next = Some(waiting.next.map_or(act.due_at, |next| next.min(act.due_at)));
        }
    }
    Ok(by_vendor)
}

/// Asks a vendor for something harmless, to see whether our keys work. Answers the vendor's own name for us.
pub async fn test(app: &App, actor: &Actor, vendor: &str) -> Result<String, AppError> {
    app.permit(actor, Permission::ConnectionEdit)?;
    let connection = app.connection(store_of(actor)?, vendor).ok_or(AppError::NotFound("connection"))?;
    match trial(connection.as_ref()).await {
        Some(answer) => Ok(answer?),
        None => Err(AppError::because("this vendor offers nothing that could be tried")),
    }
}

/// The acts at one system that were given up, oldest first.
pub async fn given_up(app: &App, actor: &Actor, vendor: &str) -> Result<Vec<ActRow>, AppError> {
    app.permit(actor, Permission::ConnectionView)?;
    let waiting = acts::waiting(app.db(), store_of(actor)?, WAITING_MAX).await?;
    let mut dead: Vec<ActRow> =
        waiting.into_iter().filter(|act| act.state == "dead" && act.target == vendor).collect();
    dead.sort_by_key(|act| act.made_at);
    Ok(dead)
}

/// The harmless question itself; nothing where a vendor has none.
pub async fn trial(connection: &dyn Connection) -> Option<Result<String, CallError>> {
    if let Some(state) = connection.state_system() {
        return Some(state.facility().await);
    }
    if let Some(pos) = connection.point_of_sale() {
        return Some(pos.location().await);
    }
    if let Some(board) = connection.task_board() {
        return Some(board.board(&Purse::of(1)).await);
    }
    match connection.marketplace_menu() {
        Some(menu) => Some(menu.menu_health().await),
        None => None,
    }
}
