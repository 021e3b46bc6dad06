//! Which rulebook decides: the files as they were last read, under what is adopted in the database.

use countersign_kernel::Actor;
use countersign_rulebook::{Adoption, AdoptionError, RuleError, Rulebook};
use countersign_store::adoptions::{self, AdoptionRow};
use countersign_store::db::Db;

use crate::app::App;
use crate::error::AppError;
use crate::record;

/// What decides now, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Health {
    /// Adoptions that the files no longer have a place for; they count for nothing.
    pub misfits: Vec<String>,
    /// Why the files as they lie there now cannot be used; the last ones that could still decide.
    pub unreadable: Option<String>,
}

/// Takes over what is adopted in the database, by whichever node. `true` where that changed the rulebook.
pub async fn refresh(app: &App) -> Result<bool, AppError> {
    let wanted = wanted(&adoptions::adopted(app.db()).await?);
    if app.seen_adoptions() == Some(wanted.clone()) {
        return Ok(false);
    }
    take_over(app, &app.rulebook(), wanted).await
}

/// Takes over rule files that were read anew. Files that cannot be used change nothing but the health.
pub async fn take_files(app: &App, loaded: Result<Rulebook, Vec<RuleError>>) -> Result<bool, AppError> {
    match loaded {
        Ok(book) => {
            app.change_health(|health| health.unreadable = None);
            take_over(app, &book, wanted(&adoptions::adopted(app.db()).await?)).await
        }
        Err(errors) => {
            let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
            app.change_health(|health| health.unreadable = Some(lines.join("; ")));
            tell_all(app).await?;
            Ok(false)
        }
    }
}

/// Rule files under what is adopted in a database, for a command that looks and changes nothing.
pub async fn of_database(db: &Db, files: &Rulebook) -> Result<Rulebook, AppError> {
    Ok(under(files, &wanted(&adoptions::adopted(db).await?)).0)
}

async fn take_over(app: &App, files: &Rulebook, wanted: Vec<Adoption>) -> Result<bool, AppError> {
    let (book, misfits) = under(files, &wanted);
    record::rulebook::note_in_force(app, &book).await?;
    let changed = book.hash() != app.rulebook().hash();
    app.put_rulebook(book, wanted);
    app.change_health(|health| health.misfits = misfits.iter().map(ToString::to_string).collect());
    if changed {
        tell_all(app).await?;
    }
    Ok(changed)
}

/// The files under those of the adoptions that fit them.
pub(super) fn under(files: &Rulebook, wanted: &[Adoption]) -> (Rulebook, Vec<AdoptionError>) {
    let (fit, misfits) = files.fitting(wanted);
    let book = files.with_adopted(&fit).expect("each of them was found to fit, and no question comes twice");
    (book, misfits)
}

pub(super) fn wanted(rows: &[AdoptionRow]) -> Vec<Adoption> {
    rows.iter().map(|row| Adoption { question: row.question.clone(), reading: row.reading.clone() }).collect()
}

/// Every open page of every store looks again.
pub(super) async fn tell_all(app: &App) -> Result<(), AppError> {
    for store in countersign_store::stores::all(app.db()).await? {
        app.tell(&store.id, "rulebook");
    }
    Ok(())
}

pub(super) fn system() -> Actor {
    Actor::system("rulebook")
}
