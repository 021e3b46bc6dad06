//! Weighing a cart against every part of the rule in force.

use crate::answer::{Effect, Reason, Verdict};
use crate::decide::Case;
use crate::decide::findings::Findings;
use crate::decide::reason::{self, Place};
use crate::decide::tally::{Lack, Tally};
use crate::kind::Strength;
use crate::kind::exclusive::{Closes, Exclusive};
use crate::kind::free::{Freedom, freedom};
use crate::kind::gate::Unsaid;
use crate::kind::limit::{Limit, Weighed};
use crate::kind::when::Truth;
use crate::question::{Line, Program, Purchase};

impl<'a> Case<'a> {
    pub fn examine(&self) -> Findings<'a> {
        self.examine_into(Findings::default())
    }

    /// The verdict alone, without a word.
    pub fn verdict(&self) -> Verdict {
        self.examine_into(Findings::quiet()).verdict()
    }

    fn examine_into(&self, mut findings: Findings<'a>) -> Findings<'a> {
        self.bars(&mut findings);
        self.gates(&mut findings);
        self.limits(&mut findings);
        self.exclusives(&mut findings);
        self.coverage(&mut findings);
        if self.rule.is_unconfirmed() {
            findings.hopeless = true;
            findings.add(Effect::Unknown, || reason::unconfirmed(self.rule));
        } else {
            findings.settle();
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
                let held = (bar.held.as_ref(), truth == Truth::Yes);
                findings.add_broken(effect, held, || reason::bar(self.rule, bar, effect, truth, None));
                continue;
            }
            for (at, line) in self.cart.iter().enumerate().filter(|(_, l)| bar.is_for(l.category)) {
                if effect != Effect::Warn {
                    findings.unsellable.push(at);
                    findings.curable = true;
                }
                let held = (bar.held.as_ref(), truth == Truth::Yes);
                let place = Some((at, line));
                findings.add_broken(effect, held, || reason::bar(self.rule, bar, effect, truth, place));
            }
        }
    }

    fn gates(&self, findings: &mut Findings<'a>) {
        for gate in &self.rule.gates {
            let truth = gate.when.holds(self.who);
            if truth == Truth::No {
                continue;
            }
            for (at, line) in self.cart.iter().enumerate() {
                let effect = self.effect(gate.strength, truth == Truth::Yes);
                match gate.passes(line) {
                    Ok(true) => {}
                    Ok(false) => {
                        findings.unsellable.push(at);
                        findings.curable = true;
                        let held = (gate.held.as_ref(), truth == Truth::Yes);
                        let say = || reason::gate(self.rule, gate, effect, (at, line));
                        findings.add_broken(effect, held, say);
                    }
                    Err(field) if gate.unsaid == Unsaid::Warn => {
                        if !findings.warnings.iter().any(|told| told.part == gate.id) {
                            findings.add(Effect::Warn, || reason::unsaid(self.rule, gate, (at, line), field));
                        }
                    }
                    Err(field) if effect != Effect::Warn => {
                        findings.unsellable.push(at);
                        let counter = (&gate.id, &gate.name, &gate.source);
                        let place = Place::Cart(at);
                        findings
                            .add(Effect::Unknown, || reason::lacking(self.rule, counter, place, line, field));
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
                    findings.add(Effect::Unknown, || reason::uncertified(self.rule, limit, key));
                    continue;
                }
            };
            let tally = self.tally((at, limit), cap, truth, &mut lacks);
            let told = limit.strength != Strength::Caution || !findings.denied_by_a_limit();
            // A sale adds nothing to a counter that it does not touch, however full that counter is already.
            if tally.is_broken() && told {
                let effect = self.effect(tally.strength, truth == Truth::Yes);
                findings.curable |= effect != Effect::Warn;
                let sure = truth == Truth::Yes && !limit.is_eased(self.who);
                let say = || reason::limit(self.rule, limit, &tally, effect);
                findings.add_broken(effect, (limit.held.as_ref(), sure), say);
            }
            for note in &tally.cautions {
                findings.add(Effect::Warn, || reason::counted_with_caution(self.rule, limit, note));
            }
            findings.tallies.push(tally);
        }
        if !findings.is_quiet {
            self.ounces(findings);
        }
        for lack in lacks {
            let limit = &self.rule.limits[lack.limit];
            match lack.place {
                _ if lack.is_bounded => findings.curable = true,
                Place::Cart(at) => findings.unsellable.push(at),
                Place::History { .. } => findings.hopeless = true,
            }
            let line = self.line(lack.place);
            let counter = (&limit.id, &limit.name, &limit.source);
            let say = || reason::lacking(self.rule, counter, lack.place, line, lack.field);
            findings.add(Effect::Unknown, say);
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
            findings.add(Effect::Warn, || warning);
        }
    }

    fn ounce(&self, tally: &Tally<'_>) -> Option<Reason> {
        let limit: &Limit = &self.rule.limits[tally.limit];
        let edge = limit.ounce_edge.as_ref()?;
        if tally.is_broken() || !edge.is_near(tally.after(), tally.cap) {
            return None;
        }
        let cap = edge.limit.cap_for(self.who).ok()?;
        let at_low = self.tally((tally.limit, &edge.limit), cap, Truth::Yes, &mut Vec::new());
        at_low.is_broken().then(|| reason::limit(self.rule, &edge.limit, &at_low, Effect::Warn))
    }

    fn line(&self, place: Place) -> &'a Line {
        match place {
            Place::Cart(at) => &self.cart[at],
            Place::History { purchase, line } => {
                let sale = self.history().nth(purchase);
                &sale.expect("a lack names a purchase it was found in").lines[line]
            }
        }
    }

    fn exclusives(&self, findings: &mut Findings<'a>) {
        for exclusive in &self.rule.exclusives {
            let sure = self.closed(exclusive, &findings.tallies, Tally::after);
            if sure || self.closed(exclusive, &findings.tallies, Tally::at_most) {
                let effect = self.effect(exclusive.strength, sure);
                findings.curable |= effect != Effect::Warn;
                let say = || reason::exclusive(self.rule, exclusive, effect);
                findings.add_broken(effect, (exclusive.held.as_ref(), sure), say);
            }
        }
    }

    /// Whether one of the limits closes another that is touched too, by what `sum` says is used of each.
    fn closed<'t>(
        &self,
        exclusive: &Exclusive,
        tallies: &'t [Tally<'a>],
        sum: impl Fn(&'t Tally<'a>) -> i128,
    ) -> bool {
        let of = |limit: &usize| tallies.iter().find(|t| t.limit == *limit);
        let (mut closing, mut touched, mut cart_adds) = (false, 0, false);
        for tally in exclusive.limits.iter().filter_map(of) {
            let sum = sum(tally);
            closing |= match exclusive.closes {
                Closes::Full => sum >= tally.cap,
                Closes::Used => sum > 0,
            };
            touched += usize::from(sum > 0);
            cart_adds |= tally.cart > 0 || tally.cart_perhaps > 0;
        }
        closing && touched > 1 && cart_adds
    }

    /// A line that no limit counts, that is not exempt and not barred, is law we do not know.
    fn coverage(&self, findings: &mut Findings<'a>) {
        for (at, line) in self.cart.iter().enumerate() {
            if let Some(open) = self.uncovered(line) {
                findings.unsellable.push(at);
                findings.add(Effect::Unknown, || self.say_uncovered(Place::Cart(at), line, open));
            }
        }
        if self.known.is_some() {
            return;
        }
        for (purchase, sale) in self.history().enumerate() {
            for (at, line) in sale.lines.iter().enumerate() {
                if let Some(open) = self.uncovered(line)
                    && self.could_count(sale, line.sale_type)
                {
                    findings.hopeless = true;
                    let place = Place::History { purchase, line: at };
                    findings.add(Effect::Unknown, || self.say_uncovered(place, line, open));
                }
            }
        }
    }

    /// Why it is not known how a line counts, if it is not.
    fn uncovered(&self, line: &Line) -> Option<Freedom> {
        if self.rule.is_covered_anyway(line.category) || self.covers(line) {
            return None;
        }
        match freedom(&self.rule.frees, self.who, line) {
            Freedom::Free | Freedom::Known => None,
            open => Some(open),
        }
    }

    fn say_uncovered(&self, place: Place, line: &Line, open: Freedom) -> Reason {
        match open {
            Freedom::Missing(field) => reason::perhaps_free(self.rule, place, line, field),
            _ => reason::uncovered(self.rule, place, line),
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

    fn could_count(&self, sale: &Purchase, sale_type: Option<Program>) -> bool {
        self.rule.limits.iter().any(|limit| {
            self.now.counts(limit.window, sale.at)
                && limit.scope.covers(sale.store)
                && (limit.all_programs || sale_type.is_none_or(|t| t == self.question.program))
        })
    }
}
