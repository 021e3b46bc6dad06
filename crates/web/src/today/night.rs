//! What came since the store last closed, in figures and in what a person must know of it.

use countersign_app::overnight::{self, Card, CardKind, Ending, Failed, Overnight};
use countersign_kernel::{BusinessDate, Permission};

use super::{Figure, Night, NightRow};
use crate::orders::name_of;
use crate::serve::refused::as_sentence;
use crate::serve::{Signed, Web, WebError};
use crate::ui::Verdict;

/// Of goods and of cards so many stand here; how many more there are is said.
const SHOWN: usize = 6;

pub(super) async fn night(web: &Web, signed: &Signed) -> Result<Night, WebError> {
    let seen = overnight::overnight(&web.app, &signed.actor).await?;
    let since = format!("{}, {}", signed.local().weekday(seen.since), signed.local().clock(seen.since));
    Ok(Night { since, figures: figures(&seen), rows: rows(signed, &seen) })
}

fn figures(seen: &Overnight) -> Vec<Figure> {
    let figure = |number: i64, words: String| Figure { number: number.to_string(), words };
    let is = |n: i64| if n == 1 { "is" } else { "are" };
    let orders = seen.orders;
    let mut figures = vec![
        figure(orders.all, format!("orders came, {} {} undecided", orders.undecided, is(orders.undecided))),
        figure(orders.while_closed, "of them while closed".to_owned()),
    ];
    if let Some(cases) = seen.cases {
        let words = format!("cases opened, {} {} open", cases.still_open, is(cases.still_open));
        figures.push(figure(cases.opened, words));
    }
    figures.push(figure(seen.acts.dead, "acts given up".to_owned()));
    figures
}

fn rows(signed: &Signed, seen: &Overnight) -> Vec<NightRow> {
    let mut rows: Vec<NightRow> =
        seen.failed.iter().flatten().map(|failed| of_system(signed, failed)).collect();
    rows.extend(of_acts(signed, seen));
    if let Some(cases) = seen.cases.filter(|cases| cases.blocking > 0) {
        let n = cases.blocking;
        rows.push(NightRow {
            verdict: Verdict::Stop,
            what: count(n, "new case keeps the gate shut", "new cases keep the gate shut"),
            detail: "The books did not agree when they were pulled.".to_owned(),
            when: String::new(),
            href: "/inventory".to_owned(),
        });
    }
    if let Some(waiting) = seen.certificates.filter(|waiting| *waiting > 0) {
        rows.push(NightRow {
            verdict: Verdict::Wait,
            what: count(waiting, "certificate waits", "certificates wait"),
            detail: "A person confirms what was read of it, or refuses it.".to_owned(),
            when: String::new(),
            href: "/menu/certificates".to_owned(),
        });
    }
    let cards = seen.cards.as_deref().unwrap_or_default();
    rows.extend(cards.iter().take(SHOWN).map(of_card));
    rows.extend(more(
        cards.len(),
        "card of an open order ends soon",
        "cards of open orders end soon",
        "/orders",
    ));
    let goods = seen.goods.as_deref().unwrap_or_default();
    rows.extend(goods.iter().take(SHOWN).map(of_goods));
    rows.extend(more(goods.len(), "package ends soon", "packages end soon", "/inventory"));
    rows
}

fn count(n: i64, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

fn more(all: usize, one: &str, many: &str, href: &str) -> Option<NightRow> {
    let left = i64::try_from(all.saturating_sub(SHOWN)).unwrap_or(i64::MAX);
    (left > 0).then(|| NightRow {
        verdict: Verdict::Unknown,
        what: format!("and {}", count(left, &format!("more {one}"), &format!("more {many}"))),
        detail: String::new(),
        when: String::new(),
        href: href.to_owned(),
    })
}

fn of_system(signed: &Signed, failed: &Failed) -> NightRow {
    let again = if failed.answers_again { "It has answered since." } else { "It has not answered since." };
    NightRow {
        verdict: if failed.answers_again { Verdict::Pass } else { Verdict::Stop },
        what: format!("{} failed", name_of(&failed.vendor)),
        detail: format!("{} {again}", as_sentence(&failed.said)),
        when: signed.local().clock_or_day(failed.at, signed.now),
        href: format!("/connections/{}", failed.vendor),
    }
}

fn of_acts(signed: &Signed, seen: &Overnight) -> Vec<NightRow> {
    // Each of them stands under what needs a person; where to look as a whole is the connections' room.
    let room = if signed.may(Permission::ConnectionView) { "/connections" } else { "/orders" };
    let row = |verdict, n: i64, one: &str, many: &str, detail: &str| NightRow {
        verdict,
        what: count(n, one, many),
        detail: detail.to_owned(),
        when: String::new(),
        href: room.to_owned(),
    };
    let mut rows = Vec::new();
    if seen.acts.dead > 0 {
        let why = "The other side said no, or our books differ from its; a person must look.";
        rows.push(row(Verdict::Stop, seen.acts.dead, "act was given up", "acts were given up", why));
    }
    if seen.acts.tried > 0 {
        let why = "They are tried again by themselves until they are done.";
        rows.push(row(Verdict::Wait, seen.acts.tried, "act is not done yet", "acts are not done yet", why));
    }
    if seen.stuck_messages > 0 {
        let why = "What a marketplace sent could not be worked off; look at the order there.";
        let (one, many) = ("message was given up", "messages were given up");
        rows.push(row(Verdict::Stop, seen.stuck_messages, one, many, why));
    }
    rows
}

fn of_card(card: &Card) -> NightRow {
    let kind = match card.kind {
        CardKind::Identification => "identification",
        CardKind::Medical => "medical card",
    };
    NightRow {
        verdict: ending(card.is_past),
        what: format!("Order {}: {kind}", card.number),
        detail: "Of its buyer, who has not come yet.".to_owned(),
        when: ends(card.on, card.is_past),
        href: format!("/orders/{}", card.order_id),
    }
}

fn of_goods(Ending { goods, is_past }: &Ending) -> NightRow {
    NightRow {
        verdict: ending(*is_past),
        what: goods.name.clone(),
        detail: format!("{} {} of {} on the shelf", goods.quantity, goods.unit, goods.tag),
        when: ends(goods.on, *is_past),
        href: "/inventory".to_owned(),
    }
}

fn ending(is_past: bool) -> Verdict {
    if is_past { Verdict::Stop } else { Verdict::Unknown }
}

fn ends(on: BusinessDate, is_past: bool) -> String {
    let word = if is_past { "ended" } else { "ends" };
    format!("{word} {}", on.0.strftime("%-d %b"))
}
