//! A day's close as its page shows it.

use countersign_domain::close::Class;
use countersign_kernel::{Actor, BusinessDate, Permission, Timestamp};
use countersign_store::closes::{self, CloseRow, CorrectionRow, DifferenceRow};
use countersign_store::record;

use super::body::{Kept, KeptDifference, damaged, kept};
use super::correct::Later;
use super::day::StoreDay;
use crate::app::App;
use crate::error::AppError;
use crate::permit::store_of;
use crate::record::sha256 as sha256_of;

/// Earlier days on one page.
const DAYS_MAX: i64 = 60;

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
    let row = closes::of_day(app.db(), &day.store.id, &day.day.to_string()).await?;
    let close = match row {
        Some(row) => Some(shown(app, row).await?),
        None => None,
    };
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
    // What nobody has drawn up yet is listed all the same, or it would be forgotten.
    let today = app.now().date_in(&day.zone);
    for undrawn in [today.yesterday(), today, day.day] {
        let name = undrawn.to_string();
        if days.iter().all(|line| line.day != name) {
            days.push(DayLine { day: name, is_signed: false, signed_by: None, signed_at: None, sold: None });
        }
    }
    days.sort_by(|a, b| b.day.cmp(&a.day));
    Ok(CloseView { day, close, days })
}

async fn shown(app: &App, row: CloseRow) -> Result<Shown, AppError> {
    let mut differences = Vec::new();
    for difference in closes::differences(app.db(), &row.id).await? {
        let said = serde_json::from_str(&difference.said).map_err(|why| damaged(&row, &why))?;
        let class = Class::ALL.iter().copied().find(|class| class.name() == difference.class);
        differences.push(ShownDifference { row: difference, said, class });
    }
    let mut corrections = Vec::new();
    for correction in closes::corrections(app.db(), &row.id).await? {
        let later = serde_json::from_str(&correction.body).map_err(|why| damaged(&row, &why))?;
        corrections.push((correction, later));
    }
    let is_as_recorded = is_as_recorded(app, &row).await?;
    Ok(Shown { kept: kept(&row)?, row, differences, corrections, is_as_recorded })
}

/// The signed text against its digest, and both against the record.
async fn is_as_recorded(app: &App, row: &CloseRow) -> Result<bool, AppError> {
    let (Some(body), Some(sha256), Some(seq)) = (&row.body, &row.body_sha256, row.record_seq) else {
        return Ok(true);
    };
    let entry = record::by_seq(app.db(), seq).await?;
    let text: Option<serde_json::Value> = entry.and_then(|entry| serde_json::from_str(&entry.line).ok());
    let told = text.as_ref().and_then(|entry| entry["body"]["body_sha256"].as_str());
    Ok(sha256_of(body) == *sha256 && told == Some(sha256.as_str()))
}
