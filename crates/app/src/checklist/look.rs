//! What the product sees to be done, read from its own tables and the record at the moment it is asked.

use countersign_domain::checklist::{Found, Sight};
use countersign_kernel::Timestamp;
use countersign_store::closes::{self, CloseRow};
use countersign_store::stores::StoreRow;
use countersign_store::{books, cases, checklists, connections, verifications};
use serde_json::Value;

use crate::app::App;
use crate::error::AppError;
use crate::inventory::plan::{self, CASES_MAX};

/// Overrides that are counted; a shop with more has other worries.
const OVERRIDES_MAX: i64 = 500;

/// Where an item stands in time.
#[derive(Debug, Clone)]
pub(super) struct Place<'a> {
    pub shop: &'a StoreRow,
    pub day: String,
    pub day_before: String,
    /// The closing of the day before, the opening and the closing of this one.
    pub closed_at: Timestamp,
    pub opens_at: Timestamp,
    pub closes_at: Timestamp,
    /// When the day itself began.
    pub day_from: Timestamp,
    pub list_from: Timestamp,
    pub due: Timestamp,
}

pub(super) async fn look(app: &App, sight: Sight, place: &Place<'_>) -> Result<Found, AppError> {
    let (db, store) = (app.db(), &place.shop.id);
    match sight {
        Sight::BooksPulled => books_pulled(app, place).await,
        Sight::GateOpened => gate_opened(app, place).await,
        Sight::CasesSettled => cases_settled(app, place).await,
        Sight::OrdersDecided => {
            let left = checklists::undecided_orders(db, store, place.list_from).await?;
            Ok(Found::none_left(left, "order is not decided", "orders are not decided", "none is left"))
        }
        Sight::OverridesSigned => {
            let asked = verifications::unsigned_overrides(db, store, OVERRIDES_MAX).await?;
            let left = asked.iter().filter(|(.., at)| *at < place.list_from.micros()).count();
            let left = i64::try_from(left).unwrap_or(i64::MAX);
            Ok(Found::none_left(left, "override waits", "overrides wait", "none waits"))
        }
        Sight::ActsDone => {
            let (owed, dead) = checklists::acts_left(db, store, place.list_from).await?;
            Ok(match (owed, dead) {
                (0, _) => Found::done("nothing is left", None),
                (owed, 0) => Found::none_left(owed, "act is not done yet", "acts are not done yet", ""),
                (owed, dead) => Found::open(format!("{owed} not done, {dead} of them given up")),
            })
        }
        Sight::ConnectionsAnswered => connections_answered(app, place).await,
        Sight::CertificatesDecided => {
            let left = checklists::undecided_certificates(db, store, place.list_from).await?;
            Ok(Found::none_left(left, "certificate waits", "certificates wait", "none waits"))
        }
        Sight::DayBeforeSigned => day_before_signed(app, place).await,
        Sight::DayDrawn => {
            let close = closes::of_day(db, store, &place.day).await?;
            let drawn = close.filter(|close| close.drawn_at >= place.closes_at);
            Ok(match drawn {
                Some(close) => Found::done("drawn up", Some(close.drawn_at)),
                None => Found::open("it was not drawn up since the doors closed"),
            })
        }
        Sight::DaySigned => Ok(signed(closes::of_day(db, store, &place.day).await?)),
    }
}

fn signed(close: Option<CloseRow>) -> Found {
    match close {
        Some(close) if close.state == "signed" => Found::done("signed", close.signed_at.map(Timestamp::from)),
        Some(_) => Found::open("it is drawn up and not signed"),
        None => Found::open("it is not drawn up"),
    }
}

/// Before the shop's first order there was nothing to sign.
async fn day_before_signed(app: &App, place: &Place<'_>) -> Result<Found, AppError> {
    let (db, store) = (app.db(), &place.shop.id);
    let close = closes::of_day(db, store, &place.day_before).await?;
    if close.is_none() && !checklists::had_orders(db, store, place.day_from).await? {
        return Ok(Found::done("no order came before this day", None));
    }
    Ok(signed(close))
}

async fn books_pulled(app: &App, place: &Place<'_>) -> Result<Found, AppError> {
    let (db, store) = (app.db(), &place.shop.id);
    let lead = books::plan(db, store).await?.map_or(0, |plan| plan.lead_minutes);
    let morning = place.opens_at.plus_minutes(-lead).max(place.closed_at);
    let ended = checklists::first_whole_books(db, store, morning, place.closes_at).await?;
    Ok(match ended {
        Some(at) => Found::done("pulled whole", Some(at.into())),
        None => Found::open("they have not been pulled whole this morning"),
    })
}

async fn gate_opened(app: &App, place: &Place<'_>) -> Result<Found, AppError> {
    let shop = place.shop;
    let before = checklists::last_entry(app.db(), &shop.id, "act.gate", place.opens_at).await?;
    let moved = checklists::entries(app.db(), &shop.id, "act.gate", place.opens_at, place.closes_at).await?;
    let opens = |line: &str| {
        serde_json::from_str::<Value>(line).is_ok_and(|entry| entry["body"]["open"] == Value::Bool(true))
    };
    // How it stood when the doors opened counts, whatever was done with it in the night and whenever it closes again.
    if let Some((at, _)) = before.iter().chain(&moved).find(|(_, line)| opens(line)) {
        return Ok(Found::done("opened", Some((*at).into())));
    }
    // A gate that nobody has moved yet has no entry.
    let stood = shop.gate_open && before.is_none() && moved.is_empty();
    Ok(if stood { Found::done("it stands open", Some(shop.gate_since)) } else { Found::open("it is closed") })
}

async fn cases_settled(app: &App, place: &Place<'_>) -> Result<Found, AppError> {
    let open = cases::of_store(app.db(), &place.shop.id, CASES_MAX).await?;
    let due = open.iter().filter(|case| case.due_at <= place.due && !case.is_accepted(place.due));
    let (all, blocking) = due.fold((0_i64, 0_i64), |(all, blocking), case| {
        let blocks = plan::would_block(&case.class, &case.severity, &case.fence, true);
        (all + 1, blocking + i64::from(blocks))
    });
    Ok(match (all, blocking) {
        (0, _) if app.now() < place.due => Found::open("none is due so far"),
        (0, _) => Found::done("none is due", None),
        (all, 0) => Found::none_left(all, "case is due", "cases are due", ""),
        (all, blocking) => Found::open(format!("{all} due, {blocking} of them keep the gate shut")),
    })
}

async fn connections_answered(app: &App, place: &Place<'_>) -> Result<Found, AppError> {
    let rows = connections::all(app.db()).await?;
    let own: Vec<_> = rows.into_iter().filter(|row| row.store_id == place.shop.id).collect();
    if own.is_empty() {
        return Ok(Found::open("no system is connected"));
    }
    let silent = own.iter().filter(|row| row.last_good_at.is_none_or(|at| at < place.list_from.micros()));
    let silent: Vec<&str> = silent.map(|row| row.vendor.as_str()).collect();
    Ok(match silent.len() {
        0 => Found::done(format!("all {} have answered", own.len()), None),
        _ => Found::open(format!("not since then: {}", silent.join(", "))),
    })
}
