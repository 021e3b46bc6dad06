//! What keeps a product off a menu. Nothing is published while one of these stands, and what is not known stands in the way
//! like what is wrong.

use serde::{Deserialize, Serialize};

use crate::inventory::Standing;

/// What is known of a product that somebody wants to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    pub cannabis: bool,
    /// A menu has a place for what it is.
    pub has_kind: bool,
    pub has_price: bool,
    /// The till's shelf was read lately.
    pub shelf_known: bool,
    /// A case of the books has a fence round it.
    pub fenced: bool,
    /// Units that can be had, and what is kept back on the channel that keeps back most.
    pub available: i64,
    pub safety: i64,
    /// The package that the next units come from has a tag of the state's.
    pub has_package: bool,
    /// Where the state says the package stands; nothing where its books do not say.
    pub standing: Option<Standing>,
    pub certificate: CertificateOf,
    pub strength: StrengthOf,
    /// What its label says lies further from the certificate than the state lets it.
    pub mislabelled: bool,
    pub words: WordsOf,
}

/// What is known of a package's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertificateOf {
    Missing,
    /// Handed in, and nobody has confirmed it yet.
    Unconfirmed,
    /// Confirmed, and a panel of it failed.
    Failed,
    Confirmed,
}

/// How strong it is by its certificate, to what the state lets be sold to whom it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StrengthOf {
    /// Within what is on file, or nothing is.
    Fine,
    TooStrong,
    /// There is a cap, and the certificate does not tell what it asks for.
    Unknown,
}

/// What the law says to the words about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordsOf {
    Fine,
    /// A person decides: whoever publishes has read them.
    ForAPerson,
    Unlawful,
    /// No content rules of the place were read.
    NotChecked,
}

/// One thing that stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    TillUnknown,
    Fenced,
    NothingToSell,
    KeptBack,
    NoPackage,
    StateUnknown,
    StateForbids,
    NoCertificate,
    CertificateWaits,
    CertificateFailed,
    TooStrong,
    StrengthUnknown,
    Mislabelled,
    NoKind,
    NoPrice,
    UnlawfulWords,
}

impl Obstacle {
    /// What it is, and what to do about it.
    pub fn words(self) -> &'static str {
        match self {
            Self::TillUnknown => "The till has not answered for too long. Look at Connections.",
            Self::Fenced => "A case of the books has a fence round it. Settle the case.",
            Self::NothingToSell => "Nothing of it is left to sell.",
            Self::KeptBack => "No more of it is left than is kept back as safety stock.",
            Self::NoPackage => "The till names no package of the state's for it. Mend it in the till.",
            Self::StateUnknown => {
                "The state's books, as they were pulled last, do not say that it may be sold. Pull them, or look at Inventory."
            }
            Self::StateForbids => "The state says that its package may not be sold. Look at Inventory.",
            Self::NoCertificate => {
                "The package that the next units come from has no certificate. Hand it in."
            }
            Self::CertificateWaits => "The certificate of its package is not confirmed yet. Confirm it.",
            Self::CertificateFailed => "A test of its package failed by the certificate.",
            Self::TooStrong => {
                "Its certificate finds more THC than the state lets such a product have. It may not be sold to adults."
            }
            Self::StrengthUnknown => {
                "The state caps the THC of such a product, and its certificate does not say how much there is in one unit."
            }
            Self::Mislabelled => {
                "What its label says lies further from the certificate than the state allows: it is misbranded. Have it relabelled."
            }
            Self::NoKind => "The till's category does not say what it is. Mend it in the till.",
            Self::NoPrice => "The till asks no price for it. Set one in the till.",
            Self::UnlawfulWords => "Its words say what may not be said of cannabis here. Change them.",
        }
    }
}

/// Everything that stands in the way, in the order in which one would look after it.
pub fn obstacles(candidate: &Candidate) -> Vec<Obstacle> {
    let Candidate { cannabis, available, .. } = *candidate;
    let certified = cannabis && candidate.certificate == CertificateOf::Confirmed;
    let is_known = candidate.standing.is_some_and(|standing| standing != Standing::NotUnderstood);
    let found = [
        (!candidate.shelf_known, Obstacle::TillUnknown),
        (candidate.fenced, Obstacle::Fenced),
        (available <= 0, Obstacle::NothingToSell),
        (available > 0 && available <= candidate.safety, Obstacle::KeptBack),
        (cannabis && !candidate.has_package, Obstacle::NoPackage),
        (cannabis && candidate.has_package && !is_known, Obstacle::StateUnknown),
        (cannabis && candidate.standing.is_some_and(Standing::blocks), Obstacle::StateForbids),
        (cannabis && candidate.certificate == CertificateOf::Missing, Obstacle::NoCertificate),
        (cannabis && candidate.certificate == CertificateOf::Unconfirmed, Obstacle::CertificateWaits),
        (cannabis && candidate.certificate == CertificateOf::Failed, Obstacle::CertificateFailed),
        (certified && candidate.strength == StrengthOf::TooStrong, Obstacle::TooStrong),
        (certified && candidate.strength == StrengthOf::Unknown, Obstacle::StrengthUnknown),
        (certified && candidate.mislabelled, Obstacle::Mislabelled),
        (!candidate.has_kind, Obstacle::NoKind),
        (!candidate.has_price, Obstacle::NoPrice),
        (candidate.words == WordsOf::Unlawful, Obstacle::UnlawfulWords),
    ];
    found.into_iter().filter(|(stands, _)| *stands).map(|(_, obstacle)| obstacle).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FINE: Candidate = Candidate {
        cannabis: true,
        has_kind: true,
        has_price: true,
        shelf_known: true,
        fenced: false,
        available: 5,
        safety: 2,
        has_package: true,
        standing: Some(Standing::Good),
        certificate: CertificateOf::Confirmed,
        strength: StrengthOf::Fine,
        mislabelled: false,
        words: WordsOf::Fine,
    };

    #[test]
    fn each_fact_stands_in_the_way_by_itself() {
        assert_eq!(obstacles(&FINE), []);
        for (candidate, expected) in [
            (Candidate { shelf_known: false, ..FINE }, Obstacle::TillUnknown),
            (Candidate { fenced: true, ..FINE }, Obstacle::Fenced),
            (Candidate { available: 0, ..FINE }, Obstacle::NothingToSell),
            (Candidate { available: -3, ..FINE }, Obstacle::NothingToSell),
            (Candidate { available: 2, ..FINE }, Obstacle::KeptBack),
            (Candidate { has_package: false, standing: None, ..FINE }, Obstacle::NoPackage),
            (Candidate { standing: None, ..FINE }, Obstacle::StateUnknown),
            (Candidate { standing: Some(Standing::NotUnderstood), ..FINE }, Obstacle::StateUnknown),
            (Candidate { certificate: CertificateOf::Missing, ..FINE }, Obstacle::NoCertificate),
            (Candidate { certificate: CertificateOf::Unconfirmed, ..FINE }, Obstacle::CertificateWaits),
            (Candidate { certificate: CertificateOf::Failed, ..FINE }, Obstacle::CertificateFailed),
            (Candidate { strength: StrengthOf::TooStrong, ..FINE }, Obstacle::TooStrong),
            (Candidate { strength: StrengthOf::Unknown, ..FINE }, Obstacle::StrengthUnknown),
            (Candidate { mislabelled: true, ..FINE }, Obstacle::Mislabelled),
            (Candidate { has_kind: false, ..FINE }, Obstacle::NoKind),
            (Candidate { has_price: false, ..FINE }, Obstacle::NoPrice),
            (Candidate { words: WordsOf::Unlawful, ..FINE }, Obstacle::UnlawfulWords),
        ] {
            assert_eq!(obstacles(&candidate), [expected], "{candidate:?}");
        }
    }

    #[test]
    fn what_the_state_does_not_track_needs_no_package_and_no_certificate() {
        let papers = Candidate {
            cannabis: false,
            has_package: false,
            standing: None,
            certificate: CertificateOf::Missing,
            ..FINE
        };
        assert_eq!(obstacles(&papers), []);
        assert_eq!(obstacles(&Candidate { has_price: false, ..papers }), [Obstacle::NoPrice]);
    }

    #[test]
    fn every_standing_but_a_good_one_forbids() {
        use Standing::{Expired, Failed, Finished, Hidden, InTransit, NotTested, OnHold, Recalled};
        for standing in [Expired, Failed, Finished, Hidden, InTransit, NotTested, OnHold, Recalled] {
            let found = obstacles(&Candidate { standing: Some(standing), ..FINE });
            assert_eq!(found, [Obstacle::StateForbids], "{standing:?}");
        }
    }
}
