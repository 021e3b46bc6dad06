//! What the label says and the state asks of it, in words. Where nothing is on file, that is said and nothing is claimed.

use countersign_app::menu::product::Product;
use countersign_domain::menu::label::{Cap, Label};
use countersign_rulebook::{CapUnit, PotencyCap, Provision, Tolerance};

use crate::rulebook::how_sure;
use crate::ui::Fact;

const CLAIM_NOTHING: &str = "No tolerance of labels is on file for this state: the laboratory's value is shown, and nothing is claimed of the label.";

/// What the label says where a system tells it; the rest is about a product whose certificate is confirmed.
pub(crate) fn facts(product: &Product) -> Vec<Fact> {
    let says = product
        .labelled
        .map(|labelled| Fact::new("THC on the label", &format!("{}, by {}", labelled.thc, labelled.by)));
    let mut facts: Vec<Fact> = says.into_iter().collect();
    if product.figures.is_empty() {
        return facts;
    }
    facts.push(Fact::new("Label and certificate", &label(product.label())));
    facts.extend(cap(&product.cap()).map(|words| Fact::new("Cap of the state", &words)));
    facts.extend(product.statement().map(|statement| Fact::new("A number has to stand", statement.words())));
    facts.extend(product.label_rule.as_ref().map(cited));
    facts
}

fn bounds(tolerance: Tolerance) -> String {
    format!(
        "{} to {} % of what the label says",
        tolerance.low_percent.decimal(),
        tolerance.high_percent.decimal()
    )
}

fn label(label: Label) -> String {
    match label {
        Label::NotTold => "Unknown: no system tells what the label says.".to_owned(),
        Label::NotComparable => "Unknown: label and certificate have no total in one unit.".to_owned(),
        Label::NoRule => CLAIM_NOTHING.to_owned(),
        Label::Within(tolerance) => format!("Within {}.", bounds(tolerance)),
        Label::Outside(tolerance) => format!("Outside {}: misbranded.", bounds(tolerance)),
    }
}

fn cap(cap: &Cap) -> Option<String> {
    let most = |cap: &PotencyCap| format!("at most {} {}", cap.at_most.decimal(), cap.unit.words());
    Some(match cap {
        Cap::None => return None,
        Cap::Within(cap) => format!("Within {}.", most(cap)),
        Cap::Over(cap) => format!("Over {}.", most(cap)),
        Cap::NotTold(cap) if cap.unit == CapUnit::MgServing => {
            format!("Look at the label: {}, and no certificate tells what is in a serving.", most(cap))
        }
        Cap::NotTold(cap) => format!("Unknown: {}, and the certificate does not tell.", most(cap)),
    })
}

/// `9 NYCRR 130 (Second-hand)`
fn cited(rule: &Provision) -> Fact {
    let sure = how_sure(rule.confidence, rule.status);
    Fact::new("By", &format!("{} ({})", rule.citation, sure.text))
}
