//! Nobody was served who may not be: by the sales on the register's books and by who stood at the counter.

use countersign_sandbox::world::{Customer, Story};

use super::{Seen, once};
use crate::oracle::{self, Sold};

pub fn check(seen: &Seen<'_>) -> Vec<String> {
    let mut broken = Vec::new();
    let sales = oracle::sales(seen.world, seen.after, &seen.log.elsewhere, &seen.log.returned);
    for Sold { customer, medical, at, name, .. } in sales.iter().filter(|sale| sale.ours) {
        let person = &seen.world.customers[*customer];
        if let Some(why) = barred(person, *medical, oracle::day(*at)) {
            broken.push(format!("{name}: customer {customer} {why}"));
        }
    }
    for bag in &seen.log.handed_over {
        let person = &seen.world.customers[bag.taken_by];
        if let Some(why) = barred(person, bag.medical, oracle::day(bag.at)) {
            broken.push(format!("{} was handed to customer {}, who {why}", bag.order, bag.taken_by));
        }
        let body = once::body(&bag.order);
        let told =
            seen.after.receipts.iter().filter(|r| !r.voided).find(|receipt| {
                receipt.external_number.as_deref().is_some_and(|number| number.ends_with(body))
            });
        // Of a patient the state hears only when a patient bought as one.
        if let Some(told) = told
            && (told.customer_type == "Consumer", told.patient.is_none()) != (!bag.medical, !bag.medical)
        {
            broken.push(format!("{} was told to the state as a sale to a {}", bag.order, told.customer_type));
        }
        if bag.taken_by != bag.ordered_by {
            broken.push(format!(
                "{} was ordered by {} and taken by {}",
                bag.order, bag.ordered_by, bag.taken_by
            ));
        }
    }
    broken
}

/// By the truth of the world, not by what is on file.
fn barred(person: &Customer, medical: bool, today: countersign_kernel::BusinessDate) -> Option<String> {
    let age = today.age_of(person.birth_date);
    let card = person.card.as_ref();
    match () {
        () if person.banned || person.story == Story::Banned => Some("is banned".to_owned()),
        () if person.id.expires_on < today => {
            Some(format!("has an identity card of {}", person.id.expires_on))
        }
        () if age < if medical { 18 } else { 21 } => Some(format!("is {age} years old")),
        () if medical && card.is_none() => Some("has no patient card".to_owned()),
        () if medical && card.is_some_and(|card| card.expires_on < today) => {
            Some("has an expired card".to_owned())
        }
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use countersign_sandbox::world::Story;

    use crate::checkers::sample::{self, Sample};

    fn broken(spoil: impl FnOnce(&mut Sample)) -> usize {
        sample::with(spoil, super::check).len()
    }

    fn somebody(day: &Sample, story: Story) -> usize {
        day.world.customers_with(story).next().expect("one").index
    }

    #[test]
    fn a_sale_to_anybody_barred_is_seen() {
        assert_eq!(broken(|_| {}), 0);
        for story in [Story::Banned, Story::MinorWithWrongBirthDate, Story::ExpiredId] {
            let sold_to = |day: &mut Sample| {
                let customer = somebody(day, story);
                day.after.sales[0].customer_id = 10_001 + customer as u64;
            };
            assert_eq!(broken(sold_to), 1, "{story:?}");
        }
        let patient = |day: &mut Sample| {
            let customer = somebody(day, Story::ExpiredCard);
            day.after.sales[0].customer_id = 10_001 + customer as u64;
            day.after.receipts[0].customer_type = "Patient".to_owned();
            day.after.receipts[0].patient = Some("P-1".to_owned());
            day.log.handed_over.clear();
        };
        assert_eq!(broken(patient), 1);
    }

    #[test]
    fn an_adults_sale_under_a_patients_number_is_seen() {
        assert_eq!(broken(|day| day.after.receipts[0].patient = Some("P-1".to_owned())), 1);
        assert_eq!(broken(|day| day.log.handed_over[0].medical = true), 2, "nor the other way round");
    }

    #[test]
    fn a_bag_in_other_hands_is_seen() {
        let other = |day: &mut Sample| day.log.handed_over[0].taken_by = 1;
        assert_eq!(broken(other), 1);
    }
}
