//! A promotion in the words of its page.

use std::collections::BTreeMap;

use countersign_app::promotions::PromotionRow;
use countersign_app::promotions::law::Law;
use countersign_app::promotions::view::{Asked, Line, Stands, Whole};
use countersign_domain::promotion::law::Example;
use countersign_domain::promotion::{NetUnit, Place, say};
use countersign_kernel::{Money, Permission, Timestamp};
use countersign_rulebook::{ConductEffect, Program, PromotionReason};

use super::promotions::{
    Deed, ExampleLine, PromotionLine, PromotionPage, Reason, VersionLine, countersign, end, go_live, refuse,
};
use super::said;
use crate::serve::Signed;
use crate::shell::Shell;
use crate::ui::{Badge, Fact, Verdict};

/// So many examples are shown; the law is asked about all.
const EXAMPLES_MAX: usize = 30;

pub(super) fn line(line: &Line) -> PromotionLine {
    PromotionLine {
        id: line.row.id.to_string(),
        name: line.terms.name.clone(),
        gives: say::gives(&line.terms),
        state: state(line.stands),
        places: say::places(line.terms.places),
        when: say::when(&line.terms),
    }
}

pub(super) fn state(stands: Stands) -> Badge {
    match stands {
        Stands::Live => Badge::new(Verdict::Pass, "Live"),
        Stands::Coming => Badge::new(Verdict::Wait, "Coming"),
        Stands::Asked => Badge::new(Verdict::Wait, "To be countersigned"),
        Stands::Draft => Badge::new(Verdict::NotNeeded, "Draft"),
        Stands::Ended => Badge::new(Verdict::NotNeeded, "Ended"),
        Stands::Refused => Badge::new(Verdict::Stop, "Turned down"),
    }
}

pub(super) fn page(
    shell: Shell,
    signed: &Signed,
    names: &BTreeMap<String, String>,
    whole: &Whole,
) -> PromotionPage {
    let terms = &whole.line.terms;
    let is_draft = matches!(whole.line.stands, Stands::Draft | Stands::Asked);
    let examples: Vec<ExampleLine> = whole.examples.iter().take(EXAMPLES_MAX).filter_map(example).collect();
    let may_edit = signed.may(Permission::PromotionEdit);
    PromotionPage {
        shell,
        id: whole.line.row.id.to_string(),
        name: terms.name.clone(),
        gives: say::gives(terms),
        state: state(whole.line.stands),
        error: None,
        obstacles: if is_draft { whole.obstacles.clone() } else { Vec::new() },
        facts: facts(whole),
        edit: may_edit.then(|| format!("/menu/promotions/{}/version", whole.line.row.id)),
        edit_words: if is_draft { "Change the draft" } else { "Write a new version" },
        more: (whole.examples.len() > examples.len())
            .then(|| format!("{} of {} are shown.", examples.len(), whole.examples.len())),
        examples,
        law: badge(whole.law.effect()),
        law_words: law_words(&whole.law),
        reasons: whole.law.answer.reasons.iter().map(reason).collect(),
        wording: badge(whole.law.wording),
        wording_words: match &whole.wording {
            Some(_) => "Nothing was found that the law speaks of, as far as it was read.",
            None => "No rules on wording were read for this place: a person reads it.",
        },
        hits: whole.wording.as_ref().map(said::hits).unwrap_or_default(),
        deeds: deeds(signed, whole),
        versions: whole.versions.iter().map(|row| version(signed, names, row)).collect(),
    }
}

fn facts(whole: &Whole) -> Vec<Fact> {
    let terms = &whole.line.terms;
    let mut facts = vec![
        Fact::new("Where", say::places(terms.places)),
        Fact::new("When", &say::when(terms)),
        Fact::new("For", say::whom(terms)),
        Fact::new("On", &say::goods(&terms.goods)),
        Fact::new("Beside others", &say::stacking(terms)),
        Fact::new("What customers read", if terms.words.is_empty() { "nothing yet" } else { &terms.words }),
    ];
    if let Some(name) = &whole.line.row.register_name {
        facts.push(Fact::new("At the register", name));
    }
    if let Some(version) = whole.live {
        facts.push(Fact::new("Live now", &format!("version {version}, until this one takes its place")));
    }
    if let Some(why) = &whole.line.row.end_reason {
        facts.push(Fact::new("Why it ended", why));
    }
    facts
}

fn deeds(signed: &Signed, whole: &Whole) -> Vec<Deed> {
    let version = whole.line.row.version;
    let (edits, signs) = (signed.may(Permission::PromotionEdit), signed.may(Permission::PromotionApprove));
    let free = whole.obstacles.is_empty() && whole.law.effect() != ConductEffect::Deny;
    let mut deeds = Vec::new();
    match whole.line.stands {
        Stands::Draft if edits && free => {
            deeds.push(go_live(version, whole.line.terms.places.hold(Place::Counter)));
        }
        Stands::Asked if signs => {
            if free {
                deeds.push(countersign(version));
            }
            deeds.push(refuse(version));
        }
        Stands::Live | Stands::Coming if edits || signs => deeds.push(end(version)),
        _ => {}
    }
    if let Some(live) = whole.live.filter(|_| edits || signs) {
        deeds.push(end(live));
    }
    deeds
}

fn law_words(law: &Law) -> String {
    match law.effect() {
        ConductEffect::Allow => "The law allows it: one person takes it live.".to_owned(),
        ConductEffect::Review => "The law leaves this to people: one asks, another one signs.".to_owned(),
        ConductEffect::Deny => "The law does not allow it: it goes live by nobody's hand.".to_owned(),
    }
}

fn badge(effect: ConductEffect) -> Badge {
    match effect {
        ConductEffect::Allow => Badge::new(Verdict::Pass, "Allowed"),
        ConductEffect::Review => Badge::new(Verdict::Unknown, "A person decides"),
        ConductEffect::Deny => Badge::new(Verdict::Stop, "Not allowed"),
    }
}

fn reason(reason: &PromotionReason) -> Reason {
    let rule = reason.rule.as_ref();
    let of = |text: fn(&countersign_rulebook::PromotionRule) -> String| rule.map(text).unwrap_or_default();
    Reason {
        badge: badge(reason.effect),
        practice: format!("{}, {}", reason.practice.told(), reason.program),
        plain: reason.plain.to_string(),
        citation: of(|rule| rule.citation.to_string()),
        url: of(|rule| rule.source_url.to_string()),
        read_on: of(|rule| rule.read_on.to_string()),
        rule: of(|rule| rule.id.to_string()),
    }
}

fn example((name, example): &(String, Example)) -> Option<ExampleLine> {
    let line = example.about()?;
    let units = NetUnit::of(line.net, line.quantity).map(|net| net.to_string()).unwrap_or_default();
    Some(ExampleLine {
        name: name.clone(),
        whom: format!("{}, {}", program(example.program), place(example.place)),
        units: line.quantity,
        shelf: dollars(line.gross()),
        net: dollars(line.net),
        cheapest: line.cheapest().map_or(units, dollars),
    })
}

fn program(program: Program) -> &'static str {
    match program {
        Program::Adult => "Adult use",
        Program::Medical => "Patients",
    }
}

fn place(place: Place) -> &'static str {
    match place {
        Place::Web => "on the web",
        Place::Counter => "in the shop",
    }
}

fn dollars(money: Money) -> String {
    format!("${money}")
}

fn version(signed: &Signed, names: &BTreeMap<String, String>, row: &PromotionRow) -> VersionLine {
    let by = |at: Option<i64>, who: Option<&str>| match at {
        Some(at) => {
            let when = signed.local().clock_or_day(Timestamp::from(at), signed.now);
            format!("{when}, {}", signed.who(names, who.unwrap_or_default()))
        }
        None => String::new(),
    };
    let ground = row.ground.as_deref().map(|ground| format!(": {ground}")).unwrap_or_default();
    let signer = row.countersigned_by.as_deref().map(|who| signed.who(names, who).to_owned());
    VersionLine {
        number: row.version,
        record: format!("/record/{}", row.record_seq),
        state: match row.state.as_str() {
            "live" => state(Stands::Live),
            "ended" => state(Stands::Ended),
            "refused" => state(Stands::Refused),
            _ if row.asked_by.is_some() => state(Stands::Asked),
            _ => state(Stands::Draft),
        },
        written: by(Some(row.made_at.micros()), Some(&row.made_by)),
        live: by(row.live_at, row.live_by.as_deref()),
        countersigned: signer.map(|signer| format!("{signer}{ground}")).unwrap_or_default(),
        ended: by(row.ended_at, row.ended_by.as_deref()),
    }
}

/// `Adult use, on the web: $23.40 instead of $26.00`, and why.
pub(super) fn prices(asked: &[Asked]) -> Vec<Fact> {
    let one = |asked: &Asked| {
        let name = format!("{}, {}", program(asked.program), place(asked.place));
        let (gross, net) = (asked.priced.gross(), asked.priced.net());
        let why: Vec<String> = asked
            .given
            .iter()
            .map(|terms| {
                format!("{} ({}, {})", terms.name, say::places(terms.places).to_lowercase(), say::when(terms))
            })
            .collect();
        let value = match why.is_empty() {
            true => format!("{}, the till's price", dollars(net)),
            false => format!("{} instead of {}: {}", dollars(net), dollars(gross), why.join("; ")),
        };
        Fact::new(&name, &value)
    };
    asked.iter().map(one).collect()
}
