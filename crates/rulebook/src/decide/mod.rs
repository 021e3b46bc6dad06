//! Deciding: find the rule in force, weigh the cart against every part of it, and say why.

mod counts;
mod examine;
mod findings;
mod readings;
mod reason;
mod remaining;
mod suggest;
mod tally;

use countersign_kernel::Timestamp;

use crate::answer::{Answer, Reason, Verdict};
use crate::book::{Jurisdiction, Rulebook};
use crate::kind::Rule;
use crate::kind::when::Who;
use crate::kind::window::Now;
use crate::question::{Line, Purchase, Question};
pub use counts::Count;
use tally::Tally;

/// One cart put before one rule.
#[derive(Debug)]
pub(crate) struct Case<'a> {
    pub rule: &'a Rule,
    pub question: &'a Question,
    /// The question's cart, or what is tried in its place.
    pub cart: &'a [Line],
    /// A purchase after those of the question's history.
    pub bought: Option<&'a Purchase>,
    /// What the history adds to each limit, where that is known already.
    pub known: Option<&'a [Tally<'a>]>,
    pub now: Now<'a>,
    pub who: Who<'a>,
}

impl Rulebook {
    /// Answers a question, with every reason, what remains, and the largest lawful part of the cart.
    pub fn decide(&self, question: &Question) -> Answer {
        let mut answer = Answer {
            id: question.id.clone(),
            verdict: Verdict::Unknown,
            reasons: Vec::new(),
            remaining: Vec::new(),
            suggestions: Vec::new(),
            warnings: Vec::new(),
            rule: None,
            program: question.program,
            rulebook: self.hash_text(),
        };
        let case = match self.case(question) {
            Ok(case) => case,
            Err(reason) => {
                answer.reasons.push(*reason);
                return answer;
            }
        };
        let findings = case.examine();
        answer.verdict = findings.verdict();
        answer.rule = Some(case.rule.id.clone());
        answer.remaining = case.remaining(&findings.tallies);
        if answer.verdict != Verdict::Allow && findings.curable && !findings.hopeless {
            answer.suggestions.extend(suggest::largest_lawful(self, &case, &findings));
        }
        answer.reasons = findings.reasons;
        answer.warnings = findings.warnings;
        answer
    }

    /// Only the verdict.
    pub fn verdict(&self, question: &Question) -> Verdict {
        self.case(question).map_or(Verdict::Unknown, |case| case.verdict())
    }

    fn case<'a>(&'a self, question: &'a Question) -> Result<Case<'a>, Box<Reason>> {
        if let Err(what) = question.validate() {
            return Err(Box::new(reason::malformed(what)));
        }
        self.case_at(question, question.at).ok_or_else(|| Box::new(reason::no_rule(question)))
    }

    /// The rule that holds at `at` for the question's person, and that person's age by then.
    fn case_at<'a>(&'a self, question: &'a Question, at: Timestamp) -> Option<Case<'a>> {
        let found: Option<(&Jurisdiction, &Rule)> =
            self.jurisdiction(&question.jurisdiction).and_then(|place| {
                place.rule(question.program, question.customer.class, at).map(|rule| (place, rule))
            });
        let (place, rule) = found?;
        let now = Now::new(at, &place.days);
        let who =
            Who { customer: &question.customer, age: question.customer.age_at(&now, place.attains_age_at) };
        Some(Case { rule, question, cart: &question.cart, bought: None, known: None, now, who })
    }
}

impl<'a> Case<'a> {
    fn history(&self) -> impl Iterator<Item = &'a Purchase> + use<'a> {
        self.question.history.iter().chain(self.bought)
    }
}
