//! Putting the rulebook itself on the record, file by file, before anything is decided by it.

use countersign_kernel::Actor;
use countersign_rulebook::Rulebook;
use countersign_store::record;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::Note;
use crate::app::App;
use crate::error::AppError;

/// Writes the rule text down unless this very rulebook is on the record already.
pub async fn note_in_force(app: &App, rulebook: &Rulebook) -> Result<(), AppError> {
    let hash = rulebook.hash().to_string();
    let known = record::by_subject(app.db(), &hash, 1).await?;
    if !known.is_empty() {
        return Ok(());
    }
    let hash = &hash;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let (at, actor) = (app.now(), Actor::system("rulebook"));
                let mut names = Vec::new();
                for file in rulebook.files() {
                    let sha256 = data_encoding::HEXLOWER.encode(&Sha256::digest(file.text.as_bytes()));
                    let body = json!({"path": file.path, "sha256": sha256, "text": file.text});
                    let kind = "fact.rule_file";
                    let note = Note { at, kind, subject: &file.path, actor: &actor, store: None, body };
                    super::write(tx, note).await?;
                    names.push(sha256);
                }
                let body = json!({"hash": hash, "files": names});
                let note =
                    Note { at, kind: "fact.rulebook", subject: hash, actor: &actor, store: None, body };
                super::write(tx, note).await?;
                Ok::<_, AppError>(())
            })
        })
        .await
}
