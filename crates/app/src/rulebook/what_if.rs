//! What another rulebook would have said: past orders decided again from their own facts.

use countersign_domain::orders::{CheckName, OrderFacts, verify};
use countersign_domain::verdict::Verdict;
use countersign_kernel::Timestamp;
use countersign_rulebook::{Adoption, Bulletin, IN_FORCE, RuleError, RuleFile, Rulebook, Text};
use countersign_store::db::Db;
use countersign_store::verifications::{self, PastRow};
use serde::{Deserialize, Serialize};

use super::in_force;
use crate::error::AppError;

const PAGE: i64 = 200;
/// More changes than this are counted and not listed.
const LISTED_MAX: usize = 500;

/// What was found, newest order first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhatIf {
    /// How many past orders were decided again.
    pub looked_at: u64,
    /// How many of them come out differently.
    pub changed: u64,
    /// The first of those.
    pub listed: Vec<Changed>,
}

/// One order that comes out differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    pub order: String,
    pub number: i64,
    /// When it was last decided on.
    pub at: Timestamp,
    pub check: CheckName,
    pub before: Verdict,
    pub after: Verdict,
    /// The sentence of the new verdict.
    pub found: String,
}

/// Decides the newest `orders_max` orders again, each by its last facts, under both rulebooks. Rules of `after` that
/// begin later than `now` are tried as if they had begun.
pub async fn what_if(
    db: &Db,
    before: &Rulebook,
    after: &Rulebook,
    now: Timestamp,
    orders_max: u64,
) -> Result<WhatIf, AppError> {
    let after = after.rehearsed(before, now);
    let mut report = WhatIf::default();
    let mut older_than = i64::MAX;
    while report.looked_at < orders_max {
        let rows = verifications::last_of_each_order(db, older_than, PAGE).await?;
        let Some(last) = rows.last() else { break };
        older_than = last.record_seq;
        // A page is decided without a pause, and others want this thread too.
        tokio::task::yield_now().await;
        for row in &rows {
            if report.looked_at == orders_max {
                break;
            }
            report.looked_at += 1;
            if let Some(changed) = decide_again(row, before, &after)? {
                report.changed += 1;
                if report.listed.len() < LISTED_MAX {
                    report.listed.push(changed);
                }
            }
        }
    }
    Ok(report)
}

/// The rulebook with a changed or a new file in place of the one about the same, and with all that this file announces
/// in force.
pub fn with_file(book: &Rulebook, file: RuleFile) -> Result<Rulebook, Vec<RuleError>> {
    let alone = Rulebook::load(vec![file.clone()])?;
    let announced: Vec<Text> = alone.bulletins().into_iter().map(|bulletin| bulletin.id).collect();
    let kept = book.files().iter().filter(|other| !file.is_version_of(other)).cloned();
    let files = Rulebook::load(kept.chain([file.clone()]).collect())?;
    Ok(as_if_adopted(&files, book.adopted(), |bulletin| announced.contains(&bulletin.id)))
}

/// Rule files in place of all others, and with what is announced only there in force.
pub fn with_files(book: &Rulebook, files: Vec<RuleFile>) -> Result<Rulebook, Vec<RuleError>> {
    let known = book.bulletins();
    let new = |bulletin: &Bulletin| known.iter().all(|other| other.id != bulletin.id);
    Ok(as_if_adopted(&Rulebook::load(files)?, book.adopted(), new))
}

/// What is adopted stays as it is; of the rest, the announced law that `tried` says.
fn as_if_adopted(files: &Rulebook, adopted: &[Adoption], tried: impl Fn(&Bulletin) -> bool) -> Rulebook {
    let open = |bulletin: &Bulletin| adopted.iter().all(|other| *other.question != *bulletin.id);
    let mut wanted = adopted.to_vec();
    let announced = files.bulletins().into_iter().filter(|bulletin| open(bulletin) && tried(bulletin));
    wanted.extend(
        announced
            .map(|bulletin| Adoption { question: bulletin.id.to_string(), reading: IN_FORCE.to_owned() }),
    );
    in_force::under(files, &wanted).0
}

fn decide_again(row: &PastRow, before: &Rulebook, after: &Rulebook) -> Result<Option<Changed>, AppError> {
    let facts: OrderFacts = serde_json::from_str(&row.facts)
        .map_err(|why| AppError::Damaged(format!("the facts of order {}: {why}", row.number)))?;
    let (was, is) = (verify(&facts, before), verify(&facts, after));
    let mut pairs = was.results.iter().zip(&is.results);
    let Some((was, is)) = pairs.find(|(was, is)| was.verdict != is.verdict) else { return Ok(None) };
    Ok(Some(Changed {
        order: row.order_id.clone(),
        number: row.number,
        at: facts.at,
        check: is.check,
        before: was.verdict,
        after: is.verdict,
        found: is.found.clone(),
    }))
}
