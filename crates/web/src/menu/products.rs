//! The products on the shelf: what each menu shows of them, and what to do next.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::menu::product::On;
use countersign_app::menu::room::{self, Asked, LISTED_MAX, Only};
use countersign_domain::menu::obstacle::CertificateOf;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::{Leaf, PRODUCTS, leaves, sample_leaves};
use crate::orders::name_of;
use crate::serve::frame::{shell_for, show_as};
use crate::serve::{Signed, Web, WebError};
use crate::shell::{Keys, Room, Shell, Theme};
use crate::ui::{Badge, Empty, Field, Verdict};

/// `GET /menu/products`
#[derive(Debug, Clone, Template)]
#[template(path = "menu/products.html")]
pub struct ProductsPage {
    pub shell: Shell,
    pub leaves: Vec<Leaf>,
    pub summary: String,
    pub search: Field,
    pub views: Vec<ListView>,
    /// The menus that are ours to write.
    pub channels: Vec<String>,
    pub lines: Vec<ProductLine>,
    pub empty: Option<Empty>,
    /// That there are more than are listed, where there are.
    pub more: Option<String>,
    /// The list that is shown, as the search form sends it.
    pub only: &'static str,
}

#[derive(Debug, Clone)]
pub struct ListView {
    pub name: &'static str,
    pub href: String,
    pub here: bool,
}

#[derive(Debug, Clone)]
pub struct ProductLine {
    pub href: String,
    pub name: String,
    /// The till's word and category.
    pub sub: String,
    pub left: i64,
    pub price: String,
    pub certificate: Badge,
    /// In the order of the channels.
    pub on: Vec<Badge>,
    pub next: &'static str,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ListAsked {
    q: String,
    only: String,
}

const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// A product's page, whatever stands in the till's word for it.
pub(crate) fn href(sku: &str) -> String {
    format!("{}/{}", PRODUCTS.1, utf8_percent_encode(sku, SEGMENT))
}

pub(super) async fn page(
    State(web): State<Web>,
    signed: Signed,
    Query(asked): Query<ListAsked>,
) -> Result<Response, WebError> {
    let only = Only::from_word(&asked.only).unwrap_or_default();
    let found = room::room(&web.app, &signed.actor, Asked { text: &asked.q, only }).await?;
    let keys = vec![Keys::new(&["j", "k"], "move"), Keys::new(&["Enter"], "open")];
    let is_empty = found.lines.is_empty();
    let page = ProductsPage {
        shell: shell_for(&web, &signed, Room::Menu, "Products", keys).await?,
        leaves: leaves(&signed, PRODUCTS),
        summary: summary(found.found, &found.channels),
        search: search(&asked.q),
        views: views(only, &asked.q),
        channels: found.channels.iter().map(|channel| name_of(channel)).collect(),
        lines: found.lines.iter().map(line).collect(),
        empty: is_empty.then(|| {
            Empty::new("shop", "No product fits.", "What the till has something of is listed here.")
        }),
        more: (found.found > LISTED_MAX)
            .then(|| format!("{LISTED_MAX} of {} are listed. Search for the others.", found.found)),
        only: only.word(),
    };
    show_as(&web, &signed, StatusCode::OK, &page)
}

fn summary(found: usize, channels: &[&str]) -> String {
    let products = if found == 1 { "1 product".to_owned() } else { format!("{found} products") };
    let names: Vec<String> = channels.iter().map(|channel| name_of(channel)).collect();
    match names.len() {
        0 => format!("{products} on the shelf. No menu is ours to write."),
        _ => format!("{products} on the shelf; what {} shows of each.", names.join(" and ")),
    }
}

fn search(text: &str) -> Field {
    Field::text("q", "Name, product code, or the end of a package tag").value(text)
}

fn views(here: Only, text: &str) -> Vec<ListView> {
    let view = |only: Only| ListView {
        name: match only {
            Only::All => "All",
            Only::NotShown => "Not shown somewhere",
            Only::Swap => "Swap due",
            Only::NoCertificate => "No certificate",
        },
        href: format!("{}?only={}&q={}", PRODUCTS.1, only.word(), utf8_percent_encode(text, SEGMENT)),
        here: only == here,
    };
    Only::ALL.map(view).into()
}

fn line(line: &room::Line) -> ProductLine {
    let product = &line.product;
    ProductLine {
        href: href(&product.sku),
        name: product.name.clone(),
        sub: format!("{}, {}", product.sku, product.category),
        left: product.available,
        price: product.price.map_or("none".to_owned(), |price| format!("${}", price.decimal())),
        certificate: if product.cannabis { certificate(product.certificate) } else { not_tracked() },
        on: line.on.iter().map(|(_, on)| shows(*on)).collect(),
        next: next(line),
    }
}

fn not_tracked() -> Badge {
    Badge::new(Verdict::NotNeeded, "Not needed")
}

pub(super) fn certificate(of: CertificateOf) -> Badge {
    match of {
        CertificateOf::Confirmed => Badge::new(Verdict::Pass, "Confirmed"),
        CertificateOf::Unconfirmed => Badge::new(Verdict::Wait, "To be confirmed"),
        CertificateOf::Failed => Badge::new(Verdict::Stop, "A test failed"),
        CertificateOf::Missing => Badge::new(Verdict::Unknown, "Missing"),
    }
}

pub(super) fn shows(on: On) -> Badge {
    match on {
        On::Shown => Badge::new(Verdict::Pass, "Shown"),
        On::Hidden => Badge::new(Verdict::NotNeeded, "Hidden"),
        On::NotThere => Badge::new(Verdict::NotNeeded, "Not there"),
        On::Unknown => Badge::new(Verdict::Unknown, "Not read"),
    }
}

/// The one thing to do next, where there is one.
fn next(line: &room::Line) -> &'static str {
    let is_shown = line.on.iter().all(|(_, on)| *on == On::Shown);
    match line.going.as_deref() {
        _ if line.fenced => "Behind a fence: settle its case",
        Some("going") => "On its way",
        Some("taking_back") => "Is taken back",
        _ if line.swap => "Swap: the next units come from another package",
        Some("taken_back") => "A menu said no: look why",
        _ if line.product.lacks_certificate() => "Certificate",
        Some("withdrawn") => "Taken off by a person",
        _ if !is_shown => "Publish",
        _ => "",
    }
}

impl ProductsPage {
    pub fn sample() -> Self {
        let line = |name: &str, code: &str, certificate, on: &[On], next| ProductLine {
            href: href(code),
            name: name.to_owned(),
            sub: format!("{code}, Flower"),
            left: 12,
            price: "$26.00".to_owned(),
            certificate,
            on: on.iter().map(|on| shows(*on)).collect(),
            next,
        };
        let channels = ["weedmaps", "leafly"];
        Self {
            shell: Shell::sample(Room::Menu, "Products"),
            leaves: sample_leaves(PRODUCTS),
            summary: summary(3, &channels),
            search: search(""),
            views: views(Only::All, ""),
            channels: channels.map(name_of).into(),
            lines: vec![
                line(
                    "Gale Fork, flower 3.5 g",
                    "GF35",
                    certificate(CertificateOf::Confirmed),
                    &[On::Shown, On::Shown],
                    "Swap: the next units come from another package",
                ),
                line(
                    "Ridge Line, flower 7 g",
                    "RL70",
                    certificate(CertificateOf::Missing),
                    &[On::NotThere, On::Unknown],
                    "Certificate",
                ),
                line("Rolling papers", "PAP", not_tracked(), &[On::Hidden, On::Shown], "Publish"),
            ],
            empty: None,
            more: None,
            only: Only::All.word(),
        }
    }

    pub fn sample_empty() -> Self {
        Self {
            lines: Vec::new(),
            summary: summary(0, &[]),
            channels: Vec::new(),
            empty: Some(Empty::new(
                "shop",
                "No product fits.",
                "What the till has something of is listed here.",
            )),
            ..Self::sample()
        }
    }
}
