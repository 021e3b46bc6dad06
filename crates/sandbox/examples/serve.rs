//! Starts every simulator with seed 7 until interrupted: `cargo run -p countersign-sandbox --example serve -- FILE`.

use std::path::PathBuf;

use countersign_sandbox::{SandboxConfig, SandboxError, run};

#[tokio::main]
async fn main() -> Result<(), SandboxError> {
    let file = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("endpoints.json"), PathBuf::from);
    let running = run(SandboxConfig::demo(7), &file).await?;
    let interrupted = tokio::signal::ctrl_c().await;
    running.stop().await;
    interrupted.expect("this process may listen for signals");
    Ok(())
}
