//! What people write about a product. It is kept while it is not lawful yet, and published only when it is.

use countersign_kernel::{Actor, Permission};
use countersign_store::menu as rows;
pub use countersign_store::menu::WordsRow;
use countersign_store::stock as shelf;
use serde_json::json;

use crate::app::App;
use crate::error::{AppError, Refusal};
use crate::permit::store_of;
use crate::record::{self, Note};
use crate::stock;

/// Of a brand and of a strain.
pub const NAME_CHARS_MAX: usize = 80;
pub const DESCRIPTION_CHARS_MAX: usize = 2_000;

/// `words.version` is the one that the actor saw.
pub async fn write(app: &App, actor: &Actor, sku: &str, words: WordsRow) -> Result<(), AppError> {
    app.permit(actor, Permission::MenuEdit)?;
    let store = store_of(actor)?;
    let words = WordsRow {
        brand: short("brand", &words.brand, NAME_CHARS_MAX)?,
        strain: short("strain", &words.strain, NAME_CHARS_MAX)?,
        description: short("description", &words.description, DESCRIPTION_CHARS_MAX)?,
        ..words
    };
    stock::on_shelf(app, store).await?;
    if shelf::by_skus(app.db(), store, &[sku.to_owned()]).await?.is_empty() {
        return Err(AppError::NotFound("product"));
    }
    let words = &words;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let (at, by) = (app.now(), actor.label());
                if rows::words(&mut *tx, store, sku).await? == *words {
                    return Ok(());
                }
                if !rows::put_words(tx, store, sku, words, (at, &by)).await? {
                    return Err(AppError::Refused(Refusal::MovedOn));
                }
                let body = json!({
                    "sku": sku, "brand": words.brand, "strain": words.strain, "description": words.description,
                });
                let (kind, store) = ("act.menu.words", Some(store));
                record::write(tx, Note { at, kind, subject: sku, actor, store, body }).await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    app.tell(store, sku);
    Ok(())
}

fn short(field: &'static str, text: &str, max: usize) -> Result<String, AppError> {
    let text = text.trim().replace("\r\n", "\n");
    if text.chars().count() > max {
        return Err(AppError::invalid(field, format!("is longer than {max} characters")));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(AppError::invalid(field, "holds characters that are no text"));
    }
    Ok(text)
}
