//! Taking a photo in: for a product of the shelf, under its hash, and a fact on the record.

use countersign_kernel::id::PhotoId;
use countersign_kernel::{Actor, Permission};
use countersign_photo::kind;
use countersign_store::photos::{self, NewPhoto};
use countersign_store::stock;
use serde_json::json;

use crate::app::App;
use crate::error::AppError;
use crate::handed_in::{FILE_BYTES_MAX, name, too_large};
use crate::permit::store_of;
use crate::record::{self, Note};

/// Keeps a file for judging. The very file that is there for the product already is that photo, and nothing is kept twice.
pub async fn hand_in(
    app: &App,
    actor: &Actor,
    sku: &str,
    file_name: &str,
    bytes: &[u8],
) -> Result<PhotoId, AppError> {
    app.permit(actor, Permission::PhotoHandIn)?;
    let store = store_of(actor)?;
    let sku = sku.trim();
    let on_shelf = stock::by_skus(app.db(), store, &[sku.to_owned()]).await?;
    let of =
        on_shelf.first().ok_or_else(|| AppError::invalid("sku", "is not on the shelf; choose a product"))?;
    sound(bytes)?;
    let sha256 = record::sha256(bytes);
    if let Some(known) = photos::by_file(app.db(), store, sku, &sha256).await? {
        return Ok(known.id);
    }
    let id = PhotoId::fresh(app.clock(), app.random());
    let (name, by, at, product) = (name(file_name, "photo"), actor.label(), app.now(), &of.name);
    let (id_ref, sha256, file_name, by) = (&id, &sha256, &name, &by);
    let new = NewPhoto { id: id_ref, store, sku, product, file_name, sha256, bytes, at, by };
    app.db()
        .write(|tx| {
            Box::pin(async move {
                photos::keep(tx, new).await?;
                let body = json!({
                    "sku": new.sku, "product": new.product, "file": new.file_name, "file_sha256": new.sha256, "bytes": new.bytes.len(),
                });
                let (kind, subject, store) = ("fact.photo", new.id.as_str(), Some(new.store));
                record::write(tx, Note { at, kind, subject, actor, store, body }).await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    app.tell(store, id.as_str());
    Ok(id)
}

/// By its length and its first bytes only; nothing is opened here.
fn sound(bytes: &[u8]) -> Result<(), AppError> {
    if bytes.is_empty() {
        return Err(AppError::invalid("file", "is empty; choose a photo"));
    }
    if bytes.len() > FILE_BYTES_MAX {
        return Err(too_large());
    }
    match kind(bytes) {
        Some(_) => Ok(()),
        None => Err(AppError::invalid(
            "file",
            "is neither a JPEG, a PNG nor a WebP picture; choose the camera's own file",
        )),
    }
}
