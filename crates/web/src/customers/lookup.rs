//! Finding a customer. Personal fields are sealed and indexed blind, so only an exact match finds anybody.
//! The form posts: a phone number does not belong in an address bar or a log.

use askama::Template;
use serde::Deserialize;

use crate::shell::{Room, Shell, Theme};
use crate::ui::{self, Empty, Field, Kind, Page, Person};

/// `POST /customers/lookup`; one of the fields, or name and birth date together.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct LookupForm {
    pub csrf: String,
    pub phone: String,
    pub email: String,
    /// The number of an identification or of a patient card.
    pub id_number: String,
    pub name: String,
    pub born: String,
}

impl std::fmt::Debug for LookupForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LookupForm(‹sealed›)")
    }
}

#[derive(Debug, Clone, Template)]
#[template(path = "customers/lookup.html")]
pub struct LookupPage {
    pub shell: Shell,
    pub by_phone: Field,
    pub by_email: Field,
    pub by_id: Field,
    pub by_name: Field,
    pub by_born: Field,
    pub error: Option<String>,
    /// `3 customers have that name and birth date` or `Lately seen`
    pub list_title: String,
    pub list: Vec<CustomerLine>,
    pub empty: Option<Empty>,
    pub page: Page,
}

#[derive(Debug, Clone)]
pub struct CustomerLine {
    pub id: String,
    pub person: Person,
    /// `Adult`, `Patient`
    pub basis: String,
    pub orders: String,
    pub last: String,
    /// `Banned`, `Card expired`
    pub flag: Option<ui::Badge>,
}

impl LookupPage {
    pub fn sample() -> Self {
        let line = |id: &str, person, basis: &str, orders: &str, last: &str, flag| CustomerLine {
            id: id.to_owned(),
            person,
            basis: basis.to_owned(),
            orders: orders.to_owned(),
            last: last.to_owned(),
            flag,
        };
        let badge = |verdict, text: &str| Some(ui::Badge::new(verdict, text));
        Self {
            shell: Shell::sample(Room::Customers, "Customers"),
            by_phone: Field::new("phone", "Phone", Kind::Phone),
            by_email: Field::new("email", "E-mail", Kind::Email),
            by_id: Field::text("id_number", "Number of an id or patient card"),
            by_name: Field::text("name", "Name, as on the id"),
            by_born: Field::new("born", "Birth date", Kind::Date),
            error: None,
            list_title: "Lately seen".to_owned(),
            list: vec![
                line("cus_odessa", Person::sealed("4DRT"), "Adult", "23", "today 09:59", None),
                line(
                    "cus_7k2m",
                    Person::sealed("7K2M"),
                    "Patient",
                    "4",
                    "today 09:53",
                    badge(ui::Verdict::Unknown, "History not read"),
                ),
                line("cus_9qx4", Person::sealed("9QX4"), "Adult", "11", "today 09:20", None),
                line(
                    "cus_b0b1",
                    Person::sealed("B0B1"),
                    "Patient",
                    "2",
                    "yesterday",
                    badge(ui::Verdict::Stop, "Card expired"),
                ),
                line(
                    "cus_xx01",
                    Person::sealed("XX01"),
                    "Adult",
                    "7",
                    "12 Nov",
                    badge(ui::Verdict::Stop, "Banned"),
                ),
            ],
            empty: None,
            page: Page { shown: "5 customers".to_owned(), first: None, next: None },
        }
    }

    /// Nobody has exactly that.
    pub fn sample_empty() -> Self {
        let then =
            "Only an exact match finds anybody. Check the digits, or try the name with the birth date.";
        Self {
            list_title: "Found".to_owned(),
            list: Vec::new(),
            empty: Some(Empty::new("customers", "No customer has exactly that", then)),
            page: Page::default(),
            ..Self::sample()
        }
    }
}
