//! A day's close as its page shows it.

use std::collections::BTreeSet;

use countersign_domain::close::Class;
use countersign_kernel::{Actor, BusinessDate, Permission, Timestamp};
use countersign_store::closes::{self, CloseRow, CorrectionRow, DifferenceRow};
use countersign_store::record;
use serde_json::{Value, json};

use super::body::{Kept, KeptDifference, damaged, kept};
use super::correct::Later;
use super::day::StoreDay;
use super::sign::listed;
use crate::app::App;
use crate::error::AppError;
use crate::permit::store_of;
use crate::record::sha256 as sha256_of;

/// Earlier days on one page.
const DAYS_MAX: i64 = 60;
/// A day that nobody has drawn up is listed by itself this long; after it, whoever wants it asks for it by its date.
const UNDRAWN_DAYS_MAX: usize = 14;

#[derive(Debug)]
pub struct CloseView {
    pub day: StoreDay,
    /// None: not drawn up yet.
    pub close: Option<Shown>,
    /// Newest first, with those of this page.
    pub days: Vec<DayLine>,
}

#[derive(Debug)]
pub struct Shown {
    pub row: CloseRow,
    pub kept: Kept,
    pub differences: Vec<ShownDifference>,
    pub corrections: Vec<(CorrectionRow, Later)>,
    /// Of a signed day: whether what was signed is what stands on the record.
    pub is_as_recorded: bool,
}

#[derive(Debug)]
pub struct ShownDifference {
    pub row: DifferenceRow,
    pub said: KeptDifference,
    /// None when the class is of a version that this program does not know.
    pub class: Option<Class>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayLine {
    pub day: String,
    pub is_signed: bool,
    pub signed_by: Option<String>,
    pub signed_at: Option<Timestamp>,
    /// None: not drawn up yet.
    pub sold: Option<usize>,
}

/// The business day on which an instant falls in the actor's store.
pub async fn today(app: &App, actor: &Actor) -> Result<BusinessDate, AppError> {
    let store = crate::orders::load::store(app.db(), store_of(actor)?).await?;
    Ok(app.now().date_in(&crate::orders::load::zone(&store)?))
}

pub async fn view(app: &App, actor: &Actor, day: BusinessDate) -> Result<CloseView, AppError> {
    app.permit(actor, Permission::CloseView)?;
    let day = StoreDay::begun(app, actor, day).await?;
    let (close, days) = (close_of(app, &day).await?, days_of(app, &day).await?);
    Ok(CloseView { day, close, days })
}

/// One day's close; none while nobody has drawn it up.
pub async fn one(app: &App, actor: &Actor, day: BusinessDate) -> Result<Option<Shown>, AppError> {
    app.permit(actor, Permission::CloseView)?;
    close_of(app, &StoreDay::begun(app, actor, day).await?).await
}

/// Which days are closed, newest first.
pub async fn days(app: &App, actor: &Actor) -> Result<Vec<DayLine>, AppError> {
    app.permit(actor, Permission::CloseView)?;
    let today = today(app, actor).await?;
    days_of(app, &StoreDay::begun(app, actor, today).await?).await
}

async fn close_of(app: &App, day: &StoreDay) -> Result<Option<Shown>, AppError> {
    match closes::of_day(app.db(), &day.store.id, &day.day.to_string()).await? {
        Some(row) => shown(app, row).await.map(Some),
        None => Ok(None),
    }
}

async fn days_of(app: &App, day: &StoreDay) -> Result<Vec<DayLine>, AppError> {
    let mut days = Vec::new();
    for row in closes::newest(app.db(), &day.store.id, DAYS_MAX).await? {
        days.push(DayLine {
            sold: Some(kept(&row)?.sold),
            day: row.day,
            is_signed: row.state == "signed",
            signed_by: row.signed_by,
            signed_at: row.signed_at.map(Timestamp::from),
        });
    }
    let today = app.now().date_in(&day.zone);
    days.extend(undrawn(&days, today, day.day));
    days.sort_by(|a, b| b.day.cmp(&a.day));
    Ok(days)
}

/// What nobody has drawn up yet is listed all the same, or it would be forgotten: today, yesterday, the day that is asked for,
/// and every day since the first one that was drawn up. `drawn` is newest first.
fn undrawn(drawn: &[DayLine], today: BusinessDate, asked: BusinessDate) -> Vec<DayLine> {
    let first = drawn.last().map(|line| line.day.as_str());
    let mut missing = BTreeSet::from([today, today.yesterday(), asked]);
    let back = std::iter::successors(Some(today), |day| Some(day.yesterday()));
    let since = |day: &BusinessDate| first.is_some_and(|first| day.to_string().as_str() > first);
    missing.extend(back.take(UNDRAWN_DAYS_MAX).take_while(since));
    let names = missing.into_iter().map(|day| day.to_string());
    let names = names.filter(|name| drawn.iter().all(|line| line.day != *name));
    names.map(|day| DayLine { day, is_signed: false, signed_by: None, signed_at: None, sold: None }).collect()
}

async fn shown(app: &App, row: CloseRow) -> Result<Shown, AppError> {
    let found = closes::differences(app.db(), &row.id).await?;
    let (kept, listed) = (kept(&row)?, listed(&row, &found)?);
    let is_as_recorded = is_as_recorded(app, &row, &kept, listed).await?;
    let mut differences = Vec::new();
    for difference in found {
        let said = serde_json::from_str(&difference.said).map_err(|why| damaged(&row, &why))?;
        let class = Class::ALL.iter().copied().find(|class| class.name() == difference.class);
        differences.push(ShownDifference { row: difference, said, class });
    }
    let mut corrections = Vec::new();
    for correction in closes::corrections(app.db(), &row.id).await? {
        let later = serde_json::from_str(&correction.body).map_err(|why| damaged(&row, &why))?;
        corrections.push((correction, later));
    }
    Ok(Shown { kept, row, differences, corrections, is_as_recorded })
}

/// Whether the figures and the accepted differences are those of the signed text.
fn is_as_signed(body: &str, kept: &Kept, listed: &[Value]) -> Result<bool, serde_json::Error> {
    let signed: Value = serde_json::from_str(body)?;
    Ok(signed["close"] == json!(kept) && signed["differences"] == json!(listed))
}

/// What is shown against the signed text, that against its digest, and both against the record.
async fn is_as_recorded(
    app: &App,
    row: &CloseRow,
    kept: &Kept,
    listed: Vec<Value>,
) -> Result<bool, AppError> {
    let (Some(body), Some(sha256), Some(seq)) = (&row.body, &row.body_sha256, row.record_seq) else {
        return Ok(true);
    };
    if !is_as_signed(body, kept, &listed).map_err(|why| damaged(row, &why))? {
        return Ok(false);
    }
    let entry = record::by_seq(app.db(), seq).await?;
    let text: Option<Value> = entry.and_then(|entry| serde_json::from_str(&entry.line).ok());
    let told = text.as_ref().and_then(|entry| entry["body"]["body_sha256"].as_str());
    Ok(sha256_of(body) == *sha256 && told == Some(sha256.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::close::body::Digests;

    fn line(day: &str) -> DayLine {
        DayLine { day: day.to_owned(), is_signed: true, signed_by: None, signed_at: None, sold: Some(1) }
    }

    fn missing(drawn: &[&str], asked: &str) -> Vec<String> {
        let date = |day: &str| day.parse::<BusinessDate>().expect("a date");
        let drawn: Vec<DayLine> = drawn.iter().map(|day| line(day)).collect();
        undrawn(&drawn, date("2026-11-23"), date(asked)).into_iter().map(|line| line.day).collect()
    }

    #[test]
    fn figures_that_were_changed_after_the_signature_are_not_as_signed() {
        let read = Digests { orders: "aa".to_owned(), register: None, state: None };
        let kept = Kept {
            sold: 2,
            totals: Vec::new(),
            other_sales: 0,
            other_sales_total: "0.00".to_owned(),
            other_receipts: 0,
            other_receipts_total: "0.00".to_owned(),
            tax_at_register: "1.50".to_owned(),
            read,
        };
        let accepted = [json!({"key": "a", "reason": "counted"})];
        let body = json!({"close": kept, "differences": accepted}).to_string();
        let same = |kept: &Kept, listed: &[Value]| is_as_signed(&body, kept, listed).expect("JSON");
        assert!(same(&kept, &accepted));
        assert!(!same(&Kept { sold: 3, ..kept.clone() }, &accepted));
        assert!(!same(&kept, &[json!({"key": "a", "reason": "lost"})]));
    }

    #[test]
    fn on_monday_the_weekend_since_fridays_close_is_listed() {
        assert_eq!(missing(&["2026-11-20"], "2026-11-23"), ["2026-11-21", "2026-11-22", "2026-11-23"]);
    }

    #[test]
    fn a_day_that_was_left_out_between_two_is_listed_too() {
        let drawn = ["2026-11-23", "2026-11-22", "2026-11-20"];
        assert_eq!(missing(&drawn, "2026-11-22"), ["2026-11-21"]);
    }

    #[test]
    fn a_shop_that_never_closed_a_day_begins_with_yesterday_and_an_old_one_is_asked_for_two_weeks() {
        assert_eq!(missing(&[], "2026-11-01"), ["2026-11-01", "2026-11-22", "2026-11-23"]);
        let weeks = missing(&["2026-09-01"], "2026-11-23");
        assert_eq!((weeks.len(), weeks[0].as_str()), (14, "2026-11-10"));
    }
}
