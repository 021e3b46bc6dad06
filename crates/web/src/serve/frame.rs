//! The frame round a page, filled in for whoever asks, and the ways a handler answers.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use countersign_app::inventory::view as inventory;
use countersign_app::node::Fitness;
use countersign_app::orders::queue;
use countersign_kernel::{Actor, Permission};

use super::cookies::{self, Cookie};
use super::refused::as_sentence;
use super::signed::Signed;
use super::{Settings, Web, WebError};
use crate::shell::{Flash, Gate, Keys, Now, RailItem, Room, Shell, SignedIn, StoreChip};
use crate::ui::Verdict;

/// Which permissions open a room, any of them; a room nobody may enter is not drawn.
const fn opens(room: Room) -> &'static [Permission] {
    match room {
        Room::Today | Room::Orders => &[Permission::OrderView],
        Room::Inventory => &[Permission::InventoryView],
        Room::Customers => &[Permission::CustomerView],
        Room::Menu => &[
            Permission::MenuView,
            Permission::ContentCheck,
            Permission::CertificateRead,
            Permission::PhotoHandIn,
            Permission::PromotionView,
        ],
        Room::Close => &[Permission::CloseView],
        Room::Record => &[Permission::RecordView],
        Room::Rulebook => &[Permission::RulebookView],
        Room::Connections => &[Permission::ConnectionView],
        Room::Settings => &[Permission::PeopleView],
        Room::Sandbox => &[Permission::SandboxUse],
        Room::More => &[],
    }
}

/// What became of the gate after a person opened or closed it.
pub fn gate_moved(open: bool, is_open: bool) -> Flash {
    match (open, is_open) {
        (_, true) => Flash::pass("The gate is open.", "Orders are taken and can be approved."),
        (true, false) => Flash::of(
            Verdict::Wait,
            "The gate stays closed for now.",
            "Nobody holds it closed any more. It opens by itself when the books let it.",
        ),
        (false, false) => Flash::of(
            Verdict::Wait,
            "The gate is closed.",
            "New orders are taken in and wait; none can be approved until it is open again.",
        ),
    }
}

/// The frame of one page. `keys` are the page's own; search and commands follow them.
pub async fn shell_for(
    web: &Web,
    signed: &Signed,
    room: Room,
    title: &str,
    keys: Vec<Keys>,
) -> Result<Shell, WebError> {
    let mut rooms = Vec::new();
    for room in Room::RAIL {
        let keys = opens(room);
        let permitted = keys.is_empty() || keys.iter().any(|permission| signed.may(*permission));
        let there = room != Room::Sandbox || web.desk.is_some();
        if permitted && there {
            rooms.push(waiting(web, signed, room).await?);
        }
    }
    let (shop, now) = (&signed.store, signed.now);
    let mut keys = keys;
    keys.push(Keys::new(&["/"], "search"));
    keys.push(Keys::new(&["Ctrl", "K"], "commands"));
    Ok(Shell {
        title: title.to_owned(),
        room,
        rooms,
        store: StoreChip { name: shop.name.clone(), place: shop.place.clone() },
        gate: gate(signed),
        person: person(web, signed),
        now: Now {
            text: shop.local.short(now),
            zone: shop.local.zone_letters(now),
            zone_name: shop.local.zone_words(now),
            iso: now.to_string(),
        },
        theme: signed.theme,
        csrf: signed.csrf().to_owned(),
        flash: cannot_verify(web).or_else(|| signed.flash.clone()),
        keys,
        here: signed.here.clone(),
        as_of: signed.as_of,
    })
}

/// Whoever works on a node that may not decide is told so before they try.
fn cannot_verify(web: &Web) -> Option<Flash> {
    let Fitness::CannotVerify(why) = web.app.fitness() else { return None };
    Some(Flash {
        verdict: Verdict::Unknown,
        title: "Cannot verify now".to_owned(),
        more: format!("{} Nothing is let through until this has passed.", as_sentence(&why)),
        open: None,
    })
}

/// What waits for a person in a room: orders and cases.
async fn waiting(web: &Web, signed: &Signed, room: Room) -> Result<RailItem, WebError> {
    let mut item = RailItem::new(room);
    if room == Room::Orders && signed.may(Permission::OrderView) {
        let counts = queue::counts(&web.app, &signed.store.id).await?;
        let waiting = counts.stopped + counts.unknown + counts.to_countersign;
        item.waiting = u32::try_from(waiting).ok().filter(|n| *n > 0);
        item.urgent = counts.stopped + counts.unknown > 0;
    }
    if room == Room::Inventory {
        let (open, blocking) = inventory::waiting(&web.app, &signed.actor).await?;
        item.waiting = u32::try_from(open).ok().filter(|n| *n > 0);
        item.urgent = blocking > 0;
    }
    Ok(item)
}

fn gate(signed: &Signed) -> Gate {
    let shop = &signed.store;
    let since = shop.local.clock_or_day(shop.gate_since, signed.now);
    let note = match (shop.gate_open, shop.gate_reason.is_empty()) {
        (true, _) => format!("since {since}"),
        (false, true) => format!("since {since}"),
        (false, false) => shop.gate_reason.clone(),
    };
    Gate { open: shop.gate_open, note }
}

fn person(web: &Web, signed: &Signed) -> SignedIn {
    let name = signed.name().to_owned();
    let initials = name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect();
    let titles: Vec<_> = match &signed.actor {
        Actor::Staff { roles, .. } => {
            roles.iter().map(|role| web.app.roles().entry(*role).title.clone()).collect()
        }
        _ => Vec::new(),
    };
    SignedIn { name, initials, role: titles.join(", ") }
}

/// A page, once: the flash it showed is taken away with it.
pub fn show(web: &Web, signed: &Signed, page: &impl Template) -> Result<Response, WebError> {
    show_as(web, signed, StatusCode::OK, page)
}

/// The same page with another status, when a form is shown again with its errors.
pub fn show_as(
    web: &Web,
    signed: &Signed,
    status: StatusCode,
    page: &impl Template,
) -> Result<Response, WebError> {
    let mut answer = (status, Html(page.render()?)).into_response();
    if signed.flash.is_some() {
        answer.headers_mut().append(header::SET_COOKIE, Cookie::Flash.clear(web.settings));
    }
    Ok(answer)
}

/// Done: on to `to`, which says so once.
pub fn done(web: &Web, to: &str, flash: &Flash) -> Response {
    let cookie = Cookie::Flash.set(&cookies::write_flash(flash), web.settings);
    with_cookie(Redirect::to(to).into_response(), cookie)
}

pub fn with_cookie(mut answer: Response, cookie: HeaderValue) -> Response {
    answer.headers_mut().append(header::SET_COOKIE, cookie);
    answer
}

impl Flash {
    pub fn pass(title: &str, more: &str) -> Self {
        Self { verdict: Verdict::Pass, title: title.to_owned(), more: more.to_owned(), open: None }
    }

    pub fn of(verdict: Verdict, title: &str, more: &str) -> Self {
        Self { verdict, ..Self::pass(title, more) }
    }
}

/// Whether a path given by a browser leads to one of our own pages and nowhere else.
pub fn is_own_path(to: &str) -> bool {
    to.starts_with('/')
        && !to.starts_with("//")
        && !to.contains(['\\', '\r', '\n'])
        && to.bytes().all(|byte| byte.is_ascii_graphic())
}

/// `to` where it is one of ours, else Today.
pub fn own_path(to: &str) -> &str {
    if is_own_path(to) { to } else { "/" }
}

/// Where a browser comes from, as far as it can be known: a proxy's word counts only where there is a proxy.
pub fn remote(
    headers: &axum::http::HeaderMap,
    peer: Option<std::net::SocketAddr>,
    settings: Settings,
) -> String {
    let named = headers.get("x-forwarded-for").and_then(|v| v.to_str().ok());
    let named = named.and_then(|list| list.rsplit(',').next()).map(|last| last.trim().to_owned());
    let peer = peer.map(|address| address.ip().to_string());
    if settings.behind_tls { named.or(peer) } else { peer }.unwrap_or_else(|| "unknown".to_owned())
}
