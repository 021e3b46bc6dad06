//! `ccrs uploaded` and `ccrs give-up`: what a person says of files.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use countersign_app::filing::book::Said as What;

use super::desk::Place;

#[derive(Debug, Args)]
pub struct Uploaded {
    #[command(flatten)]
    said: Said,
}

#[derive(Debug, Args)]
pub struct GiveUp {
    #[command(flatten)]
    said: Said,
}

#[derive(Debug, Args)]
struct Said {
    #[command(flatten)]
    place: Place,
    /// Names of files, with their folder or without
    #[arg(required = true, value_name = "FILES")]
    files: Vec<PathBuf>,
}

impl Uploaded {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        self.said.enter(What::Uploaded).await
    }
}

impl GiveUp {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        self.said.enter(What::GivenUp).await
    }
}

impl Said {
    async fn enter(self, what: What) -> anyhow::Result<ExitCode> {
        let mut desk = self.place.open().await?;
        let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let files: Vec<String> = self.files.iter().map(name).collect();
        desk.say(&files, what, self.place.now()).await?;
        Ok(ExitCode::SUCCESS)
    }
}
