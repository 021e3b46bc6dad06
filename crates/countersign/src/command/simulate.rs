//! `simulate`: a whole day headless.

use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use countersign_testkit::Mix;
use countersign_testkit::simulate::swarm::Shape;
use countersign_testkit::simulate::{self, SimulateConfig};

use crate::{keys, wire};

#[derive(Debug, Args)]
pub struct Simulate {
    /// How many orders the day brings
    #[arg(long, default_value_t = 200)]
    orders: u32,
    /// The same seed makes the same day
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// An empty database to run on; a SQLite file that is removed afterwards unless given
    #[arg(long)]
    database: Option<String>,
    /// Vendors misbehave: timeouts before and after the effect, 429, 5xx, cut and malformed answers, duplicates
    #[arg(long)]
    faults: bool,
    /// The shops keep a safety stock all day, and the menus that we write (Weedmaps and Leafly; Jane's and Dutchie's follow the
    /// till by themselves) are held against the till after each thing that happens; takes several times as long
    #[arg(long)]
    menus: bool,
    /// Servers on the one database; each thing that happens happens at one of them
    #[arg(long, default_value_t = 1)]
    nodes: u32,
    /// How often a server dies at the edge of a write, in the middle of what it does
    #[arg(long, default_value_t = 0)]
    crashes: u32,
    /// How often a server is shut and opened again
    #[arg(long, default_value_t = 0)]
    restarts: u32,
    /// The systems the shop works with: usual (Metrc, Dutchie POS, Weedmaps, Leafly), flowhub-jane (Metrc, Flowhub,
    /// Weedmaps, Jane), dutchie-jane (Metrc, Dutchie POS, Leafly, Jane), cova (Metrc, Cova, Weedmaps, Leafly; nothing can
    /// be sold there, since no register sale can be read), biotrack (BioTrackTHC, Dutchie POS, Leafly, Weedmaps; packages
    /// have barcodes, and no patient's limit can be verified online), biotrack-dutchie (BioTrackTHC, Dutchie POS, Leafly,
    /// Dutchie E-commerce; its orders are asked for, and staff complete them in the register) or leafdata (Leaf Data Systems, Dutchie
    /// POS, Leafly, Weedmaps; packages have global identifiers, and no patient's limit can be verified online). The stores and their law are Colorado's in all of them
    #[arg(long, default_value = "usual")]
    mix: String,
    /// So many days from the seed on, each of another kind, on SQLite; of the first that breaks, the smallest that still does
    #[arg(long, conflicts_with_all = ["orders", "nodes", "crashes", "restarts", "faults", "menus", "mix", "database", "json"])]
    swarm: Option<u64>,
    /// One JSON object in place of the table
    #[arg(long)]
    json: bool,
}

impl Simulate {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        if let Some(days) = self.swarm {
            return self.swarm(days).await;
        }
        let scratch = Scratch::new(self.database.is_none())?;
        let database_url = self.database.clone().unwrap_or_else(|| scratch.url());
        let key = keys::master(&keys::default_path(&database_url), &*wire::system_random()?)?;
        let mut config = SimulateConfig::new(self.orders, self.seed, &database_url, key);
        config.faults = self.faults;
        config.menus_minutes = if self.menus { i64::MAX } else { 0 };
        config.mix = self.mix.parse::<Mix>()?;
        (config.nodes, config.crashes, config.restarts) = (self.nodes, self.crashes, self.restarts);
        let report = simulate::simulate(config).await?;
        let mut out = std::io::stdout().lock();
        if self.json {
            writeln!(out, "{}", serde_json::to_string(&report)?)?;
        } else {
            writeln!(out, "{}", report.table())?;
        }
        Ok(if report.holds() { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    async fn swarm(self, days: u64) -> anyhow::Result<ExitCode> {
        for seed in self.seed..self.seed.saturating_add(days) {
            let shape = Shape::of(seed);
            writeln!(std::io::stdout(), "seed {seed}: {shape}")?;
            if let Some(what) = broken(seed, shape).await? {
                writeln!(std::io::stdout(), "{what}\nlooking for the smallest day that still breaks")?;
                let smallest =
                    shape.shrink(async |shape| !matches!(broken(seed, shape).await, Ok(None))).await;
                writeln!(std::io::stdout(), "countersign simulate --seed {seed} {smallest}")?;
                return Ok(ExitCode::from(1));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// What breaks on a day of its own database; a day that does not come to its end is broken too.
async fn broken(seed: u64, shape: Shape) -> anyhow::Result<Option<String>> {
    let scratch = Scratch::new(true)?;
    let database_url = scratch.url();
    let key = keys::master(&keys::default_path(&database_url), &*wire::system_random()?)?;
    let config = SimulateConfig::new(shape.orders, seed, &database_url, key).shaped(shape);
    Ok(match simulate::simulate(config).await {
        Ok(report) => (!report.holds()).then(|| report.table()),
        Err(why) => Some(format!("the day did not come to its end: {why:#}")),
    })
}

/// A folder for the day's database, gone when the day is over.
struct Scratch(Option<std::path::PathBuf>);

impl Scratch {
    fn new(wanted: bool) -> anyhow::Result<Self> {
        if !wanted {
            return Ok(Self(None));
        }
        let name =
            format!("countersign-simulate-{}-{:016x}", std::process::id(), wire::system_random()?.next_u64());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir(&folder)?;
        Ok(Self(Some(folder)))
    }

    fn url(&self) -> String {
        let folder = self.0.as_ref().expect("a scratch folder was asked for");
        format!("sqlite:{}", folder.join("day.db").display())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Some(folder) = &self.0 {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}
