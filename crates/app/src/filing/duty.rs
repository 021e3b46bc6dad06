//! That a store files, and that nothing else does it too.

use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, Permission};
use countersign_ports::flag::Kind;
use countersign_store::connections::ConnectionRow;
use countersign_store::db::Tx;
use countersign_store::filings::{self, DutyRow};
use countersign_store::{connections, stores};
use serde_json::{Value, json};

use crate::app::App;
use crate::connections::{Configuration, configuration};
use crate::error::AppError;
use crate::record::{self, Note};

#[derive(Debug, Clone, Copy)]
pub struct NewDuty<'a> {
    pub system: &'a str,
    pub licence: &'a str,
    pub filed_by: &'a str,
}

/// From now on the store's sales are owed as files. Refused where somebody else tells the state of them.
pub async fn begin(app: &App, actor: &Actor, store: &StoreId, new: NewDuty<'_>) -> Result<(), AppError> {
    app.permit(actor, Permission::ConnectionEdit)?;
    for (field, value) in [("licence", new.licence), ("by", new.filed_by)] {
        if value.trim().is_empty() {
            return Err(AppError::invalid(field, "is empty"));
        }
    }
    if stores::by_id(app.db(), store).await?.is_none() {
        return Err(AppError::NotFound("store"));
    }
    app.db()
        .write(|tx| {
            Box::pin(async move {
                for row in connections::of_store(&mut *tx, store).await? {
                    let why = against(app, &row, new.system)?;
                    if let Some(why) = why {
                        return Err(AppError::because(why));
                    }
                }
                let now = app.now();
                let row = DutyRow {
                    store_id: store.clone(),
                    system: new.system.to_owned(),
                    licence: new.licence.trim().to_owned(),
                    filed_by: new.filed_by.trim().to_owned(),
                    since: now,
                };
                filings::put_duty(tx, &row).await?;
                let body = json!({"system": row.system, "licence": row.licence});
                let (kind, subject) = ("note.filing_begun", new.system);
                record::write(tx, Note { at: now, kind, subject, actor, store: Some(store), body }).await?;
                Ok(())
            })
        })
        .await
}

/// What is sold from now on is not owed as files. What was kept stays.
pub async fn end(app: &App, actor: &Actor, store: &StoreId) -> Result<(), AppError> {
    app.permit(actor, Permission::ConnectionEdit)?;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let duty = filings::duty(&mut *tx, store).await?;
                let duty = duty.ok_or_else(|| AppError::because("this store files nothing"))?;
                filings::drop_duty(tx, store).await?;
                let (at, subject, body) = (app.now(), duty.system.as_str(), json!({}));
                let note = Note { at, kind: "note.filing_ended", subject, actor, store: Some(store), body };
                record::write(tx, note).await?;
                Ok(())
            })
        })
        .await
}

/// Why a connection that is kept speaks against it.
fn against(app: &App, row: &ConnectionRow, system: &str) -> Result<Option<String>, AppError> {
    if is_state_system(app, &row.vendor) {
        return Ok(Some(both(&row.vendor, system)));
    }
    Ok(feeds(&configuration(app, row)?.settings, system).then(|| fed(&row.vendor, system)))
}

/// Refuses a connection that would write where the store files.
pub async fn one_writer(
    app: &App,
    tx: &mut Tx<'_>,
    store: &StoreId,
    wanted: &Configuration,
) -> Result<(), AppError> {
    let Some(duty) = filings::duty(&mut *tx, store).await? else { return Ok(()) };
    if is_state_system(app, &wanted.vendor) {
        return Err(AppError::because(both(&wanted.vendor, &duty.system)));
    }
    if feeds(&wanted.settings, &duty.system) {
        return Err(AppError::because(fed(&wanted.vendor, &duty.system)));
    }
    Ok(())
}

fn is_state_system(app: &App, vendor: &str) -> bool {
    let form = app.vendors().and_then(|vendors| vendors.forms().into_iter().find(|f| f.vendor == vendor));
    form.is_some_and(|form| form.kinds.contains(&Kind::State.title()))
}

fn feeds(settings: &Value, system: &str) -> bool {
    let fed = settings.get("feeds").and_then(Value::as_array);
    fed.is_some_and(|fed| fed.iter().any(|name| name.as_str() == Some(system)))
}

fn both(vendor: &str, system: &str) -> String {
    format!("this store's sales would be told to {vendor} and to {system}; one state has one system")
}

fn fed(vendor: &str, system: &str) -> String {
    format!(
        "{vendor} reports to {system} itself for this shop, so each sale would be filed twice; switch that off there and take `{system}` \
         out of its `feeds`, or do not file from here"
    )
}
