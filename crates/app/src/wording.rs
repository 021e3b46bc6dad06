//! Copy for a menu, a message or a reply, checked while it is written. Nothing is decided by it and nothing of it is kept: what was
//! never said needs no record.

use countersign_content::Checker;
pub use countersign_content::{Hit, Report, TEXT_BYTES_MAX, Verdict};
use countersign_kernel::{Actor, Permission};

use crate::app::App;
use crate::error::AppError;
use crate::orders::load;
use crate::permit::store_of;

/// What is asked about a text.
#[derive(Debug, Clone, Copy)]
pub struct Copy<'t> {
    /// Where it is shown or sent, such as `menu`.
    pub surface: &'t str,
    /// Where it is said; where the actor's store is, unless given.
    pub jurisdiction: Option<&'t str>,
    pub text: &'t str,
}

/// What the law in force now says to a text.
pub async fn check(app: &App, actor: &Actor, copy: Copy<'_>) -> Result<Report, AppError> {
    app.permit(actor, Permission::ContentCheck)?;
    let store = load::store(app.db(), store_of(actor)?).await?;
    let place = copy.jurisdiction.unwrap_or(&store.jurisdiction);
    let unknown = |field| move |why| AppError::invalid(field, format!("cannot be used: {why}"));
    let surface = Checker::surface(copy.surface).map_err(unknown("surface"))?;
    let checker =
        Checker::new(&app.rulebook(), place, surface, app.now()).map_err(unknown("jurisdiction"))?;
    Ok(checker.check(copy.text))
}
