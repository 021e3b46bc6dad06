//! Sixty customers, most of them ordinary.

use countersign_kernel::{BusinessDate, Random};

use super::aamva::{Licence, licence_text};
use super::generate::{between, day};
use super::words::{AWAY, FIRST_NAMES, LAST_NAMES, STREETS, TOWNS};
use super::{Customer, IdDocument, PatientCard, Story};

const CUSTOMERS: usize = 60;
const DAYS_PER_YEAR: i64 = 366;

fn story(index: usize) -> Story {
    match index {
        0..=33 => Story::Adult,
        34..=43 => Story::Patient,
        44 | 45 => Story::YoungPatient,
        46 => Story::MinorWithWrongBirthDate,
        47 => Story::Banned,
        48 => Story::ExpiredId,
        49 => Story::ExpiredCard,
        50 => Story::PatientAtTheLimit,
        51 => Story::AdultAtTheLimit,
        52 | 53 => Story::Twin,
        54..=58 => Story::Visitor,
        _ => Story::Caregiver,
    }
}

pub(super) fn customers(random: &Random, today: BusinessDate) -> Vec<Customer> {
    let first_offset = random.below(FIRST_NAMES.len() as u64) as usize;
    let last_offset = random.below(LAST_NAMES.len() as u64) as usize;
    let mut made: Vec<Customer> = Vec::with_capacity(CUSTOMERS);
    for index in 0..CUSTOMERS {
        // The second twin takes the first one's name and birth date.
        let twin = made.last().filter(|before| before.story == Story::Twin && story(index) == Story::Twin);
        let named = match twin {
            Some(first) => (first.first_name, first.last_name, first.birth_date),
            None => {
                let first = FIRST_NAMES[(index + first_offset) % FIRST_NAMES.len()];
                let last = LAST_NAMES[(index * 7 + index / 30 + last_offset) % LAST_NAMES.len()];
                (first, last, birth_date(random, story(index), today))
            }
        };
        made.push(customer(random, index, named, today));
    }
    made
}

fn birth_date(random: &Random, story: Story, today: BusinessDate) -> BusinessDate {
    let years = match story {
        Story::YoungPatient => return day(today, -(18 * DAYS_PER_YEAR + between(random, 30, 600))),
        Story::MinorWithWrongBirthDate => {
            return day(today, -(17 * DAYS_PER_YEAR + between(random, 30, 300)));
        }
        _ => between(random, 23, 72),
    };
    day(today, -(years * DAYS_PER_YEAR + between(random, 0, 360)))
}

fn customer(
    random: &Random,
    index: usize,
    (first_name, last_name, birth_date): (&'static str, &'static str, BusinessDate),
    today: BusinessDate,
) -> Customer {
    let story = story(index);
    let address1 = format!("{} {}", between(random, 100, 9_800), random.pick(STREETS));
    let (state, city, zip_head) = match story {
        Story::Visitor => *random.pick(AWAY),
        _ => {
            let (city, zip_head) = *random.pick(TOWNS);
            ("CO", city, zip_head)
        }
    };
    let zip = format!("{zip_head}{:02}", between(random, 1, 40));
    let issued_on = day(today, -between(random, 200, 1_200));
    let expires_on = match story {
        Story::ExpiredId => day(today, -between(random, 10, 200)),
        _ => day(today, between(random, 60, 1_500)),
    };
    let number =
        format!("{:02}-{:03}-{:04}", between(random, 91, 99), between(random, 100, 999), 1_000 + index);
    let barcode = licence_text(&Licence {
        number: &number,
        first_name,
        last_name,
        birth_date,
        issued_on,
        expires_on,
        address1: &address1,
        city,
        state,
        zip: &zip,
    });
    let typed_wrong = story == Story::MinorWithWrongBirthDate;
    Customer {
        index,
        story,
        first_name,
        last_name,
        birth_date,
        birth_date_on_file: if typed_wrong { ten_years_before(birth_date) } else { birth_date },
        address1,
        city,
        state,
        zip,
        phone: format!("303-555-01{index:02}"),
        email: format!("{}.{}{index}@example.com", first_name.to_lowercase(), last_name.to_lowercase()),
        id: IdDocument { number, state, issued_on, expires_on, barcode },
        card: card(random, index, story, today),
        banned: story == Story::Banned,
    }
}

/// A slip of one digit in the year, as it happens at a keyboard.
fn ten_years_before(date: BusinessDate) -> BusinessDate {
    BusinessDate(date.0.saturating_sub(jiff::Span::new().years(10)))
}

fn card(random: &Random, index: usize, story: Story, today: BusinessDate) -> Option<PatientCard> {
    let expires_on = match story {
        Story::Patient | Story::YoungPatient | Story::PatientAtTheLimit | Story::Caregiver => {
            day(today, between(random, 20, 360))
        }
        Story::ExpiredCard => day(today, -between(random, 5, 90)),
        _ => return None,
    };
    Some(PatientCard {
        number: format!("P-{:03}-{:03}", between(random, 100, 999), 100 + index),
        registered_on: day(expires_on, -365),
        expires_on,
        is_caregiver: story == Story::Caregiver,
    })
}
