//! A case about figures: what was sent, what stands on the menu and what the certificate says; and the listings of a channel whose
//! certificates are not known.

use countersign_app::AppError;
use countersign_app::inventory::deeds;
use countersign_app::inventory::view::CaseRow;
use countersign_app::menu::product::Whole;
use countersign_app::menu::publish::Seen;
use countersign_domain::menu::Figure;
use countersign_domain::menu::lab_values::{Differing, TOTAL_CBD, TOTAL_THC};
use countersign_domain::menu::obstacle::WordsOf;
use countersign_kernel::Permission;
use serde::Deserialize;
use serde_json::Value;

use crate::menu::{compounds, labels, product_href};
use crate::serve::refused::as_sentence;
use crate::serve::{Signed, Web, WebError};
use crate::ui::Fact;

/// What a case's page says of figures; empty for a case about something else.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    pub rows: Vec<FigureRow>,
    pub label: Vec<Fact>,
    pub anew: Option<Anew>,
    /// Why it cannot be published from here.
    pub held: Option<String>,
    /// Listings whose certificates are not known, and how many more there are.
    pub listings: Vec<ListingLine>,
    pub more: u64,
}

#[derive(Debug, Clone)]
pub struct FigureRow {
    pub name: String,
    pub sent: String,
    pub shows: String,
    pub certificate: String,
}

#[derive(Debug, Clone)]
pub struct Anew {
    pub tag: String,
    pub certificate: String,
    pub version: i64,
    pub must_read: bool,
}

#[derive(Debug, Clone)]
pub struct ListingLine {
    pub name: String,
    pub href: String,
    pub why: String,
}

/// `POST /inventory/cases/{id}/publication`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AnewForm {
    tag: String,
    certificate: String,
    version: i64,
    /// `yes` from a ticked box.
    words_read: String,
}

impl AnewForm {
    pub(super) fn seen(&self) -> Seen<'_> {
        let Self { tag, certificate, version, words_read } = self;
        Seen { tag, certificate, version: *version, words_read: words_read == "yes" }
    }
}

pub(super) async fn of(web: &Web, signed: &Signed, case: &CaseRow) -> Result<Figures, WebError> {
    let evidence: Value = serde_json::from_str(&case.evidence).unwrap_or_default();
    let mut figures = Figures { rows: rows(&evidence), ..Figures::default() };
    if case.class == "figures-without-certificate" {
        figures.listings = listings(&evidence);
        let named = u64::try_from(figures.listings.len()).unwrap_or(u64::MAX);
        figures.more = evidence["count"].as_u64().unwrap_or(named).saturating_sub(named);
    }
    if !signed.may(Permission::MenuView) {
        return Ok(figures);
    }
    let whole = match deeds::anew(&web.app, &signed.actor, case).await {
        Ok(whole) => whole,
        Err(AppError::Outside(why)) => {
            figures.held = Some(as_sentence(&why.to_string()));
            None
        }
        Err(why) => return Err(why.into()),
    };
    let Some(whole) = whole else { return Ok(figures) };
    figures.label = labels::facts(&whole.product);
    if !signed.may(Permission::MenuPublish) {
        figures.held = Some("Whoever may publish products publishes it anew.".to_owned());
        return Ok(figures);
    }
    figures.held = deeds::why_not_anew(case, &whole).map(|why| as_sentence(&why));
    if figures.held.is_none() {
        figures.anew = Some(anew(&whole));
    }
    Ok(figures)
}

fn anew(whole: &Whole) -> Anew {
    let product = &whole.product;
    Anew {
        tag: product.next().map(|package| package.tag.to_string()).unwrap_or_default(),
        certificate: product.certificate_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        version: product.words.version,
        must_read: matches!(product.words_of, WordsOf::ForAPerson | WordsOf::NotChecked),
    }
}

fn rows(evidence: &Value) -> Vec<FigureRow> {
    let found: Vec<Differing> = serde_json::from_value(evidence["figures"].clone()).unwrap_or_default();
    let told = |figure: Option<Figure>| figure.map_or("not told".to_owned(), |figure| figure.to_string());
    let row = |one: Differing| FigureRow {
        name: match one.key.as_str() {
            TOTAL_THC => "Total THC".to_owned(),
            TOTAL_CBD => "Total CBD".to_owned(),
            key => compounds::compound(key),
        },
        sent: told(one.sent),
        shows: one.shows.to_string(),
        certificate: told(one.certificate),
    };
    found.into_iter().map(row).collect()
}

fn listings(evidence: &Value) -> Vec<ListingLine> {
    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let line = |row: &Value| ListingLine {
        name: text(row, "name"),
        href: product_href(&text(row, "sku")),
        why: as_sentence(&text(row, "why")),
    };
    evidence["menu"].as_array().map(Vec::as_slice).unwrap_or_default().iter().map(line).collect()
}

impl Figures {
    pub(super) fn sample() -> Self {
        let row = |name: &str, sent: &str, shows: &str, certificate: &str| FigureRow {
            name: name.to_owned(),
            sent: sent.to_owned(),
            shows: shows.to_owned(),
            certificate: certificate.to_owned(),
        };
        Self {
            rows: vec![
                row("Total THC", "23.89 %", "28 %", "23.89 %"),
                row("THCA", "not told", "31.5 %", "26.35 %"),
            ],
            label: vec![
                Fact::new("THC on the label", "22 %, by the state"),
                Fact::new("Label and certificate", "Within 85 to 115 % of what the label says."),
                Fact::new("By", "1 CCR 212-3, Rules 4-115 and 4-210 (Transcription, pinpointed)"),
            ],
            anew: Some(Anew {
                tag: "1A4000000000022000000123".to_owned(),
                certificate: "coa_three".to_owned(),
                version: 1,
                must_read: true,
            }),
            held: None,
            listings: Vec::new(),
            more: 0,
        }
    }

    /// Of a channel's listings without certificates.
    pub(super) fn sample_without() -> Self {
        let line = |name: &str, sku: &str| ListingLine {
            name: name.to_owned(),
            href: product_href(sku),
            why: "Its package has no confirmed certificate.".to_owned(),
        };
        let listings = vec![line("Gale Fork, flower 3.5 g", "GF35"), line("Pine Knot, rolls", "PK10")];
        Self { listings, more: 12, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn figures_read_as_on_a_label_and_what_nobody_told_says_so() {
        let figure = |amount: &str| json!({"amount": amount, "unit": "percent"});
        let evidence = json!({"figures": [
            {"key": "total_thc", "sent": null, "shows": figure("28"), "certificate": figure("23.89")},
            {"key": "beta_myrcene", "sent": figure("0.6"), "shows": figure("0.61"), "certificate": null},
        ]});
        let told: Vec<String> = rows(&evidence)
            .into_iter()
            .map(|row| format!("{}: {}, {}, {}", row.name, row.sent, row.shows, row.certificate))
            .collect();
        assert_eq!(told, ["Total THC: not told, 28 %, 23.89 %", "Beta-myrcene: 0.6 %, 0.61 %, not told"]);
        assert!(rows(&json!({})).is_empty(), "a case about something else has none");
    }
}
