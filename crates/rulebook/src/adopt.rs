//! Adopting a reading: the operator settles an open question for the own shops, and with it changes the rulebook.

use serde::{Deserialize, Serialize};

use crate::book::Rulebook;

/// One open question and the reading by which it is to be decided.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adoption {
    /// The whole id of the question, e.g. `us-xx/purchase-limit/mixed-carts`.
    pub question: String,
    pub reading: String,
}

/// Why a reading cannot be adopted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdoptionError {
    #[error("no open question of this rulebook is `{0}`")]
    NoQuestion(String),
    #[error("the open question `{question}` has no reading `{reading}`; it has {known}")]
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
        let questions = self.open_questions();
        let Some(question) = questions.iter().find(|q| q.id == adoption.question.as_str()) else {
            return Some(AdoptionError::NoQuestion(adoption.question.clone()));
        };
        if question.readings.iter().any(|r| r.id == adoption.reading.as_str()) {
            return None;
        }
        let known: Vec<String> = question.readings.iter().map(|r| format!("`{}`", r.id)).collect();
        Some(AdoptionError::NoReading {
            question: adoption.question.clone(),
            reading: adoption.reading.clone(),
            known: known.join(", "),
        })
    }
}
