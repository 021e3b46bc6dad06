//! What everybody may see: a photo that is signed off and in force, under the hash of its bytes.

use countersign_kernel::Timestamp;
use countersign_kernel::id::StoreId;
use countersign_store::photos;

use crate::app::App;
use crate::error::AppError;

/// The photo that is shown of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedOff {
    /// Of the picture that is shown: it is at `/photos/{sha256}.jpg`.
    pub sha256: String,
    /// Since when it is that one.
    pub changed_at: Timestamp,
}

/// For whoever publishes menus; a job asks for a store of its own.
pub async fn signed_off(app: &App, store: &StoreId, sku: &str) -> Result<Option<SignedOff>, AppError> {
    let Some(row) = photos::in_force(app.db(), store, sku).await? else { return Ok(None) };
    let whole = row.clean_sha256.zip(row.decided_at);
    let (sha256, at) =
        whole.ok_or_else(|| AppError::Damaged(format!("{} is shown and has no picture", row.id)))?;
    Ok(Some(SignedOff { sha256, changed_at: Timestamp::from_micros(at) }))
}

/// The picture under this hash, while it is signed off and nothing came in its place.
pub async fn served(app: &App, sha256: &str) -> Result<Vec<u8>, AppError> {
    photos::served(app.db(), sha256).await?.ok_or(AppError::NotFound("photo"))
}
