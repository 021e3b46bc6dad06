//! Deciding: find the rule in force, weigh the cart against every part of it, and say why.

mod reason;
mod suggest;
mod tally;

use countersign_kernel::Timestamp;

use crate::answer::{Answer, Effect, Reason, Remaining, Verdict};
use crate::book::{Jurisdiction, Rulebook};
use crate::kind::condition::{Truth, Who};
use crate::kind::exclusive::Closes;
use crate::kind::limit::{Round, Weighed};
use crate::kind::window::{Now, Window};
use crate::kind::{Rule, Strength};
use crate::question::{Line, Program, Question};
use crate::text::Text;
use reason::Place;
use tally::{Lack, Tally};

/// Reasons of one answer; more of them would tell a person nothing.
const REASONS_MAX: usize = 200;

/// One question put before one rule.
#[derive(Debug)]
pub(crate) struct Case<'a> {
    pub rule: &'a Rule,
    pub question: &'a Question,
    pub now: Now<'a>,
    pub who: Who<'a>,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub reasons: Vec<Reason>,
    pub warnings: Vec<Reason>,
    pub tallies: Vec<Tally>,
    /// Cart lines that cannot be sold in any amount.
    pub unsellable: Vec<usize>,
    /// Something is wrong that no smaller cart would cure.
    pub hopeless: bool,
    /// Something is broken that a smaller cart would cure.
    pub curable: bool,
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
        let case = match self.case(question, question.at) {
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
        self.verdict_at(question, question.at)
    }

    pub(crate) fn verdict_at(&self, question: &Question, at: Timestamp) -> Verdict {
        self.case(question, at).map_or(Verdict::Unknown, |case| case.examine().verdict())
    }

    fn case<'a>(&'a self, question: &'a Question, at: Timestamp) -> Result<Case<'a>, Box<Reason>> {
        if let Err(what) = question.validate() {
            return Err(Box::new(reason::malformed(what)));
        }
        let found: Option<(&Jurisdiction, &Rule)> =
            self.jurisdiction(&question.jurisdiction).and_then(|place| {
                place.rule(question.program, question.customer.class, at).map(|rule| (place, rule))
            });
        let Some((place, rule)) = found else {
            return Err(Box::new(reason::no_rule(question)));
        };
        let age = question.customer.age_at(at, &place.zone, place.attains_age_at);
        let who = Who { customer: &question.customer, age };
        Ok(Case { rule, question, now: Now::new(at, &place.zone), who })
    }
}

impl Findings {
    pub fn verdict(&self) -> Verdict {
        let has = |effect| self.reasons.iter().any(|r| r.effect == effect);
        if has(Effect::Deny) {
            Verdict::Deny
        } else if has(Effect::Unknown) {
            Verdict::Unknown
        } else {
            Verdict::Allow
        }
    }

    fn add(&mut self, reason: Reason) {
        let list = if reason.effect == Effect::Warn { &mut self.warnings } else { &mut self.reasons };
        if list.len() < REASONS_MAX {
            list.push(reason);
        }
    }
}

impl<'a> Case<'a> {
    pub fn examine(&self) -> Findings {
        let mut findings = Findings::default();
        self.bars(&mut findings);
        self.gates(&mut findings);
        self.limits(&mut findings);
        self.exclusives(&mut findings);
        self.coverage(&mut findings);
        if self.rule.is_unconfirmed() {
            findings.hopeless = true;
            findings.add(reason::unconfirmed(self.rule));
        }
        findings
    }

    fn effect(&self, strength: Strength, sure: bool) -> Effect {
        match strength {
            Strength::Caution => Effect::Warn,
            Strength::Firm if sure && !self.rule.is_unconfirmed() => Effect::Deny,
            Strength::Firm | Strength::Doubtful => Effect::Unknown,
        }
    }

    fn bars(&self, findings: &mut Findings) {
        for bar in &self.rule.bars {
            let truth = bar.when.holds(self.who);
            if truth == Truth::No {
                continue;
            }
            let effect = self.effect(bar.strength, truth == Truth::Yes);
            if bar.categories.is_empty() {
                findings.hopeless |= effect != Effect::Warn;
                findings.add(reason::bar(self.rule, bar, effect, truth, None));
                continue;
            }
            for (at, line) in self.question.cart.iter().enumerate().filter(|(_, l)| bar.is_for(l.category)) {
                if effect != Effect::Warn {
                    findings.unsellable.push(at);
                    findings.curable = true;
                }
                findings.add(reason::bar(self.rule, bar, effect, truth, Some((at, line))));
            }
        }
    }

    fn gates(&self, findings: &mut Findings) {
        for gate in &self.rule.gates {
            let truth = gate.when.holds(self.who);
            if truth == Truth::No {
                continue;
            }
            for (at, line) in self.question.cart.iter().enumerate() {
                let effect = self.effect(gate.strength, truth == Truth::Yes);
                match gate.passes(line) {
                    Ok(true) => {}
                    Ok(false) => {
                        findings.unsellable.push(at);
                        findings.curable = true;
                        findings.add(reason::gate(self.rule, gate, effect, (at, line)));
                    }
                    Err(field) if effect != Effect::Warn => {
                        findings.unsellable.push(at);
                        let counter = (&gate.id, &gate.name, &gate.source);
                        findings.add(reason::lacking(self.rule, counter, Place::Cart(at), line, field));
                    }
                    Err(_) => {}
                }
            }
        }
    }

    fn limits(&self, findings: &mut Findings) {
        let mut lacks: Vec<Lack> = Vec::new();
        for (at, limit) in self.rule.limits.iter().enumerate() {
            let truth = limit.when.holds(self.who);
            if truth == Truth::No {
                continue;
            }
            let cap = match limit.cap_for(self.who) {
                Ok(cap) => cap,
                Err(key) => {
                    findings.hopeless = true;
                    findings.add(reason::uncertified(self.rule, limit, key));
                    continue;
                }
            };
            let tally = tally::tally(self, at, cap, truth, &mut lacks);
            let over = tally.used + tally.cart - tally.cap;
            let firm_too = limit.strength != Strength::Caution
                || !findings.tallies.iter().any(|t| t.is_broken() && t.strength == Strength::Firm);
            // A sale adds nothing to a counter that it does not touch, however full that counter is already.
            if over > 0 && tally.cart > 0 && firm_too {
                let effect = self.effect(tally.strength, truth == Truth::Yes);
                findings.curable |= effect != Effect::Warn;
                findings.add(reason::limit(self.rule, limit, &tally, effect));
            }
            for note in &tally.cautions {
                findings.add(reason::counted_with_caution(self.rule, limit, note));
            }
            findings.tallies.push(tally);
        }
        for lack in lacks {
            let limit = &self.rule.limits[lack.limit];
            match lack.place {
                Place::Cart(at) => findings.unsellable.push(at),
                Place::History { .. } => findings.hopeless = true,
            }
            let line = self.line(lack.place);
            let counter = (&limit.id, &limit.name, &limit.source);
            findings.add(reason::lacking(self.rule, counter, lack.place, line, lack.field));
        }
    }

    fn line(&self, place: Place) -> &'a Line {
        match place {
            Place::Cart(at) => &self.question.cart[at],
            Place::History { purchase, line } => &self.question.history[purchase].lines[line],
        }
    }

    fn exclusives(&self, findings: &mut Findings) {
        for exclusive in &self.rule.exclusives {
            let of = |limit: &usize| findings.tallies.iter().find(|t| t.limit == *limit);
            let tallies: Vec<&Tally> = exclusive.limits.iter().filter_map(of).collect();
            let closes = |t: &&Tally| match exclusive.closes {
                Closes::Full => t.used + t.cart >= t.cap,
                Closes::Used => t.used + t.cart > 0,
            };
            let closing = tallies.iter().copied().filter(closes).count();
            let touched = tallies.iter().filter(|t| t.used + t.cart > 0).count();
            let cart_adds = tallies.iter().any(|t| t.cart > 0);
            if closing > 0 && touched > 1 && cart_adds {
                let effect = self.effect(exclusive.strength, true);
                findings.curable |= effect != Effect::Warn;
                let found = reason::exclusive(self.rule, exclusive, effect);
                findings.add(found);
            }
        }
    }

    /// A line that no limit counts, that is not exempt and not barred, is law we do not know.
    fn coverage(&self, findings: &mut Findings) {
        for (at, line) in self.question.cart.iter().enumerate() {
            if !self.covers(line) {
                findings.unsellable.push(at);
                findings.add(reason::uncovered(self.rule, Place::Cart(at), line));
            }
        }
        for (purchase, sale) in self.question.history.iter().enumerate() {
            for (at, line) in sale.lines.iter().enumerate() {
                if !self.covers(line) && self.could_count(purchase, line.sale_type) {
                    findings.hopeless = true;
                    let place = Place::History { purchase, line: at };
                    findings.add(reason::uncovered(self.rule, place, line));
                }
            }
        }
    }

    fn covers(&self, line: &Line) -> bool {
        self.rule.exempt.contains(&line.category)
            || self.rule.limits.iter().any(|limit| {
                limit.strength != Strength::Caution
                    && !matches!(limit.weigh(line), Weighed::Not)
                    && limit.when.holds(self.who) != Truth::No
            })
            || self.rule.bars.iter().any(|bar| {
                (bar.categories.is_empty() || bar.is_for(line.category))
                    && bar.when.holds(self.who) == Truth::Yes
            })
    }

    fn could_count(&self, purchase: usize, sale_type: Option<Program>) -> bool {
        let sale = &self.question.history[purchase];
        self.rule.limits.iter().any(|limit| {
            self.now.counts(limit.window, sale.at)
                && limit.scope.covers(sale.store)
                && (limit.all_programs || sale_type.is_none_or(|t| t == self.question.program))
        })
    }

    fn remaining(&self, tallies: &[Tally]) -> Vec<Remaining> {
        let told = tallies.iter().filter(|t| t.strength != Strength::Caution);
        told.map(|tally| {
            let limit = &self.rule.limits[tally.limit];
            let left = |used: i128| limit.show((tally.cap - used).max(0), Round::Down);
            Remaining {
                counter: limit.name.clone(),
                amount: left(tally.used),
                unit: limit.unit_text.clone(),
                resets_at: self.resets_at(tally),
                after: left(tally.used + tally.cart),
                used: limit.show(tally.used, Round::Up),
                cart: limit.show(tally.cart, Round::Up),
                cap: limit.show(tally.cap, Round::Down),
                window: limit.window_text.clone(),
                rule: self.rule.id.clone(),
                part: limit.id.clone(),
            }
        })
        .collect()
    }

    fn resets_at(&self, tally: &Tally) -> Option<Timestamp> {
        match self.rule.limits[tally.limit].window {
            Window::Transaction => None,
            Window::RollingDays(_) => tally.returns,
            window @ (Window::CalendarDay | Window::CalendarMonth) => {
                self.now.returns_at(window, self.now.at)
            }
        }
    }
}

/// Names of the counters that are broken, for a sentence.
pub(crate) fn broken_names(reasons: &[Reason]) -> String {
    let mut names: Vec<&Text> = Vec::new();
    for reason in reasons {
        if !reason.counter.is_empty() && !names.contains(&&reason.counter) {
            names.push(&reason.counter);
        }
    }
    names.iter().map(|n| n.as_str()).collect::<Vec<_>>().join("; ")
}
