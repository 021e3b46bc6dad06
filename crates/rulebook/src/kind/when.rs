//! Conditions on the person. A condition can turn out undecidable, which is its own answer.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::question::Customer;

/// A fact about the person that a condition needs and the question lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fact<'r> {
    Of(&'static str),
    /// A key of the certification.
    Certified(&'r str),
}

impl fmt::Display for Fact<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Of(field) => write!(f, "customer.{field}"),
            Self::Certified(key) => write!(f, "customer.certified.{key}"),
        }
    }
}

/// Yes, no, or which fact is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Truth<'r> {
    Yes,
    No,
    Missing(Fact<'r>),
}

/// What is known of the buyer at the instant of the question.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Who<'q> {
    pub customer: &'q Customer,
    pub age: Option<i32>,
}

/// All given parts must hold; none given means always.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_from: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_below: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resident: Option<bool>,
    /// A flag of the certification that must be set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certified: Option<String>,
    /// A flag of the certification that must not be set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_certified: Option<String>,
    /// `list.word`: the list of the certification must have the word. Without the list nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed: Option<String>,
    /// `list.word`: the list of the certification must not have the word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_listed: Option<String>,
    /// A list that the certification must give, whatever is on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has_list: Option<String>,
    /// A list that the certification must not give.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_list: Option<String>,
    /// `key` or `key.part`: the certification must give this amount, whatever it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has_amount: Option<String>,
    /// `key` or `key.part`: the certification must not give this amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_amount: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patients_from: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patients_below: Option<u32>,
}

impl When {
    pub(crate) fn check(&self) -> Result<(), String> {
        for key in [&self.listed, &self.not_listed].into_iter().flatten() {
            if key.split_once('.').is_none_or(|(list, word)| list.is_empty() || word.is_empty()) {
                return Err(format!("`{key}` is not a list and a word, like `routes.edible`"));
            }
        }
        Ok(())
    }

    pub(crate) fn holds<'r>(&'r self, who: Who<'_>) -> Truth<'r> {
        let mut missing = None;
        for truth in [self.of_age(who), self.of_residence(who), self.of_certificate(who), self.of_lists(who)]
        {
            match truth {
                Truth::Yes => {}
                Truth::No => return Truth::No,
                Truth::Missing(fact) => missing = missing.or(Some(fact)),
            }
        }
        missing.map_or(Truth::Yes, Truth::Missing)
    }

    /// The condition in words; none where there is none.
    pub(crate) fn told(&self) -> Option<String> {
        let number = |words: &str, number: Option<u32>| number.map(|number| format!("{words} {number}"));
        let key = |words: &str, key: &Option<String>| key.as_ref().map(|key| format!("{words} `{key}`"));
        let resident = self.resident.map(|is| if is { "a resident" } else { "not a resident" }.to_owned());
        let parts = [
            number("the age is at least", self.age_from.map(u32::from)),
            number("the age is below", self.age_below.map(u32::from)),
            resident,
            key("certified is", &self.certified),
            key("certified is not", &self.not_certified),
            key("certified lists", &self.listed),
            key("certified does not list", &self.not_listed),
            key("certified gives the list", &self.has_list),
            key("certified does not give the list", &self.no_list),
            key("certified gives the amount", &self.has_amount),
            key("certified does not give the amount", &self.no_amount),
            number("the patients are at least", self.patients_from),
            number("the patients are fewer than", self.patients_below),
        ];
        let told: Vec<String> = parts.into_iter().flatten().collect();
        (!told.is_empty()).then(|| told.join(" and "))
    }

    fn of_age(&self, who: Who<'_>) -> Truth<'_> {
        if self.age_from.is_none() && self.age_below.is_none() {
            return Truth::Yes;
        }
        let Some(age) = who.age else { return Truth::Missing(Fact::Of("birth_date")) };
        let fits = self.age_from.is_none_or(|from| age >= i32::from(from))
            && self.age_below.is_none_or(|below| age < i32::from(below));
        if fits { Truth::Yes } else { Truth::No }
    }

    fn of_residence(&self, who: Who<'_>) -> Truth<'_> {
        match (self.resident, who.customer.resident) {
            (None, _) => Truth::Yes,
            (Some(_), None) => Truth::Missing(Fact::Of("resident")),
            (Some(wanted), Some(is)) => {
                if wanted == is {
                    Truth::Yes
                } else {
                    Truth::No
                }
            }
        }
    }

    fn of_certificate(&self, who: Who<'_>) -> Truth<'_> {
        let certified = &who.customer.certified;
        let fits = self.certified.as_ref().is_none_or(|flag| certified.flag(flag))
            && self.not_certified.as_ref().is_none_or(|flag| !certified.flag(flag))
            && self.has_list.as_ref().is_none_or(|key| certified.has_list(key))
            && self.no_list.as_ref().is_none_or(|key| !certified.has_list(key))
            && self.has_amount.as_ref().is_none_or(|key| certified.amount(key).is_some())
            && self.no_amount.as_ref().is_none_or(|key| certified.amount(key).is_none())
            && self.patients_from.is_none_or(|from| who.customer.patients() >= from)
            && self.patients_below.is_none_or(|below| who.customer.patients() < below);
        if fits { Truth::Yes } else { Truth::No }
    }

    fn of_lists(&self, who: Who<'_>) -> Truth<'_> {
        let mut missing = None;
        for (key, wanted) in [(&self.listed, true), (&self.not_listed, false)] {
            let Some((list, word)) = key.as_ref().and_then(|key| key.split_once('.')) else { continue };
            match who.customer.certified.lists(list, word) {
                None => missing = missing.or(Some(Fact::Certified(list))),
                Some(has) if has != wanted => return Truth::No,
                Some(_) => {}
            }
        }
        missing.map_or(Truth::Yes, Truth::Missing)
    }
}
