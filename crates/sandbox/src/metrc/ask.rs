//! What a caller asks: who it is, for which licence, which page and which window of time.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Query};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use countersign_kernel::Timestamp;
use serde_json::{Value, json};

use super::Metrc;
use super::answer::{Answer, Refusal, bare};
use super::switches::{Certified, OverCap, Unfiltered};

pub(super) const PAGE_SIZE_MAX: usize = 20;
const WINDOW_SECONDS_MAX: i64 = 24 * 3_600;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    V1,
    V2,
}

/// Which kind of list, for what an unfiltered read holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListKind {
    Active,
    Inactive,
}

/// An authenticated call.
#[derive(Debug)]
pub(super) struct Ask {
    pub version: Version,
    query: BTreeMap<String, String>,
}

/// A window over `LastModified` (or the sales time), both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub from: Timestamp,
    pub to: Timestamp,
}

impl Window {
    pub(super) fn holds(window: Option<Self>, at: Timestamp) -> bool {
        window.is_none_or(|window| window.from <= at && at <= window.to)
    }
}

pub(super) fn credentials(parts: &Parts) -> Option<(String, String)> {
    let header = parts.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let decoded = STANDARD.decode(header.strip_prefix("Basic ")?.trim()).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (vendor, user) = text.split_once(':')?;
    Some((vendor.to_owned(), user.to_owned()))
}

impl FromRequestParts<Arc<Metrc>> for Ask {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, metrc: &Arc<Metrc>) -> Result<Self, Refusal> {
        let version = if parts.uri.path().contains("/v1") { Version::V1 } else { Version::V2 };
        match credentials(parts) {
            Some((vendor, user)) if vendor == metrc.vendor_key && user == metrc.user_key => {}
            _ => return Err(metrc.unauthorized("The API keys are not valid.")),
        }
        match (metrc.switches().vendor_key_certified, version) {
            (Certified::V1, Version::V2) => {
                return Err(Refusal::OtherVersion { text: "This key is valid only for V1 endpoints." });
            }
            (Certified::V2, Version::V1) => {
                return Err(Refusal::OtherVersion { text: "This key is valid only for V2 endpoints." });
            }
            _ => {}
        }
        let query = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
            .map_err(|_| Refusal::bad("The query string could not be read."))?;
        // Query names are not case-sensitive in .NET.
        let query = query.0.into_iter().map(|(name, value)| (name.to_lowercase(), value)).collect();
        Ok(Self { version, query })
    }
}

impl Ask {
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.get(&name.to_lowercase()).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The facility's place in the books, by `licenseNumber`.
    pub(super) fn facility(&self, metrc: &Metrc) -> Result<usize, Refusal> {
        let license = self.parameter("licenseNumber");
        let license = license.ok_or_else(|| Refusal::bad("licenseNumber is required."))?;
        let place = metrc.facilities.iter().position(|facility| facility.license.0 == license);
        place.ok_or_else(|| metrc.unauthorized("The license number is not valid for these keys."))
    }

    /// The window asked for, or the one an unfiltered list stands for.
    pub(super) fn window(&self, metrc: &Metrc, kind: ListKind) -> Result<Option<Window>, Refusal> {
        if let Some(window) = self.span("lastModifiedStart", "lastModifiedEnd")? {
            return Ok(Some(window));
        }
        let switches = metrc.switches();
        let unfiltered = match (self.version, kind) {
            (Version::V1, _) => switches.unfiltered_v1,
            (Version::V2, ListKind::Active) => switches.unfiltered_v2_active,
            (Version::V2, ListKind::Inactive) => switches.unfiltered_v2_inactive,
        };
        let now = metrc.stage.now();
        Ok(match unfiltered {
            Unfiltered::All => None,
            Unfiltered::Last24h => Some(Window { from: now.plus_seconds(-WINDOW_SECONDS_MAX), to: now }),
        })
    }

    /// A window over the sales time; not together with one over `LastModified`.
    pub(super) fn sales_window(&self) -> Result<Option<Window>, Refusal> {
        let sales = self.span("salesDateStart", "salesDateEnd")?;
        if sales.is_some() && self.span("lastModifiedStart", "lastModifiedEnd")?.is_some() {
            return Err(Refusal::bad("Sales dates and last modified dates cannot be combined."));
        }
        Ok(sales)
    }

    fn span(&self, start: &str, end: &str) -> Result<Option<Window>, Refusal> {
        let read = |name: &str| -> Result<Option<Timestamp>, Refusal> {
            let Some(text) = self.parameter(name) else { return Ok(None) };
            // An unescaped `+` arrives as a space and is no instant.
            let parsed = text.parse();
            parsed
                .map(Some)
                .map_err(|_| Refusal::bad(format!("{name} is not a valid date and time with offset.")))
        };
        let (from, to) = match (read(start)?, read(end)?) {
            (None, None) => return Ok(None),
            (Some(from), None) => (from, from.plus_seconds(WINDOW_SECONDS_MAX)),
            (None, Some(to)) => (to.plus_seconds(-WINDOW_SECONDS_MAX), to),
            (Some(from), Some(to)) => (from, to),
        };
        if to < from {
            return Err(Refusal::bad(format!("{end} is before {start}.")));
        }
        if to.micros() - from.micros() > WINDOW_SECONDS_MAX * 1_000_000 {
            return Err(Refusal::bad(format!("{start} and {end} may not be more than 24 hours apart.")));
        }
        Ok(Some(Window { from, to }))
    }

    pub(super) fn list(&self, metrc: &Metrc, rows: Vec<Value>) -> Answer {
        self.page(metrc, rows, |row| row)
    }

    /// Rows in the shape of this API version: bare for v1, one page in the envelope for v2. Only what is shown is drawn.
    pub(super) fn page<T>(&self, metrc: &Metrc, rows: Vec<T>, draw: impl Fn(T) -> Value) -> Answer {
        if self.version == Version::V1 {
            return bare(rows.into_iter().map(draw).collect::<Vec<Value>>());
        }
        let number = |name: &str| -> Result<Option<usize>, Refusal> {
            let Some(text) = self.parameter(name) else { return Ok(None) };
            let parsed = text.parse::<usize>().ok().filter(|number| *number > 0);
            parsed.map(Some).ok_or_else(|| Refusal::bad(format!("{name} must be a whole number above 0.")))
        };
        let page = number("pageNumber")?.unwrap_or(1);
        let total = rows.len();
        let Some(size) = number("pageSize")? else {
            return bare(envelope(rows.into_iter().map(draw).collect(), total, total, 1, 1));
        };
        let size = match metrc.switches().page_size_over_cap {
            OverCap::Error400 if size > PAGE_SIZE_MAX => {
                return Err(Refusal::bad(format!("pageSize may not be above {PAGE_SIZE_MAX}.")));
            }
            _ => size.min(PAGE_SIZE_MAX),
        };
        let pages = total.div_ceil(size);
        let first = (page - 1).saturating_mul(size);
        let shown: Vec<Value> = rows.into_iter().skip(first).take(size).map(draw).collect();
        bare(envelope(shown, total, size, page, pages))
    }
}

fn envelope(rows: Vec<Value>, total: usize, size: usize, page: usize, pages: usize) -> Value {
    let shown = rows.len();
    json!({
        "Data": rows,
        "Total": total,
        "TotalRecords": total,
        "PageSize": size,
        "RecordsOnPage": shown,
        "Page": page,
        "CurrentPage": page,
        "TotalPages": pages,
    })
}
