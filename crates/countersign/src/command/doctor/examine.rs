//! One store's connections, looked at: opened, asked, their clocks compared, two writers looked for.

use std::fmt::Write;
use std::sync::Arc;

use countersign_app::connections::{Configuration, ConnectionRow, Connector, trial};
use countersign_kernel::Timestamp;
use countersign_ports::flag::Flag;
use countersign_ports::{CallError, Connection, Failure};
use countersign_vendors::sheet;

use super::skew::Skew;
use crate::wire;

/// A vendor whose clock differs from ours by more is told of: receipts and days go by time.
const SKEW_SECONDS_NOTED: i64 = 5;
/// And by more than this something is wrong on one side.
const SKEW_SECONDS_MAX: i64 = 300;

/// How one connection does.
#[derive(Debug)]
pub enum Found {
    /// Its configuration cannot be opened.
    NotOpen(String),
    /// Nothing of it could be tried.
    NothingToTry,
    /// It answers; its name for us.
    Answers(String),
    Failed(CallError),
}

#[derive(Debug)]
pub struct Seen {
    pub vendor: String,
    pub found: Found,
    /// Seconds that its clock is ahead of ours, if it said.
    pub ahead: Option<i64>,
    pub last_error: Option<(Option<i64>, String)>,
    pub flags: &'static [Flag],
}

impl Seen {
    fn is_ill(&self) -> bool {
        let clock = self.ahead.is_some_and(|seconds| seconds.abs() > SKEW_SECONDS_MAX);
        clock || matches!(self.found, Found::NotOpen(_) | Found::Failed(_))
    }
}

/// How a store's connections do.
#[derive(Debug)]
pub struct Health {
    pub seen: Vec<Seen>,
    /// Channels that two would write, and settings in which that cannot be seen.
    pub writers: Vec<String>,
}

impl Health {
    pub fn is_ill(&self) -> bool {
        !self.writers.is_empty() || self.seen.iter().any(Seen::is_ill)
    }

    /// Lines for a person. `brief` leaves out what each can do.
    pub fn told(&self, brief: bool) -> String {
        let mut text = String::new();
        for seen in &self.seen {
            tell(&mut text, seen, brief);
        }
        for conflict in &self.writers {
            line(&mut text, &format!("  two writers: {conflict}"));
        }
        text
    }
}

fn line(text: &mut String, said: &str) {
    writeln!(text, "{said}").expect("a text takes everything");
}

fn tell(text: &mut String, seen: &Seen, brief: bool) {
    let Seen { vendor, found, .. } = seen;
    line(
        text,
        &match found {
            Found::NotOpen(why) => format!("  {vendor}: cannot be opened: {why}"),
            Found::NothingToTry => format!("  {vendor}: offers nothing that could be tried"),
            Found::Answers(name) => format!("  {vendor}: answers, knows us as {name}"),
            Found::Failed(why) => format!("  {vendor}: {}: {why}", how_far(&why.failure)),
        },
    );
    if let Some(ahead) = seen.ahead.filter(|seconds| seconds.abs() > SKEW_SECONDS_NOTED) {
        let (seconds, way) = (ahead.abs(), if ahead > 0 { "ahead of" } else { "behind" });
        line(text, &format!("    its clock is {seconds} s {way} ours"));
    }
    if let Some((at, error)) = &seen.last_error {
        let at = at.map(|micros| format!(" at {}", Timestamp::from(micros))).unwrap_or_default();
        line(text, &format!("    last failure{at}: {error}"));
    }
    if !brief {
        for Flag { capability, evidence, note } in seen.flags {
            let yes = if evidence.is_asked() { "can" } else { "cannot verify online" };
            line(text, &format!("    {yes} ({evidence}): {}: {note}", capability.title()));
        }
    }
}

/// How far the trial came: to the vendor, and in.
fn how_far(failure: &Failure) -> &'static str {
    match failure {
        Failure::Unreachable | Failure::NoAnswer => "not reached",
        Failure::NotAllowed => "reached, and does not let us in",
        Failure::RateLimited { .. } | Failure::Early { .. } | Failure::Broken { .. } => {
            "reached, and does not answer now"
        }
        _ => "reached, and answers otherwise than it should",
    }
}

/// Opens and tries every configuration of one store.
pub async fn examine(
    connector: &dyn Connector,
    skew: &Skew,
    kept: Vec<(ConnectionRow, Configuration)>,
) -> Health {
    let writers = wire::two_writers(kept.iter().map(|(_, configuration)| configuration));
    let mut seen = Vec::with_capacity(kept.len());
    for (row, configuration) in kept {
        let found = match connector.connect(&configuration) {
            Ok(connection) => tried(connection).await,
            Err(why) => Found::NotOpen(why),
        };
        let flags = sheet(&row.vendor).map_or(&[][..], |sheet| sheet.flags);
        let last_error = row.last_error.map(|error| (row.last_error_at, error));
        seen.push(Seen { found, ahead: skew.take(&row.vendor), last_error, flags, vendor: row.vendor });
    }
    Health { seen, writers }
}

async fn tried(connection: Arc<dyn Connection>) -> Found {
    match trial(connection.as_ref()).await {
        None => Found::NothingToTry,
        Some(Ok(name)) => Found::Answers(name),
        Some(Err(why)) => Found::Failed(why),
    }
}
