//! A page of a certificate as a picture. It is drawn when somebody looks, by the same process apart that reads certificates, and
//! not kept: the file is, and the same page always comes of it.

use countersign_kernel::id::CertificateId;
use countersign_kernel::{Actor, Permission};
use countersign_store::certificates;

use super::view::{reading, visible};
use crate::app::App;
use crate::error::AppError;

/// What a picture of a page begins with, whoever drew it.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A page that may be drawn.
#[derive(Debug, Clone)]
pub struct Sheet {
    id: CertificateId,
    number: u32,
    /// Of the file. With the number it names the picture for ever.
    pub sha256: String,
}

/// Whether there is such a page and the actor may see it. Only pages that were read have a picture.
pub async fn find(app: &App, actor: &Actor, id: &CertificateId, number: u32) -> Result<Sheet, AppError> {
    app.permit(actor, Permission::CertificateRead)?;
    let row = visible(certificates::by_id(app.db(), id).await?, actor)?;
    let pages = reading(&row)?.map_or(0, |reading| reading.page_sizes.len());
    match usize::try_from(number) {
        Ok(at) if (1..=pages).contains(&at) => Ok(Sheet { id: row.id, number, sha256: row.sha256 }),
        _ => Err(AppError::NotFound("page")),
    }
}

/// The page as a PNG and nothing else.
pub async fn draw(app: &App, sheet: &Sheet) -> Result<Vec<u8>, AppError> {
    let nothing = || AppError::because("nothing is here to draw pages with");
    let reader = app.reader().ok_or_else(nothing)?;
    let bytes = certificates::bytes(app.db(), &sheet.id).await?.ok_or(AppError::NotFound("certificate"))?;
    let refused = |why: &str| AppError::because(format!("the page cannot be drawn: {why}"));
    let drawn = reader.draw(bytes, sheet.number).await.map_err(|why| refused(&why))?;
    if drawn.starts_with(PNG) { Ok(drawn) } else { Err(refused("what came is no picture")) }
}
