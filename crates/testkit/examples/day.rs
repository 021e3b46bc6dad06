//! Lives through one day and prints its table: `day SEED ORDERS [faults] [restarts N] [postgres] [menus] [mix NAME]`.

use countersign_kernel::Random;
use countersign_seal::keys::MasterKey;
use countersign_store::db::{Engine, MIGRATIONS};
use countersign_store::testing::Scratch;
use countersign_testkit::{SimulateConfig, simulate};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| words.get(at).and_then(|w| w.parse::<u64>().ok());
    let (seed, orders) = (number(0).unwrap_or(7), number(1).unwrap_or(60));
    let key = MasterKey::fresh(&Random::from_number(seed));
    let engine = if words.iter().any(|w| w == "postgres") { Engine::Postgres } else { Engine::Sqlite };
    let place = Scratch::migrated(engine, MIGRATIONS).await;
    let mut config = SimulateConfig::new(u32::try_from(orders)?, seed, place.url(), key);
    config.faults = words.iter().any(|w| w == "faults");
    config.restarts =
        words.iter().position(|w| w == "restarts").and_then(|at| number(at + 1)).unwrap_or(0) as u32;
    if words.iter().any(|w| w == "menus") {
        config.menus_minutes = i64::MAX;
    }
    if let Some(at) = words.iter().position(|w| w == "mix") {
        config.mix = words.get(at + 1).map_or("", String::as_str).parse()?;
    }
    let report = simulate(config).await?;
    place.remove().await;
    #[expect(clippy::print_stdout, reason = "an example prints")]
    {
        println!("{}", report.table());
    }
    anyhow::ensure!(report.holds(), "a checker does not hold");
    Ok(())
}
