//! Deciding: find the rule in force, weigh the cart against every part of it, and say why.

mod readings;
mod reason;
mod suggest;
mod tally;

use countersign_kernel::Timestamp;

use crate::answer::{Answer, Effect, Reason, Remaining, Verdict};
use crate::book::{Jurisdiction, Rulebook};
use crate::kind::exclusive::Closes;
use crate::kind::free::{Freedom, freedom};
use crate::kind::gate::Unsaid;
use crate::kind::limit::{Limit, Round, Weighed};
use crate::kind::open::Held;
use crate::kind::when::{Truth, Who};
use crate::kind::window::{Now, Window};
use crate::kind::{Rule, Strength};
use crate::question::{Line, Program, Question};
use crate::text::Text;
use readings::Readings;
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
pub(crate) struct Findings<'r> {
    pub reasons: Vec<Reason>,
    pub warnings: Vec<Reason>,
    pub tallies: Vec<Tally<'r>>,
    readings: Readings<'r>,
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

impl Findings<'_> {
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

    fn denied_by_a_limit(&self) -> bool {
        self.tallies.iter().any(|tally| tally.is_broken() && tally.strength == Strength::Firm)
    }

    fn add(&mut self, reason: Reason) {
        let list = if reason.effect == Effect::Warn { &mut self.warnings } else { &mut self.reasons };
        if list.len() < REASONS_MAX {
            list.push(reason);
        }
    }
}

impl<'r> Findings<'r> {
    /// A reason that denies by itself, or would under the reading it is held by.
    fn add_broken(&mut self, reason: Reason, held: Option<&'r Held>, sure: bool) {
        if let Some(held) = held.filter(|_| sure) {
            self.readings.broken.push((held, self.reasons.len()));
        }
        self.add(reason);
    }
}

impl<'a> Case<'a> {
    pub fn examine(&self) -> Findings<'a> {
        let mut findings = Findings::default();
        self.bars(&mut findings);
        self.gates(&mut findings);
        self.limits(&mut findings);
        self.exclusives(&mut findings);
        self.coverage(&mut findings);
        if self.rule.is_unconfirmed() {
            findings.hopeless = true;
            findings.add(reason::unconfirmed(self.rule));
        } else {
            findings.readings.settle(&mut findings.reasons);
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

    fn bars(&self, findings: &mut Findings<'a>) {
        for bar in &self.rule.bars {
            let truth = bar.when.holds(self.who);
            if truth == Truth::No {
                continue;
            }
            let effect = self.effect(bar.strength, truth == Truth::Yes);
            if bar.categories.is_empty() {
                findings.hopeless |= effect != Effect::Warn;
                let found = reason::bar(self.rule, bar, effect, truth, None);
                findings.add_broken(found, bar.held.as_ref(), truth == Truth::Yes);
                continue;
            }
            for (at, line) in self.question.cart.iter().enumerate().filter(|(_, l)| bar.is_for(l.category)) {
                if effect != Effect::Warn {
                    findings.unsellable.push(at);
                    findings.curable = true;
                }
                let found = reason::bar(self.rule, bar, effect, truth, Some((at, line)));
                findings.add_broken(found, bar.held.as_ref(), truth == Truth::Yes);
            }
        }
    }

    fn gates(&self, findings: &mut Findings<'a>) {
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
                        let found = reason::gate(self.rule, gate, effect, (at, line));
                        findings.add_broken(found, gate.held.as_ref(), truth == Truth::Yes);
                    }
                    Err(field) if gate.unsaid == Unsaid::Warn => {
                        if !findings.warnings.iter().any(|told| told.part == gate.id) {
                            findings.add(reason::unsaid(self.rule, gate, (at, line), field));
                        }
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

    fn limits(&self, findings: &mut Findings<'a>) {
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
            let tally = tally::tally(self, (at, limit), cap, truth, &mut lacks);
            let told = limit.strength != Strength::Caution || !findings.denied_by_a_limit();
            // A sale adds nothing to a counter that it does not touch, however full that counter is already.
            if tally.is_broken() && told {
                let effect = self.effect(tally.strength, truth == Truth::Yes);
                findings.curable |= effect != Effect::Warn;
                let found = reason::limit(self.rule, limit, &tally, effect);
                let sure = truth == Truth::Yes && !limit.is_eased(self.who);
                findings.add_broken(found, limit.held.as_ref(), sure);
            }
            for note in &tally.cautions {
                findings.add(reason::counted_with_caution(self.rule, limit, note));
            }
            findings.tallies.push(tally);
        }
        self.ounces(findings);
        for lack in lacks {
            let limit = &self.rule.limits[lack.limit];
            match lack.place {
                _ if lack.is_bounded => findings.curable = true,
                Place::Cart(at) => findings.unsellable.push(at),
                Place::History { .. } => findings.hopeless = true,
            }
            let line = self.line(lack.place);
            let counter = (&limit.id, &limit.name, &limit.source);
            findings.add(reason::lacking(self.rule, counter, lack.place, line, lack.field));
        }
    }

    /// Warns of what is lawful only because an ounce is no less than the file says.
    fn ounces(&self, findings: &mut Findings<'a>) {
        if findings.denied_by_a_limit() {
            return;
        }
        // One warning tells it: those of readings and doubts only where no firm limit gives one.
        let told = |firm: bool| {
            let tallies = findings.tallies.iter().filter(|t| (t.strength == Strength::Firm) == firm);
            tallies.filter_map(|tally| self.ounce(tally)).collect::<Vec<_>>()
        };
        let mut warnings = told(true);
        if warnings.is_empty() {
            warnings = told(false);
        }
        for warning in warnings {
            findings.add(warning);
        }
    }

    fn ounce(&self, tally: &Tally<'_>) -> Option<Reason> {
        let limit: &Limit = &self.rule.limits[tally.limit];
        let edge = limit.ounce_edge.as_ref()?;
        if tally.is_broken() || !edge.is_near(tally.after(), tally.cap) {
            return None;
        }
        let cap = edge.limit.cap_for(self.who).ok()?;
        let at_low = tally::tally(self, (tally.limit, &edge.limit), cap, Truth::Yes, &mut Vec::new());
        at_low.is_broken().then(|| reason::limit(self.rule, &edge.limit, &at_low, Effect::Warn))
    }

    fn line(&self, place: Place) -> &'a Line {
        match place {
            Place::Cart(at) => &self.question.cart[at],
            Place::History { purchase, line } => &self.question.history[purchase].lines[line],
        }
    }

    fn exclusives(&self, findings: &mut Findings<'a>) {
        for exclusive in &self.rule.exclusives {
            let of = |limit: &usize| findings.tallies.iter().find(|t| t.limit == *limit);
            let tallies: Vec<&Tally<'_>> = exclusive.limits.iter().filter_map(of).collect();
            let closes = |t: &&Tally<'_>| match exclusive.closes {
                Closes::Full => t.after() >= t.cap,
                Closes::Used => t.after() > 0,
            };
            let closing = tallies.iter().copied().filter(closes).count();
            let touched = tallies.iter().filter(|t| t.after() > 0).count();
            let cart_adds = tallies.iter().any(|t| t.cart > 0);
            if closing > 0 && touched > 1 && cart_adds {
                let effect = self.effect(exclusive.strength, true);
                findings.curable |= effect != Effect::Warn;
                let found = reason::exclusive(self.rule, exclusive, effect);
                findings.add_broken(found, exclusive.held.as_ref(), true);
            }
        }
    }

    /// A line that no limit counts, that is not exempt and not barred, is law we do not know.
    fn coverage(&self, findings: &mut Findings<'a>) {
        for (at, line) in self.question.cart.iter().enumerate() {
            if let Some(found) = self.uncovered(Place::Cart(at), line) {
                findings.unsellable.push(at);
                findings.add(found);
            }
        }
        for (purchase, sale) in self.question.history.iter().enumerate() {
            for (at, line) in sale.lines.iter().enumerate() {
                let place = Place::History { purchase, line: at };
                if self.could_count(purchase, line.sale_type)
                    && let Some(found) = self.uncovered(place, line)
                {
                    findings.hopeless = true;
                    findings.add(found);
                }
            }
        }
    }

    fn uncovered(&self, place: Place, line: &Line) -> Option<Reason> {
        if self.covers(line) {
            return None;
        }
        Some(match freedom(&self.rule.frees, self.who, line) {
            Freedom::Free | Freedom::Known => return None,
            Freedom::Missing(field) => reason::perhaps_free(self.rule, place, line, field),
            Freedom::Counted => reason::uncovered(self.rule, place, line),
        })
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

    fn remaining(&self, tallies: &[Tally<'_>]) -> Vec<Remaining> {
        let told = tallies.iter().filter(|t| t.strength != Strength::Caution);
        told.map(|tally| {
            let limit = &self.rule.limits[tally.limit];
            let used = tally.used.saturating_add(tally.used_perhaps);
            let cart = tally.cart.saturating_add(tally.cart_perhaps);
            let left = |used: i128| limit.show((tally.cap - used).max(0), Round::Down);
            Remaining {
                counter: limit.name.clone(),
                amount: left(used),
                unit: limit.unit_text.clone(),
                resets_at: self.resets_at(tally),
                after: left(tally.at_most()),
                used: limit.show(used, Round::Up),
                cart: limit.show(cart, Round::Up),
                cap: limit.show(tally.cap, Round::Down),
                window: limit.window_text.clone(),
                rule: self.rule.id.clone(),
                part: limit.id.clone(),
            }
        })
        .collect()
    }

    fn resets_at(&self, tally: &Tally<'_>) -> Option<Timestamp> {
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
