//! What is known of a product, in the words of its page.

use std::collections::BTreeMap;

use countersign_app::menu::product::{On, Package, Product, Side, Whole};
use countersign_app::menu::publish::{ChannelRow, Listing, PublicationRow};
use countersign_app::menu::{Change, What};
use countersign_domain::menu::obstacle::{Obstacle as Stands, WordsOf};
use countersign_kernel::Permission;

use super::product::{
    ChangeLine, Earlier, FigureLine, Obstacle, PackageLine, ProductPage, Publish, SideView, Words, fields,
};
use super::products::{certificate, href, shows};
use super::{compounds, labels, said};
use crate::orders::name_of;
use crate::serve::Signed;
use crate::shell::Shell;
use crate::ui::{Badge, Fact, Field, Tag, Verdict};

pub(super) fn page(
    shell: Shell,
    signed: &Signed,
    names: &BTreeMap<String, String>,
    whole: &Whole,
) -> ProductPage {
    let product = &whole.product;
    let newest = whole.publications.first().map(|(row, _)| row.state.as_str());
    let is_going = matches!(newest, Some("going" | "taking_back"));
    let may = signed.may(Permission::MenuPublish) && !whole.sides.is_empty();
    let is_on_some = is_going || whole.sides.iter().any(|side| side.on != On::NotThere);
    ProductPage {
        shell,
        href: href(&product.sku),
        name: product.name.clone(),
        summary: summary(whole),
        state: state(whole, newest),
        error: None,
        obstacles: whole.obstacles.iter().map(|one| obstacle(*one, product)).collect(),
        facts: facts(product),
        prices: Vec::new(),
        label: labels::facts(product),
        packages: product.packages.iter().map(|package| line(package, product)).collect(),
        total_by: product.total_by.map_or(String::new(), |rule| rule.title().to_owned()),
        figures: compounds::told(&product.figures)
            .map(|(name, amount)| FigureLine { name, amount })
            .collect(),
        words: words(signed, whole),
        sides: whole.sides.iter().map(|side| view(signed, side, newest)).collect(),
        publish: (may && !is_going && whole.obstacles.is_empty()).then(|| publish(whole)),
        withdraw: (may && is_on_some).then(|| Field::text("reason", "Why it comes off")),
        earlier: whole.publications.iter().map(|(row, _)| earlier(signed, names, row)).collect(),
    }
}

fn summary(whole: &Whole) -> String {
    let product = &whole.product;
    let stands = match whole.obstacles.len() {
        0 => "Nothing stands in the way.".to_owned(),
        1 => "One thing stands in the way.".to_owned(),
        some => format!("{some} things stand in the way."),
    };
    format!("{}, {}. {stands}", product.category, product.sku)
}

fn state(whole: &Whole, newest: Option<&str>) -> Badge {
    let is_so = whole.sides.iter().all(|side| side.on == On::Shown && side.changes.is_empty());
    let is_seen = whole.sides.iter().any(|side| side.on == On::Shown);
    match newest {
        Some("going") => Badge::new(Verdict::Wait, "On its way"),
        Some("taking_back") => Badge::new(Verdict::Wait, "Is taken back"),
        _ if whole.sides.is_empty() => Badge::new(Verdict::NotNeeded, "No menu of ours"),
        _ if !whole.obstacles.is_empty() && is_seen => {
            Badge::new(Verdict::Stop, "Shown, and may not be published")
        }
        _ if !whole.obstacles.is_empty() => Badge::new(Verdict::Stop, "Held up"),
        _ if is_so => Badge::new(Verdict::Pass, "Shown everywhere"),
        _ => Badge::new(Verdict::Pass, "Can be published"),
    }
}

/// With the page where it is put right.
fn obstacle(one: Stands, product: &Product) -> Obstacle {
    let certificates = || Some(("Certificates", "/menu/certificates".to_owned()));
    let link = match one {
        Stands::Fenced | Stands::StateUnknown | Stands::StateForbids => {
            Some(("Inventory", "/inventory".to_owned()))
        }
        Stands::NoCertificate => certificates(),
        Stands::CertificateWaits | Stands::CertificateFailed => match &product.certificate_id {
            Some(id) => Some(("The certificate", format!("/menu/certificates/{id}"))),
            None => certificates(),
        },
        _ => None,
    };
    Obstacle { text: one.words(), link }
}

fn facts(product: &Product) -> Vec<Fact> {
    let price = product.price.map_or("none".to_owned(), |price| format!("${}", price.decimal()));
    let mut facts = vec![
        Fact::new("Left to sell", &product.available.to_string()),
        Fact::new("Price at the till", &price),
    ];
    if product.safety > 0 {
        facts.push(Fact::new("Kept back at most", &product.safety.to_string()));
    }
    if let Some(grams) = product.grams {
        facts.push(Fact::new("One unit weighs", &format!("{} g", grams.decimal())));
    }
    if let Some(kind) = product.kind {
        facts.push(Fact::new("Listed as", kind.title()));
    }
    facts
}

fn line(package: &Package, product: &Product) -> PackageLine {
    let (head, serial) = package.tag.head_and_serial();
    PackageLine {
        tag: Tag::new(head, serial),
        left: package.left,
        certificate: certificate(if product.next() == Some(package) {
            product.certificate
        } else {
            package.certificate
        }),
        href: package.certificate_id.as_ref().map(|id| format!("/menu/certificates/{id}")),
        is_next: product.next() == Some(package),
    }
}

fn words(signed: &Signed, whole: &Whole) -> Words {
    let (row, may_edit) = (&whole.product.words, signed.may(Permission::MenuEdit));
    let verdict = match whole.product.words_of {
        WordsOf::Fine => Badge::new(Verdict::Pass, "Nothing found"),
        WordsOf::ForAPerson => Badge::new(Verdict::Unknown, "A person decides"),
        WordsOf::Unlawful => Badge::new(Verdict::Stop, "Violation"),
        WordsOf::NotChecked => Badge::new(Verdict::Unknown, "No rules were read: a person decides"),
    };
    let told = [("Brand", &row.brand), ("Strain", &row.strain), ("Description", &row.description)];
    let told = told.into_iter().filter(|(_, text)| !text.is_empty());
    Words {
        verdict,
        hits: whole.report.as_ref().map(said::hits).unwrap_or_default(),
        fields: if may_edit { fields(&row.brand, &row.strain, &row.description) } else { Vec::new() },
        facts: told.map(|(name, text)| Fact::new(name, text)).collect(),
        version: row.version,
    }
}

fn view(signed: &Signed, side: &Side, newest: Option<&str>) -> SideView {
    let mut notes = vec![match side.read_at {
        Some(at) => format!("Read at {}.", signed.local().clock_or_day(at, signed.now)),
        None => "Not read yet.".to_owned(),
    }];
    notes.extend(side.sent.as_ref().and_then(|sent| progress(sent, newest)));
    let change = |change: &Change| ChangeLine {
        what: match &change.what {
            What::Compound(key) => compounds::compound(key),
            other => other.to_string(),
        },
        shows: change.shows.clone(),
        shall: change.shall.clone(),
    };
    SideView {
        name: name_of(side.channel),
        on: shows(side.on),
        notes,
        changes: side.changes.iter().map(change).collect(),
        preview: side.shall.as_ref().map(|listing| preview(listing, side)).unwrap_or_default(),
    }
}

/// How far the newest publication is here.
fn progress(sent: &ChannelRow, newest: Option<&str>) -> Option<String> {
    let why = sent.last_error.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
    match (newest?, sent.state.as_str(), sent.undo_state.as_deref()) {
        ("withdrawn", ..) => None,
        (_, _, Some("dead")) => Some("Could not be taken back: look at Connections.".to_owned()),
        (_, _, Some("due")) => Some("Is taken back.".to_owned()),
        (_, _, Some(_)) if sent.before.is_some() => {
            Some("Was taken back to what we had published before.".to_owned())
        }
        (_, _, Some(_)) => Some("Was taken off again.".to_owned()),
        (_, "due", _) => Some(format!("On its way{why}.")),
        (_, "done", _) => Some("Took what was published last.".to_owned()),
        _ => Some(format!("Said no to what was published last{why}.")),
    }
}

fn preview(listing: &Listing, side: &Side) -> Vec<Fact> {
    let mut facts = vec![Fact::new("Name", &listing.name)];
    let mut told = |name: &str, text: Option<&str>| {
        facts.extend(text.map(|text| Fact::new(name, text)));
    };
    let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    told("Brand", said(&listing.brand).as_deref());
    told("Strain", said(&listing.strain).as_deref());
    told("Kind", Some(listing.kind.title()));
    told("For", listing.medical.then_some("patients only"));
    told("Price", Some(&format!("${}", listing.price.decimal())));
    told("Size", listing.grams.map(|grams| format!("{} g", grams.decimal())).as_deref());
    told("Offered", Some(&listing.available.to_string()));
    told("Total THC", total(listing, side).as_deref());
    told("Total CBD", listing.figures.total_cbd.map(|figure| figure.to_string()).as_deref());
    told("Description", said(&listing.description).as_deref());
    told(
        "Picture",
        Some(if listing.image.is_some() { "the one that is signed off" } else { "none of ours" }),
    );
    facts
}

/// With the name of the rule that it came about by. Without figures there is nothing to say of totals.
fn total(listing: &Listing, side: &Side) -> Option<String> {
    match (listing.figures.total_thc, side.total_by) {
        _ if listing.figures.is_empty() => None,
        (Some(total), Some(rule)) => Some(format!("{total} ({}: {})", rule.name(), rule.title())),
        _ => Some(side.totals.title().to_owned()),
    }
}

fn publish(whole: &Whole) -> Publish {
    let names: Vec<String> = whole.sides.iter().map(|side| name_of(side.channel)).collect();
    let product = &whole.product;
    Publish {
        label: format!("Publish on {}", names.join(" and ")),
        tag: product.next().map(|package| package.tag.to_string()).unwrap_or_default(),
        certificate: product.certificate_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        version: product.words.version,
        must_read: matches!(product.words_of, WordsOf::ForAPerson | WordsOf::NotChecked),
    }
}

fn earlier(signed: &Signed, names: &BTreeMap<String, String>, row: &PublicationRow) -> Earlier {
    let state = match row.state.as_str() {
        "stands" => Badge::new(Verdict::Pass, "Shown everywhere"),
        "going" => Badge::new(Verdict::Wait, "On its way"),
        "taking_back" => Badge::new(Verdict::Wait, "Is taken back"),
        "taken_back" => Badge::new(Verdict::Stop, "Taken back"),
        _ => Badge::new(Verdict::NotNeeded, "Taken off by a person"),
    };
    Earlier {
        when: signed.local().clock_or_day(row.made_at, signed.now),
        by: signed.who(names, &row.made_by).to_owned(),
        state,
        package: row.tag.clone().unwrap_or_default(),
        record: format!("/record/{}", row.record_seq),
    }
}
