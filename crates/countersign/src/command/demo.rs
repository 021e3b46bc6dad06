//! `demo`: a working day on embedded SQLite, with simulated vendors in the same process.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use countersign_app::inventory::{GateMode, plan};
use countersign_app::{App, connections, gate, setup};
use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, Clock, ShiftedClock, SystemClock, Timestamp};
use countersign_sandbox::{RunningSandbox, Sandbox, SandboxConfig, overnight};

use super::serve;
use crate::{demo_shop, desk, wire};

#[derive(Debug, Args)]
pub struct Demo {
    /// Port on loopback
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The same seed makes the same shop and the same shoppers
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Where the day's database lies; made anew at every start
    #[arg(long, default_value = ".demo")]
    data: PathBuf,
    /// No shoppers of their own accord: every order is placed by you in the Sandbox room
    #[arg(long)]
    quiet: bool,
    /// Begin with a morning: the books disagree after the night, and the gate opens when they are settled
    #[arg(long)]
    morning: bool,
    /// Begin at this time instead of now, as `2026-11-22T10:00:00-07:00`; from there the clock runs on
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
}

impl Demo {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        wire::log(false);
        // The port is taken before anything is removed: a second demo must not wipe the first one's day.
        let listener = serve::listen(serve::loopback(self.port)).await?;
        let address = format!("http://{}", listener.local_addr()?);
        let database = self.empty_database()?;
        let clock: Arc<dyn Clock> = match self.at {
            Some(at) => Arc::new(ShiftedClock::beginning(at)),
            None => Arc::new(SystemClock),
        };
        let demo = SandboxConfig::demo(self.seed);
        let config = SandboxConfig { hub_url: Some(address.clone()), clock: clock.clone(), ..demo };
        let sandbox = Arc::new(Sandbox::start(config).await?);
        let wired = wire::open_by(&database, None, clock).await?;
        if self.morning {
            overnight::pass(&sandbox, self.seed).await?;
        }
        let stores = open_shop(&wired, &sandbox, self.morning).await?;
        demo_shop::point_callbacks(&sandbox, &address)?;
        let desk = Arc::new(desk::Desk::new(sandbox.clone()));
        let router = serve::router(&wired.app, false, Some(desk));
        tell(&address)?;
        let shoppers =
            tokio::spawn(demo_shop::shoppers(wired.app.clone(), sandbox, stores, self.seed, self.quiet));
        serve::until_stopped(listener, router, wired, serve::Folders::default()).await?;
        shoppers.abort();
        Ok(ExitCode::SUCCESS)
    }

    fn empty_database(&self) -> anyhow::Result<wire::DatabaseArgs> {
        std::fs::create_dir_all(&self.data).with_context(|| format!("`{}`", self.data.display()))?;
        let file = self.data.join("demo.db");
        for name in ["demo.db", "demo.db-wal", "demo.db-shm", "demo.db.key"] {
            let path = self.data.join(name);
            if path.exists() {
                std::fs::remove_file(&path).with_context(|| format!("`{}`", path.display()))?;
            }
        }
        Ok(wire::DatabaseArgs { database: format!("sqlite:{}", file.display()), key_file: None })
    }
}

/// Sets the world's two shops up the way an operator would, through the product's own use cases.
async fn open_shop(
    wired: &wire::Wired,
    sandbox: &RunningSandbox,
    morning: bool,
) -> anyhow::Result<Vec<StoreId>> {
    let (app, actor) = (&wired.app, Actor::system("demo"));
    let mut stores = Vec::new();
    for (index, shop) in sandbox.world.stores.iter().enumerate() {
        let store = setup::add_store(app, &actor, &demo_shop::store(shop)).await?;
        for configuration in demo_shop::connections(&sandbox.endpoints, index)? {
            connections::keep(app, &actor, &store, &configuration).await?;
        }
        if index == 0 {
            demo_shop::hire(app, &actor, &store).await?;
        }
        stores.push(store);
    }
    let failed = connections::open_all(app, wired.connector.as_ref()).await?;
    anyhow::ensure!(failed.is_empty(), "a simulated vendor could not be connected: {}", failed.join("; "));
    for store in &stores {
        // The books are compared either way; after a night they also move the gate.
        let mode = if morning { GateMode::Automatic } else { GateMode::Off };
        plan::set(app, &actor, store, mode, demo_shop::RHYTHM).await?;
        if !morning {
            open_gate(app, store).await?;
        }
    }
    Ok(stores)
}

async fn open_gate(app: &App, store: &StoreId) -> anyhow::Result<()> {
    gate::set_for(app, &Actor::system("demo"), store, true, "opened for the demo").await?;
    Ok(())
}

fn tell(address: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n  Countersign, a working day with simulated vendors\n")?;
    writeln!(out, "  Open      {address}")?;
    for person in demo_shop::PEOPLE {
        writeln!(
            out,
            "  Sign in   {:<8}  password  {}   ({})",
            person.login,
            demo_shop::PASSWORD,
            person.job
        )?;
    }
    writeln!(out, "\n  Ctrl-C ends it.\n")?;
    Ok(out.flush()?)
}
