//! Connecting a vendor in the browser: what was typed is opened, looked at beside the store's other connections and tried, and
//! only then kept.

use std::sync::Arc;

use countersign_domain::orders::Channel;
use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, Permission};
use countersign_ports::CallError;
use countersign_ports::form::Form;
use countersign_store::db::Tx;
use countersign_store::{acts, boards, connections, orders};
use serde_json::json;

use super::keep::keep_as_seen;
use super::typed::{Mistake, Typed};
use super::{Configuration, ConnectionRow, Vendors, configuration, open_all, trial};
use crate::app::App;
use crate::error::AppError;
use crate::permit::store_of;
use crate::record::{self, Note};

/// One vendor's form for the actor's store.
#[derive(Debug)]
pub struct Wanted {
    pub form: Form,
    /// What is kept, as it would be typed; of keys nothing. None where it is not connected.
    pub kept: Option<Typed>,
}

/// What became of it.
#[derive(Debug)]
pub enum Connected {
    Kept(Tried),
    /// Nothing was kept, and nothing was sent.
    Mistakes(Vec<Mistake>),
    NotKept(NotKept),
}

#[derive(Debug)]
pub enum Tried {
    /// It answered; its name for us.
    Answers(String),
    /// It offers nothing harmless that could be asked.
    NothingToTry,
    /// It did not answer as it should, and was kept all the same.
    Failed(CallError),
}

#[derive(Debug)]
pub enum NotKept {
    /// What was typed fits no connection; why.
    CannotOpen(String),
    /// A sentence for each channel that two systems would write.
    TwoWriters(Vec<String>),
    /// It was asked something harmless and did not answer as it should.
    Failed(CallError),
}

fn vendors(app: &App) -> Result<Arc<dyn Vendors>, AppError> {
    app.vendors().ok_or_else(|| AppError::because("this server connects nobody; use `countersign connect`"))
}

/// Every vendor there is, and whether the actor's store is connected to it.
pub async fn offered(app: &App, actor: &Actor) -> Result<Vec<(Form, bool)>, AppError> {
    app.permit(actor, Permission::ConnectionEdit)?;
    let kept = connections::of_store(app.db(), store_of(actor)?).await?;
    let is_kept = |form: &Form| kept.iter().any(|row| row.vendor == form.vendor);
    let forms = vendors(app)?.forms().into_iter();
    Ok(forms.map(|form| (is_kept(&form), form)).map(|(is_kept, form)| (form, is_kept)).collect())
}

/// One vendor's form.
pub async fn wanted(app: &App, actor: &Actor, vendor: &str) -> Result<Wanted, AppError> {
    app.permit(actor, Permission::ConnectionEdit)?;
    let form = form_of(app, vendor)?;
    let kept = readable(app, &connections::of_store(app.db(), store_of(actor)?).await?);
    let kept = kept.iter().find(|kept| kept.vendor == vendor).map(|kept| Typed::kept(&form, kept));
    Ok(Wanted { form, kept })
}

fn form_of(app: &App, vendor: &str) -> Result<Form, AppError> {
    let form = vendors(app)?.forms().into_iter().find(|form| form.vendor == vendor);
    form.ok_or(AppError::NotFound("vendor"))
}

/// What is kept of a store and can still be read; what cannot is typed anew.
fn readable(app: &App, rows: &[ConnectionRow]) -> Vec<Configuration> {
    rows.iter().filter_map(|row| configuration(app, row).ok()).collect()
}

/// Connects the actor's store, or changes how it is connected. `anyway` keeps what did not answer, for a vendor that is down.
pub async fn connect(
    app: &App,
    actor: &Actor,
    vendor: &str,
    typed: &Typed,
    anyway: bool,
) -> Result<Connected, AppError> {
    app.permit(actor, Permission::ConnectionEdit)?;
    let (store, vendors) = (store_of(actor)?, vendors(app)?);
    let form = form_of(app, vendor)?;
    let seen = connections::of_store(app.db(), store).await?;
    let (mine, mut together): (Vec<_>, Vec<_>) =
        readable(app, &seen).into_iter().partition(|kept| kept.vendor == vendor);
    let wanted = match typed.configuration(&form, mine.first()) {
        Ok(wanted) => wanted,
        Err(mistakes) => return Ok(Connected::Mistakes(mistakes)),
    };
    let connection = match vendors.connect(&wanted) {
        Ok(connection) => connection,
        Err(why) => return Ok(Connected::NotKept(NotKept::CannotOpen(why))),
    };
    together.push(wanted.clone());
    let conflicts = vendors.two_writers(&together);
    if !conflicts.is_empty() {
        return Ok(Connected::NotKept(NotKept::TwoWriters(conflicts)));
    }
    let tried = match trial(connection.as_ref()).await {
        None => Tried::NothingToTry,
        Some(Ok(name)) => Tried::Answers(name),
        Some(Err(why)) if anyway => Tried::Failed(why),
        Some(Err(why)) => return Ok(Connected::NotKept(NotKept::Failed(why))),
    };
    keep_as_seen(app, actor, store, &wanted, &seen).await?;
    open_all(app, vendors.as_ref()).await?;
    Ok(Connected::Kept(tried))
}

/// Lets go of a vendor, its keys with it. What is under way there comes to its end first.
pub async fn disconnect(app: &App, actor: &Actor, vendor: &str) -> Result<(), AppError> {
    app.permit(actor, Permission::ConnectionEdit)?;
    let (store, vendors) = (store_of(actor)?, vendors(app)?);
    app.db()
        .write(|tx| {
            Box::pin(async move {
                if connections::of_vendor(&mut *tx, store, vendor).await?.is_none() {
                    return Err(AppError::NotFound("connection"));
                }
                nothing_is_under_way(tx, store, vendor).await?;
                connections::remove(tx, store, vendor).await?;
                boards::forget(tx, store, vendor).await?;
                let (at, body) = (app.now(), json!({"vendor": vendor, "changed": ["disconnected"]}));
                let kind = "note.connection";
                record::write(tx, Note { at, kind, subject: vendor, actor, store: Some(store), body })
                    .await?;
                Ok(())
            })
        })
        .await?;
    open_all(app, vendors.as_ref()).await?;
    Ok(())
}

/// An act that was owed without its vendor's keys would wait for ever.
async fn nothing_is_under_way(tx: &mut Tx<'_>, store: &StoreId, vendor: &str) -> Result<(), AppError> {
    let waiting = acts::waiting_there(&mut *tx, store, vendor).await?;
    if waiting > 0 {
        let why = format!("{waiting} of our acts still wait for it; see them through first");
        return Err(AppError::because(why));
    }
    if let Some(channel) = Channel::from_word(vendor) {
        let open = orders::open_there(&mut *tx, store, channel).await?.len();
        if open > 0 {
            return Err(AppError::because(format!("{open} of its orders are still open; end them first")));
        }
    }
    Ok(())
}
