//! `doctor`: tries every connection and says how it does, what it can do, and what is wrong.

mod examine;
mod skew;
#[cfg(test)]
mod tests;

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use countersign_app::{connections, setup};
use countersign_kernel::{Actor, Clock, SystemClock};
use countersign_ports::http::{HttpLayer, Pace};

use crate::wire;
use examine::examine;
use skew::Skew;

#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    database: wire::DatabaseArgs,
    /// Only what is wrong, without what each connection can do
    #[arg(long)]
    brief: bool,
}

impl Doctor {
    /// 0 when every connection answers and no channel has two writers; 1 otherwise.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let wired = wire::open(&self.database, None).await?;
        let app = &wired.app;
        // A layer of its own, which hears what the vendors say of the time and whose breakers know nothing yet.
        let skew = Arc::new(Skew::default());
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let pace = Pace::Patient { wait_max_ms: wire::WAIT_MS_MAX };
        let layer = HttpLayer::new(clock, wire::system_random()?, skew.clone(), pace);
        let connector = wire::VendorConnector(layer);
        let mut ill = false;
        for store in setup::stores(app).await? {
            let kept = connections::configurations(app, &Actor::system("operator"), &store.id).await?;
            let health = examine(&connector, &skew, kept).await;
            ill |= health.is_ill();
            let mut out = std::io::stdout().lock();
            writeln!(out, "{}, {}", store.name, store.license)?;
            write!(out, "{}", health.told(self.brief))?;
        }
        Ok(ExitCode::from(u8::from(ill)))
    }
}
