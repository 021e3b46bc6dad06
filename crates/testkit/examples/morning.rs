//! Opens a large store on the machine's clock at the vendors' own limits: `morning PACKAGES [postgres]`.

use countersign_kernel::Random;
use countersign_seal::keys::MasterKey;
use countersign_store::db::{Engine, MIGRATIONS};
use countersign_store::testing::Scratch;
use countersign_testkit::morning::{MorningConfig, morning};

/// Ten in the morning in Denver.
const BEGINS: &str = "2026-11-22T10:00:00-07:00";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let packages = words.first().and_then(|word| word.parse().ok()).unwrap_or(50_000);
    let engine = if words.iter().any(|w| w == "postgres") { Engine::Postgres } else { Engine::Sqlite };
    let place = Scratch::migrated(engine, MIGRATIONS).await;
    let key = MasterKey::fresh(&Random::from_number(7));
    let begins = BEGINS.parse()?;
    let config = MorningConfig { packages, seed: 7, database_url: place.url().to_owned(), key, begins };
    let report = morning(config).await?;
    place.remove().await;
    #[expect(clippy::print_stdout, reason = "an example prints")]
    {
        println!("{}", report.table());
    }
    anyhow::ensure!(report.passes[0].is_open, "the store did not open");
    Ok(())
}
