//! Putting the rulebook itself on the record, file by file and with what is adopted, before anything is decided by it.

use countersign_kernel::{Actor, Timestamp};
use countersign_rulebook::Rulebook;
use countersign_store::db::Tx;
use countersign_store::record;
use serde_json::json;

use super::Note;
use crate::app::App;
use crate::error::AppError;

/// Writes the rule text down unless this very rulebook is on the record already.
pub async fn note_in_force(app: &App, rulebook: &Rulebook) -> Result<(), AppError> {
    let at = app.now();
    app.db().write(|tx| Box::pin(write_in_force(tx, rulebook, at))).await
}

/// The same in the caller's transaction. A file that is on the record already is not written again.
pub async fn write_in_force(tx: &mut Tx<'_>, rulebook: &Rulebook, at: Timestamp) -> Result<(), AppError> {
    let actor = &Actor::system("rulebook");
    let hash = rulebook.hash();
    if !record::by_subject(&mut *tx, hash, 1).await?.is_empty() {
        return Ok(());
    }
    let mut names = Vec::new();
    for file in rulebook.files() {
        let sha256 = super::sha256(&file.text);
        let subject = format!("{}@{sha256}", file.path);
        if record::by_subject(&mut *tx, &subject, 1).await?.is_empty() {
            let body = json!({"path": file.path, "sha256": sha256, "text": file.text});
            let note = Note { at, kind: "fact.rule_file", subject: &subject, actor, store: None, body };
            super::write(tx, note).await?;
        }
        names.push(json!({"path": file.path, "sha256": sha256}));
    }
    let body = json!({"hash": hash, "files": names, "adopted": rulebook.adopted()});
    super::write(tx, Note { at, kind: "fact.rulebook", subject: hash, actor, store: None, body }).await?;
    Ok(())
}
