//! What others say of what a certificate is about. What nobody tells is said to be unknown.

use countersign_app::certificates::beside::{Against, Beside, InState, Listed, OnMenu, TotalBeside};

use super::certificates::Compared;
use super::compounds::told;
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
            Ok(listed) if listed.is_empty() => format!("not shown ({})", at(menu.at)),
            Ok(listed) => {
                let listed: Vec<String> = listed.iter().map(with_figures).collect();
                format!("shown as {} ({})", listed.join("; "), at(menu.at))
            }
        };
        Fact::new(&format!("On the menu of {}", menu.channel), &said)
    };
    let state = Fact::new("The state's lab result", &state);
    std::iter::once(state).chain(books.menus.iter().map(menu)).collect()
}

/// `Blue Dream 3.5 g with Total THC 19.2 %, THCA 21.3 %`.
fn with_figures(Listed { name, figures }: &Listed) -> String {
    let all: Vec<String> = told(figures).map(|(name, amount)| format!("{name} {amount}")).collect();
    match all.is_empty() {
        true => format!("{name}, which tells no potency that is understood"),
        false => format!("{name} with {}", all.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use countersign_domain::menu::{Figure, FigureUnit, Figures, Measured};

    use super::*;

    #[test]
    fn a_listing_is_told_with_its_figures_or_that_it_tells_none() {
        let percent =
            |text: &str| Figure { amount: text.parse().expect("a number"), unit: FigureUnit::Percent };
        let thca = Measured { key: "thca".to_owned(), figure: percent("21.30") };
        let figures =
            Figures { total_thc: Some(percent("19.2")), cannabinoids: vec![thca], ..Figures::default() };
        let listed = |figures| with_figures(&Listed { name: "Blue Dream 3.5 g".to_owned(), figures });
        assert_eq!(listed(figures), "Blue Dream 3.5 g with Total THC 19.2 %, THCA 21.3 %");
        let bare = "Blue Dream 3.5 g, which tells no potency that is understood";
        assert_eq!(listed(Figures::default()), bare);
    }
}
