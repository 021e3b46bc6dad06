//! What a board shall show, as a pure function of the shop's open work. The text is made of the day's lists, of what a class of
//! cases means, and of products: there is no place for a customer, an order or anything that somebody typed about one.

use countersign_kernel::Timestamp;
use countersign_kernel::id::CaseId;

/// Titles are cut to this; no board shows more.
const TITLE_CHARS_MAX: usize = 200;

/// One piece of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desired {
    pub key: String,
    pub title: String,
    pub notes: String,
    pub due_at: Option<Timestamp>,
    /// The board's number of the account of whoever it is for, where that is known.
    pub assignee: Option<String>,
    pub done: bool,
    pub piece: Piece,
}

/// What it is, for whoever completes it there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// An item that a person ticks.
    ByHand {
        day: String,
        list: String,
        item: String,
    },
    /// An item that ticks itself.
    BySight,
    Case(CaseId),
    Photo,
}

/// Everything that the texts are made of.
#[derive(Debug, Clone, Default)]
pub struct Work {
    /// Before every key: two shops may share a board.
    pub store: String,
    /// Where people find it here, without a slash at the end.
    pub address: Option<String>,
    pub items: Vec<WorkItem>,
    pub cases: Vec<WorkCase>,
    pub photos: Vec<WorkPhoto>,
}

#[derive(Debug, Clone)]
pub struct WorkItem {
    pub day: String,
    pub list: String,
    pub list_title: String,
    pub item: String,
    pub says: String,
    /// `associate`; for one person without a name.
    pub whose: String,
    pub account: Option<String>,
    pub due: Timestamp,
    pub by_hand: bool,
    pub done: bool,
}

#[derive(Debug, Clone)]
pub struct WorkCase {
    pub id: CaseId,
    pub means: &'static str,
    pub resolved_by: &'static str,
    /// `critical`
    pub severity: String,
    pub product: String,
    /// Where the case is about one.
    pub package: Option<String>,
    pub has_owner: bool,
    pub account: Option<String>,
    pub due: Timestamp,
}

#[derive(Debug, Clone)]
pub struct WorkPhoto {
    pub id: String,
    pub product: String,
    pub account: Option<String>,
    pub due: Option<Timestamp>,
}

/// The key of an item of a day.
pub fn item_key(store: &str, day: &str, list: &str, item: &str) -> String {
    format!("{store}/checklist/{day}/{list}/{item}")
}

/// Whether a key is of this shop.
pub fn is_of(store: &str, key: &str) -> bool {
    key.strip_prefix(store).is_some_and(|rest| rest.starts_with('/'))
}

/// Everything that shall be there, in an order that does not change.
pub fn desired(work: &Work) -> Vec<Desired> {
    let items = work.items.iter().map(|item| of_item(work, item));
    let cases = work.cases.iter().map(|case| of_case(work, case));
    let photos = work.photos.iter().map(|photo| of_photo(work, photo));
    items.chain(cases).chain(photos).collect()
}

fn of_item(work: &Work, item: &WorkItem) -> Desired {
    let how = match item.by_hand {
        true => "Complete it here or tick it in Countersign; it is the same tick, by the same rules.",
        false => {
            "Countersign ticks it as soon as it sees that it is done. Completing it here changes nothing."
        }
    };
    let lines = [format!("{}, {}. For: {}.", item.list_title, item.day, item.whose), how.to_owned()];
    let piece = match item.by_hand {
        true => Piece::ByHand { day: item.day.clone(), list: item.list.clone(), item: item.item.clone() },
        false => Piece::BySight,
    };
    Desired {
        key: item_key(&work.store, &item.day, &item.list, &item.item),
        title: title(&item.says),
        notes: notes(work, &lines, &format!("/today/checklist#list-{}", item.list)),
        due_at: Some(item.due),
        assignee: item.account.clone(),
        done: item.done,
        piece,
    }
}

fn of_case(work: &Work, case: &WorkCase) -> Desired {
    let about = case.package.as_ref().map_or(String::new(), |package| format!(" Package {package}."));
    let owner = if case.has_owner { "Somebody has taken it." } else { "Nobody has taken it yet." };
    let lines = [
        format!("{} A {} case of the books.{about} {owner}", case.means, case.severity),
        format!("What settles it: {}", case.resolved_by),
        "It closes by itself when the books agree. Completing it here leaves a note on the case and does not close it.".to_owned(),
    ];
    let product = if case.product.is_empty() { "the books" } else { case.product.as_str() };
    let means = case.means.trim_end_matches('.');
    Desired {
        key: format!("{}/case/{}", work.store, case.id),
        title: title(&format!("{product}: {means}")),
        notes: notes(work, &lines, &format!("/inventory/cases/{}", case.id)),
        due_at: Some(case.due),
        assignee: case.account.clone(),
        done: false,
        piece: Piece::Case(case.id.clone()),
    }
}

fn of_photo(work: &Work, photo: &WorkPhoto) -> Desired {
    let lines = [
        "What was handed in is not good enough to be shown; Countersign says what is wrong with it."
            .to_owned(),
        "It is done when another photo of the product is handed in. Completing it here changes nothing."
            .to_owned(),
    ];
    Desired {
        key: format!("{}/photo/{}", work.store, photo.id),
        title: title(&format!("Take the photo again: {}", photo.product)),
        notes: notes(work, &lines, "/menu/photos"),
        due_at: photo.due,
        assignee: photo.account.clone(),
        done: false,
        piece: Piece::Photo,
    }
}

fn title(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let title: String = words.join(" ").chars().take(TITLE_CHARS_MAX).collect();
    // A board trims it, and would be told anew for ever.
    title.trim_end().to_owned()
}

fn notes(work: &Work, lines: &[String], path: &str) -> String {
    let link = work.address.as_ref().map(|address| format!("{address}{path}"));
    let lines = lines.iter().cloned().chain(link);
    lines.collect::<Vec<_>>().join("\n")
}
