//! What the law says to a promotion as it is written, at the prices that the till has now.

use std::collections::BTreeMap;

use countersign_content::{Checker, Report, Verdict};
use countersign_domain::catalogue::StockItem;
use countersign_domain::promotion::law::{Example, OnShelf, examples, question};
use countersign_domain::promotion::{Promotion, Terms};
use countersign_kernel::{Actor, Timestamp};
use countersign_rulebook::{ConductEffect, Practice, PromotionAnswer, PromotionQuestion, Rulebook, Surface};
use countersign_store::db::Tx;
use countersign_store::promotions as rows;
use countersign_store::stores::StoreRow;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{PromotionRow, promotion, terms};
use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note};
use crate::stock;

/// As it is kept with the version, and on the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Law {
    pub question: PromotionQuestion,
    pub answer: PromotionAnswer,
    /// What the law on wording says of its name and its words; review where that was not checked.
    pub wording: ConductEffect,
    pub rulebook: String,
}

impl Law {
    /// The worse of the two.
    pub fn effect(&self) -> ConductEffect {
        self.answer.effect.max(self.wording)
    }

    /// Why, in the words of the entry that decided; where its wording did, in ours.
    pub fn why(&self) -> String {
        let decided = self.answer.reasons.iter().find(|reason| reason.effect == self.effect());
        decided
            .map_or_else(|| "its wording says what may not be said".to_owned(), |one| one.plain.to_string())
    }
}

#[derive(Debug, Clone)]
pub struct Looked {
    pub law: Law,
    pub examples: Vec<Example>,
    /// None where no rules on wording were read for the place.
    pub wording: Option<Report>,
    /// The live promotions that were looked at beside it.
    pub others: Vec<Promotion>,
    pub shelf: Vec<OnShelf>,
}

impl Looked {
    /// Which versions those others were.
    pub fn beside(&self) -> Vec<(String, i64)> {
        self.others.iter().map(|other| (other.id.clone(), other.version)).collect()
    }
}

/// `others` are those that are live beside it.
pub async fn look(
    app: &App,
    store: &StoreRow,
    of: &Promotion,
    others: Vec<Promotion>,
) -> Result<Looked, AppError> {
    let shelf = shelf(stock::whole_shelf(app, &store.id).await?);
    let book = app.rulebook();
    let question =
        question(of, &others, &shelf, &store.jurisdiction, &on_the_market(&book, &store.jurisdiction));
    let report = wording(app, store, &of.terms);
    let law = Law {
        answer: book.promotion(&question),
        question,
        wording: report.as_ref().map_or(ConductEffect::Review, effect_of),
        rulebook: book.hash().to_string(),
    };
    Ok(Looked { law, examples: examples(of, &others, &shelf), wording: report, others, shelf })
}

/// What the law said, with all that it was asked about.
pub(super) async fn note(
    tx: &mut Tx<'_>,
    actor: &Actor,
    row: &PromotionRow,
    looked: &Looked,
    at: Timestamp,
) -> Result<(), AppError> {
    let body = json!({
        "version": row.version, "law": looked.law, "beside": looked.beside(), "terms": terms(row)?,
    });
    let (subject, store) = (row.id.as_str(), Some(&row.store_id));
    record::write(tx, Note { at, kind: "verdict.promotion", subject, actor, store, body }).await?;
    Ok(())
}

/// Every other promotion that is live now. Another version of the same ends when this one begins.
pub async fn others(app: &App, store: &StoreRow, id: &str) -> Result<Vec<Promotion>, AppError> {
    let live = rows::live_at(app.db(), &store.id, app.now()).await?;
    live.iter().filter(|row| row.id.as_str() != id).map(promotion).collect()
}

/// What was kept with a version; none where it never came so far.
pub fn kept(row: &PromotionRow) -> Result<Option<Law>, AppError> {
    let read = |text: &str| {
        serde_json::from_str(text).map_err(|why| {
            AppError::Damaged(format!("the law kept with {} version {}: {why}", row.id, row.version))
        })
    };
    row.law.as_deref().map(read).transpose()
}

/// Where some law speaks of prices below the market's, nobody here can say that this is none.
fn on_the_market(book: &Rulebook, place: &str) -> Vec<Practice> {
    let all = book.promotion_rules();
    let mut of_place = all.iter().filter(|rule| &*rule.jurisdiction == place);
    let speaks = of_place.any(|rule| rule.about.contains(&Practice::BelowMarket));
    if speaks { vec![Practice::BelowMarket] } else { Vec::new() }
}

/// The till tells no cost of goods that we read, so none is known.
fn shelf(items: Vec<StockItem>) -> Vec<OnShelf> {
    let mut shelf: BTreeMap<String, OnShelf> = BTreeMap::new();
    for item in items {
        let adult = item.price_adult.filter(|_| !item.medical_only);
        let known = shelf.entry(item.sku.clone()).or_insert_with(|| OnShelf {
            sku: item.sku.clone(),
            name: item.name.clone(),
            category: item.category.clone(),
            cannabis: item.cannabis,
            adult: None,
            medical: None,
            cost: None,
        });
        known.adult = known.adult.or(adult);
        known.medical = known.medical.or(item.price_medical.or(item.price_adult));
        known.cannabis |= item.cannabis;
    }
    shelf.into_values().collect()
}

fn wording(app: &App, store: &StoreRow, terms: &Terms) -> Option<Report> {
    let checker = Checker::new(&app.rulebook(), &store.jurisdiction, Surface::Promotion, app.now()).ok()?;
    Some(checker.check(&format!("{}.\n{}", terms.name.trim(), terms.words.trim())))
}

fn effect_of(report: &Report) -> ConductEffect {
    match report.verdict {
        Verdict::Ok => ConductEffect::Allow,
        Verdict::Review => ConductEffect::Review,
        Verdict::Violation => ConductEffect::Deny,
    }
}
