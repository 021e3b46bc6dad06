//! The ten checks with their evidence, the rules they rest on, and what can be done about each.

use countersign_app::App;
use countersign_app::orders::cart::{self, Cart, Smaller};
use countersign_app::orders::view::OrderView;
use countersign_domain::CheckResult;
use countersign_domain::orders::{CheckName, Verification};
use countersign_domain::verdict::{Evidence, OverrideTerms, RuleRef, Verdict as Outcome};
use countersign_kernel::BusinessDate;

use super::figures::{meter, short, tidy};
use super::words::{effect, key, verdict};
use crate::orders::order::{Check, Choice, Remedy, Why};
use crate::serve::Signed;
use crate::ui::{Fact, Verdict};

/// Stops and unknowns first and open, the rest in their fixed order.
pub fn list(app: &App, signed: &Signed, view: &OrderView, cart: &Cart) -> Vec<Check> {
    let Some(checked) = &view.checked else { return Vec::new() };
    let rules = Rules::of(app);
    let smaller = cart::smaller(app, view, cart);
    let results = &checked.verification.results;
    let mut all: Vec<Check> = results.iter().map(|r| one(&rules, signed, r, cart, &smaller)).collect();
    all.sort_by_key(|check| match check.verdict {
        Verdict::Stop => 0,
        Verdict::Unknown => 1,
        _ => 2,
    });
    all
}

/// Those that stand in the way of a cart that the order did not get.
pub fn open(app: &App, signed: &Signed, verification: &Verification) -> Vec<Check> {
    let rules = Rules::of(app);
    let cart = Cart { lines: Vec::new(), counter: cart::speaking(&verification.limit) };
    let open = verification.results.iter().filter(|result| !result.lets_through());
    open.map(|result| Check { remedy: None, ..one(&rules, signed, result, &cart, &[]) }).collect()
}

/// `8 pass, 1 stop, 1 not needed; checked 09:59:33`
pub fn note(signed: &Signed, view: &OrderView) -> String {
    let Some(checked) = &view.checked else { return "not run yet".to_owned() };
    let count = |outcome| checked.verification.results.iter().filter(|r| r.verdict == outcome).count();
    let said = [
        (Outcome::Pass, "pass"),
        (Outcome::Stop, "stop"),
        (Outcome::Unknown, "unknown"),
        (Outcome::NotNeeded, "not needed"),
    ];
    let parts: Vec<String> = said
        .iter()
        .map(|(outcome, words)| (count(*outcome), words))
        .filter(|(n, _)| *n > 0)
        .map(|(n, words)| format!("{n} {words}"))
        .collect();
    let local = signed.local();
    let when = if local.date(checked.at) == local.date(signed.now) {
        local.seconds(checked.at)
    } else {
        local.full(checked.at)
    };
    format!("{}; checked {when}", parts.join(", "))
}

fn one(rules: &Rules, signed: &Signed, result: &CheckResult, cart: &Cart, smaller: &[Smaller]) -> Check {
    let shown = verdict(result.verdict);
    let is_limit = result.check == CheckName::PurchaseLimit;
    let found = match &result.overridden {
        Some(signed_by) => {
            format!("{}. Let through by two people: {}", tidy(&result.found), signed_by.ground)
        }
        None => tidy(&result.found),
    };
    Check {
        key: key(result.check),
        name: result.check.title(),
        verdict: shown,
        found,
        rule: result.rule.as_ref().map(|rule| in_short(&rule.citation)).unwrap_or_default(),
        open: matches!(shown, Verdict::Stop | Verdict::Unknown),
        meter: cart.counter.as_ref().filter(|_| is_limit).and_then(meter),
        why: result.rule.as_ref().map(|rule| why(rules, shown, rule)),
        evidence: result.evidence.iter().map(|e| fact(signed, e)).collect(),
        remedy: remedy(signed, result, cart, if is_limit { smaller } else { &[] }),
    }
}

/// `1 CCR 212-3, Rule 6-110(C)` is `Rule 6-110(C)` where there is little room.
fn in_short(citation: &str) -> String {
    citation.rsplit_once(", ").map_or(citation, |(_, rule)| rule).to_owned()
}

/// Dates and places of the rules, for those that a verdict rests on.
struct Rules {
    known: Vec<(String, String, String)>,
}

impl Rules {
    fn of(app: &App) -> Self {
        let rulebook = app.rulebook();
        let day = |day: BusinessDate| day.0.strftime("%-d %b %Y").to_string();
        let dates = |from, read| format!("in force since {}, read {}", day(from), day(read));
        let rules = rulebook.rules().into_iter().map(|rule| {
            let place = page_of(&rule.jurisdiction, &rule.id);
            (rule.id.to_string(), place, dates(rule.from, rule.read_on))
        });
        let provisions = rulebook.provisions().into_iter().map(|provision| {
            let place = page_of(&provision.jurisdiction, &provision.id);
            (provision.id.to_string(), place, dates(provision.from, provision.read_on))
        });
        let mut known: Vec<_> = rules.collect();
        known.extend(provisions);
        Self { known }
    }

    fn find(&self, id: &str) -> Option<(&str, &str)> {
        self.known
            .iter()
            .find(|(known, ..)| known == id)
            .map(|(_, place, dates)| (place.as_str(), dates.as_str()))
    }
}

fn page_of(jurisdiction: &str, id: &str) -> String {
    let last = id.rsplit('/').next().unwrap_or(id);
    format!("/rulebook/{jurisdiction}/{last}")
}

fn why(rules: &Rules, shown: Verdict, rule: &RuleRef) -> Why {
    let title = match shown {
        Verdict::Stop => "Why it stops",
        Verdict::Unknown => "Why it is unknown",
        _ => "The rule",
    };
    let found = rules.find(&rule.id);
    let sure = rule.confidence.as_ref().map(|mark| format!("confidence {mark}"));
    let dates = found.map(|(_, dates)| dates.to_owned());
    Why {
        title: title.to_owned(),
        plain: sentence(&tidy(&rule.says)),
        more: String::new(),
        citation: rule.citation.clone(),
        href: found.map(|(place, _)| place.to_owned()),
        source: rule.source_url.clone(),
        dates: dates.into_iter().chain(sure).collect::<Vec<_>>().join(", "),
    }
}

fn sentence(words: &str) -> String {
    crate::serve::refused::as_sentence(words)
}

fn fact(signed: &Signed, evidence: &Evidence) -> Fact {
    let when = evidence.at.map(|at| format!(", {}", signed.local().clock_or_day(at, signed.now)));
    let from = format!("{}{}", evidence.source, when.unwrap_or_default());
    Fact::new(&evidence.label, &format!("{} ({from})", evidence.value))
}

fn remedy(signed: &Signed, result: &CheckResult, cart: &Cart, smaller: &[Smaller]) -> Option<Remedy> {
    if result.lets_through() {
        return None;
    }
    let choices: Vec<Choice> = smaller.iter().map(|one| choice(cart, one)).collect();
    let rest = smaller.iter().find_map(|one| one.rest_at);
    let resets =
        cart.counter.as_ref().and_then(|c| c.resets_at).filter(|_| result.check == CheckName::PurchaseLimit);
    let later = rest.or(resets).map(|at| {
        format!(
            "The rest may be bought from {} {}.",
            signed.local().short(at),
            signed.local().zone_letters(at)
        )
    });
    let title = if choices.is_empty() { "What you can do now" } else { "Smallest lawful carts" };
    let terms = match &result.terms {
        Some(OverrideTerms::TwoHands { .. }) => "Or ask a second person for an override.".to_owned(),
        Some(OverrideTerms::Never { why }) => format!("It cannot be overridden: {why}."),
        None => String::new(),
    };
    let now = if choices.is_empty() {
        what_now(result).to_owned()
    } else {
        "Offer one of these: change the order to it, or refuse it.".to_owned()
    };
    Some(Remedy {
        title: title.to_owned(),
        choices,
        later,
        note: Some(format!("{now} {terms}").trim().to_owned()),
    })
}

/// `Gale Fork 3.5 g, 3 to 1`, `Without Copper Kettle`
pub fn change_words(cart: &Cart, one: &Smaller) -> String {
    let words = one.changes.iter().map(|(at, from, to)| {
        let name = &cart.lines[*at].product;
        if *to == 0 { format!("without {name}") } else { format!("{name}, {from} to {to}") }
    });
    let joined = words.collect::<Vec<_>>().join("; ");
    let mut letters = joined.chars();
    letters.next().map(|first| format!("{}{}", first.to_uppercase(), letters.as_str())).unwrap_or_default()
}

pub fn consequence(cart: &Cart, one: &Smaller) -> String {
    let unit = cart.counter.as_ref().map(|c| c.unit.to_string()).unwrap_or_default();
    let together = one.together.as_ref().map(|sum| format!("Together {} {unit}.", short(sum)));
    let best = if one.proven_optimal { "No lawful cart keeps more." } else { "" };
    [together.unwrap_or_default(), best.to_owned()].join(" ").trim().to_owned()
}

fn choice(cart: &Cart, one: &Smaller) -> Choice {
    Choice {
        title: change_words(cart, one),
        amount: effect(one.price_effect),
        consequence: consequence(cart, one),
    }
}

fn what_now(result: &CheckResult) -> &'static str {
    let stops = result.verdict == Outcome::Stop;
    match (result.check, stops) {
        (CheckName::Identity, true) => {
            "Call the customer and compare; then correct the profile at the register and check again, or refuse."
        }
        (CheckName::Identity, false) => {
            "Choose or make the one right profile at the register, then check again."
        }
        (CheckName::Age, true) => "Refuse: nobody under age may buy.",
        (CheckName::Age, false) => "Put the birth date into the profile at the register, then check again.",
        (CheckName::NotBanned, true) => "Refuse: this person may not buy here.",
        (CheckName::NotBanned, false) => "Look the person up at the register, then check again.",
        (CheckName::IdInDate, true) => {
            "Ask for a document that is in date, put it into the profile, then check again."
        }
        (CheckName::IdInDate, false) => "Put the document's expiry date into the profile, then check again.",
        (CheckName::MedicalCard, true) => {
            "Ask for a card that is in date, or have the customer order as an adult."
        }
        (CheckName::MedicalCard, false) => {
            "Wait for the state system, or look at the card, then check again."
        }
        (CheckName::PurchaseLimit, true) => {
            "Change the order or refuse it, and tell the customer when the rest may be bought."
        }
        (CheckName::PurchaseLimit, false) => "Complete what is missing at the register, then check again.",
        (CheckName::Stock, true) => "Free another package at the register and check again, or refuse.",
        (CheckName::Stock, false) => "Wait until the systems answer, then check again.",
        (CheckName::Price, true) => {
            "Correct the price at the register or on the menu, then check again, or refuse."
        }
        (CheckName::Price, false) => "Wait until the register answers, then check again.",
        (CheckName::Gate, true) => "Open the gate or agree on a time within the hours, then check again.",
        (CheckName::Gate, false) => "Settle the hand-over time with the customer, then check again.",
        (CheckName::Address, true) => "Refuse, or have the customer pick it up.",
        (CheckName::Address, false) => "Complete the address, then check again.",
    }
}
