//! Hearing of what other nodes did. The record is the truth and the place one has read up to is the cursor; that
//! PostgreSQL tells of new entries only makes it quick. On SQLite there is one process, which tells itself.

use std::time::Duration;

use countersign_kernel::id::StoreId;
use countersign_store::db::Engine;
use countersign_store::follow::{self, News};
use countersign_store::stores;

use crate::app::App;
use crate::error::AppError;

/// Whatever the hints do, this often the record is looked at. It is also how long a broken connection is left alone.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// From here on open pages are told what the record says, whichever node put it there; on SQLite as before.
pub async fn begin(app: &App) -> Result<(), AppError> {
    if app.db().engine() == Engine::Postgres {
        app.follow_from(follow::end(app.db()).await?);
    }
    Ok(())
}

/// Tells of everything up to the record's end.
pub async fn catch_up(app: &App) -> Result<(), AppError> {
    let mut seq = app.followed();
    loop {
        let news = follow::since(app.db(), seq).await?;
        if news.seq > seq {
            seq = news.seq;
            tell(app, &news).await?;
        }
        if !news.more {
            return Ok(());
        }
    }
}

async fn tell(app: &App, news: &News) -> Result<(), AppError> {
    let is_of_all = news.about.iter().any(|(store, _)| store.is_none());
    let all = if is_of_all { stores::all(app.db()).await? } else { Vec::new() };
    let mut about = Vec::new();
    for (store, subject) in &news.about {
        match store {
            Some(store) => about.push((store_id(store)?, subject)),
            None => about.extend(all.iter().map(|store| (store.id.clone(), subject))),
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
    while let Err(why) = listen(&app).await {
        tracing::warn!(error = %why, "the record cannot be followed; trying again");
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Follows until the database does not answer; ends well where there is nothing to follow.
async fn listen(app: &App) -> Result<(), AppError> {
    let Some(mut listener) = app.db().listen().await? else { return Ok(()) };
    loop {
        catch_up(app).await?;
        tokio::select! {
            heard = listener.hear() => heard?,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}
