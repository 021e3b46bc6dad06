//! The reviewer's questions: data of `people/photos.toml`, each with the law that asks it in the store's state, or the house.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::error::AppError;

const TEXT: &str = include_str!("../../../../people/photos.toml");
static BUILT_IN: LazyLock<Questions> =
    LazyLock::new(|| Questions::read(TEXT).expect("a test reads the built-in file"));

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Questions {
    pub version: String,
    pub read_on: String,
    law: BTreeMap<String, Law>,
    question: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Law {
    pub citation: String,
    /// `V`, `S` or `K`, as rules have it.
    pub confidence: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    says: String,
    no: String,
    everywhere: bool,
    states: Vec<String>,
}

/// One question as it is asked in one state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub id: String,
    /// What has to be so.
    pub says: String,
    /// What it means when it is not.
    pub no: String,
    /// None: the house asks it.
    pub law: Option<Law>,
}

/// What came of the answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    AllYes,
    /// Of each no, what it means.
    No(Vec<String>),
}

pub fn built_in() -> &'static Questions {
    &BUILT_IN
}

impl Questions {
    fn read(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// What is asked of a photo where the store is. Where the state is not known, everything is asked.
    pub fn asked(&self, jurisdiction: &str) -> Vec<Question> {
        let state = self.law.keys().find(|state| is_within(jurisdiction, state));
        let is_asked = |entry: &&Entry| {
            entry.everywhere || state.is_none_or(|state| entry.states.iter().any(|known| known == state))
        };
        let question = |entry: &Entry| {
            let law =
                state.filter(|state| entry.states.contains(state)).and_then(|state| self.law.get(state));
            Question {
                id: entry.id.clone(),
                says: entry.says.clone(),
                no: entry.no.clone(),
                law: law.cloned(),
            }
        };
        self.question.iter().filter(is_asked).map(question).collect()
    }
}

fn is_within(jurisdiction: &str, state: &str) -> bool {
    jurisdiction.strip_prefix(state).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// Every question has a yes or a no, or nothing comes of it: an unanswered question is no yes.
pub fn weigh(asked: &[Question], answers: &BTreeMap<String, String>) -> Result<Said, AppError> {
    let answer = |question: &Question| answers.get(&question.id).map(String::as_str);
    let open = asked.iter().filter(|question| !matches!(answer(question), Some("yes" | "no"))).count();
    if open > 0 {
        let what = format!(
            "are missing to {open} of {} questions; look at the picture and answer each",
            asked.len()
        );
        return Err(AppError::Invalid { field: "answers", what });
    }
    let no: Vec<String> = asked
        .iter()
        .filter(|question| answer(question) == Some("no"))
        .map(|question| question.no.clone())
        .collect();
    Ok(if no.is_empty() { Said::AllYes } else { Said::No(no) })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn ids(jurisdiction: &str) -> BTreeSet<String> {
        built_in().asked(jurisdiction).into_iter().map(|question| question.id).collect()
    }

    #[test]
    fn the_built_in_file_names_only_states_whose_law_it_cites() {
        let all = built_in();
        let ids: BTreeSet<_> = all.question.iter().map(|entry| &entry.id).collect();
        assert_eq!(ids.len(), all.question.len(), "each id once");
        for entry in &all.question {
            assert!(
                entry.states.iter().all(|state| all.law.contains_key(state)),
                "{}: {:?}",
                entry.id,
                entry.states
            );
            assert!(entry.everywhere || !entry.states.is_empty(), "{} is asked nowhere", entry.id);
        }
        for (state, law) in &all.law {
            assert!(
                ["V", "S", "K"].contains(&law.confidence.as_str()) && !law.citation.is_empty(),
                "{state}"
            );
        }
    }

    #[test]
    fn a_state_s_own_question_is_asked_there_and_where_nothing_is_known() {
        assert!(ids("us-il").contains("leaf") && !ids("us-co").contains("leaf"));
        assert!(ids("us-nv-clark").contains("fruit") && !ids("us-il").contains("fruit"));
        assert!(
            ids("us-tx").is_superset(&["leaf".to_owned(), "fruit".to_owned(), "people".to_owned()].into())
        );
        let people = |place: &str| {
            let asked = built_in().asked(place);
            asked.into_iter().find(|question| question.id == "people").and_then(|question| question.law)
        };
        assert!(people("us-ca").is_some_and(|law| law.citation.contains("BPC 26150")));
        assert_eq!(people("us-co"), None, "there the house asks it");
    }

    #[test]
    fn an_unanswered_question_is_no_yes() {
        let asked = built_in().asked("us-co");
        let mut answers: BTreeMap<String, String> =
            asked.iter().map(|question| (question.id.clone(), "yes".to_owned())).collect();
        assert_eq!(weigh(&asked, &answers).unwrap(), Said::AllYes);
        for nothing in ["", "maybe"] {
            answers.insert("people".to_owned(), nothing.to_owned());
            assert!(weigh(&asked, &answers).is_err(), "`{nothing}`");
        }
        answers.insert("people".to_owned(), "no".to_owned());
        assert_eq!(
            weigh(&asked, &answers).unwrap(),
            Said::No(vec!["A person, or a part of one, is in it.".to_owned()])
        );
        answers.remove("use");
        assert!(weigh(&asked, &answers).is_err(), "a no does not answer the others");
    }
}
