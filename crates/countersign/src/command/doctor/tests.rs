//! The doctor in process, before the simulators.

use std::collections::BTreeMap;
use std::sync::Arc;

use countersign_app::connections::{Configuration, ConnectionRow};
use countersign_kernel::id::{ConnectionId, StoreId};
use countersign_kernel::{ManualClock, Random, Timestamp};
use countersign_ports::http::{HttpLayer, Pace};
use countersign_sandbox::faults::{FaultPlan, Outage};
use countersign_sandbox::{RunningSandbox, Sandbox, SandboxConfig};
use serde_json::json;

use super::examine::{Found, Health, examine};
use super::skew::Skew;
use crate::demo_shop;
use crate::wire::VendorConnector;

struct Surgery {
    sandbox: RunningSandbox,
    clock: Arc<ManualClock>,
}

impl Surgery {
    async fn open() -> Self {
        let noon: Timestamp = "2026-11-21T19:00:00Z".parse().expect("an instant");
        let clock = Arc::new(ManualClock::at(noon));
        let config = SandboxConfig::new(7, clock.clone());
        Self { sandbox: Sandbox::start(config).await.expect("the simulators start"), clock }
    }

    fn kept(&self) -> Vec<(ConnectionRow, Configuration)> {
        let every = demo_shop::every_connection(&self.sandbox.endpoints, 0).expect("configurations");
        every.into_iter().map(|configuration| (self.row(&configuration.vendor), configuration)).collect()
    }

    fn row(&self, vendor: &str) -> ConnectionRow {
        let random = Random::from_number(1);
        ConnectionRow {
            id: ConnectionId::fresh(&*self.clock, &random),
            store_id: StoreId::fresh(&*self.clock, &random),
            vendor: vendor.to_owned(),
            base_url: String::new(),
            sealed_secret: Vec::new(),
            settings: String::new(),
            state: "untried".to_owned(),
            last_good_at: None,
            last_error: None,
            last_error_at: None,
            calls: 0,
            failures: 0,
        }
    }

    async fn examine(&self, kept: Vec<(ConnectionRow, Configuration)>) -> Health {
        // One of them gives a token a minute.
        self.clock.advance_seconds(61);
        let skew = Arc::new(Skew::default());
        let random = Arc::new(Random::from_number(7));
        let layer = HttpLayer::new(self.clock.clone(), random, skew.clone(), Pace::Never);
        examine(&VendorConnector(layer), &skew, kept).await
    }
}

fn of<'h>(health: &'h Health, vendor: &str) -> &'h super::examine::Seen {
    health.seen.iter().find(|seen| seen.vendor == vendor).expect("it was looked at")
}

#[tokio::test]
async fn every_vendor_answers_and_says_what_it_can_and_cannot_do() {
    let surgery = Surgery::open().await;
    let kept = surgery.kept();
    let vendors: Vec<&str> = countersign_vendors::SHEETS.iter().map(|sheet| sheet.name).collect();
    assert_eq!(kept.iter().map(|(row, _)| row.vendor.as_str()).collect::<Vec<_>>(), vendors);
    let health = surgery.examine(kept).await;
    assert!(!health.is_ill(), "{}", health.told(true));
    // The shop's own website asks us; there is nothing there to ask.
    let (asks_us, asked): (Vec<_>, Vec<_>) = health.seen.iter().partition(|seen| seen.vendor == "website");
    assert!(asks_us.iter().all(|seen| matches!(seen.found, Found::NothingToTry)));
    assert!(asked.iter().all(|seen| matches!(seen.found, Found::Answers(_)) && seen.ahead.is_some()));
    let told = health.told(false);
    assert!(told.contains("cannot verify online (cannot): Purchases at other shops"), "{told}");
    assert!(told.contains("can (assumed): Sales rung up"), "{told}");
    assert!(!health.told(true).contains("verify online"));
}

#[tokio::test]
async fn who_is_down_and_who_does_not_let_us_in_are_told_apart() {
    let surgery = Surgery::open().await;
    let down = FaultPlan { outage: Outage::Unreachable, ..FaultPlan::default() };
    surgery.sandbox.room("metrc").expect("it runs").faults.put(down);
    let mut kept = surgery.kept();
    for (row, configuration) in &mut kept {
        if row.vendor == "flowhub" {
            configuration.secrets.insert("key".to_owned(), "wrong".to_owned());
        }
        if row.vendor == "cova" {
            configuration.secrets.remove("password");
        }
        if row.vendor == "leafly" {
            row.last_error = Some("list items: status 503; nothing happened there".to_owned());
        }
    }
    let health = surgery.examine(kept).await;
    assert!(health.is_ill());
    let told = health.told(true);
    assert!(told.contains("metrc: not reached: "), "{told}");
    assert!(told.contains("flowhub: reached, and does not let us in: "), "{told}");
    assert!(told.contains("cova: cannot be opened: the cova connection has no secret `password`"), "{told}");
    assert!(told.contains("last failure: list items: status 503"), "{told}");
    assert!(matches!(of(&health, "jane").found, Found::Answers(_)), "the others were tried all the same");
}

#[tokio::test]
async fn a_clock_that_is_off_is_noted_and_one_that_is_far_off_is_an_illness() {
    let surgery = Surgery::open().await;
    let skew = |seconds| {
        surgery.sandbox.room("metrc").expect("it runs").clock.set_offset_seconds(seconds);
    };
    for (seconds, noted, ill) in [(0, "", false), (-42, "behind ours", false), (4_000, "ahead of ours", true)]
    {
        skew(seconds);
        let health = surgery.examine(surgery.kept()).await;
        assert_eq!(health.is_ill(), ill, "{seconds}: {}", health.told(true));
        assert!(
            health.told(true).contains(noted) && health.told(true).contains("its clock") != noted.is_empty()
        );
    }
}

#[tokio::test]
async fn a_menu_with_two_writers_is_an_illness_and_the_remedy_is_named() {
    let surgery = Surgery::open().await;
    let mut kept = surgery.kept();
    let set = |kept: &mut Vec<(ConnectionRow, Configuration)>, vendor: &str, name: &str, value| {
        let found = kept.iter_mut().find(|(row, _)| row.vendor == vendor).expect("it is kept");
        found.1.settings[name] = value;
    };
    set(&mut kept, "jane", "feeds", json!(["weedmaps"]));
    let health = surgery.examine(kept.clone()).await;
    assert!(health.is_ill());
    let told = health.told(true);
    assert!(told.contains("two writers: weedmaps would be written by jane and countersign"), "{told}");
    assert!(told.contains("set `writes_menu` to false in the weedmaps connection"), "{told}");
    set(&mut kept, "weedmaps", "writes_menu", json!(false));
    let health = surgery.examine(kept).await;
    assert!(!health.is_ill(), "{}", health.told(true));
}

#[test]
fn a_configuration_of_no_vendor_is_said_to_be_one() {
    let odd = Configuration {
        vendor: "nobody".to_owned(),
        base_url: "https://nobody.test".to_owned(),
        secrets: BTreeMap::new(),
        settings: json!({}),
        reach: json!("public"),
    };
    let said = crate::wire::two_writers([&odd].into_iter());
    assert!(said[0].contains("there is no vendor `nobody`"), "{said:?}");
}
