//! One day's close, figure by figure, as it was drawn up.

use axum::Json;
use axum::extract::{Path, State};
use countersign_app::close::correct::Later;
use countersign_app::close::view::{self, Shown, ShownDifference};
use countersign_app::close::{CorrectionRow, KeptTotal};
use countersign_app::{App, AppError};
use countersign_kernel::{BusinessDate, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use crate::caller::{By, may};
use crate::problem::Problem;

#[derive(Serialize, ToSchema)]
#[schema(as = Close)]
pub(super) struct CloseShown {
    #[schema(example = "2026-11-22")]
    day: String,
    /// `open` (drawn up, not signed) or `signed`; a signed day cannot change.
    state: String,
    drawn_at: String,
    drawn_by: String,
    signed_at: Option<String>,
    signed_by: Option<String>,
    /// SHA-256 of the text that was signed, and the entry of the record that has it.
    body_sha256: Option<String>,
    record_seq: Option<i64>,
    /// Whether what is kept of a signed day is what stands on the record.
    is_as_recorded: bool,
    /// Orders sold.
    sold: u64,
    totals: Vec<TotalShown>,
    differences: Vec<DifferenceShown>,
    /// What was found after the day was signed.
    corrections: Vec<CorrectionShown>,
}

/// One measure in all the books. What was not read is null.
#[derive(Serialize, ToSchema)]
#[schema(as = CloseTotal)]
struct TotalShown {
    of: String,
    unit: String,
    orders: String,
    register: Option<String>,
    state: Option<String>,
    /// Whether every book that keeps it was read and has the same.
    agrees: bool,
    /// By how much they differ, as the differences explain it.
    register_gap: String,
    state_gap: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = CloseDifference)]
struct DifferenceShown {
    /// As in `docs/reference/close.md`.
    #[schema(example = "receipt-missing")]
    class: String,
    order: Option<String>,
    about: String,
    says: Vec<BookSays>,
    /// `open`, `accepted`, `resolved`
    state: String,
    /// Why it was accepted, by whom and when.
    reason: Option<String>,
    accepted_by: Option<String>,
    accepted_at: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = CloseBookSays)]
struct BookSays {
    book: String,
    words: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = CloseCorrection)]
struct CorrectionShown {
    number: i64,
    at: String,
    by: String,
    record_seq: i64,
    totals: Vec<TotalShown>,
    /// How many differences are new or say something else, and how many are gone.
    new: u64,
    gone: u64,
}

/// A day of the token's store; 404 while nobody has drawn it up.
#[utoipa::path(
    get, path = "/closes/{day}", tag = "closes", security(("token" = ["close.view"])),
    params(("day" = String, Path, description = "A date, as in 2026-11-22")),
    responses((status = OK, body = CloseShown))
)]
pub(super) async fn get(
    State(app): State<App>,
    by: By<may::CloseView>,
    Path(day): Path<String>,
) -> Result<Json<CloseShown>, Problem> {
    let date: BusinessDate =
        day.parse().map_err(|_| AppError::invalid("day", "is no date; write it as in 2026-11-22"))?;
    let shown = view::one(&app, &by.0, date).await?.ok_or(AppError::NotFound("close of this day"))?;
    Ok(Json(close(&shown)))
}

fn close(shown: &Shown) -> CloseShown {
    let row = &shown.row;
    CloseShown {
        day: row.day.clone(),
        state: row.state.clone(),
        drawn_at: row.drawn_at.to_string(),
        drawn_by: row.drawn_by.clone(),
        signed_at: instant(row.signed_at),
        signed_by: row.signed_by.clone(),
        body_sha256: row.body_sha256.clone(),
        record_seq: row.record_seq,
        is_as_recorded: shown.is_as_recorded,
        sold: shown.kept.sold as u64,
        totals: totals(&shown.kept.totals),
        differences: shown.differences.iter().map(difference).collect(),
        corrections: shown.corrections.iter().map(correction).collect(),
    }
}

fn totals(kept: &[KeptTotal]) -> Vec<TotalShown> {
    let total = |kept: &KeptTotal| TotalShown {
        of: kept.of.clone(),
        unit: kept.unit.clone(),
        orders: kept.orders.clone(),
        register: kept.register.clone(),
        state: kept.state.clone(),
        agrees: kept.agrees,
        register_gap: kept.register_gap.clone(),
        state_gap: kept.state_gap.clone(),
    };
    kept.iter().map(total).collect()
}

fn difference(ShownDifference { row, said, .. }: &ShownDifference) -> DifferenceShown {
    let says = |(book, words): &(String, String)| BookSays { book: book.clone(), words: words.clone() };
    DifferenceShown {
        class: row.class.clone(),
        order: row.order_id.clone(),
        about: said.about.clone(),
        says: said.says.iter().map(says).collect(),
        state: row.state.clone(),
        reason: row.reason.clone(),
        accepted_by: row.accepted_by.clone(),
        accepted_at: instant(row.accepted_at),
    }
}

fn correction((row, later): &(CorrectionRow, Later)) -> CorrectionShown {
    CorrectionShown {
        number: row.number,
        at: row.at.to_string(),
        by: row.found_by.clone(),
        record_seq: row.record_seq,
        totals: totals(&later.totals),
        new: later.new.len() as u64,
        gone: later.gone.len() as u64,
    }
}

fn instant(at: Option<i64>) -> Option<String> {
    at.map(|at| Timestamp::from(at).to_string())
}
