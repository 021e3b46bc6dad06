//! The queue: every open order, those that need a person first.

use askama::Template;
use serde::Deserialize;

use crate::shell::{Room, Shell, Theme};
use crate::ui::{self, AckClock, Action, Badge, CHECKS, Channel, Empty, Page, Person, Strip, Verdict};

/// `GET /orders?view=open&after=…&peek=ord_…`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct QueueQuery {
    pub view: String,
    /// `weedmaps`, `leafly`, `phone`, or empty for all.
    pub channel: String,
    /// The cursor of the page before.
    pub after: Option<String>,
    /// The order shown in the side panel.
    pub peek: Option<String>,
}

#[derive(Debug, Clone, Template)]
#[template(path = "orders/queue.html")]
pub struct QueuePage {
    pub shell: Shell,
    /// One sentence: how many need a person, what waits longest.
    pub summary: String,
    pub views: Vec<View>,
    pub channels: Vec<View>,
    pub groups: Vec<Group>,
    pub peek: Option<Peek>,
    pub page: Page,
    pub empty: Option<Empty>,
    /// Whether the reader may enter a phone order.
    pub may_enter: bool,
}

/// One way to look at the list.
#[derive(Debug, Clone)]
pub struct View {
    pub name: String,
    pub count: String,
    pub href: String,
    pub current: bool,
}

/// Rows that wait for the same hand.
#[derive(Debug, Clone)]
pub struct Group {
    pub verdict: Verdict,
    pub name: String,
    pub count: usize,
    pub note: String,
    pub rows: Vec<Row>,
}

#[derive(Debug, Clone)]
pub struct Row {
    pub id: String,
    pub number: String,
    pub channel: Channel,
    pub customer: Person,
    /// `Pickup 11:30`
    pub hand_over: String,
    /// Dollars without the sign: the column's head says `$`.
    pub total: String,
    pub strip: Strip,
    pub verdict: Verdict,
    /// `Limit, over 4.11 g`, `Countersign`, `Picking, K. Osei`
    pub outcome: String,
    pub waiting: String,
    pub clock: Option<AckClock>,
    pub selected: bool,
}

/// One order at a glance, beside the queue.
#[derive(Debug, Clone)]
pub struct Peek {
    pub id: String,
    pub number: String,
    pub about: String,
    pub badge: Badge,
    pub headline: String,
    pub sum: Vec<SumLine>,
    /// The rule, its words and its citation.
    pub rule: Option<(String, String)>,
    pub now: String,
    pub actions: Vec<Action>,
    /// Why approval is locked, when it is.
    pub locked: Option<String>,
}

#[derive(Debug, Clone)]
pub struct SumLine {
    pub name: String,
    pub value: String,
    pub total: bool,
}
