//! Provisions: what the law says about the conduct of a sale, other than how much. Looked up, not computed.

use countersign_kernel::{BusinessDate, Timestamp};
use jiff::civil::Time;
use serde::{Deserialize, Serialize};

use crate::answer::Confidence;
use crate::file::{Dated, DatedText, Status};
use crate::label::LabelRule;
use crate::question::Program;
use crate::text::Text;

/// What a provision is about. One is in force at a time for each jurisdiction, topic and program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    MinimumAge,
    IdDocument,
    MedicalCard,
    SaleHours,
    OrderAhead,
    Curbside,
    Delivery,
    OverrideOfUnknown,
    NoSale,
    Label,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "topic", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ProvisionValue {
    /// Whole years at which a person may buy for themself.
    MinimumAge {
        years: u8,
    },
    /// The identity document to be shown. A kind in neither list needs a person's judgement.
    IdDocument {
        accepted: Vec<String>,
        refused: Vec<String>,
        expired_accepted: bool,
    },
    /// What proves that a patient is a patient.
    MedicalCard {
        expired_accepted: bool,
        digital_accepted: bool,
        /// Days for which proof of a filed application stands in for the card.
        application_days: Option<u16>,
        /// What must hold besides when an application stands in.
        application_conditions: Vec<String>,
    },
    /// Local times; `closes` at `00:00` means midnight at the end of the day.
    SaleHours {
        opens: Time,
        closes: Time,
    },
    OrderAhead {
        allowed: bool,
        prepaid: bool,
    },
    Curbside {
        allowed: bool,
        conditions: Vec<String>,
    },
    Delivery {
        allowed: bool,
        /// Deliveries to one person and one address in a day.
        per_day: Option<u16>,
        opens: Option<Time>,
        closes: Option<Time>,
        conditions: Vec<String>,
    },
    /// Whether staff may go on when the state's history of this person cannot be had, and on what ground.
    OverrideOfUnknown {
        allowed: bool,
        unknown: String,
        ground: String,
        conditions: Vec<String>,
    },
    /// When nobody may be sold to, whatever the limits say.
    NoSale {
        cases: Vec<NoSaleCase>,
    },
    /// What a label may say of potency.
    Label(LabelRule),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoSaleCase {
    pub id: String,
    pub plain: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provision {
    /// The whole id, e.g. `us-xx/conduct/adult-minimum-age`.
    pub id: Text,
    pub jurisdiction: Text,
    pub programs: Vec<Program>,
    pub plain: Text,
    pub value: ProvisionValue,
    pub from: BusinessDate,
    pub until: Option<BusinessDate>,
    pub status: Status,
    pub citation: Text,
    pub source_title: Text,
    pub source_url: Text,
    pub read_on: BusinessDate,
    pub confidence: Confidence,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProvisionText {
    pub id: toml::Spanned<String>,
    pub programs: Vec<Program>,
    pub plain: String,
    pub law: DatedText,
    pub value: ProvisionValue,
}

/// A provision with its bounds as instants.
#[derive(Debug, Clone)]
pub(crate) struct DatedProvision {
    pub provision: Provision,
    pub dated: Dated,
}

impl ProvisionText {
    pub fn compile(&self, jurisdiction: &Text, whole_id: String, dated: Dated) -> DatedProvision {
        let provision = Provision {
            id: whole_id.into(),
            jurisdiction: jurisdiction.clone(),
            programs: self.programs.clone(),
            plain: self.plain.as_str().into(),
            value: self.value.clone(),
            from: dated.from,
            until: dated.until,
            status: dated.status,
            citation: dated.source.citation.clone(),
            source_title: dated.source.title.clone(),
            source_url: dated.source.url.clone(),
            read_on: dated.source.read_on,
            confidence: dated.source.confidence,
        };
        DatedProvision { provision, dated }
    }
}

impl Provision {
    pub fn topic(&self) -> Topic {
        self.value.topic()
    }

    /// Whether it is sure enough to permit something by. One that is not may still forbid.
    pub fn is_confirmed(&self) -> bool {
        self.status == Status::InForce && self.confidence.is_firm()
    }
}

impl DatedProvision {
    pub fn holds_at(&self, at: Timestamp) -> bool {
        self.provision.status != Status::Pending && self.dated.holds_at(at)
    }
}

impl ProvisionValue {
    pub fn topic(&self) -> Topic {
        match self {
            Self::MinimumAge { .. } => Topic::MinimumAge,
            Self::IdDocument { .. } => Topic::IdDocument,
            Self::MedicalCard { .. } => Topic::MedicalCard,
            Self::SaleHours { .. } => Topic::SaleHours,
            Self::OrderAhead { .. } => Topic::OrderAhead,
            Self::Curbside { .. } => Topic::Curbside,
            Self::Delivery { .. } => Topic::Delivery,
            Self::OverrideOfUnknown { .. } => Topic::OverrideOfUnknown,
            Self::NoSale { .. } => Topic::NoSale,
            Self::Label(_) => Topic::Label,
        }
    }

    /// Whether a local time of day lies in the given hours; hours that pass midnight are understood.
    pub fn within_hours(opens: Time, closes: Time, local: Time) -> bool {
        if closes > opens { opens <= local && local < closes } else { local >= opens || local < closes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_may_end_at_midnight_or_after_it() {
        let time = |h, m| Time::new(h, m, 0, 0).expect("a time");
        let within = |opens, closes, at| ProvisionValue::within_hours(opens, closes, at);
        assert!(within(time(8, 0), time(0, 0), time(8, 0)));
        assert!(within(time(8, 0), time(0, 0), time(23, 59)));
        assert!(!within(time(8, 0), time(0, 0), time(0, 0)));
        assert!(!within(time(8, 0), time(22, 0), time(22, 0)));
        assert!(within(time(10, 0), time(2, 0), time(1, 59)));
        assert!(!within(time(10, 0), time(2, 0), time(2, 0)));
    }
}
