//! Everything outside the shop: the simulated vendors, the clock, and the way their callbacks take.

mod door;
mod ledgers;

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::Context;
use countersign_kernel::{Clock, ManualClock};
use countersign_sandbox::world::World;
use countersign_sandbox::{Endpoints, RunningSandbox, Sandbox, SandboxConfig};
use serde_json::Value;

use crate::mix::Mix;
use crate::shop::SlowReport;
pub use door::Door;
pub use ledgers::{
    ChannelOrder, MetrcPackage, MetrcReceipt, Outside, PosLine, PosSale, PosStock, SoldLine,
    read as read_ledgers,
};

/// Where callbacks go; the name is never resolved, [`Door`] takes them in process.
const HUB_URL: &str = "http://shop.invalid";

/// The simulators, running. Outlives any number of openings of the shop.
#[derive(Debug)]
pub struct Street {
    pub clock: Arc<ManualClock>,
    pub door: Arc<Door>,
    pub mix: Mix,
    pub slow_report: Arc<SlowReport>,
    sandbox: RunningSandbox,
}

impl Street {
    /// Starts the simulators on free ports of loopback, with the world of `seed` as it stands at the clock's now.
    pub async fn open(seed: u64, clock: Arc<ManualClock>, mix: Mix) -> anyhow::Result<Self> {
        let door = Arc::new(Door::default());
        let shared: Arc<dyn Clock> = clock.clone();
        let config = SandboxConfig {
            outbound: door.clone(),
            hub_url: Some(HUB_URL.to_owned()),
            naming: mix.naming(),
            ..SandboxConfig::new(seed, shared)
        };
        let sandbox = Sandbox::start(config).await.context("the simulators cannot be started")?;
        let street = Self { clock, door, mix, slow_report: Arc::default(), sandbox };
        // Without this a shopper's change of mind would reach nobody, and the two sides could never agree.
        let told = serde_json::json!({"sim_assumption_shopper_cancel_is_called_back": true});
        let room = street.sandbox.room("weedmaps").context("there is no weedmaps simulator")?;
        room.vendor.set_switches(told).context("the weedmaps simulator")?;
        Ok(street)
    }

    /// These simulators, on a clock of their own. Nobody is told of anything.
    pub fn of(sandbox: RunningSandbox) -> Self {
        let (clock, door) = (Arc::new(ManualClock::at(sandbox.world.at)), Arc::new(Door::default()));
        Self { clock, door, mix: Mix::USUAL, slow_report: Arc::default(), sandbox }
    }

    pub fn world(&self) -> &World {
        &self.sandbox.world
    }

    pub fn endpoints(&self) -> &Endpoints {
        &self.sandbox.endpoints
    }

    pub fn sandbox(&self) -> &RunningSandbox {
        &self.sandbox
    }

    /// Makes something happen inside a vendor, past its faults: shoppers and registers do not use the API.
    pub async fn act(&self, vendor: &str, action: &str, body: Value) -> anyhow::Result<Value> {
        let room = self.sandbox.room(vendor).with_context(|| format!("there is no {vendor} simulator"))?;
        room.vendor.settle();
        Ok(room.vendor.act(action, body).await?)
    }

    /// Timers and callbacks that are due.
    pub async fn run_due(&self) {
        self.sandbox.run_due().await;
    }

    /// What the point of sale believes now.
    pub fn till(&self) -> anyhow::Result<Outside> {
        ledgers::till(&self.sandbox, self.mix)
    }

    /// What a shopper can put into a cart at one marketplace: the store's place and the listing's name.
    pub async fn orderable(&self, channel: &str) -> anyhow::Result<BTreeSet<(usize, String)>> {
        Ok(serde_json::from_value(self.act(channel, "orderable", Value::Null).await?)?)
    }

    /// What state system and point of sale believe now.
    pub fn sales_and_stock(&self) -> anyhow::Result<Outside> {
        ledgers::sales_and_stock(&self.sandbox, self.mix)
    }

    /// What every vendor believes now.
    pub fn outside(&self) -> anyhow::Result<Outside> {
        ledgers::read(&self.sandbox, self.mix)
    }
}
