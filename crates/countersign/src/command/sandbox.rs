//! `sandbox`: the vendors' simulators by themselves, for other people's clients too.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use countersign_sandbox::SandboxConfig;
use countersign_sandbox::world::Naming;

use super::serve;

#[derive(Debug, Args)]
pub struct SandboxCommand {
    /// The same seed makes the same world
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Written as JSON once every port listens
    #[arg(long)]
    endpoints: PathBuf,
    /// Where the marketplaces call back: the hub's base URL
    #[arg(long)]
    hub: Option<String>,
    /// Packages are named by barcodes of 16 digits, as in the states of BioTrackTHC, and not by tags
    #[arg(long)]
    barcodes: bool,
    /// Packages are named by global identifiers, as in the states of Leaf Data Systems, and not by tags
    #[arg(long, conflicts_with = "barcodes")]
    global_ids: bool,
}

impl SandboxCommand {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let naming = match (self.barcodes, self.global_ids) {
            (true, _) => Naming::Barcodes,
            (_, true) => Naming::GlobalIds,
            _ => Naming::Tags,
        };
        let config = SandboxConfig { hub_url: self.hub, naming, ..SandboxConfig::demo(self.seed) };
        let running = countersign_sandbox::run(config, &self.endpoints).await?;
        eprintln!("every simulator listens; see {}", self.endpoints.display());
        serve::asked_to_stop().await;
        running.stop().await;
        Ok(ExitCode::SUCCESS)
    }
}
