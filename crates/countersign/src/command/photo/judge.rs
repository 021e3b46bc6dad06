//! What would be said of photos, before anybody hands them in.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use countersign_app::photos::{Darkroom, Developed};
use serde_json::{Value, json};

use super::ChildDarkroom;
use crate::command::coa::{UNREAD, bytes_of};

#[derive(Debug, Args)]
pub struct Judge {
    /// Photos; what a file is shows in its first bytes
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

impl Judge {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let darkroom = ChildDarkroom::new()?;
        let (mut answers, mut unread) = (Vec::new(), false);
        for file in &self.files {
            let developed = match bytes_of(file).await {
                Ok(bytes) => darkroom.develop(bytes).await.map_err(|why| why.to_string()),
                Err(why) => Err(why.why),
            };
            let path = file.to_string_lossy();
            answers.push(match developed {
                Ok(Developed { judgement, .. }) => {
                    json!({"path": path, "grade": judgement.grade(), "judgement": judgement})
                }
                Err(why) => {
                    unread = true;
                    json!({"path": path, "error": why})
                }
            });
        }
        let mut output = io::stdout().lock();
        serde_json::to_writer_pretty(&mut output, &Value::Array(answers))?;
        output.write_all(b"\n")?;
        Ok(if unread { ExitCode::from(UNREAD) } else { ExitCode::SUCCESS })
    }
}
