//! Live promotions looked at again: what the law no longer allows ends at once, and so does what is past its last day.

use countersign_domain::promotion::Promotion;
use countersign_kernel::Actor;
use countersign_rulebook::ConductEffect;
use countersign_store::promotions as rows;

use super::law::{self, Looked};
use super::{PromotionRow, ended, promotion};
use crate::app::App;
use crate::error::{AppError, Refusal};
use crate::orders::load;

/// Those whose answer is another rulebook's than the one that decides now. Answers how many were ended.
pub async fn under_the_law(app: &App) -> Result<usize, AppError> {
    let (mut count, book) = (0, app.rulebook());
    for row in rows::all_live(app.db()).await? {
        // What cannot be read is looked at again; the others are not kept waiting by it.
        if law::kept(&row).is_ok_and(|kept| kept.is_some_and(|kept| kept.rulebook == *book.hash())) {
            continue;
        }
        count += usize::from(readable(&row, again(app, &row).await)?);
    }
    Ok(count)
}

/// Whether it was ended.
async fn again(app: &App, row: &PromotionRow) -> Result<bool, AppError> {
    let store = load::store(app.db(), &row.store_id).await?;
    let of = promotion(row)?;
    let others = law::others(app, &store, &of.id).await?;
    let looked = law::look(app, &store, &of, others).await?;
    match no_longer(row, &looked) {
        Some(reason) => end(app, row, &reason, Some(&looked)).await,
        None => still(app, row, &looked).await.map(|()| false),
    }
}

/// One that cannot be read is told of, and stops nobody else's.
fn readable(row: &PromotionRow, done: Result<bool, AppError>) -> Result<bool, AppError> {
    match done {
        Err(why @ AppError::Damaged(_)) => {
            tracing::error!("the promotion {}: {why}", row.id);
            Ok(false)
        }
        other => other,
    }
}

/// It goes on under the new answer.
async fn still(app: &App, row: &PromotionRow, looked: &Looked) -> Result<(), AppError> {
    let (actor, now) = (&Actor::system("promotions"), app.now());
    let law = serde_json::to_string(&looked.law).expect("an answer always has a JSON form");
    let next = &PromotionRow { law: Some(law), ..row.clone() };
    app.db()
        .write(|tx| {
            Box::pin(async move {
                // Where somebody ended it meanwhile, that is as good.
                if rows::save(&mut *tx, next, "live").await? {
                    law::note(tx, actor, row, looked, now).await?;
                }
                Ok::<_, AppError>(())
            })
        })
        .await
}

/// What is past its last day.
pub async fn over(app: &App) -> Result<usize, AppError> {
    let mut count = 0;
    for row in rows::all_live(app.db()).await? {
        count += usize::from(readable(&row, is_over(app, &row).await)?);
    }
    Ok(count)
}

async fn is_over(app: &App, row: &PromotionRow) -> Result<bool, AppError> {
    let store = load::store(app.db(), &row.store_id).await?;
    let today = app.now().date_in(&load::zone(&store)?);
    let Promotion { terms, .. } = promotion(row)?;
    match terms.until.filter(|until| *until < today) {
        Some(until) => end(app, row, &format!("its last day was {until}"), None).await,
        None => Ok(false),
    }
}

/// A second person's yes covers what the law leaves to people, and nothing that it forbids.
fn no_longer(row: &PromotionRow, looked: &Looked) -> Option<String> {
    let reason = looked.law.why();
    match looked.law.effect() {
        ConductEffect::Allow => None,
        ConductEffect::Review if row.countersigned_by.is_some() => None,
        ConductEffect::Review => Some(format!("the law now leaves it to two people: {reason}")),
        ConductEffect::Deny => Some(format!("the law no longer allows it: {reason}")),
    }
}

async fn end(app: &App, row: &PromotionRow, reason: &str, looked: Option<&Looked>) -> Result<bool, AppError> {
    let (actor, now) = (&Actor::system("promotions"), app.now());
    let ended = app.db().write(|tx| {
        Box::pin(async move {
            if let Some(looked) = looked {
                law::note(&mut *tx, actor, row, looked, now).await?;
            }
            ended::end(tx, actor, row, (reason, now)).await
        })
    });
    match ended.await {
        Ok(()) => {
            app.tell(&row.store_id, row.id.as_str());
            Ok(true)
        }
        // Somebody ended it meanwhile, which is as good.
        Err(AppError::Refused(Refusal::MovedOn)) => Ok(false),
        Err(why) => Err(why),
    }
}
