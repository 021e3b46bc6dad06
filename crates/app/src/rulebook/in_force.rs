//! Which rulebook decides: the files as they were last read, under what is adopted in the database.

use countersign_rulebook::{Adoption, AdoptionError, Rulebook};
use countersign_store::adoptions::{self, AdoptionRow};
use countersign_store::db::Db;

use crate::app::App;
use crate::error::AppError;
use crate::{promotions, record};

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
    let rows = adoptions::adopted(app.db()).await?;
    if app.seen_adoptions().as_ref() == Some(&rows) {
        return Ok(false);
    }
    take_over(app, &app.rulebook(), rows).await
}

/// Takes over rule files that were read anew, or why they cannot be used: that changes nothing but the health.
pub async fn take_files(app: &App, loaded: Result<Rulebook, String>) -> Result<bool, AppError> {
    match loaded {
        Ok(book) => {
            app.change_health(|health| health.unreadable = None);
            take_over(app, &book, adoptions::adopted(app.db()).await?).await
        }
        Err(why) => {
            app.change_health(|health| health.unreadable = Some(why));
            tell_all(app).await?;
            Ok(false)
        }
    }
}

/// Rule files under what is adopted in a database, for a command that looks and changes nothing.
pub async fn of_database(db: &Db, files: &Rulebook) -> Result<Rulebook, AppError> {
    Ok(as_signed(files, &adoptions::adopted(db).await?).0)
}

async fn take_over(app: &App, files: &Rulebook, rows: Vec<AdoptionRow>) -> Result<bool, AppError> {
    let (book, misfits) = as_signed(files, &rows);
    record::rulebook::note_in_force(app, &book).await?;
    let changed = book.hash() != app.rulebook().hash();
    app.put_rulebook(book, rows);
    app.change_health(|health| health.misfits = misfits);
    if changed {
        promotions::recheck::under_the_law(app).await?;
        tell_all(app).await?;
    }
    Ok(changed)
}

/// The files under what two people have signed, as far as it fits and its words are still those that they read; and
/// what is wrong with the rest.
pub(super) fn as_signed(files: &Rulebook, rows: &[AdoptionRow]) -> (Rulebook, Vec<String>) {
    let bare = bare(files);
    let (mut wanted, mut changed) = (Vec::new(), Vec::new());
    for row in rows {
        match bare.words_of(&row.question) {
            Some(words) if words != row.words => {
                changed.push(format!(
                    "the words of `{}` are not those that were signed; propose it anew",
                    row.question
                ));
            }
            _ => wanted.push(Adoption { question: row.question.clone(), reading: row.reading.clone() }),
        }
    }
    let (book, misfits) = under(&bare, &wanted);
    (book, misfits.iter().map(ToString::to_string).chain(changed).collect())
}

/// The files under those of the adoptions that fit them.
pub(super) fn under(files: &Rulebook, wanted: &[Adoption]) -> (Rulebook, Vec<AdoptionError>) {
    let (fit, misfits) = files.fitting(wanted);
    let book = files.with_adopted(&fit).expect("each of them was found to fit, and no question comes twice");
    (book, misfits)
}

/// The same files with nothing adopted.
pub(super) fn bare(files: &Rulebook) -> Rulebook {
    files.with_adopted(&[]).expect("nothing can always be adopted")
}

/// Every open page of every store looks again.
pub(super) async fn tell_all(app: &App) -> Result<(), AppError> {
    for store in countersign_store::stores::all(app.db()).await? {
        app.tell(&store.id, "rulebook");
    }
    Ok(())
}
