//! This process as one node among others: it says that it is alive, finds a database that has moved, and hears of what the
//! other nodes did.

use std::time::Duration;

use countersign_app::error::chain;
use countersign_app::node::{self, Fitness};
use countersign_app::{App, follow};

const EVERY: Duration = Duration::from_secs(3);
/// While it cannot decide it tries more often.
const AGAIN: Duration = Duration::from_secs(1);
/// A database that takes longer to confirm that this node is alive is not to be relied on.
const ANSWER_MAX: Duration = Duration::from_secs(4);

/// Makes this process a node by the name that the list of nodes shows, and says for the first time that it is alive.
pub async fn begin(app: &App, name: &str) -> anyhow::Result<()> {
    node::begin(app, name).await?;
    say_alive(app).await;
    follow::begin(app).await?;
    Ok(())
}

/// Runs until it is aborted.
pub async fn run(app: App) {
    loop {
        let pause = if app.fitness() == Fitness::Fit { EVERY } else { AGAIN };
        tokio::time::sleep(pause).await;
        say_alive(&app).await;
    }
}

/// Tells the others that they need not wait for what this node had in hand.
pub async fn leave(app: &App) {
    if !matches!(tokio::time::timeout(ANSWER_MAX, node::leave(app)).await, Ok(Ok(()))) {
        tracing::warn!("the other nodes could not be told that this one ends; they find out by themselves");
    }
}

async fn say_alive(app: &App) {
    let before = app.fitness();
    let failed = match tokio::time::timeout(ANSWER_MAX, node::beat(app)).await {
        Ok(Ok(())) => None,
        Ok(Err(why)) => Some(chain(&why)),
        Err(_) => Some(format!("no answer within {} s", ANSWER_MAX.as_secs())),
    };
    if let Some(why) = failed {
        app.node().cannot_verify("the database does not answer");
        app.db().find_primary().await;
        tracing::debug!("the database cannot be asked: {why}");
    }
    match (before, app.fitness()) {
        (Fitness::Fit, Fitness::CannotVerify(why)) => {
            tracing::error!("nothing can be verified here now: {why}")
        }
        (Fitness::CannotVerify(_), Fitness::Fit) => tracing::warn!("this node can verify again"),
        _ => {}
    }
}
