//! Photos as their pages show them.

use countersign_kernel::id::PhotoId;
use countersign_kernel::{Actor, Permission};
pub use countersign_store::photos::{PhotoRow, Size};
use countersign_store::{photos, stock, stores};

use super::Judgement;
use super::questions::{Question, built_in};
use crate::app::App;
use crate::error::AppError;
use crate::permit::{same_store, store_of};
use crate::shelf::PRODUCTS_MAX;
use crate::stock::on_shelf;

/// On one list.
pub const LISTED_MAX: i64 = 200;

#[derive(Debug, Clone)]
pub struct Room {
    /// Those to be signed off, and those that are still being judged.
    pub open: Vec<PhotoRow>,
    pub again: Vec<PhotoRow>,
    pub shown: Vec<PhotoRow>,
    /// Number and name of everything on the shelf, read anew when the last reading has aged, and of what is to be taken again.
    pub products: Vec<(String, String)>,
}

#[derive(Debug, Clone)]
pub struct Shown {
    pub row: PhotoRow,
    /// None: not judged, or no picture.
    pub judgement: Option<Judgement>,
    /// While it is to be signed off.
    pub questions: Vec<Question>,
    /// It is doubtful, and this person handed it in.
    pub needs_another: bool,
}

/// The room with its form.
pub async fn room(app: &App, actor: &Actor) -> Result<Room, AppError> {
    app.permit(actor, Permission::PhotoHandIn)?;
    let store = store_of(actor)?;
    on_shelf(app, store).await?;
    let again = photos::to_shoot_again(app.db(), store, LISTED_MAX).await?;
    let products = stock::products(app.db(), store, PRODUCTS_MAX).await?;
    let mut products: Vec<(String, String)> =
        products.into_iter().map(|(sku, name, ..)| (sku, name)).collect();
    // What is sold out meanwhile is taken again all the same.
    for row in &again {
        if !products.iter().any(|(sku, _)| *sku == row.sku) {
            products.push((row.sku.clone(), row.product.clone()));
        }
    }
    Ok(Room {
        open: photos::newest(app.db(), store, &["judged", "waiting"], LISTED_MAX).await?,
        again,
        shown: photos::newest(app.db(), store, &["signed_off"], LISTED_MAX).await?,
        products,
    })
}

pub async fn one(app: &App, actor: &Actor, id: &PhotoId) -> Result<Shown, AppError> {
    app.permit(actor, Permission::PhotoHandIn)?;
    let row = visible(photos::by_id(app.db(), id).await?, actor)?;
    let judgement = judgement(&row)?;
    let store = stores::by_id(app.db(), &row.store_id).await?.ok_or(AppError::NotFound("store"))?;
    let is_open = row.state == "judged";
    Ok(Shown {
        questions: if is_open { built_in().asked(&store.jurisdiction) } else { Vec::new() },
        needs_another: is_open && row.doubtful && row.kept_by == actor.label(),
        judgement,
        row,
    })
}

/// What was measured of one; none while it waits, or where it is no picture.
pub fn judgement(row: &PhotoRow) -> Result<Option<Judgement>, AppError> {
    let read = row.judgement.as_deref().map(serde_json::from_str).transpose();
    read.map_err(|why| AppError::Damaged(format!("the judgement of {}: {why}", row.id)))
}

/// The clean picture. Never what was handed in.
pub async fn picture(
    app: &App,
    actor: &Actor,
    id: &PhotoId,
    size: Size,
) -> Result<(String, Vec<u8>), AppError> {
    app.permit(actor, Permission::PhotoHandIn)?;
    let row = visible(photos::by_id(app.db(), id).await?, actor)?;
    let bytes = photos::picture(app.db(), id, size).await?;
    row.clean_sha256.zip(bytes).ok_or(AppError::NotFound("photo"))
}

/// One of another store does not exist as far as the actor can tell.
pub(super) fn visible(row: Option<PhotoRow>, actor: &Actor) -> Result<PhotoRow, AppError> {
    row.filter(|row| same_store(actor, &row.store_id)).ok_or(AppError::NotFound("photo"))
}
