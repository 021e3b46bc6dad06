//! The people on file, and which of them a new one may already be.

use countersign_kernel::Timestamp;
use serde_json::{Value, json};

use super::state::State;

pub const STATUSES: [&str; 4] = ["Active", "Cancelled", "Hold", "Banned"];
pub const CUSTOMERS_MAX: usize = 100_000;

#[derive(Debug, Clone)]
pub struct Customer {
    pub id: u64,
    pub first_name: String,
    pub last_name: Option<String>,
    pub date_of_birth: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub address1: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub postal_code: Option<String>,
    pub status: String,
    pub customer_type: String,
    pub mmj_number: Option<String>,
    pub mmj_expires: Option<String>,
    /// SHA2-256 of the licence number; the number itself is never shown again.
    pub license_hash: Option<String>,
    pub license_expires: Option<String>,
    pub external_id: Option<String>,
    pub notes: Option<String>,
    pub by_integrator: bool,
    pub modified_at: Timestamp,
}

/// What a match is on, in the order in which the vendor looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    Mmj,
    License,
    Email,
    Phone,
    NameAndBirth,
}

impl Match {
    pub fn word(self) -> &'static str {
        match self {
            Self::Mmj => "MMJID",
            Self::License => "DriversLicense",
            Self::Email => "Email",
            Self::Phone => "Phone",
            Self::NameAndBirth => "LastNameAndDateOfBirth",
        }
    }
}

/// What somebody is looked for by; empty texts look for nobody.
#[derive(Debug, Clone, Default)]
pub struct Sought {
    pub mmj: Option<String>,
    pub license_hash: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub last_name: Option<String>,
    pub birth: Option<String>,
}

fn digits(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    digits.strip_prefix('1').filter(|rest| rest.len() == 10).map_or(digits.clone(), str::to_owned)
}

fn same(a: &Option<String>, b: &Option<String>, as_is: impl Fn(&str) -> String) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => !as_is(a).is_empty() && as_is(a) == as_is(b),
        _ => false,
    }
}

impl Customer {
    /// Nobody yet, under this id.
    pub fn blank(id: u64, at: Timestamp) -> Self {
        Self {
            id,
            first_name: String::new(),
            last_name: None,
            date_of_birth: None,
            phone: None,
            email: None,
            address1: None,
            city: None,
            state: None,
            postal_code: None,
            status: String::new(),
            customer_type: String::new(),
            mmj_number: None,
            mmj_expires: None,
            license_hash: None,
            license_expires: None,
            external_id: None,
            notes: None,
            by_integrator: false,
            modified_at: at,
        }
    }

    pub fn matches(&self, sought: &Sought, on: Match) -> bool {
        let lower = |text: &str| text.trim().to_lowercase();
        let day = |text: &str| text.chars().take(10).collect::<String>();
        match on {
            Match::Mmj => same(&self.mmj_number, &sought.mmj, lower),
            Match::License => same(&self.license_hash, &sought.license_hash, str::to_owned),
            Match::Email => same(&self.email, &sought.email, lower),
            Match::Phone => same(&self.phone, &sought.phone, digits),
            Match::NameAndBirth => {
                same(&self.last_name, &sought.last_name, lower)
                    && same(&self.date_of_birth, &sought.birth, day)
            }
        }
    }

    pub fn wire(&self) -> Value {
        let name = [Some(&self.first_name), self.last_name.as_ref()];
        json!({
            "customerId": self.id,
            "uniqueId": format!("c{:08}", self.id),
            "name": name.into_iter().flatten().cloned().collect::<Vec<_>>().join(" "),
            "firstName": self.first_name,
            "lastName": self.last_name,
            "address1": self.address1,
            "address2": null,
            "city": self.city,
            "state": self.state,
            "postalCode": self.postal_code,
            "phone": self.phone,
            "emailAddress": self.email,
            "status": self.status,
            "mmjidNumber": self.mmj_number,
            "mmjidExpirationDate": self.mmj_expires,
            "lastModifiedDateUTC": self.modified_at,
            "customerType": self.customer_type,
            "dateOfBirth": self.date_of_birth,
            "externalCustomerId": self.external_id,
            "createdByIntegrator": if self.by_integrator { json!("Sandbox") } else { Value::Null },
            "isAnonymous": false,
            "notes": self.notes,
            "driversLicenseHash": self.license_hash,
            "driversLicenseExpirationDate": self.license_expires,
            "mergedIntoCustomerId": null,
        })
    }

    pub fn is_medical(&self) -> bool {
        self.customer_type.eq_ignore_ascii_case("medical")
    }
}

impl State {
    /// The oldest customer that matches, looked for by one kind of match after the other.
    pub fn existing(&self, sought: &Sought) -> Option<u64> {
        let by_email = self.settings.sim_assumption_dedupe_uses_email;
        let order = [Match::Mmj, Match::Email, Match::Phone, Match::NameAndBirth];
        order
            .into_iter()
            .filter(|on| *on != Match::Email || by_email)
            .find_map(|on| self.customers.values().find(|c| c.matches(sought, on)).map(|c| c.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_match_by_their_digits_and_empty_texts_match_nobody() {
        let mut on_file = Customer::blank(1, Timestamp::from_micros(0));
        on_file.phone = Some("(303) 555-0100".into());
        on_file.email = Some(String::new());
        let sought = |phone: &str| Sought {
            phone: Some(phone.into()),
            email: Some(String::new()),
            ..Sought::default()
        };
        assert!(on_file.matches(&sought("+1 303 555 0100"), Match::Phone));
        assert!(!on_file.matches(&sought("303-555-0101"), Match::Phone));
        assert!(!on_file.matches(&sought(""), Match::Email));
    }
}
