//! `doctor`: tries every connection and says what is wrong.

use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use countersign_app::{connections, setup};
use countersign_kernel::id::StaffId;
use countersign_kernel::{Actor, Role};

use crate::wire;

#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    database: wire::DatabaseArgs,
}

impl Doctor {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let wired = wire::open(&self.database, None).await?;
        let app = &wired.app;
        let mut out = std::io::stdout().lock();
        let mut ill = false;
        for store in setup::stores(app).await? {
            writeln!(out, "{}, {}", store.name, store.license)?;
            // Whoever runs this holds the key file, which is more than any role.
            let operator = Actor::Staff {
                id: StaffId::fresh(app.clock(), app.random()),
                name: "operator".to_owned(),
                roles: vec![Role::It],
                store: store.id.clone(),
            };
            for connection in connections::list(app, &operator).await? {
                let vendor = &connection.row.vendor;
                match connections::test(app, &operator, vendor).await {
                    Ok(name) => writeln!(out, "  {vendor}: answers, knows us as {name}")?,
                    Err(why) => {
                        ill = true;
                        writeln!(out, "  {vendor}: {:#}", anyhow::Error::from(why))?;
                    }
                }
            }
        }
        Ok(ExitCode::from(u8::from(ill)))
    }
}
