//! Hearing of what other nodes did. The record is the truth and the place one has read up to is the cursor; that
//! PostgreSQL tells of new entries only makes it quick. On SQLite there is one process, which tells itself.

use std::time::Duration;

use countersign_kernel::id::StoreId;
use countersign_store::db::Engine;
use countersign_store::follow::{self, News};

use crate::app::App;
use crate::error::AppError;

/// Whatever the hints do, this often the record is looked at. It is also how long a broken connection is left alone.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// From here on open pages are told what the record says, whichever node put it there. `false` on SQLite.
pub async fn begin(app: &App) -> Result<bool, AppError> {
    if app.db().engine() == Engine::Sqlite {
        return Ok(false);
    }
    app.follow_from(follow::end(app.db()).await?);
    Ok(true)
}

/// Tells of everything up to the record's end. Answers how many entries that were.
pub async fn catch_up(app: &App) -> Result<i64, AppError> {
    let from = app.followed();
    let mut seq = from;
    loop {
        let news = follow::since(app.db(), seq).await?;
        if news.seq > seq {
            seq = news.seq;
            tell(app, &news).await?;
        }
        if !news.more {
            return Ok(seq - from);
        }
    }
}

async fn tell(app: &App, news: &News) -> Result<(), AppError> {
    let mut about = Vec::new();
    for (store, subject) in &news.about {
        match store {
            Some(store) => about.push((store_id(store)?, subject)),
            None => {
                let all = countersign_store::stores::all(app.db()).await?;
                about.extend(all.into_iter().map(|store| (store.id, subject)));
            }
        }
    }
    // Before anybody is told: a page that connects in between sees that it has missed something.
    app.follow_from(news.seq);
    for (store, subject) in about {
        app.announce(&store, subject);
    }
    Ok(())
}

fn store_id(text: &str) -> Result<StoreId, AppError> {
    text.parse().map_err(|why| AppError::Damaged(format!("an entry of the record: {why}")))
}

/// Runs for ever; on SQLite it has nothing to do and ends.
pub async fn run(app: App) {
    loop {
        if let Err(why) = listen(&app).await {
            tracing::warn!(error = %why, "the record cannot be followed; trying again");
        } else if app.db().engine() == Engine::Sqlite {
            return;
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Follows until the database does not answer.
async fn listen(app: &App) -> Result<(), AppError> {
    let Some(mut listener) = app.db().listen().await? else { return Ok(()) };
    loop {
        catch_up(app).await?;
        tokio::select! {
            heard = listener.hear() => heard?,
            () = app.something_done() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}
