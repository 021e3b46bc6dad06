//! Keeping a configuration, sealed, and saying on the record that it was changed: what was, never what to.

use countersign_kernel::id::{ConnectionId, StoreId};
use countersign_kernel::{Actor, Permission};
use countersign_seal::sealed;
use countersign_store::boards;
use countersign_store::connections::{self, ConnectionRow};
use countersign_store::db::Tx;
use serde_json::{Value, json};

use super::open::{Source, source};
use super::{Configuration, configuration, place};
use crate::app::App;
use crate::error::{AppError, Refusal};
use crate::filing;
use crate::record::{self, Note};

/// Keeps a configuration in place of the one before. Nothing is sent to the vendor yet.
pub async fn keep(
    app: &App,
    actor: &Actor,
    store: &StoreId,
    configuration: &Configuration,
) -> Result<(), AppError> {
    app.permit(actor, Permission::ConnectionEdit)?;
    app.db().write(|tx| Box::pin(kept(app, tx, actor, store, configuration))).await
}

/// The same, unless somebody changed any of the store's connections since they were seen: what was decided rests on all of
/// them, and a trial takes seconds.
pub(super) async fn keep_as_seen(
    app: &App,
    actor: &Actor,
    store: &StoreId,
    configuration: &Configuration,
    seen: &[ConnectionRow],
) -> Result<(), AppError> {
    app.permit(actor, Permission::ConnectionEdit)?;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let now = connections::of_store(&mut *tx, store).await?;
                let sources = |rows: &[ConnectionRow]| -> Vec<(String, Source)> {
                    rows.iter().map(|row| (row.vendor.clone(), source(row))).collect()
                };
                if sources(&now) != sources(seen) {
                    return Err(AppError::Refused(Refusal::MovedOn));
                }
                kept(app, tx, actor, store, configuration).await
            })
        })
        .await
}

async fn kept(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    store: &StoreId,
    wanted: &Configuration,
) -> Result<(), AppError> {
    filing::one_writer(app, tx, store, wanted).await?;
    let known = connections::of_vendor(&mut *tx, store, &wanted.vendor).await?;
    // One that can no longer be read is replaced like any other.
    let before = known.as_ref().and_then(|row| configuration(app, row).ok());
    let id = known.map_or_else(|| ConnectionId::fresh(app.clock(), app.random()), |row| row.id);
    let secret = serde_json::to_vec(&wanted.secrets).expect("texts by name have a JSON form");
    let settings = json!({"settings": wanted.settings, "reach": wanted.reach});
    let row = ConnectionRow {
        store_id: store.clone(),
        vendor: wanted.vendor.clone(),
        base_url: wanted.base_url.clone(),
        sealed_secret: sealed::seal(app.keys(), &place(&id), &secret, app.random()).into_bytes(),
        settings: settings.to_string(),
        state: "untried".to_owned(),
        last_good_at: None,
        last_error: None,
        last_error_at: None,
        calls: 0,
        failures: 0,
        id,
    };
    connections::upsert(tx, &row).await?;
    // It may be another board by now.
    boards::forget(tx, store, &row.vendor).await?;
    let body = json!({
        "vendor": row.vendor, "base_url": row.base_url, "changed": changed(before.as_ref(), wanted),
    });
    let (at, subject) = (app.now(), row.vendor.as_str());
    record::write(tx, Note { at, kind: "note.connection", subject, actor, store: Some(store), body }).await?;
    Ok(())
}

/// The names of what is otherwise than before. No value: settings name people and accounts too.
fn changed(before: Option<&Configuration>, now: &Configuration) -> Vec<String> {
    let Some(before) = before else { return vec!["everything".to_owned()] };
    let mut names: Vec<String> = Vec::new();
    if before.base_url != now.base_url {
        names.push("base_url".to_owned());
    }
    let secrets = before.secrets.keys().chain(now.secrets.keys());
    names.extend(secrets.filter(|name| before.secrets.get(*name) != now.secrets.get(*name)).cloned());
    let members = |settings: &Value| settings.as_object().cloned().unwrap_or_default();
    let (old, new) = (members(&before.settings), members(&now.settings));
    names.extend(old.keys().chain(new.keys()).filter(|name| old.get(*name) != new.get(*name)).cloned());
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_changed_is_named_once_and_no_value_is() {
        let one = |url: &str, key: &str, settings: Value| Configuration {
            vendor: "metrc".to_owned(),
            base_url: url.to_owned(),
            secrets: [("user_key".to_owned(), key.to_owned())].into(),
            settings,
            reach: json!("public"),
        };
        let before = one("https://a", "hush", json!({"license": "1", "page_size": 20}));
        let now =
            one("https://b", "hush-hush", json!({"license": "2", "medical_license": "3", "page_size": 20}));
        assert_eq!(changed(Some(&before), &now), ["base_url", "license", "medical_license", "user_key"]);
        assert_eq!(changed(Some(&now), &now), [""; 0]);
        assert_eq!(changed(None, &now), ["everything"]);
    }
}
