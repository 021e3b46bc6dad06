//! The day's checklists: what is to be done, by whom and by when, and which list is in force now.
//!
//! An item that the product sees to be done ticks itself; [`Sight`] names what it looks at. All others are ticked by people.

mod sight;
mod times;

use countersign_kernel::{Role, Timestamp};

pub use sight::{Found, Sight};
pub use times::{Days, Moment, ShopDay};

/// One list, as a shop has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// `opening`
    pub id: String,
    pub title: String,
    /// From then on it is in force, until the next list is.
    pub from: Moment,
    pub items: Vec<Item>,
    /// Licence numbers of the shops it is for; all when empty.
    pub stores: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Unique in its list.
    pub id: String,
    /// What is done when it is ticked.
    pub says: String,
    pub assigned: Assigned,
    pub due: Moment,
    /// None: only a person can tell.
    pub sight: Option<Sight>,
}

/// Whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assigned {
    Role(Role),
    /// By sign-in name.
    Person(String),
}

/// The lists of all shops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lists(pub Vec<List>);

impl Lists {
    /// The lists of one shop. A list that names the shop stands in place of the general one of the same name.
    pub fn of(&self, license: &str) -> Vec<&List> {
        let own = |list: &&List| list.stores.iter().any(|store| store == license);
        let named: Vec<&List> = self.0.iter().filter(own).collect();
        let general = self.0.iter().filter(|list| list.stores.is_empty());
        let general = general.filter(|list| !named.iter().any(|own| own.id == list.id));
        named.iter().copied().chain(general).collect()
    }
}

/// The list in force at one moment: which one of whose day, since when and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce<'l> {
    pub day: ShopDay,
    pub list: &'l List,
    pub from: Timestamp,
    pub until: Timestamp,
}

/// The list that began last. After midnight that may be one of the day before.
pub fn in_force<'l>(lists: &[&'l List], days: &Days, now: Timestamp) -> Option<InForce<'l>> {
    let mut begins: Vec<(Timestamp, &ShopDay, &'l List)> = Vec::new();
    for day in [&days.before, &days.today, &days.after] {
        begins.extend(lists.iter().map(|list| (list.from.on(day), day, *list)));
    }
    begins.sort_by_key(|(from, ..)| *from);
    let at = begins.iter().rposition(|(from, ..)| *from <= now)?;
    let (from, day, list) = begins[at];
    let until = begins.get(at + 1).map_or(days.after.closes_at, |(next, ..)| *next);
    Some(InForce { day: day.clone(), list, from, until })
}

/// How an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Done,
    /// Not done, and it was due.
    Overdue,
    /// To be done now.
    Open,
    /// Its list has not begun.
    Later,
}

pub fn standing(done: bool, from: Timestamp, due: Timestamp, now: Timestamp) -> Standing {
    match () {
        () if done => Standing::Done,
        () if now < from => Standing::Later,
        () if now >= due => Standing::Overdue,
        () => Standing::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    fn list(id: &str, from: &str, stores: &[&str]) -> List {
        List {
            id: id.to_owned(),
            title: id.to_owned(),
            from: from.parse().expect("a moment"),
            items: Vec::new(),
            stores: stores.iter().map(|store| (*store).to_owned()).collect(),
        }
    }

    fn denver(now: &str, opens: &str, closes: &str) -> Days {
        Days::around(at(now), "America/Denver", opens, closes).expect("days")
    }

    #[test]
    fn one_list_is_in_force_at_any_time_and_the_closing_one_lasts_over_midnight() {
        let lists = [
            list("opening", "opens - 120 min", &[]),
            list("midday", "13:00", &[]),
            list("closing", "closes - 60 min", &[]),
        ];
        let lists: Vec<&List> = lists.iter().collect();
        for (now, id, day, from, until) in [
            ("2026-11-22T13:59:59Z", "closing", "2026-11-21", "2026-11-22T04:00:00Z", "2026-11-22T14:00:00Z"),
            ("2026-11-22T14:00:00Z", "opening", "2026-11-22", "2026-11-22T14:00:00Z", "2026-11-22T20:00:00Z"),
            ("2026-11-22T20:00:00Z", "midday", "2026-11-22", "2026-11-22T20:00:00Z", "2026-11-23T04:00:00Z"),
            ("2026-11-23T07:30:00Z", "closing", "2026-11-22", "2026-11-23T04:00:00Z", "2026-11-23T14:00:00Z"),
        ] {
            let found = in_force(&lists, &denver(now, "09:00", "22:00"), at(now)).expect("one is in force");
            assert_eq!((found.list.id.as_str(), found.day.day.to_string().as_str()), (id, day), "{now}");
            assert_eq!((found.from, found.until), (at(from), at(until)), "{now}");
        }
        assert_eq!(
            in_force(&[], &denver("2026-11-22T14:00:00Z", "09:00", "22:00"), at("2026-11-22T14:00:00Z")),
            None
        );
    }

    #[test]
    fn a_list_that_names_a_shop_stands_in_place_of_the_general_one() {
        let lists = Lists(vec![
            list("opening", "opens", &[]),
            list("closing", "closes", &[]),
            list("opening", "opens - 30 min", &["402R-00001"]),
            list("vault", "12:00", &["402R-00002"]),
        ]);
        let of = |license| -> Vec<(&str, String)> {
            lists.of(license).iter().map(|list| (list.id.as_str(), list.from.to_string())).collect()
        };
        assert_eq!(
            of("402R-00001"),
            [("opening", "opens - 30 min".to_owned()), ("closing", "closes".to_owned())]
        );
        assert_eq!(of("402R-00002").len(), 3);
        assert_eq!(of("402R-00003"), [("opening", "opens".to_owned()), ("closing", "closes".to_owned())]);
    }

    #[test]
    fn what_is_not_done_is_overdue_from_the_minute_it_was_due() {
        let (from, due) = (at("2026-11-22T14:00:00Z"), at("2026-11-22T16:00:00Z"));
        for (done, now, expected) in [
            (true, "2026-11-22T17:00:00Z", Standing::Done),
            (false, "2026-11-22T13:59:59Z", Standing::Later),
            (false, "2026-11-22T15:59:59Z", Standing::Open),
            (false, "2026-11-22T16:00:00Z", Standing::Overdue),
        ] {
            assert_eq!(standing(done, from, due, at(now)), expected, "{done} {now}");
        }
    }
}
