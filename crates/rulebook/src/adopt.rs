//! Adopting: the operator settles an open question, or says of announced law whether it takes effect, for the own
//! shops, and with it changes the rulebook.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::book::Rulebook;
use crate::bulletin::{IN_FORCE, SET_ASIDE};
use crate::text::Text;

/// One open question and the reading by which it is to be decided; or one bulletin and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adoption {
    /// The whole id of the question, e.g. `us-xx/purchase-limit/mixed-carts`, or of the announced entry.
    pub question: String,
    /// One of the question's readings; [`IN_FORCE`] or [`SET_ASIDE`] of a bulletin.
    pub reading: String,
}

/// Why a reading cannot be adopted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdoptionError {
    #[error("no open question and no announced entry of this rulebook is `{0}`")]
    NoQuestion(String),
    #[error("`{question}` has no reading `{reading}`; it has {known}")]
    NoReading { question: String, reading: String, known: String },
    #[error("`{0}` is adopted twice")]
    Twice(String),
}

impl Rulebook {
    /// The same rule files under exactly these adoptions; earlier ones are forgotten. The hash is another one, unless
    /// nothing is adopted.
    pub fn with_adopted(&self, adoptions: &[Adoption]) -> Result<Self, Vec<AdoptionError>> {
        let mut adoptions = adoptions.to_vec();
        adoptions.sort();
        let errors: Vec<AdoptionError> = adoptions
            .iter()
            .enumerate()
            .filter_map(|(at, adoption)| {
                let twice = adoptions[..at].iter().any(|other| other.question == adoption.question);
                if twice {
                    Some(AdoptionError::Twice(adoption.question.clone()))
                } else {
                    self.refusal(adoption)
                }
            })
            .collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(self.reload(adoptions).expect("the same files loaded before, and adopting only takes parts away"))
    }

    fn refusal(&self, adoption: &Adoption) -> Option<AdoptionError> {
        let Some(known) = self.readings_of(&adoption.question) else {
            return Some(AdoptionError::NoQuestion(adoption.question.clone()));
        };
        if known.iter().any(|reading| *reading == *adoption.reading) {
            return None;
        }
        let known: Vec<String> = known.iter().map(|reading| format!("`{reading}`")).collect();
        Some(AdoptionError::NoReading {
            question: adoption.question.clone(),
            reading: adoption.reading.clone(),
            known: known.join(", "),
        })
    }

    /// What can be adopted of an open question or a bulletin.
    fn readings_of(&self, id: &str) -> Option<Vec<Text>> {
        let questions = self.open_questions();
        if let Some(question) = questions.into_iter().find(|question| *question.id == *id) {
            return Some(question.readings.into_iter().map(|reading| reading.id).collect());
        }
        let announced = self.bulletins().into_iter().any(|bulletin| *bulletin.id == *id);
        announced.then(|| vec![IN_FORCE.into(), SET_ASIDE.into()])
    }

    /// Those of `adoptions` that fit this rulebook, and why the others do not: after the rule files have changed, an
    /// adoption may speak of something that is not there any more.
    pub fn fitting(&self, adoptions: &[Adoption]) -> (Vec<Adoption>, Vec<AdoptionError>) {
        let mut fit: Vec<Adoption> = Vec::new();
        let mut misfits = Vec::new();
        for adoption in adoptions {
            match self.refusal(adoption) {
                Some(why) => misfits.push(why),
                None => fit.push(adoption.clone()),
            }
        }
        (fit, misfits)
    }

    /// SHA-256, in hex, over what somebody reads who settles a question or a bulletin, so that a signature does not come
    /// to stand under other words. To be asked of rule files under which nothing is adopted.
    pub fn words_of(&self, id: &str) -> Option<String> {
        let json = |words: serde_json::Value| HEXLOWER.encode(&Sha256::digest(words.to_string()));
        if let Some(question) = self.open_questions().into_iter().find(|question| *question.id == *id) {
            let readings = question.readings.iter().map(|reading| json!([reading.id, reading.plain]));
            return Some(json(json!([question.asks, readings.collect::<Vec<_>>()])));
        }
        let rule = self.rule(id);
        let provision = || self.provisions().into_iter().find(|provision| *provision.id == *id).cloned();
        rule.map(|rule| json(json!(rule))).or_else(|| provision().map(|provision| json(json!(provision))))
    }
}
