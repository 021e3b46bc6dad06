//! Pulling the books of one store: the state's packages, the point of sale's shelf, every menu. Reads only.

use std::collections::BTreeSet;
use std::sync::Arc;

use countersign_kernel::id::StoreId;
use countersign_kernel::{PackageTag, Timestamp};
use countersign_ports::books::{PosPackage, Pulled, ShownListing};
use countersign_ports::state_system::StatePackage;
use countersign_ports::{CallError, Connection, Failure};
use countersign_store::answers::AnswerRow;
use countersign_store::books::{self, PullRow};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{packages, raw};
use crate::app::App;
use crate::error::AppError;

/// So many tags that the state's list does not have are asked for one by one.
const ASKED_MAX: usize = 100;

/// Why a source did not come whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// It has no way to be read, today or any day.
    CannotBeRead,
    Because(String),
}

/// What one system gave at one time.
#[derive(Debug, Clone)]
pub struct Snapshot<T> {
    /// The vendor's short name; empty when nothing is connected.
    pub channel: String,
    pub taken_at: Timestamp,
    pub ended_at: Timestamp,
    pub rows: Vec<T>,
    pub missing: Option<Missing>,
    /// Where only changes were read: when the whole reading began that they were put on.
    pub whole_at: Option<Timestamp>,
    /// The answers that it was read out of.
    pub raw: Vec<AnswerRow>,
}

impl<T: Serialize> Snapshot<T> {
    pub fn is_whole(&self) -> bool {
        self.missing.is_none() && !self.rows.is_empty()
    }

    pub fn extent(&self) -> &'static str {
        match &self.missing {
            Some(Missing::CannotBeRead) => "unreadable",
            Some(Missing::Because(_)) => "part",
            // Nothing at all is what a broken feed gives. It is never taken for an empty shelf.
            None if self.rows.is_empty() => "empty",
            None => "whole",
        }
    }

    pub fn why(&self) -> Option<String> {
        match &self.missing {
            Some(Missing::CannotBeRead) => Some("this system does not let its books be read".to_owned()),
            Some(Missing::Because(why)) => Some(why.clone()),
            None => self.rows.is_empty().then(|| "nothing at all came".to_owned()),
        }
    }

    /// The rows as they are kept, one in a line.
    pub fn body(&self) -> Vec<u8> {
        let mut body = Vec::new();
        for row in &self.rows {
            serde_json::to_writer(&mut body, row)
                .expect("rows have a JSON form and memory can be written to");
            body.push(b'\n');
        }
        body
    }

    pub(super) fn from_pull(
        channel: &str,
        taken_at: Timestamp,
        ended_at: Timestamp,
        pulled: Pulled<T>,
    ) -> Self {
        let missing = pulled.missing.map(|why| match why.failure {
            Failure::Unsupported => Missing::CannotBeRead,
            _ => Missing::Because(why.to_string()),
        });
        Self {
            channel: channel.to_owned(),
            taken_at,
            ended_at,
            rows: pulled.rows,
            missing,
            whole_at: None,
            raw: Vec::new(),
        }
    }

    fn none(at: Timestamp, what: &str) -> Self {
        let missing = Some(Missing::Because(format!("no {what} is connected")));
        Self {
            channel: String::new(),
            taken_at: at,
            ended_at: at,
            rows: Vec::new(),
            missing,
            whole_at: None,
            raw: Vec::new(),
        }
    }
}

/// The rows of a pull as it was kept; none where they are no longer kept.
pub async fn kept_rows<T: DeserializeOwned>(app: &App, pull: &PullRow) -> Result<Option<Vec<T>>, AppError> {
    kept_lines(app, pull, |_| true).await
}

/// Of these rows the ones in whose line one of these texts stands, letter for letter as JSON writes it. Whole books are long, and
/// the other rows are not even parsed.
pub async fn kept_rows_with<T: DeserializeOwned>(
    app: &App,
    pull: &PullRow,
    texts: &[String],
) -> Result<Option<Vec<T>>, AppError> {
    kept_lines(app, pull, |line| texts.iter().any(|text| line.contains(text.as_str()))).await
}

async fn kept_lines<T: DeserializeOwned>(
    app: &App,
    pull: &PullRow,
    takes: impl Fn(&str) -> bool + Send,
) -> Result<Option<Vec<T>>, AppError> {
    let Some(body) = books::body(app.db(), &pull.digest).await? else { return Ok(None) };
    let damaged = |why: String| AppError::Damaged(format!("the rows of pull {}: {why}", pull.id));
    rows_of(&body, takes).map(Some).map_err(damaged)
}

fn rows_of<T: DeserializeOwned>(body: &[u8], takes: impl Fn(&str) -> bool) -> Result<Vec<T>, String> {
    let body = std::str::from_utf8(body).map_err(|why| why.to_string())?;
    let lines = body.split('\n').filter(|line| !line.is_empty() && takes(line));
    lines.map(|line| serde_json::from_str(line).map_err(|why| why.to_string())).collect()
}

/// The books of the newest comparison as they are kept; none unless state and point of sale came whole.
pub async fn newest(app: &App, store: &StoreId) -> Result<Option<Books>, AppError> {
    let Some(run) = books::runs(app.db(), store, 1).await?.into_iter().next() else { return Ok(None) };
    let (mut state, mut pos, mut menus) = (None, None, Vec::new());
    for pull in books::pulls(app.db(), &run.id).await? {
        match pull.source.as_str() {
            "state" => state = kept(app, &pull).await?,
            "pos" => pos = kept(app, &pull).await?,
            _ => menus.extend(kept(app, &pull).await?),
        }
    }
    let whole = state.zip(pos).filter(|(state, pos)| state.is_whole() && pos.is_whole());
    Ok(whole.map(|(state, pos)| Books { state, pos, menus }))
}

pub(super) async fn kept<T: DeserializeOwned>(
    app: &App,
    pull: &PullRow,
) -> Result<Option<Snapshot<T>>, AppError> {
    let Some(rows) = kept_rows(app, pull).await? else { return Ok(None) };
    let missing = match pull.extent.as_str() {
        "unreadable" => Some(Missing::CannotBeRead),
        "part" => Some(Missing::Because(pull.missing.clone().unwrap_or_default())),
        _ => None,
    };
    let (channel, taken_at, ended_at) = (pull.channel.clone(), pull.taken_at, pull.ended_at);
    let whole_at = pull.whole_at.map(Timestamp::from);
    Ok(Some(Snapshot { channel, taken_at, ended_at, rows, missing, whole_at, raw: Vec::new() }))
}

/// All books of a store, as one pull read them.
#[derive(Debug, Clone)]
pub struct Books {
    pub state: Snapshot<StatePackage>,
    pub pos: Snapshot<PosPackage>,
    pub menus: Vec<Snapshot<ShownListing>>,
}

pub async fn pull(app: &App, store: &StoreId) -> Books {
    let connections = app.connections(store);
    // Each source has its own pace, so state, till and the menus together take no longer than the slowest of the three. The two that are counted against each
    // other are read next to each other either way; menus lag anyway.
    let (pos, state, menus) = if app.pulls_side_by_side() {
        tokio::join!(
            pos_of(app, &connections),
            packages::of_state(app, store, &connections),
            menus_of(app, &connections)
        )
    } else {
        let pos = pos_of(app, &connections).await;
        let state = packages::of_state(app, store, &connections).await;
        (pos, state, menus_of(app, &connections).await)
    };
    let now = app.now();
    let mut books = Books {
        state: state.unwrap_or_else(|| Snapshot::none(now, "state system")),
        pos: pos.unwrap_or_else(|| Snapshot::none(now, "point of sale")),
        menus,
    };
    ask_for_absent(app, store, &mut books).await;
    books
}

pub(super) type Connections = [Arc<dyn Connection>];

async fn pos_of(app: &App, connections: &Connections) -> Option<Snapshot<PosPackage>> {
    let (vendor, till) = connections.iter().find_map(|c| Some((c.vendor(), c.point_of_sale()?)))?;
    let began = app.now();
    let (pulled, raw) = raw::gather(till.pull_shelf()).await;
    Some(Snapshot { raw, ..Snapshot::from_pull(vendor, began, app.now(), pulled) })
}

async fn menus_of(app: &App, connections: &Connections) -> Vec<Snapshot<ShownListing>> {
    let mut menus = Vec::new();
    for (vendor, menu) in connections.iter().filter_map(|c| Some((c.vendor(), c.marketplace_menu()?))) {
        let began = app.now();
        let (pulled, raw) = raw::gather(menu.pull_menu()).await;
        menus.push(Snapshot { raw, ..Snapshot::from_pull(vendor, began, app.now(), pulled) });
    }
    menus
}

/// A package that the point of sale has and the state's list has not is asked for by its tag: a list may miss what moved
/// between two of its pages, and a finished package is on no list of active ones.
async fn ask_for_absent(app: &App, store: &StoreId, books: &mut Books) {
    if !books.state.is_whole() {
        return;
    }
    let connections = app.connections(store);
    let Some(system) = connections.iter().find_map(|c| c.state_system()) else { return };
    let listed: BTreeSet<&str> = books.state.rows.iter().map(|row| row.tag.as_str()).collect();
    let read = |row: &PosPackage| row.tag.as_deref()?.trim().parse::<PackageTag>().ok();
    let absent: BTreeSet<PackageTag> =
        books.pos.rows.iter().filter_map(read).filter(|tag| !listed.contains(tag.as_str())).collect();
    let rows = &mut books.state.rows;
    let asking = async {
        for tag in absent.iter().take(ASKED_MAX) {
            rows.extend(system.package(tag).await?);
        }
        Ok::<_, CallError>(())
    };
    let (asked, mut more) = raw::gather(asking).await;
    raw::append(&mut books.state.raw, &mut more);
    if let Err(why) = asked {
        books.state.missing = Some(Missing::Because(why.to_string()));
    }
}

#[cfg(test)]
mod tests {
    use countersign_domain::menu::Figures;

    use super::*;

    fn listing(sku: Option<&str>, name: &str) -> ShownListing {
        let (sku, name) = (sku.map(str::to_owned), name.to_owned());
        ShownListing {
            external_id: None,
            sku,
            name,
            price: None,
            medical: false,
            available: None,
            visible: None,
            figures: Figures::default(),
            description: None,
        }
    }

    #[test]
    fn a_row_is_found_by_what_stands_in_its_line_and_the_others_are_not_parsed() {
        let rows = vec![listing(Some("a\"1"), "one"), listing(None, "two"), listing(Some("b"), "three")];
        let at = Timestamp::from_micros(0);
        let pulled = Pulled { rows, missing: None };
        let mut body = Snapshot::from_pull("menu", at, at, pulled).body();
        body.extend_from_slice(b"{\"sku\":\"c\", and the rest was lost\n");
        let with = |text: &str| {
            let found = rows_of::<ShownListing>(&body, |line| line.contains(text));
            found.map(|rows| rows.into_iter().map(|row| row.name).collect::<Vec<_>>())
        };
        assert_eq!(with("\"sku\":\"a\\\"1\""), Ok(vec!["one".to_owned()]));
        assert_eq!(with("\"sku\":null"), Ok(vec!["two".to_owned()]));
        assert_eq!(with("\"sku\":\"d\""), Ok(Vec::new()));
        assert!(with("\"sku\":\"c\"").is_err() && with("").is_err(), "what is parsed is not passed over");
    }
}
