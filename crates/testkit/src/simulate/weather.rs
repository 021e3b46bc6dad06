//! What goes wrong at the vendors, and when it stops.

use countersign_kernel::Random;
use countersign_sandbox::faults::{Fault, FaultPlan, FaultRule, Outage, When};

use super::day::Day;
use crate::mix::Mix;

/// Clocks differ by up to this much.
const SKEW_SECONDS_MAX: i64 = 600;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Faults at a low rate on every call.
    Drizzle {
        vendor: &'static str,
    },
    Outage {
        vendor: &'static str,
        unreachable: bool,
    },
    Skew {
        vendor: &'static str,
        seconds: i64,
    },
    /// Nothing is wrong any more.
    Clear {
        vendor: &'static str,
    },
}

/// The day's weather: minutes after its beginning, and what changes then.
pub fn of(random: &Random, closes: i64, mix: Mix) -> Vec<(i64, Change)> {
    let between =
        |low: i64, high: i64| low + i64::try_from(random.below((high - low).unsigned_abs())).expect("short");
    let mut changes = Vec::new();
    for vendor in mix.vendors() {
        changes.push((1, Change::Drizzle { vendor }));
        let from = between(90, closes - 120);
        let unreachable = random.one_in(2);
        changes.push((from, Change::Outage { vendor, unreachable }));
        changes.push((from + between(10, 45), Change::Drizzle { vendor }));
        let seconds = between(-SKEW_SECONDS_MAX, SKEW_SECONDS_MAX);
        let from = between(60, closes - 90);
        changes.push((from, Change::Skew { vendor, seconds }));
        changes.push((from + between(20, 80), Change::Skew { vendor, seconds: 0 }));
        changes.push((closes + 60, Change::Clear { vendor }));
    }
    changes
}

impl Day {
    pub fn weather(&mut self, change: Change) -> anyhow::Result<()> {
        let room = |vendor: &str| {
            self.street
                .sandbox()
                .room(vendor)
                .ok_or_else(|| anyhow::anyhow!("there is no {vendor} simulator"))
        };
        match change {
            Change::Drizzle { vendor } => room(vendor)?.faults.put(drizzle(vendor)),
            Change::Outage { vendor, unreachable } => {
                let outage = if unreachable { Outage::Unreachable } else { Outage::Unavailable };
                room(vendor)?.faults.put(FaultPlan { outage, ..drizzle(vendor) });
            }
            Change::Skew { vendor, seconds } => room(vendor)?.clock.set_offset_seconds(seconds),
            Change::Clear { vendor } => {
                room(vendor)?.faults.put(FaultPlan::default());
                room(vendor)?.clock.set_offset_seconds(0);
            }
        }
        Ok(())
    }
}

fn drizzle(vendor: &str) -> FaultPlan {
    let anywhere = |rate: u16, fault: Fault| FaultRule::on("*", "*", When::PerMille(rate), fault);
    let mut rules = vec![
        anywhere(12, Fault::TimeoutBeforeEffect { hang_ms: 0 }),
        anywhere(12, Fault::TimeoutAfterEffect { hang_ms: 0 }),
        anywhere(8, Fault::TooManyRequests { retry_after_s: Some(7) }),
        anywhere(4, Fault::TooManyRequests { retry_after_s: None }),
        anywhere(8, Fault::Status { status: 500 }),
        anywhere(6, Fault::Status { status: 503 }),
        anywhere(8, Fault::StatusAfterEffect { status: 502 }),
        anywhere(6, Fault::MalformedJson),
        anywhere(6, Fault::TruncatedBody),
        anywhere(4, Fault::WrongTypes),
        anywhere(4, Fault::DuplicateRows),
        anywhere(4, Fault::Reordered),
        anywhere(3, Fault::RevokedCredentials),
    ];
    // A list that silently lacks a row is a lie nobody can see through where no total is announced.
    for (owner, route) in [
        ("metrc", "/sales/v2/receipts/active"),
        ("leafdata", "/api/v1/sales"),
        ("leafdata", "/api/v1/inventories"),
    ] {
        if owner == vendor {
            rules.push(FaultRule::on("GET", route, When::PerMille(10), Fault::MissingRow));
        }
    }
    // The calls that must have their effect once are hit harder.
    for (owner, method, route) in [
        ("metrc", "POST", "/sales/v2/receipts"),
        ("biotrack", "POST", "/serverjson.asp#sale_dispense"),
        ("leafdata", "POST", "/api/v1/sales"),
        ("leafdata", "DELETE", "/api/v1/sales/{global_id}"),
        ("dutchie_pos", "POST", "/preorder/submit"),
        ("dutchie", "POST", "/preorder/cancel"),
        ("leafly", "POST", "/v1/order_integration/{key}/orders/{id}/status"),
        ("weedmaps", "PUT", "/oos/{version}/merchants/{merchant_id}/orders/{order_id}"),
    ] {
        if owner == vendor {
            rules.push(FaultRule::on(
                method,
                route,
                When::PerMille(80),
                Fault::TimeoutAfterEffect { hang_ms: 0 },
            ));
            rules.push(FaultRule::on(
                method,
                route,
                When::PerMille(40),
                Fault::StatusAfterEffect { status: 500 },
            ));
        }
    }
    FaultPlan { rules, ..FaultPlan::default() }
}
