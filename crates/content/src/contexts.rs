//! What a clause is: a warning, a declined question, information. And whether a claim in it is denied rather than made.

use countersign_rulebook::SpeechKind;

use crate::grammar::{Context, Grammar, Pattern, Says};
use crate::language::Language;
use crate::lexicon::{ClassId, Lexicon};
use crate::matching::{Cells, Match};
use crate::reading::Token;

/// How far before a claim its negation may stand.
const NEGATION_REACH: usize = 9;

#[derive(Debug, Clone, Copy, Default)]
struct Clause {
    sentence: usize,
    warning: bool,
    decline: bool,
    info: bool,
    asked: bool,
    refuse: bool,
}

/// The clauses of a text, and which word belongs to which.
#[derive(Debug)]
pub struct Clauses {
    all: Vec<Clause>,
    of_word: Vec<usize>,
    not: ClassId,
    between: ClassId,
}

impl Clauses {
    pub fn of(tokens: &[Token], cells: &Cells, language: &Language) -> Self {
        let (lexicon, grammar) = (&language.lexicon, &language.grammar);
        let mut clauses = Self::split(tokens, cells, lexicon);
        clauses.mark(tokens, cells, grammar);
        let enough = lexicon.existing("ENOUGH");
        for at in (0..tokens.len()).filter(|at| cells.has(*at, enough)) {
            // "I cannot recommend it enough" declines nothing.
            clauses.all[clauses.of_word[at]].decline = false;
        }
        for mark in tokens.iter().filter(|token| token.word == "?") {
            let first = clauses.all.partition_point(|clause| clause.sentence < mark.sentence);
            let same = clauses.all[first..].iter_mut().take_while(|clause| clause.sentence == mark.sentence);
            same.for_each(|clause| clause.asked = true);
        }
        clauses.spread();
        clauses
    }

    /// A sentence is parted where it turns: "but", "however".
    fn split(tokens: &[Token], cells: &Cells, lexicon: &Lexicon) -> Self {
        let contrast = lexicon.existing("CONTRAST");
        let mut all: Vec<Clause> = Vec::new();
        let mut of_word = Vec::with_capacity(tokens.len());
        for (at, token) in tokens.iter().enumerate() {
            if all.last().is_none_or(|c| c.sentence != token.sentence) || cells.has(at, contrast) {
                all.push(Clause { sentence: token.sentence, ..Clause::default() });
            }
            of_word.push(all.len() - 1);
        }
        Self { all, of_word, not: lexicon.existing("NOT"), between: lexicon.existing("BETWEEN") }
    }

    fn mark(&mut self, tokens: &[Token], cells: &Cells, grammar: &Grammar) {
        let wanted = |pattern: &Pattern| matches!(pattern.says, Says::Context(_));
        cells.matches(tokens, grammar, wanted, |found| {
            let (first, last) = (self.of_word[found.start], self.of_word[found.end - 1]);
            // Across a turn of the sentence nothing is one thought.
            if first != last {
                return;
            }
            let clause = &mut self.all[first];
            match grammar.patterns[found.pattern].says {
                Says::Context(Context::Warning) => clause.warning = true,
                Says::Context(Context::Decline) => clause.decline = true,
                Says::Context(Context::Info) => clause.info = true,
                Says::Context(Context::Asked) => clause.asked = true,
                Says::Context(Context::Refuse) => clause.refuse = true,
                Says::Claim(_) | Says::Mask => {}
            }
        });
    }

    /// A question that is declined right after it claims nothing; nor does one that is answered with a helpline.
    fn spread(&mut self) {
        for at in 1..self.all.len() {
            let (before, here) = (self.all[at - 1], self.all[at]);
            if here.decline && before.asked && here.sentence - before.sentence <= 1 {
                self.all[at - 1].decline = true;
            }
            if here.info && before.asked && here.sentence - before.sentence <= 1 {
                self.all[at - 1].info = true;
            }
        }
    }

    /// Whether the claim is not made: the clause takes it back, or a negation does.
    pub fn take_back(&self, found: &Match, pattern: &Pattern, kind: SpeechKind, cells: &Cells) -> bool {
        use SpeechKind as K;
        if pattern.always {
            return false;
        }
        let clause = self.all[self.of_word[found.start]];
        let later = self.all[self.of_word[found.last]];
        let health = matches!(kind, K::MedicalClaim | K::WellnessClaim);
        let promise = matches!(kind, K::SafetyClaim | K::Guarantee | K::GovernmentApproval | K::Superlative);
        let effect = kind == K::EffectClaim;
        if (clause.decline || later.decline) && (health || promise || effect) {
            return true;
        }
        let offered = matches!(kind, K::FreeGoods | K::Contest | K::PricePromotion);
        if (clause.refuse || later.refuse) && offered {
            return true;
        }
        let warned =
            health || matches!(kind, K::EffectClaim | K::MinorAppeal | K::Overconsumption | K::Alcohol);
        let plain_safety = kind == K::SafetyClaim && !pattern.anyway;
        if (clause.warning || later.warning) && (warned || plain_safety) {
            return true;
        }
        if (clause.info || later.info) && health {
            return true;
        }
        !pattern.anyway && [found.start, found.last].iter().any(|at| self.negated(*at, cells))
    }

    fn negated(&self, at: usize, cells: &Cells) -> bool {
        let clause = self.of_word[at];
        for before in (0..at).rev().take(NEGATION_REACH) {
            if self.of_word[before] != clause {
                return false;
            }
            if cells.has(before, self.not) {
                return true;
            }
            if !cells.has(before, self.between) {
                return false;
            }
        }
        false
    }
}
