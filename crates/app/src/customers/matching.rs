//! Which profile is the buyer? Pure: the POS answers with everyone who fits any criterion, and this chooses.

use countersign_domain::customers::PosCustomer;
use countersign_domain::identity::names;
use countersign_domain::orders::Buyer;

/// The profiles that fit best, and how the buyer compares with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    pub profiles: Vec<PosCustomer>,
    pub agrees: Vec<String>,
    pub disagrees: Vec<String>,
}

impl Matched {
    pub fn only(&self) -> Option<&PosCustomer> {
        match &self.profiles[..] {
            [one] => Some(one),
            _ => None,
        }
    }
}

/// Keeps the profiles on which the most agrees. Two that agree equally well stay two: a person must choose.
pub fn choose(buyer: &Buyer, found: Vec<PosCustomer>) -> Matched {
    let mut candidates: Vec<(PosCustomer, Vec<String>, Vec<String>)> = Vec::new();
    for profile in found {
        if candidates.iter().any(|(known, ..)| known.pos_id == profile.pos_id) {
            continue;
        }
        let (agrees, disagrees) = compare(buyer, &profile);
        candidates.push((profile, agrees, disagrees));
    }
    // One who merely shares a phone with the buyer, and neither name nor birth date, is somebody else.
    candidates.retain(|(_, agrees, _)| {
        agrees.iter().any(|a| matches!(a.as_str(), "name" | "birth date" | "patient number"))
    });
    let score = |c: &(PosCustomer, Vec<String>, Vec<String>)| c.1.len() as i64 - c.2.len() as i64;
    let best = candidates.iter().map(score).max();
    candidates.retain(|c| Some(score(c)) == best);
    let (agrees, disagrees) = match &candidates[..] {
        [(_, agrees, disagrees), ..] => (agrees.clone(), disagrees.clone()),
        [] => (Vec::new(), Vec::new()),
    };
    Matched { profiles: candidates.into_iter().map(|(profile, ..)| profile).collect(), agrees, disagrees }
}

fn compare(buyer: &Buyer, profile: &PosCustomer) -> (Vec<String>, Vec<String>) {
    let same_name = names::last_names_agree(&buyer.last_name, &profile.last_name)
        && names::first_names_agree(&buyer.first_name, &profile.first_name);
    let digits = |text: &String| {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.chars().skip(digits.len().saturating_sub(10)).collect::<String>()
    };
    let compared: [(&str, Option<bool>); 5] = [
        ("name", Some(same_name)),
        ("birth date", buyer.birth_date.zip(profile.birth_date).map(|(a, b)| a == b)),
        ("phone", buyer.phone.as_ref().zip(profile.phone.as_ref()).map(|(a, b)| digits(a) == digits(b))),
        ("e-mail", buyer.email.as_ref().zip(profile.email.as_ref()).map(|(a, b)| a.eq_ignore_ascii_case(b))),
        (
            "patient number",
            buyer
                .patient_number
                .as_ref()
                .zip(profile.patient_number.as_ref())
                .map(|(a, b)| a.eq_ignore_ascii_case(b)),
        ),
    ];
    let names_of = |wanted: bool| {
        compared
            .iter()
            .filter(|(_, same)| *same == Some(wanted))
            .map(|(name, _)| (*name).to_owned())
            .collect()
    };
    (names_of(true), names_of(false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_domain::customers::Standing;

    fn profile(id: &str, phone: &str) -> PosCustomer {
        PosCustomer {
            pos_id: id.to_owned(),
            first_name: "Ada".to_owned(),
            last_name: "Winter".to_owned(),
            birth_date: "1990-05-01".parse().ok(),
            phone: Some(phone.to_owned()),
            email: None,
            address: None,
            id_number: None,
            id_expires: None,
            patient_number: None,
            card_expires: None,
            standing: Standing::Active,
        }
    }

    fn buyer(phone: Option<&str>) -> Buyer {
        Buyer {
            external_id: None,
            first_name: "Ada".to_owned(),
            last_name: "Winter".to_owned(),
            birth_date: "1990-05-01".parse().ok(),
            phone: phone.map(str::to_owned),
            email: None,
            patient_number: None,
            card_expires: None,
            address: None,
        }
    }

    #[test]
    fn twins_are_told_apart_by_phone_and_never_guessed() {
        let twins = vec![profile("1", "303-555-0101"), profile("2", "303-555-0102")];
        let told = choose(&buyer(Some("+1 (303) 555-0102")), twins.clone());
        assert_eq!(told.only().map(|p| p.pos_id.as_str()), Some("2"));
        assert_eq!(told.agrees, ["name", "birth date", "phone"]);
        assert_eq!(choose(&buyer(None), twins).profiles.len(), 2);
    }

    #[test]
    fn a_profile_found_twice_is_one_profile() {
        let found = vec![profile("1", "303-555-0101"), profile("1", "303-555-0101")];
        assert_eq!(choose(&buyer(None), found).profiles.len(), 1);
    }

    #[test]
    fn somebody_else_on_the_same_phone_is_not_the_buyer() {
        let mut other = profile("9", "303-555-0101");
        other.first_name = "Ben".to_owned();
        other.birth_date = "1961-01-02".parse().ok();
        assert!(choose(&buyer(Some("303-555-0101")), vec![other]).profiles.is_empty());
    }

    #[test]
    fn a_wrong_birth_date_is_seen() {
        let mut wrong = profile("1", "303-555-0101");
        wrong.birth_date = "2010-05-01".parse().ok();
        let matched = choose(&buyer(Some("303-555-0101")), vec![wrong]);
        assert_eq!(matched.disagrees, ["birth date"]);
    }
}
