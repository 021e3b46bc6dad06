//! What others say of what a certificate is about. What nobody tells is said to be unknown.

use countersign_app::certificates::beside::{Against, Beside, InState, OnMenu, TotalBeside};

use super::certificates::Compared;
use super::told::heading;
use crate::inventory::of_package;
use crate::serve::Signed;
use crate::ui::{Badge, Fact, Verdict};

pub(super) fn compared(beside: &Beside) -> Vec<Compared> {
    let unknown = || "unknown".to_owned();
    let one = |total: &TotalBeside| Compared {
        name: heading(&total.name),
        here: total.here.clone().unwrap_or_else(unknown),
        in_force: total.in_force.clone().unwrap_or_else(unknown),
        verdict: match total.against {
            Against::Same => Badge::new(Verdict::Pass, "The same"),
            Against::Differs => Badge::new(Verdict::Stop, "Differs"),
            Against::Unknown => Badge::new(Verdict::Unknown, "Unknown"),
        },
    };
    beside.totals.iter().map(one).collect()
}

pub(super) fn facts(signed: &Signed, beside: &Beside) -> Vec<Fact> {
    let Some(books) = &beside.books else { return Vec::new() };
    let at = |at| signed.local().clock_or_day(at, signed.now);
    let state = match &books.state {
        InState::Unknown(why) => format!("unknown: {why}"),
        InState::NotListed { at: when } => format!("unknown: its list of {} has no such package", at(*when)),
        InState::Says { word, at: when } => {
            format!(
                "unknown: it gives no values. Its word for the package is {} ({})",
                of_package(word),
                at(*when)
            )
        }
    };
    let menu = |menu: &OnMenu| {
        let said = match &menu.shown {
            Err(why) => format!("unknown: {why}"),
            Ok(names) if names.is_empty() => format!("not shown ({})", at(menu.at)),
            Ok(names) => format!(
                "shown as {} ({}); its potency is unknown, a listing does not tell it",
                names.join(", "),
                at(menu.at)
            ),
        };
        Fact::new(&format!("On the menu of {}", menu.channel), &said)
    };
    let state = Fact::new("The state's lab result", &state);
    std::iter::once(state).chain(books.menus.iter().map(menu)).collect()
}
