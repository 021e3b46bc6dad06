//! What the day came to: counts for people, findings for the exit status.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::day::Day;
use crate::checkers::books::{self, OfClass};
use crate::checkers::{Finding, Seen};
use crate::oracle::OURS;

/// Orders by how they ended.
pub type Outcomes = BTreeMap<String, u32>;

#[derive(Debug, Clone, Serialize)]
pub struct Report {
    pub seed: u64,
    pub engine: String,
    pub mix: String,
    pub faults: bool,
    pub restarts: u32,
    pub nodes: u32,
    /// Servers that died, by where.
    pub crashes: BTreeMap<String, u32>,
    /// Tries to order, and those that the quote or the marketplace ended before there was an order.
    pub tried: u32,
    pub not_submitted: u32,
    pub orders: Outcomes,
    pub by_channel: BTreeMap<String, u32>,
    /// Receipts and sales of ours that stand at the state system and at the point of sale.
    pub receipts: usize,
    pub pos_sales: usize,
    pub walk_ins: u32,
    pub sold_elsewhere: usize,
    pub overrides: u32,
    /// Open orders that were changed, and changes that were refused.
    pub changed: u32,
    pub changes_refused: u32,
    /// Stuck acts that a manager had tried again.
    pub revived: u32,
    pub faults_fired: BTreeMap<String, u64>,
    pub calls: BTreeMap<String, u64>,
    /// Wrong things that people tried and that were refused.
    pub refused_wrongs: BTreeMap<String, u32>,
    /// What the night did to the books, by class, and what became of it before the gates opened. Empty with systems whose books are
    /// not upset.
    pub discrepancies: BTreeMap<String, OfClass>,
    /// How often everything was looked at in the course of the day.
    pub moments: u32,
    pub record_entries: u64,
    pub verdicts_replayed: u64,
    /// Over every entry's time, kind, subject and actor: two runs of one seed have the same.
    pub record_digest: String,
    pub checkers: Vec<Finding>,
}

pub fn of(day: &Day, seen: &Seen<'_>, checkers: Vec<Finding>) -> Report {
    let ours = |number: Option<&str>| number.is_some_and(|number| number.starts_with(OURS));
    let receipts = seen.after.receipts.iter().filter(|r| !r.voided && ours(r.external_number.as_deref()));
    let sales = seen.after.sales.iter().filter(|sale| !sale.is_void && ours(Some(&sale.reference)));
    let mut orders = Outcomes::new();
    let mut by_channel = BTreeMap::new();
    for order in &seen.inside.orders {
        *orders.entry(order.state.clone()).or_default() += 1;
        *by_channel.entry(order.channel.clone()).or_default() += 1;
    }
    let mut calls = BTreeMap::new();
    let mut faults_fired = BTreeMap::new();
    for (name, room) in &day.street.sandbox().rooms {
        if !day.config.mix.vendors().contains(name) {
            continue;
        }
        let counts = room.faults.calls();
        calls.insert((*name).to_owned(), counts.values().map(|count| count.calls).sum());
        faults_fired.insert((*name).to_owned(), counts.values().map(|count| count.faults).sum());
    }
    Report {
        seed: day.config.seed,
        engine: day.config.database_url.split(':').next().unwrap_or_default().to_owned(),
        mix: day.config.mix.to_string(),
        faults: day.config.faults,
        restarts: day.log.restarts,
        nodes: day.config.nodes,
        crashes: day.log.crashes.iter().map(|(place, n)| ((*place).to_owned(), *n)).collect(),
        tried: day.log.tried,
        not_submitted: day.log.not_submitted,
        orders,
        by_channel,
        receipts: receipts.count(),
        pos_sales: sales.count(),
        walk_ins: day.log.walk_ins,
        sold_elsewhere: day.log.elsewhere.len(),
        overrides: day.log.overrides,
        changed: day.log.changed,
        changes_refused: day.log.changes_refused,
        revived: day.log.revived,
        faults_fired,
        calls,
        refused_wrongs: day.log.refused_wrongs.iter().map(|(what, n)| ((*what).to_owned(), *n)).collect(),
        discrepancies: books::by_class(seen),
        moments: day.log.moments,
        record_entries: seen.inside.entries.len() as u64,
        verdicts_replayed: seen.inside.replayed.verdicts,
        record_digest: digest(seen),
        checkers,
    }
}

fn digest(seen: &Seen<'_>) -> String {
    let mut hash = Sha256::new();
    for entry in &seen.inside.entries {
        hash.update(format!("{} {} {} {}\n", entry.at, entry.kind, entry.subject, entry.actor));
    }
    data_encoding::HEXLOWER.encode(&hash.finalize())
}

impl Report {
    /// Whether nothing that was looked at is broken.
    pub fn holds(&self) -> bool {
        self.checkers.iter().all(|finding| finding.broken.is_empty())
    }

    fn of_the_books(&self) -> Vec<String> {
        if self.discrepancies.is_empty() {
            return vec!["  discrepancies: these systems' books are not upset".to_owned()];
        }
        let head = ["seeded", "follow", "found", "closed", "fenced", "accepted", "waiting", "reported"];
        let row = |name: &str, cells: [String; 8]| {
            cells.iter().fold(format!("  {name:<32}"), |line, cell| format!("{line} {cell:>8}"))
        };
        let mut lines = vec![row("before the gates opened", head.map(str::to_owned))];
        for (class, of) in &self.discrepancies {
            let OfClass { seeded, follows, found, closed, fenced, accepted, waiting, reported, .. } = of;
            let cells = [seeded, follows, found, closed, fenced, accepted, waiting, reported];
            lines.push(row(class, cells.map(ToString::to_string)));
        }
        lines
    }

    /// For a terminal.
    pub fn table(&self) -> String {
        let mut lines = vec![format!(
            "seed {} on {}, {}, faults {}, {} restarts, {} servers",
            self.seed,
            self.engine,
            self.mix,
            if self.faults { "on" } else { "off" },
            self.restarts,
            self.nodes
        )];
        let mut row = |name: &str, value: String| lines.push(format!("  {name:<34} {value}"));
        for (place, count) in &self.crashes {
            row(&format!("servers that died {place}"), count.to_string());
        }
        row("tried to order", self.tried.to_string());
        row("never submitted", self.not_submitted.to_string());
        for (channel, count) in &self.by_channel {
            row(&format!("orders over {channel}"), count.to_string());
        }
        for (outcome, count) in &self.orders {
            row(&format!("orders {outcome}"), count.to_string());
        }
        row("receipts at the state system", self.receipts.to_string());
        row("sales at the point of sale", self.pos_sales.to_string());
        row("walk-in sales, sales elsewhere", format!("{}, {}", self.walk_ins, self.sold_elsewhere));
        row("overrides, stuck acts revived", format!("{}, {}", self.overrides, self.revived));
        row("orders changed, changes refused", format!("{}, {}", self.changed, self.changes_refused));
        for (vendor, calls) in &self.calls {
            let faults = self.faults_fired.get(vendor).copied().unwrap_or(0);
            row(&format!("calls to {vendor}, faults"), format!("{calls}, {faults}"));
        }
        row("wrong things refused", self.refused_wrongs.values().sum::<u32>().to_string());
        row("looked at everything", format!("{} times", self.moments));
        row("entries on the record", self.record_entries.to_string());
        row("verdicts replayed", self.verdicts_replayed.to_string());
        row("record digest", self.record_digest.chars().take(16).collect());
        lines.extend(self.of_the_books());
        for finding in &self.checkers {
            lines.push(format!("  {:<13} {}", finding.verdict(), finding.checker));
            lines.extend(finding.broken.iter().take(10).map(|what| format!("                  {what}")));
            if finding.broken.len() > 10 {
                lines.push(format!("                  and {} more", finding.broken.len() - 10));
            }
        }
        lines.join("\n")
    }
}
