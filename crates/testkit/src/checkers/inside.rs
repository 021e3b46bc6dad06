//! The shop's own books, read once at the end: its orders, what they hold and owe, and the exported record.

use std::io::BufRead;

use countersign_app::record::{export, replay};
use countersign_app::{App, record::replay::Replayed};
use countersign_domain::orders::State;
use countersign_kernel::Actor;
use countersign_kernel::id::StoreId;
use countersign_store::orders::{Over, QueueFilter};
use countersign_store::{acts, holds, orders};
use serde::Deserialize;
use serde_json::Value;

const PAGE: i64 = 500;

#[derive(Debug, Clone, Default)]
pub struct Inside {
    pub orders: Vec<OurOrder>,
    /// The exported file, and the signed head that vouches for it.
    pub export: Vec<u8>,
    pub head: String,
    pub entries: Vec<RecordLine>,
    pub replayed: Replayed,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OurOrder {
    pub id: String,
    pub channel: String,
    pub external_id: String,
    pub state: String,
    /// State of the hold, when there ever was one.
    pub hold: Option<String>,
    /// Kind, state and last error of each act.
    pub acts: Vec<(String, String, String)>,
}

/// A line of the record, read as plain JSON.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct RecordLine {
    pub at: String,
    pub kind: String,
    pub subject: String,
    pub actor: String,
    #[serde(default)]
    pub store: Option<String>,
    pub body: Value,
}

pub async fn read(app: &App, stores: &[StoreId], auditor: &Actor) -> anyhow::Result<Inside> {
    let mut inside = Inside::default();
    let head = export::write(app, auditor, &mut inside.export).await?;
    inside.head = head.text();
    inside.entries = lines(&inside.export)?;
    inside.replayed = replay::replay(&inside.export[..])?;
    for store in stores {
        read_orders(app, store, &mut inside.orders).await?;
    }
    Ok(inside)
}

/// Every line after the first, as JSON.
pub fn lines(export: &[u8]) -> anyhow::Result<Vec<RecordLine>> {
    let lines = export.lines().skip(1);
    lines.map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}

async fn read_orders(app: &App, store: &StoreId, found: &mut Vec<OurOrder>) -> anyhow::Result<()> {
    let db = app.db();
    let mut after = None;
    loop {
        let filter = QueueFilter {
            states: State::ALL.to_vec(),
            verdicts: Vec::new(),
            over: Over::Either,
            channel: None,
            customer_id: None,
            after,
            newest_first: false,
        };
        let page = orders::queue(db, store, &filter, PAGE).await?;
        for row in &page {
            let order = orders::by_id(db, &row.id).await?;
            let order =
                order.ok_or_else(|| anyhow::anyhow!("{} is in the queue and nowhere else", row.id))?;
            let acts = acts::of_order(db, &row.id).await?;
            found.push(OurOrder {
                id: row.id.to_string(),
                channel: row.channel.word().to_owned(),
                external_id: order.external_id,
                state: row.state.word().to_owned(),
                hold: holds::of_order(db, &row.id).await?.map(|hold| hold.state),
                acts: acts.into_iter().map(|a| (a.kind, a.state, a.last_error.unwrap_or_default())).collect(),
            });
        }
        match page.last() {
            Some(last) if page.len() as i64 == PAGE => {
                after = Some((last.arrived_at.micros(), last.id.to_string()))
            }
            _ => return Ok(()),
        }
    }
}
