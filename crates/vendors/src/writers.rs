//! One writer a channel. A menu that two systems write is never right for long: each undoes the other's work, and a price
//! that was taken down comes back. Who writes what is said in the settings of any connection, and checked over all of a
//! store's connections before one is kept.

use std::fmt;

use countersign_ports::flag::{Capability, Kind};
use countersign_ports::form::{Field, FieldKind};
use countersign_ports::{CallError, Effect, Failure};
use serde::Deserialize;

use crate::config::{ConfigError, ConnectionConfig};
use crate::sheet;

/// The settings that a connection to any vendor may have.
pub(crate) const COMMON: [&str; 2] = [FEEDS.name, WRITES_MENU.name];

/// States that are handed files and are no connections.
const FILED: [&str; 1] = ["ccrs"];

pub(crate) const FEEDS: Field = Field::or_not(
    "feeds",
    "It writes itself",
    FieldKind::Words,
    "Vendors that this system itself writes for this shop: a marketplace that feeds another's menu, a register that reports its \
     sales to the state. What is named here is not written by us as well.",
    "weedmaps",
);
pub(crate) const WRITES_MENU: Field = Field::or_not(
    "writes_menu",
    "We write its menu",
    FieldKind::YesOrNo,
    "No where another system writes it: two writers undo each other's work.",
    "yes",
);

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Common {
    /// Vendors that this system itself writes for this shop: a marketplace that feeds another's menu, a register that
    /// reports its sales to the state.
    feeds: Vec<String>,
    /// Whether we write this channel's menu; `false` where another system does.
    writes_menu: Option<bool>,
}

fn common(config: &ConnectionConfig) -> Result<Common, ConfigError> {
    let Some(sheet) = sheet(&config.vendor) else {
        return Err(ConfigError::UnknownVendor { vendor: config.vendor.clone() });
    };
    if config.settings.is_null() {
        return Ok(Common::default());
    }
    let common: Common = serde_json::from_value(config.settings.clone())
        .map_err(|e| ConfigError::Settings { vendor: sheet.name, why: e.to_string() })?;
    for fed in &common.feeds {
        let why = match crate::sheet(fed) {
            // It is no connection, and a register may report to it all the same.
            None if FILED.contains(&fed.as_str()) => continue,
            None => format!("`feeds` names `{fed}`, which is no vendor"),
            Some(fed) if fed.name == sheet.name => "`feeds` names itself".to_owned(),
            Some(_) => continue,
        };
        return Err(ConfigError::Settings { vendor: sheet.name, why });
    }
    Ok(common)
}

/// Whether we may write a menu, asked at the beginning of every call that would.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MenuWriter {
    vendor: &'static str,
    is_us: bool,
}

impl MenuWriter {
    pub(crate) fn of(config: &ConnectionConfig, vendor: &'static str) -> Result<Self, ConfigError> {
        Ok(Self { vendor, is_us: common(config)?.writes_menu.unwrap_or(true) })
    }

    pub(crate) fn is_us(self) -> bool {
        self.is_us
    }

    pub(crate) fn may(self, operation: &'static str) -> Result<(), CallError> {
        if self.is_us {
            return Ok(());
        }
        let why = "another system writes this menu (`writes_menu` is false), and two would undo each other";
        let failure = Failure::Refused { status: 0, messages: vec![why.to_owned()] };
        Err(CallError { vendor: self.vendor, operation, failure, effect: Effect::None })
    }
}

/// A channel that two would write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwoWriters {
    /// What is written twice.
    pub channel: &'static str,
    pub writers: Vec<&'static str>,
    remedy: String,
}

/// The name in [`TwoWriters::writers`] that means this program.
pub const US: &str = "countersign";

impl fmt::Display for TwoWriters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { channel, writers, remedy } = self;
        write!(f, "{channel} would be written by {} for this shop: {remedy}", writers.join(" and "))
    }
}

impl std::error::Error for TwoWriters {}

/// Every channel of one store that more than one system would write.
pub fn two_writers(configs: &[ConnectionConfig]) -> Result<Vec<TwoWriters>, ConfigError> {
    let mut found = Vec::new();
    let mut all: Vec<(&'static str, Common)> = Vec::with_capacity(configs.len());
    for config in configs {
        let common = common(config)?;
        all.push((sheet(&config.vendor).map_or("", |sheet| sheet.name), common));
    }
    for channel in crate::SHEETS {
        let ours = all.iter().find(|(vendor, _)| *vendor == channel.name).filter(|(_, common)| {
            let can = |c| channel.flags.iter().any(|f| f.capability == c && f.evidence.is_asked());
            let menu = can(Capability::WriteMenu) && common.writes_menu.unwrap_or(true);
            menu || can(Capability::PostReceipt)
        });
        let fed = |(vendor, common): &(&'static str, Common)| {
            common.feeds.iter().any(|fed| fed == channel.name).then_some(*vendor)
        };
        let mut writers: Vec<&'static str> = all.iter().filter_map(fed).collect();
        writers.extend(ours.map(|_| US));
        if writers.len() > 1 {
            let state = channel.kinds().any(|kind| kind == Kind::State);
            found.push(TwoWriters {
                channel: channel.name,
                remedy: remedy(channel.name, &writers, state),
                writers,
            });
        }
    }
    Ok(found)
}

fn remedy(channel: &str, writers: &[&'static str], state: bool) -> String {
    let feeders: Vec<&str> = writers.iter().copied().filter(|writer| *writer != US).collect();
    let feeder = feeders.first().copied().unwrap_or(channel);
    match (feeders.len() > 1, state) {
        (true, _) => {
            format!("let one of them write it, and take `{channel}` out of the `feeds` of the others")
        }
        (false, true) => format!(
            "each sale would be reported twice; switch the reporting of {feeder} off and take `{channel}` out of its `feeds`"
        ),
        (false, false) => format!(
            "set `writes_menu` to false in the {channel} connection, or stop {feeder} from feeding it and take `{channel}` \
             out of its `feeds`"
        ),
    }
}

#[cfg(test)]
mod tests {
    use countersign_ports::http::Reach;
    use serde_json::{Value, json};

    use super::*;
    use crate::Secrets;

    fn config(vendor: &str, settings: Value) -> ConnectionConfig {
        let (base_url, reach) = ("https://vendor.test".to_owned(), Reach::Public);
        ConnectionConfig { vendor: vendor.to_owned(), base_url, reach, secrets: Secrets::default(), settings }
    }

    fn conflicts(configs: &[(&str, Value)]) -> Vec<(&'static str, Vec<&'static str>)> {
        let configs: Vec<_> = configs.iter().map(|(vendor, s)| config(vendor, s.clone())).collect();
        let found = two_writers(&configs).expect("readable");
        found.into_iter().map(|two| (two.channel, two.writers)).collect()
    }

    #[test]
    fn a_menu_that_jane_feeds_is_not_fed_by_us_too() {
        let jane = json!({"feeds": ["weedmaps"]});
        assert_eq!(
            conflicts(&[("jane", jane.clone()), ("weedmaps", json!({}))]),
            [("weedmaps", vec!["jane", US])]
        );
        assert_eq!(conflicts(&[("jane", jane.clone()), ("weedmaps", json!({"writes_menu": false}))]), []);
        assert_eq!(conflicts(&[("jane", jane.clone()), ("leafly", json!({}))]), []);
        assert_eq!(conflicts(&[("jane", jane)]), [], "whom Jane feeds need not be connected");
        assert_eq!(conflicts(&[("jane", json!({})), ("weedmaps", json!({}))]), []);
    }

    #[test]
    fn two_feeders_are_two_writers_even_where_we_write_nothing() {
        let feeds = json!({"feeds": ["weedmaps"]});
        let found = conflicts(&[
            ("jane", feeds.clone()),
            ("flowhub", feeds),
            ("weedmaps", json!({"writes_menu": false})),
        ]);
        assert_eq!(found, [("weedmaps", vec!["jane", "flowhub"])]);
    }

    #[test]
    fn a_register_that_reports_to_the_state_makes_our_receipts_second_ones() {
        let found = conflicts(&[("flowhub", json!({"feeds": ["metrc"]})), ("metrc", json!({}))]);
        assert_eq!(found, [("metrc", vec!["flowhub", US])]);
    }

    #[test]
    fn a_register_may_report_to_a_state_that_cannot_be_connected() {
        assert_eq!(conflicts(&[("cova", json!({"feeds": ["ccrs"]}))]), []);
    }

    #[test]
    fn the_sentence_says_what_to_do() {
        let configs = [config("jane", json!({"feeds": ["weedmaps"]})), config("weedmaps", json!({}))];
        let said = two_writers(&configs).expect("readable")[0].to_string();
        let expected = "weedmaps would be written by jane and countersign for this shop: set `writes_menu` to false in the \
                        weedmaps connection, or stop jane from feeding it and take `weedmaps` out of its `feeds`";
        assert_eq!(said, expected);
    }

    #[test]
    fn a_slip_in_feeds_is_an_error_and_not_a_silence() {
        for feeds in [json!(["weedmapz"]), json!(["jane"]), json!("weedmaps")] {
            assert!(two_writers(&[config("jane", json!({"feeds": feeds}))]).is_err(), "{feeds}");
        }
    }
}
