//! `ccrs begin` and `ccrs end`: whether what a store sells is kept for its files.

use std::process::ExitCode;

use clap::Args;
use countersign_app::filing::{self, NewDuty};

use super::desk::{Place, operator};

#[derive(Debug, Args)]
pub struct Begin {
    #[command(flatten)]
    place: Place,
    /// The shop's licence number
    #[arg(long, value_name = "NUMBER", value_parser = super::write::licence)]
    licence: String,
    /// Who files: the name that stands in the files
    #[arg(long, value_name = "NAME")]
    by: String,
}

#[derive(Debug, Args)]
pub struct End {
    #[command(flatten)]
    place: Place,
}

impl Begin {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let (app, store) = self.place.app().await?;
        let new = NewDuty { system: "ccrs", licence: &self.licence, filed_by: &self.by };
        filing::begin(&app, &operator(), &store, new).await?;
        Ok(ExitCode::SUCCESS)
    }
}

impl End {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let (app, store) = self.place.app().await?;
        filing::end(&app, &operator(), &store).await?;
        Ok(ExitCode::SUCCESS)
    }
}
