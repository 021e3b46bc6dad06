//! Purchase rules, provisions and entries on promotions under one form, so that pages list them alike.

use countersign_kernel::{BusinessDate, Timestamp};
use countersign_rulebook::{
    ConductEffect, Confidence, LabelRule, PartInfo, Practice, Program, PromotionRule, Provision,
    ProvisionValue, RuleInfo, Rulebook, Status, Topic,
};

use crate::ui::{Badge, Fact, Verdict};

/// One dated entry of the rulebook.
#[derive(Debug, Clone)]
pub(super) struct Law {
    /// Whole: `us-co/purchase-limit/adult-2016`.
    pub id: String,
    pub jurisdiction: String,
    pub heading: &'static str,
    pub programs: Vec<Program>,
    pub plain: String,
    pub from: BusinessDate,
    /// The first day on which it no longer holds.
    pub until: Option<BusinessDate>,
    pub status: Status,
    pub source: Source,
    pub read_on: BusinessDate,
    pub confidence: Confidence,
    pub detail: Detail,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    pub citation: String,
    pub title: String,
    pub url: String,
}

#[derive(Debug, Clone)]
pub(super) enum Detail {
    Limit { exempt: Vec<&'static str>, parts: Vec<PartInfo> },
    Conduct(ProvisionValue),
    Offer { about: Vec<Practice>, answers: String },
}

/// Everything of every jurisdiction, past and announced too, in the rulebook's order.
pub(super) fn all(book: &Rulebook) -> Vec<Law> {
    let rules = book.rules().into_iter().map(of_rule);
    let conduct = book.provisions().into_iter().map(of_provision);
    rules.chain(conduct).chain(book.promotion_rules().into_iter().map(of_promotion)).collect()
}

fn of_rule(rule: RuleInfo) -> Law {
    Law {
        id: rule.id.to_string(),
        jurisdiction: rule.jurisdiction.to_string(),
        heading: "Purchase limits",
        programs: vec![rule.program],
        plain: rule.plain.to_string(),
        from: rule.from,
        until: rule.until,
        status: rule.status,
        source: Source {
            citation: rule.citation.to_string(),
            title: rule.source_title.to_string(),
            url: rule.source_url.to_string(),
        },
        read_on: rule.read_on,
        confidence: rule.confidence,
        detail: Detail::Limit { exempt: rule.exempt.iter().map(|c| c.word()).collect(), parts: rule.parts },
    }
}

fn of_provision(provision: &Provision) -> Law {
    Law {
        id: provision.id.to_string(),
        jurisdiction: provision.jurisdiction.to_string(),
        heading: heading(provision.topic()),
        programs: provision.programs.clone(),
        plain: provision.plain.to_string(),
        from: provision.from,
        until: provision.until,
        status: provision.status,
        source: Source {
            citation: provision.citation.to_string(),
            title: provision.source_title.to_string(),
            url: provision.source_url.to_string(),
        },
        read_on: provision.read_on,
        confidence: provision.confidence,
        detail: Detail::Conduct(provision.value.clone()),
    }
}

fn of_promotion(rule: &PromotionRule) -> Law {
    let answers = match (rule.effect, rule.too_weak_to_allow()) {
        (ConductEffect::Allow, Some(why)) => format!("a person decides, because {why}"),
        (ConductEffect::Allow, None) => "allowed".to_owned(),
        (ConductEffect::Review, _) => "a person decides".to_owned(),
        (ConductEffect::Deny, _) => "denied".to_owned(),
    };
    Law {
        id: rule.id.to_string(),
        jurisdiction: rule.jurisdiction.to_string(),
        heading: "Offers",
        programs: rule.programs.clone(),
        plain: rule.plain.to_string(),
        from: rule.from,
        until: rule.until,
        status: rule.status,
        source: Source {
            citation: rule.citation.to_string(),
            title: rule.source_title.to_string(),
            url: rule.source_url.to_string(),
        },
        read_on: rule.read_on,
        confidence: rule.confidence,
        detail: Detail::Offer { about: rule.about.clone(), answers },
    }
}

const fn heading(topic: Topic) -> &'static str {
    match topic {
        Topic::MinimumAge | Topic::IdDocument | Topic::MedicalCard => "Identity and age",
        Topic::SaleHours | Topic::OrderAhead | Topic::Curbside | Topic::Delivery => "Hours and hand-over",
        Topic::OverrideOfUnknown | Topic::NoSale => "Who decides, and when nobody may",
        Topic::Label => "What a label says of potency",
    }
}

impl Law {
    /// The id within its jurisdiction, as addresses have it: `purchase-limit/adult-2016`.
    pub fn short(&self) -> &str {
        self.id.strip_prefix(&self.jurisdiction).map_or(&self.id, |rest| rest.trim_start_matches('/'))
    }

    pub fn holds_on(&self, day: BusinessDate) -> bool {
        self.status != Status::Pending
            && self.from.0 <= day.0
            && self.until.is_none_or(|until| day.0 < until.0)
    }

    /// Whether two entries say the same kind of thing about the same sales, at different times perhaps.
    pub fn is_version_of(&self, other: &Self) -> bool {
        let same_kind = match (&self.detail, &other.detail) {
            (Detail::Limit { .. }, Detail::Limit { .. }) => true,
            (Detail::Conduct(one), Detail::Conduct(two)) => one.topic() == two.topic(),
            (Detail::Offer { about: one, .. }, Detail::Offer { about: two, .. }) => {
                one.iter().any(|practice| two.contains(practice))
            }
            _ => false,
        };
        same_kind
            && self.jurisdiction == other.jurisdiction
            && self.programs.iter().any(|p| other.programs.contains(p))
    }

    pub fn programs(&self) -> String {
        self.programs.iter().map(|p| p.word()).collect::<Vec<_>>().join(" and ")
    }

    /// The limits and bars of a purchase rule; nothing else has any.
    pub fn parts(&self) -> &[PartInfo] {
        match &self.detail {
            Detail::Limit { parts, .. } => parts,
            Detail::Conduct(_) | Detail::Offer { .. } => &[],
        }
    }

    /// What the entry says in short, one a line; a purchase rule's numbers are in its parts.
    pub fn numbers(&self) -> Vec<Fact> {
        let mut facts = match &self.detail {
            Detail::Limit { exempt, .. } if exempt.is_empty() => Vec::new(),
            Detail::Limit { exempt, .. } => {
                vec![Fact::new("Does not count", &exempt.join(", ").replace('_', " "))]
            }
            Detail::Conduct(value) => conduct(value),
            Detail::Offer { about, answers } => {
                let told: Vec<&str> = about.iter().map(|practice| practice.told()).collect();
                vec![Fact::new("About", &told.join("; ")), Fact::new("Answer", answers)]
            }
        };
        facts.push(Fact::new("For", &self.programs()));
        facts
    }

    /// Where it stands: the entry's own source, then those of its parts that stand elsewhere.
    pub fn sources(&self) -> Vec<Source> {
        let mut sources = vec![self.source.clone()];
        for part in self.parts() {
            let other = Source {
                citation: part.citation.to_string(),
                title: part.name.to_string(),
                url: part.source_url.to_string(),
            };
            if sources.iter().all(|known| known.citation != other.citation) {
                sources.push(other);
            }
        }
        sources
    }
}

fn conduct(value: &ProvisionValue) -> Vec<Fact> {
    let yes = |is: bool| if is { "yes" } else { "no" };
    let list = |items: &[String]| {
        if items.is_empty() { "none".to_owned() } else { items.join(", ").replace('-', " ") }
    };
    match value {
        ProvisionValue::MinimumAge { years } => vec![Fact::new("At least", &format!("{years} years"))],
        ProvisionValue::IdDocument { accepted, refused, expired_accepted } => vec![
            Fact::new("Accepted", &list(accepted)),
            Fact::new("Refused", &list(refused)),
            Fact::new("Expired accepted", yes(*expired_accepted)),
        ],
        ProvisionValue::MedicalCard {
            expired_accepted,
            digital_accepted,
            application_days,
            application_conditions,
        } => vec![
            Fact::new("Expired accepted", yes(*expired_accepted)),
            Fact::new("Digital accepted", yes(*digital_accepted)),
            Fact::new(
                "Application stands in",
                &application_days.map_or("no".to_owned(), |days| format!("{days} days")),
            ),
            Fact::new("Then also", &list(application_conditions)),
        ],
        ProvisionValue::SaleHours { opens, closes } => {
            let clock = |time: &jiff::civil::Time| time.strftime("%H:%M").to_string();
            vec![Fact::new("Sale hours", &format!("{} to {}", clock(opens), clock(closes)))]
        }
        ProvisionValue::OrderAhead { allowed, prepaid } => {
            vec![Fact::new("Allowed", yes(*allowed)), Fact::new("Paid ahead", yes(*prepaid))]
        }
        ProvisionValue::Curbside { allowed, conditions } => {
            vec![Fact::new("Allowed", yes(*allowed)), Fact::new("Conditions", &list(conditions))]
        }
        ProvisionValue::Delivery { allowed, per_day, conditions, .. } => vec![
            Fact::new("Allowed", yes(*allowed)),
            Fact::new(
                "A day",
                &per_day.map_or("no number".to_owned(), |n| format!("{n} to one person and address")),
            ),
            Fact::new("Conditions", &list(conditions)),
        ],
        ProvisionValue::OverrideOfUnknown { allowed, unknown, ground, conditions } => vec![
            Fact::new("Allowed", yes(*allowed)),
            Fact::new("What is unknown", unknown),
            Fact::new("Ground", ground),
            Fact::new("Conditions", &list(conditions)),
        ],
        ProvisionValue::NoSale { cases } => {
            cases.iter().map(|case| Fact::new("Nobody is sold to", &case.plain)).collect()
        }
        ProvisionValue::Label(rule) => label(rule),
    }
}

fn label(rule: &LabelRule) -> Vec<Fact> {
    let tolerance = rule.tolerance.map_or("not known".to_owned(), |tolerance| {
        let (low, high) = (tolerance.low_percent.decimal(), tolerance.high_percent.decimal());
        format!("{low} to {high} % of what the label says")
    });
    let mut facts = vec![Fact::new("What was found", &tolerance)];
    facts.extend(rule.caps.iter().map(|cap| {
        let words: Vec<&str> = cap.categories.iter().map(|category| category.word()).collect();
        let most = format!("{} {}", cap.at_most.decimal(), cap.unit.words());
        Fact::new(&capital(&words.join(", ").replace('_', " ")), &format!("at most {most}"))
    }));
    facts.extend(rule.statement.map(|statement| Fact::new("How it stands", statement.words())));
    facts
}

pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| format!("{}{}", first.to_uppercase(), letters.as_str())).unwrap_or_default()
}

/// `22 Nov 2026`
pub(super) fn day(date: BusinessDate) -> String {
    date.0.strftime("%-d %b %Y").to_string()
}

/// The mark of the source with its words, and what it does to a decision.
pub(crate) fn how_sure(confidence: Confidence, status: Status) -> Badge {
    let (verdict, words) = match (status, confidence) {
        (Status::Pending, _) => (Verdict::Wait, "Announced"),
        (Status::Unconfirmed, _) => (Verdict::Unknown, "Not confirmed"),
        (Status::InForce, Confidence::S) => (Verdict::Pass, "Read at the source"),
        (Status::InForce, Confidence::TwoPlus) => (Verdict::Pass, "Transcription, pinpointed"),
        (Status::InForce, Confidence::Two) => (Verdict::Pass, "Second-hand"),
        (Status::InForce, Confidence::U) => (Verdict::Unknown, "Sources conflict"),
        (Status::InForce, Confidence::R) => (Verdict::Unknown, "Recalled, not read"),
    };
    Badge::new(verdict, &format!("{words} ({confidence})"))
}

/// Why an entry is as sure as it is, in a sentence.
pub(super) const fn why_sure(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::S => "The regulator's, the statute's or the rule's own text was read.",
        Confidence::TwoPlus => "A transcription with pinpoint citations was read, not the rule's own text.",
        Confidence::Two => "A secondary source was read; have counsel confirm it.",
        Confidence::U => "Sources conflict. Nothing is permitted by it without a person.",
        Confidence::R => "Recalled, not read. Nothing is permitted by it without a person.",
    }
}

/// The first words of an entry, for a list: up to its first full stop.
pub(super) fn first_sentence(plain: &str) -> &str {
    plain.split_once(". ").map_or(plain, |(first, _)| first).trim_end_matches('.')
}

/// Today, by the clock of the jurisdiction.
pub(super) fn today(book: &Rulebook, jurisdiction: &str, now: Timestamp) -> Option<BusinessDate> {
    book.zone(jurisdiction).map(|zone| now.date_in(zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped() -> Vec<Law> {
        all(&Rulebook::shipped().expect("the shipped rules load"))
    }

    #[test]
    fn every_entry_has_words_a_source_a_number_and_an_address_of_its_own() {
        let laws = shipped();
        assert!(laws.len() > 10);
        for law in &laws {
            assert!(!first_sentence(&law.plain).is_empty() && !law.numbers().is_empty(), "{}", law.id);
            assert!(law.sources()[0].url.starts_with("http"), "{}", law.id);
            assert!(!law.short().starts_with('/') && law.id.ends_with(law.short()), "{}", law.id);
            assert_eq!(laws.iter().filter(|other| other.id == law.id).count(), 1, "{}", law.id);
        }
    }

    #[test]
    fn a_rule_that_was_replaced_no_longer_holds_and_is_a_version_of_the_new_one() {
        let laws = shipped();
        let find = |id: &str| laws.iter().find(|law| law.id == id).expect("the rule is shipped");
        let (old, new) = (find("us-co/purchase-limit/adult-2014"), find("us-co/purchase-limit/adult-2016"));
        let date = |text: &str| text.parse::<BusinessDate>().expect("a date");
        for (law, day, holds) in [
            (old, "2016-09-30", true),
            (old, "2016-10-01", false),
            (new, "2016-09-30", false),
            (new, "2016-10-01", true),
        ] {
            assert_eq!(law.holds_on(date(day)), holds, "{} {day}", law.id);
        }
        assert!(old.is_version_of(new));
        assert!(
            laws.iter().filter(|law| law.programs == [Program::Medical]).all(|law| !law.is_version_of(new))
        );
    }

    #[test]
    fn what_was_not_read_never_looks_like_a_pass() {
        for (status, confidence, pass) in [
            (Status::InForce, Confidence::S, true),
            (Status::InForce, Confidence::U, false),
            (Status::InForce, Confidence::R, false),
            (Status::Unconfirmed, Confidence::S, false),
            (Status::Pending, Confidence::S, false),
        ] {
            assert_eq!(
                how_sure(confidence, status).verdict == Verdict::Pass,
                pass,
                "{status:?} {confidence}"
            );
        }
    }
}
