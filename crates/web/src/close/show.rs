//! The words of the close.

use std::collections::BTreeMap;

use countersign_app::close::post::can_be_posted;
use countersign_app::close::view::{CloseView, DayLine, Shown, ShownDifference};
use countersign_app::close::{Kept, KeptTotal};
use countersign_kernel::{Permission, Timestamp};

use super::{Acceptance, ClosePage, CorrectionRow, DayRow, DifferenceRow, Hand, TotalRow};
use crate::record::say::stub;
use crate::serve::Signed;
use crate::serve::local::{Local, weekday_of};
use crate::shell::Shell;
use crate::ui::{Action, Badge, Empty, Fact, Field, How, Tone, Verdict};

type Names = BTreeMap<String, String>;

/// A reason that was not accepted, to be shown where it was written.
pub(super) struct Told {
    pub key: String,
    pub reason: String,
    pub error: String,
}

pub(super) fn page(
    shell: Shell,
    signed: &Signed,
    names: &Names,
    seen: &CloseView,
    told: Option<&Told>,
) -> ClosePage {
    let close = seen.close.as_ref();
    let (actions, whys) = actions(&shell.csrf, signed, seen);
    let list = |shown: &Shown| {
        let listed = shown.differences.iter().filter(|d| d.row.state != "resolved").enumerate();
        let here = (shown.row.day.as_str(), shell.csrf.as_str());
        listed.map(|(place, d)| difference(here, signed, names, shown, d, place, told)).collect()
    };
    ClosePage {
        day: seen.day.day.to_string(),
        title: weekday_of(seen.day.day),
        summary: summary(seen),
        state: state(close),
        actions,
        whys,
        empty: close.is_none().then(|| {
            Empty::new("pen", "Not drawn up yet", "Draw the day up to see the three totals side by side.")
        }),
        totals: close.map(|shown| shown.kept.totals.iter().map(total).collect()).unwrap_or_default(),
        differences: close.map(list).unwrap_or_default(),
        hands: close.map(|shown| hands(signed, names, shown)).unwrap_or_default(),
        facts: close.map(facts).unwrap_or_default(),
        corrections: close.map(|shown| corrections(signed, names, shown)).unwrap_or_default(),
        days: seen.days.iter().map(|line| day(signed, names, line, seen)).collect(),
        shell,
    }
}

fn is_signed(shown: &Shown) -> bool {
    shown.row.state == "signed"
}

fn open(shown: &Shown) -> usize {
    shown.differences.iter().filter(|d| d.row.state == "open").count()
}

fn summary(seen: &CloseView) -> String {
    let Some(shown) = &seen.close else { return "Nothing has been drawn up for this day.".to_owned() };
    match (is_signed(shown), shown.corrections.is_empty(), open(shown)) {
        (true, ..) if !shown.is_as_recorded => {
            "What is kept here is not what stands on the record. Verify the record and report this."
                .to_owned()
        }
        (true, true, _) => "Signed. It cannot change; what comes later is an entry of its own.".to_owned(),
        (true, false, _) => {
            "Signed. What came later is listed below; the day stays as it was signed.".to_owned()
        }
        (false, _, 0) => "Nothing is open. It may be signed when the store has closed.".to_owned(),
        (false, _, 1) => {
            "One difference is open. Resolve it, or have it accepted with a reason; then sign.".to_owned()
        }
        (false, _, more) => {
            format!(
                "{more} differences are open. Resolve each, or have it accepted with a reason; then sign."
            )
        }
    }
}

fn state(close: Option<&Shown>) -> Badge {
    match close {
        None => Badge::new(Verdict::Wait, "Not drawn up"),
        Some(shown) if !shown.is_as_recorded => Badge::new(Verdict::Stop, "Not as signed"),
        Some(shown) if is_signed(shown) => Badge::new(Verdict::Pass, "Signed"),
        Some(_) => Badge::new(Verdict::Wait, "Not signed"),
    }
}

fn actions(csrf: &str, signed: &Signed, seen: &CloseView) -> (Vec<Action>, Vec<(&'static str, String)>) {
    let to = |noun: &str| How::Post {
        to: format!("/close/{}/{noun}", seen.day.day),
        csrf: csrf.to_owned(),
        fields: Vec::new(),
    };
    let done = seen.close.as_ref().is_some_and(is_signed);
    let mut whys = Vec::new();
    let mut actions = Vec::new();
    if signed.may(Permission::CloseDraw) {
        let (label, noun) = match (&seen.close, done) {
            (None, _) => ("Draw the day up", "drawing"),
            (Some(_), false) => ("Draw up again", "drawing"),
            (Some(_), true) => ("Look it through again", "look"),
        };
        actions.push(Action::new(label, Tone::Plain, to(noun)).with_icon("retry").with_key("d"));
    }
    if !done {
        let how = match why_not(signed, seen) {
            None => to("signature"),
            Some(why) => {
                whys.push(("why-sign", why));
                How::Locked { why: "why-sign" }
            }
        };
        actions.push(Action::new("Sign the day", Tone::Primary, how).with_icon("pen"));
    }
    (actions, whys)
}

/// Why this person cannot sign now, as far as the page can tell.
fn why_not(signed: &Signed, seen: &CloseView) -> Option<String> {
    if !signed.may(Permission::CloseSign) {
        return Some("Your role does not sign days.".to_owned());
    }
    let Some(shown) = &seen.close else { return Some("Draw the day up first.".to_owned()) };
    let me = signed.actor.label();
    if shown.differences.iter().any(|d| d.row.accepted_by.as_deref() == Some(me.as_str())) {
        return Some("You accepted a difference; somebody else must sign.".to_owned());
    }
    match open(shown) {
        0 if signed.now < seen.day.over_at => {
            Some(format!("The store is open until {}.", signed.local().clock(seen.day.over_at)))
        }
        0 if shown.row.drawn_at < seen.day.over_at => {
            Some("It was drawn up before the store closed; draw it up again.".to_owned())
        }
        0 => None,
        1 => Some("1 difference is open.".to_owned()),
        more => Some(format!("{more} differences are open.")),
    }
}

fn total(total: &KeptTotal) -> TotalRow {
    let not_read = || "not read".to_owned();
    let state = match (&total.state, total.tracked) {
        (Some(sum), _) => sum.clone(),
        (None, true) => not_read(),
        (None, false) => "not kept".to_owned(),
    };
    let unread = total.register.is_none() || (total.tracked && total.state.is_none());
    let badge = match (total.agrees, unread) {
        (true, _) => Badge::new(Verdict::Pass, "Agree"),
        (false, true) => Badge::new(Verdict::Unknown, "Not known"),
        (false, false) => Badge::new(Verdict::Stop, "Differ"),
    };
    TotalRow {
        of: format!("{}, {}", total.of, total.unit),
        orders: total.orders.clone(),
        register: total.register.clone().unwrap_or_else(not_read),
        state,
        badge,
    }
}

fn difference(
    (day, csrf): (&str, &str),
    signed: &Signed,
    names: &Names,
    shown: &Shown,
    found: &ShownDifference,
    place: usize,
    told: Option<&Told>,
) -> DifferenceRow {
    let (row, said) = (&found.row, &found.said);
    let is_open = row.state == "open";
    let then = match (&row.reason, &row.accepted_by, row.accepted_at) {
        (Some(reason), Some(by), Some(at)) => {
            let at = signed.local().clock_or_day(Timestamp::from(at), signed.now);
            format!("{} at {at}: {reason}", signed.who(names, by))
        }
        _ => found.class.map(|class| class.resolved_by().to_owned()).unwrap_or_default(),
    };
    let may = is_open && !is_signed(shown) && signed.may(Permission::CloseAccept);
    DifferenceRow {
        class: row.class.clone(),
        about: [said.about.as_str(), said.place.as_str()].join(" ").trim().to_owned(),
        href: row
            .order_id
            .as_ref()
            .filter(|_| signed.may(Permission::OrderView))
            .map(|id| format!("/orders/{id}")),
        means: found.class.map(|class| class.means().to_owned()).unwrap_or_default(),
        says: said.says.clone(),
        gap: gap(said),
        badge: if is_open {
            Badge::new(Verdict::Stop, "Open")
        } else {
            Badge::new(Verdict::Pass, "Accepted")
        },
        then,
        accept: may.then(|| acceptance(&row.key, place, told)),
        post: (may && can_be_posted(row)).then(|| {
            let fields = vec![("key", row.key.clone())];
            let how = How::Post { to: format!("/close/{day}/receipt"), csrf: csrf.to_owned(), fields };
            Action::new("Post the receipt again", Tone::Plain, how).with_icon("retry")
        }),
    }
}

fn acceptance(key: &str, place: usize, told: Option<&Told>) -> Acceptance {
    let mut reason =
        Field::text("reason", "Reason to let it stand").id(&format!("reason-{place}")).required();
    if let Some(told) = told.filter(|told| told.key == key) {
        reason = reason.value(&told.reason).error(&told.error).focus();
    }
    Acceptance { key: key.to_owned(), reason }
}

fn gap(said: &countersign_app::close::KeptDifference) -> String {
    let of = |book: &str, gap: &[String]| (!gap.is_empty()).then(|| format!("{book} {}", gap.join(", ")));
    [of("register", &said.register_gap), of("state", &said.state_gap)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("; ")
}

fn hands(signed: &Signed, names: &Names, shown: &Shown) -> Vec<Hand> {
    let (row, local) = (&shown.row, signed.local());
    let drawn = Hand {
        who: signed.who(names, &row.drawn_by).to_owned(),
        stub: Some("drawn up".to_owned()),
        waits: local.clock_or_day(row.drawn_at, signed.now),
    };
    let second = match (&row.signed_by, row.signed_at, row.record_seq, &row.body_sha256) {
        (Some(by), Some(at), Some(seq), Some(sha256)) => Hand {
            who: signed.who(names, by).to_owned(),
            stub: Some(stub(sha256)),
            waits: format!(
                "{}, entry {seq} of the record, under a signed head",
                local.clock_or_day(Timestamp::from(at), signed.now)
            ),
        },
        _ => Hand {
            who: "Whoever may sign".to_owned(),
            stub: None,
            waits: "and accepted none of the differences".to_owned(),
        },
    };
    vec![drawn, second]
}

fn facts(shown: &Shown) -> Vec<Fact> {
    let kept: &Kept = &shown.kept;
    let resolved = shown.differences.iter().filter(|d| d.row.state == "resolved").count();
    let read = |digest: &Option<String>| digest.as_deref().map_or("not read".to_owned(), stub);
    let mut facts = vec![
        Fact::new("Orders sold", &kept.sold.to_string()),
        Fact::new("Tax added at the register", &format!("{} USD", kept.tax_at_register)),
        Fact::new(
            "Other sales at the register",
            &format!("{}, {} USD", kept.other_sales, kept.other_sales_total),
        ),
        Fact::new(
            "Other receipts in the state",
            &format!("{}, {} USD", kept.other_receipts, kept.other_receipts_total),
        ),
        Fact::new("Resolved since first drawn up", &resolved.to_string()),
        Fact::new("Register as read", &read(&kept.read.register)),
        Fact::new("State as read", &read(&kept.read.state)),
    ];
    if let Some(seq) = shown.row.record_seq {
        facts.push(Fact::link("On the record", &format!("entry {seq}"), &format!("/record/{seq}")));
    }
    facts
}

fn corrections(signed: &Signed, names: &Names, shown: &Shown) -> Vec<CorrectionRow> {
    let local: &Local = signed.local();
    let row =
        |(row, later): &(countersign_app::close::CorrectionRow, countersign_app::close::correct::Later)| {
            let listed = |word: &str, keys: &[String]| -> Vec<String> {
                keys.iter().map(|key| format!("{word}: {}", key.replace('/', " ").trim())).collect()
            };
            let mut lines = listed("New", &later.new);
            lines.extend(listed("Gone", &later.gone));
            if lines.is_empty() {
                lines.push("The sums are others; no difference came or went.".to_owned());
            }
            let (at, by) = (local.clock_or_day(row.at, signed.now), signed.who(names, &row.found_by));
            CorrectionRow {
                title: format!("{} at {at}, by {by}", row.number),
                href: format!("/record/{}", row.record_seq),
                lines,
            }
        };
    shown.corrections.iter().map(row).collect()
}

fn day(signed: &Signed, names: &Names, line: &DayLine, seen: &CloseView) -> DayRow {
    let badge = match (line.is_signed, line.sold) {
        (true, _) => Badge::new(Verdict::Pass, "Signed"),
        (false, Some(_)) => Badge::new(Verdict::Wait, "Not signed"),
        (false, None) => Badge::new(Verdict::Wait, "Not drawn up"),
    };
    let sold = match line.sold {
        None => String::new(),
        Some(1) => "1 order sold".to_owned(),
        Some(sold) => format!("{sold} orders sold"),
    };
    let what = match &line.signed_by {
        Some(by) => format!("{sold}, signed by {}", signed.who(names, by)),
        None => sold,
    };
    DayRow {
        href: format!("/close/{}", line.day),
        here: line.day == seen.day.day.to_string(),
        day: line.day.clone(),
        badge,
        what,
    }
}
