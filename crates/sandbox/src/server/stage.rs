//! What a simulator is given to play on.

use std::sync::Arc;

use countersign_kernel::{Clock, Random, Timestamp};

use crate::server::{Outbound, SkewedClock};
use crate::world::World;

/// The seeded world to start from, this vendor's own clock, its own randomness and its way to the hub.
#[derive(Debug, Clone)]
pub struct Stage {
    pub vendor: &'static str,
    pub world: Arc<World>,
    pub clock: Arc<SkewedClock>,
    pub outbound: Arc<dyn Outbound>,
    /// The hub's base URL when it is known at start; vendors with callbacks have a switch to set it later.
    pub hub_url: Option<String>,
}

impl Stage {
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// This vendor's random stream from its beginning: the same for the same seed, whatever other vendors draw.
    /// Keep it in the vendor's state and take a new one on reset.
    pub fn random(&self) -> Random {
        let mut mixed = self.world.seed ^ 0x9e37_79b9_7f4a_7c15;
        for byte in self.vendor.bytes() {
            mixed = mixed.rotate_left(9).wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte);
        }
        Random::from_number(mixed)
    }
}
