//! What a menu says was measured, held against the certificate in force for the package that the next units come from. Exact: a
//! figure is the certificate's, or what the menu's documented rounding makes of it, or it is another one.

use serde::{Deserialize, Serialize};

use super::{Figure, FigureHabits, Figures, Measured};
use crate::inventory::Cause;

pub const TOTAL_THC: &str = "total_thc";
pub const TOTAL_CBD: &str = "total_cbd";

/// One figure that a menu shows and that is not the certificate's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differing {
    /// `total_thc`, `total_cbd` or the key that certificates are read into.
    pub key: String,
    /// What we told the menu last; nothing where we told it none.
    pub sent: Option<Figure>,
    pub shows: Figure,
    /// Nothing where the certificate tells none.
    pub certificate: Option<Figure>,
}

/// What of ours stands on a menu.
#[derive(Debug, Clone, Copy)]
pub struct Published<'p> {
    pub tag: Option<&'p str>,
    pub certificate: Option<&'p str>,
    /// What this menu was told.
    pub figures: &'p Figures,
}

/// The package that the next units come from, and its certificate in force.
#[derive(Debug, Clone, Copy)]
pub struct InForce<'c> {
    pub tag: &'c str,
    pub certificate: &'c str,
    /// As this menu shall tell them.
    pub figures: &'c Figures,
}

/// Each figure by its key.
pub fn each(figures: &Figures) -> impl Iterator<Item = (&str, Figure)> {
    let totals = [(TOTAL_THC, figures.total_thc), (TOTAL_CBD, figures.total_cbd)];
    let totals = totals.into_iter().filter_map(|(key, figure)| Some((key, figure?)));
    let rows = figures.cannabinoids.iter().chain(&figures.terpenes);
    totals.chain(rows.map(|row: &Measured| (row.key.as_str(), row.figure)))
}

fn of(figures: &Figures, key: &str) -> Option<Figure> {
    each(figures).find(|(known, _)| *known == key).map(|(_, figure)| figure)
}

/// Everything that is shown and is not the certificate's. What a menu does not tell is not held against it: marketplaces have no
/// word for some.
pub fn differing(
    shows: &Figures,
    in_force: InForce<'_>,
    published: Option<Published<'_>>,
    habits: FigureHabits,
) -> Vec<Differing> {
    let differs = |(key, shows): (&str, Figure)| {
        let certificate = of(in_force.figures, key);
        let agrees = certificate.is_some_and(|meant| habits.agree(shows, meant));
        let sent = published.and_then(|published| of(published.figures, key));
        (!agrees).then(|| Differing { key: key.to_owned(), sent, shows, certificate })
    };
    each(shows).filter_map(differs).collect()
}

/// Why figures differ, as far as what was sent and what other packages have tells. `others` are the figures of the product's
/// other packages, as this menu would tell them.
pub fn cause(
    shows: &Figures,
    found: &[Differing],
    in_force: InForce<'_>,
    published: Option<Published<'_>>,
    others: &[Figures],
    habits: FigureHabits,
) -> Cause {
    let in_other_units = |one: &Differing| one.certificate.is_some_and(|meant| meant.unit != one.shows.unit);
    if !found.is_empty() && found.iter().all(in_other_units) {
        return Cause::PercentAgainstMilligrams;
    }
    let told = |figures: &Figures| {
        let same =
            |(key, shows): (&str, Figure)| of(figures, key).is_some_and(|meant| habits.agree(shows, meant));
        each(shows).all(same)
    };
    if let Some(published) = published
        && told(published.figures)
    {
        return match (
            published.tag == Some(in_force.tag),
            published.certificate == Some(in_force.certificate),
        ) {
            (false, _) => Cause::OtherBatch,
            (true, false) => Cause::CertificateNewer,
            // The same certificate told otherwise: the till has another weight or kind for it now.
            (true, true) => Cause::Usual,
        };
    }
    if others.iter().any(told) {
        Cause::OtherBatch
    } else if published.is_some() {
        Cause::ChangedOnMenu
    } else {
        Cause::NeverSent
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::menu::FigureUnit;

    fn percent(text: &str) -> Figure {
        Figure { amount: text.parse().expect("a number"), unit: FigureUnit::Percent }
    }

    fn figures(total: &str, thca: &str) -> Figures {
        let cannabinoids = vec![Measured { key: "thca".to_owned(), figure: percent(thca) }];
        Figures { total_thc: Some(percent(total)), cannabinoids, ..Figures::default() }
    }

    fn in_force(figures: &Figures) -> InForce<'_> {
        InForce { tag: "A", certificate: "coa_2", figures }
    }

    #[test]
    fn only_what_is_shown_and_is_another_number_differs() {
        let certificate = figures("23.89", "26.35");
        let keys = |shows: &Figures| {
            let found = differing(shows, in_force(&certificate), None, FigureHabits::default());
            found.into_iter().map(|one| one.key).collect::<Vec<_>>()
        };
        assert_eq!(keys(&certificate), [""; 0]);
        assert_eq!(keys(&figures("23.890", "26.350")), [""; 0]);
        assert_eq!(keys(&Figures::default()), [""; 0], "what is not told is not held against it");
        assert_eq!(keys(&figures("23.9", "26.35")), [TOTAL_THC]);
        let more = Figures { total_cbd: Some(percent("0")), ..figures("23.89", "26.4") };
        assert_eq!(keys(&more), [TOTAL_CBD, "thca"], "nought that nobody measured is a figure too");
        let rounds = FigureHabits { places: Some(1), ..FigureHabits::default() };
        let shown = figures("23.9", "26.4");
        assert_eq!(differing(&shown, in_force(&certificate), None, rounds), [], "its documented rounding");
    }

    #[test]
    fn a_difference_shows_what_was_sent_what_stands_and_what_shall() {
        let (certificate, sent) = (figures("23.89", "26.35"), figures("22.1", "25"));
        let published = Published { tag: Some("A"), certificate: Some("coa_1"), figures: &sent };
        let found = differing(
            &figures("22.1", "26.35"),
            in_force(&certificate),
            Some(published),
            FigureHabits::default(),
        );
        let expected = Differing {
            key: TOTAL_THC.to_owned(),
            sent: Some(percent("22.1")),
            shows: percent("22.1"),
            certificate: Some(percent("23.89")),
        };
        assert_eq!(found, [expected]);
    }

    #[test]
    fn the_cause_is_read_from_what_was_sent_and_from_the_other_packages() {
        let certificate = figures("23.89", "26.35");
        let habits = FigureHabits::default();
        let cause_of = |shows: &Figures, published, others: &[Figures]| {
            let found = differing(shows, in_force(&certificate), published, habits);
            assert!(!found.is_empty(), "{shows:?}");
            cause(shows, &found, in_force(&certificate), published, others, habits)
        };
        let (older, by_hand) = (figures("19.2", "21"), figures("30", "33"));
        let published = |tag, certificate, figures| {
            Some(Published { tag: Some(tag), certificate: Some(certificate), figures })
        };
        for (name, shows, published, others, expected) in [
            ("nobody sent it", &by_hand, None, vec![], Cause::NeverSent),
            (
                "sent right and changed",
                &by_hand,
                published("A", "coa_2", &certificate),
                vec![],
                Cause::ChangedOnMenu,
            ),
            (
                "a newer certificate came",
                &older,
                published("A", "coa_1", &older),
                vec![],
                Cause::CertificateNewer,
            ),
            (
                "published of the package before",
                &older,
                published("B", "coa_0", &older),
                vec![],
                Cause::OtherBatch,
            ),
            (
                "another package's, by hand",
                &older,
                None,
                vec![by_hand.clone(), older.clone()],
                Cause::OtherBatch,
            ),
            ("the till weighs it otherwise", &older, published("A", "coa_2", &older), vec![], Cause::Usual),
        ] {
            assert_eq!(cause_of(shows, published, &others), expected, "{name}");
        }
        let milligrams = Figures {
            total_thc: Some(Figure { unit: FigureUnit::Milligrams, ..percent("23.89") }),
            ..Figures::default()
        };
        assert_eq!(cause_of(&milligrams, None, &[]), Cause::PercentAgainstMilligrams);
    }
}
