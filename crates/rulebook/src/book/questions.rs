//! Open questions as people read them: what is asked, every reading, and which one is adopted.

use serde::{Deserialize, Serialize};

use crate::book::{Jurisdiction, Rulebook};
use crate::kind::open::{Open, Reading};
use crate::text::Text;

/// A question that the sources leave open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenQuestion {
    /// The whole id, by which a reading is adopted.
    pub id: Text,
    pub jurisdiction: Text,
    pub asks: Text,
    pub readings: Vec<ReadingInfo>,
    /// The reading the operator has adopted.
    pub adopted: Option<Text>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingInfo {
    pub id: Text,
    pub plain: Text,
    pub source_url: Option<Text>,
    /// How many parts of rules hold only under this reading.
    pub parts: usize,
}

impl Rulebook {
    /// Every open question, adopted or not, by id.
    pub fn open_questions(&self) -> Vec<OpenQuestion> {
        let of = |place: &'_ Jurisdiction| -> Vec<OpenQuestion> {
            place.opens.iter().map(|open| question(&place.id, open)).collect()
        };
        let mut all: Vec<OpenQuestion> = self.jurisdictions.values().flat_map(of).collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }
}

fn question(jurisdiction: &Text, open: &Open) -> OpenQuestion {
    let reading = |r: &Reading| ReadingInfo {
        id: r.id.clone(),
        plain: r.plain.clone(),
        source_url: r.source_url.clone(),
        parts: r.parts,
    };
    OpenQuestion {
        id: open.id.clone(),
        jurisdiction: jurisdiction.clone(),
        asks: open.asks.clone(),
        readings: open.readings.iter().map(reading).collect(),
        adopted: open.adopted.map(|at| open.readings[at].id.clone()),
    }
}
