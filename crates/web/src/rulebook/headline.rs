//! What one grown person may buy, in a few words: asked of the rulebook itself, so that it says nothing the
//! rulebook would not decide by.

use countersign_kernel::Timestamp;
use countersign_rulebook::{
    Amount, Answer, Category, Certified, Customer, CustomerClass, PartInfo, Program, Question, ReasonKind,
    Remaining, RuleInfo, Rulebook, Strength, Verdict,
};

use super::law::capital;

/// Old enough everywhere.
const GROWN: u8 = 30;
/// So many amounts are told in a headline; the page of the jurisdiction has them all.
const AMOUNTS_TOLD: usize = 2;

/// `1 oz a day`, and what it is an amount of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headline {
    pub text: String,
    pub note: String,
    /// Whether it says that nothing may be sold, or that nothing is known.
    pub quiet: bool,
}

impl Headline {
    pub fn new(text: &str, note: &str, quiet: bool) -> Self {
        Self { text: text.to_owned(), note: note.to_owned(), quiet }
    }
}

/// What the rule in force at `at` lets somebody of 30 who lives there buy, and what somebody from elsewhere.
pub(super) fn headline(
    book: &Rulebook,
    rules: &[RuleInfo],
    jurisdiction: &str,
    program: Program,
    at: Timestamp,
) -> Headline {
    let ask = |resident: bool| book.decide(&nothing_bought(jurisdiction, program, at, resident));
    let home = told(&ask(true), rules, program);
    let away = told(&ask(false), rules, program);
    if away.text == home.text {
        return home;
    }
    let away = if away.quiet { away.note } else { away.text };
    Headline { note: format!("{}; from elsewhere: {away}", home.note), ..home }
}

fn nothing_bought(jurisdiction: &str, program: Program, at: Timestamp, resident: bool) -> Question {
    let class = match program {
        Program::Adult => CustomerClass::Adult,
        Program::Medical => CustomerClass::Patient,
    };
    Question {
        id: String::new(),
        jurisdiction: jurisdiction.to_owned(),
        program,
        at,
        customer: Customer {
            class,
            birth_date: None,
            age: Some(GROWN),
            resident: Some(resident),
            certified: Certified::default(),
        },
        history: Vec::new(),
        cart: Vec::new(),
    }
}

fn told(answer: &Answer, rules: &[RuleInfo], program: Program) -> Headline {
    let rule = answer.rule.as_ref().and_then(|id| rules.iter().find(|rule| rule.id == *id));
    let Some(rule) = rule else {
        return Headline::new("not in the rulebook", "every sale answers unknown", true);
    };
    if answer.verdict == Verdict::Deny {
        let bar = answer.reasons.iter().find(|reason| reason.kind == ReasonKind::Bar);
        let why = bar.map_or("", |reason| &reason.text);
        return Headline::new(&format!("no {program} sale"), &capital(why), true);
    }
    let mut binding: Vec<Binding<'_>> = Vec::new();
    for left in &answer.remaining {
        let part = rule.parts.iter().find(|part| part.id == left.part);
        binding
            .extend(part.filter(|part| part.strength == Strength::Firm).map(|part| Binding { left, part }));
    }
    amounts(&binding, rule)
}

/// One limit that holds for whoever asks, with what is left of it.
#[derive(Clone, Copy)]
struct Binding<'a> {
    left: &'a Remaining,
    part: &'a PartInfo,
}

impl Binding<'_> {
    fn amount(&self) -> String {
        let (cap, window) = (self.part.cap.as_deref(), self.part.window.as_deref());
        format!("{} {}", cap.unwrap_or_default(), window_words(window.unwrap_or_default()))
    }

    fn cap(&self) -> Option<Amount> {
        self.left.cap.parse().ok()
    }

    fn is_tighter_than(&self, other: &Self) -> bool {
        self.left.unit == other.left.unit && matches!((self.cap(), other.cap()), (Some(a), Some(b)) if a < b)
    }
}

fn of_flower(part: &PartInfo) -> bool {
    part.categories.contains(&Category::Flower)
}

/// The amounts of flower: the tightest for each window. Where the law has none, the first amount that it has.
fn amounts(binding: &[Binding<'_>], rule: &RuleInfo) -> Headline {
    let mut told: Vec<Binding<'_>> = Vec::new();
    for one in binding.iter().filter(|one| of_flower(one.part)) {
        match told.iter_mut().find(|other| other.part.window == one.part.window) {
            Some(other) if one.is_tighter_than(other) => *other = *one,
            Some(_) => {}
            None => told.push(*one),
        }
    }
    told.truncate(AMOUNTS_TOLD);
    let others = |told: usize| match binding.len().saturating_sub(told) {
        0 => String::new(),
        1 => ", and 1 amount more".to_owned(),
        some => format!(", and {some} amounts more"),
    };
    if let Some(one) = told.first() {
        let text: Vec<String> = told.iter().map(Binding::amount).collect();
        return Headline::new(&text.join(", "), &format!("{}{}", one.part.name, others(told.len())), false);
    }
    let Some(first) = binding.first() else {
        return Headline::new("no sure amount", "none that holds for everybody; see its page", true);
    };
    let words = format!("{}: {}{}", first.part.name, first.amount(), others(1));
    if rule.parts.iter().any(of_flower) {
        return Headline::new("no sure amount of flower", &words, true);
    }
    Headline::new(&first.amount(), &format!("{}{}", first.part.name, others(1)), false)
}

/// `a day` for `calendar day`.
pub(super) fn window_words(window: &str) -> String {
    match window {
        "transaction" => "a purchase".to_owned(),
        "calendar day" => "a day".to_owned(),
        "calendar month" => "a calendar month".to_owned(),
        other => other.strip_prefix("rolling ").map_or(other.to_owned(), |days| format!("in {days}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> Timestamp {
        "2026-11-22T17:00:00Z".parse().expect("an instant")
    }

    fn of(jurisdiction: &str, program: Program) -> Headline {
        let book = Rulebook::shipped().expect("the shipped rules load");
        headline(&book, &book.rules(), jurisdiction, program, at())
    }

    #[test]
    fn a_headline_is_what_the_rulebook_decides_by() {
        for (place, program, text) in [
            ("us-tx", Program::Adult, "no adult sale"),
            ("us-il", Program::Adult, "60 g a purchase"),
            ("us-zz", Program::Adult, "not in the rulebook"),
        ] {
            assert_eq!(of(place, program).text, text, "{place}");
        }
    }

    #[test]
    fn what_a_visitor_may_buy_is_said_where_it_differs() {
        let book = Rulebook::shipped().expect("the shipped rules load");
        let early = "2026-03-01T17:00:00Z".parse().expect("an instant");
        let told = headline(&book, &book.rules(), "us-il", Program::Adult, early);
        assert!(told.note.contains("from elsewhere: 15 g a purchase"), "{told:?}");
    }

    #[test]
    fn a_headline_never_has_an_amount_where_every_sale_is_refused() {
        let book = Rulebook::shipped().expect("the shipped rules load");
        let rules = book.rules();
        for place in book.jurisdictions() {
            for program in Program::ALL {
                let told = headline(&book, &rules, &place.id, *program, at());
                let verdict = book.verdict(&nothing_bought(&place.id, *program, at(), true));
                let refused = verdict == Verdict::Deny;
                assert_eq!(told.text == format!("no {program} sale"), refused, "{} {program}", place.id);
                assert!(!told.text.is_empty() && !told.note.is_empty(), "{} {program}", place.id);
            }
        }
    }
}
