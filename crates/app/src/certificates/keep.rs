//! Taking a certificate in: the file as it came, under its hash, and a fact on the record.

use countersign_kernel::id::CertificateId;
use countersign_kernel::{Actor, Permission};
use countersign_store::certificates::{self, NewCertificate};
use serde_json::json;

use crate::app::App;
use crate::error::AppError;
use crate::handed_in::{FILE_BYTES_MAX, name, too_large};
use crate::permit::store_of;
use crate::record::{self, Note};

/// Keeps a file for reading. The very file that is there already is that certificate, and nothing is kept twice.
pub async fn keep(
    app: &App,
    actor: &Actor,
    file_name: &str,
    bytes: &[u8],
) -> Result<CertificateId, AppError> {
    app.permit(actor, Permission::CertificateRead)?;
    let store = store_of(actor)?;
    let media = media(bytes)?;
    let sha256 = record::sha256(bytes);
    if let Some(known) = certificates::by_file(app.db(), store, &sha256).await? {
        return Ok(known.id);
    }
    let id = CertificateId::fresh(app.clock(), app.random());
    let (name, by, at) = (name(file_name, "certificate"), actor.label(), app.now());
    let new = NewCertificate { id: &id, store, file_name: &name, media, sha256: &sha256, bytes, at, by: &by };
    app.db()
        .write(|tx| {
            Box::pin(async move {
                certificates::keep(tx, new).await?;
                let body = json!({
                    "file": new.file_name, "media": media, "file_sha256": new.sha256, "bytes": new.bytes.len(),
                });
                let (kind, subject, store) = ("fact.certificate", new.id.as_str(), Some(new.store));
                record::write(tx, Note { at, kind, subject, actor, store, body }).await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    app.tell(store, id.as_str());
    Ok(id)
}

/// By its first bytes, whatever its name is.
fn media(bytes: &[u8]) -> Result<&'static str, AppError> {
    let refused = |what: &str| AppError::invalid("file", what);
    if bytes.is_empty() {
        return Err(refused("is empty; choose a certificate"));
    }
    if bytes.len() > FILE_BYTES_MAX {
        return Err(too_large());
    }
    let head = &bytes[..bytes.len().min(1024)];
    let first = head.iter().find(|byte| !byte.is_ascii_whitespace() && !matches!(byte, 0xEF | 0xBB | 0xBF));
    let pictures: [&[u8]; 4] = [b"\x89PNG", b"\xFF\xD8\xFF", b"II*\0", b"MM\0*"];
    let is_webp = head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP");
    if head.windows(5).any(|part| part == b"%PDF-") {
        Ok("pdf")
    } else if is_webp || pictures.iter().any(|start| head.starts_with(start)) {
        Ok("picture")
    } else if matches!(first, Some(b'{' | b'[')) {
        Ok("json")
    } else {
        Err(refused("is neither a PDF, a picture nor a JSON result; choose the laboratory's own file"))
    }
}
