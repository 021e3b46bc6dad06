//! Between Trello's words and ours, pure.

use std::collections::BTreeMap;

use countersign_kernel::Timestamp;
use countersign_ports::task_board::{Completion, Seen, Wanted, marked, unmarked};
use serde_json::Value;

use super::wire;
use crate::date;

const ID_DIGITS: usize = 24;

/// Numbers of things are texts of 24 hexadecimal digits.
pub(super) fn is_id(text: &str) -> bool {
    text.len() == ID_DIGITS && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// The second in which a thing was made stands in the first eight digits of its number.
fn made_at(id: &str) -> Option<Timestamp> {
    let seconds = i64::from_str_radix(id.get(..8).filter(|_| is_id(id))?, 16).ok()?;
    Some(Timestamp::from_micros(seconds * 1_000_000))
}

/// The last that is told of each card: whether it was completed then, by whom, and which action that was.
pub(super) fn last_of_each(actions: Vec<wire::Action>) -> BTreeMap<String, wire::Action> {
    let mut last: BTreeMap<String, wire::Action> = BTreeMap::new();
    for action in actions.into_iter().filter(|action| action.data.card.due_complete.is_some()) {
        let card = action.data.card.id.clone();
        // Numbers grow with time, and one place has as many digits as another.
        if last.get(&card).is_none_or(|known| known.id < action.id) {
            last.insert(card, action);
        }
    }
    last
}

/// A card as it stands there. An instant that cannot be read is an answer that cannot be read.
pub(super) fn seen(card: wire::Card, last: &BTreeMap<String, wire::Action>) -> Result<Seen, String> {
    let due_at = match &card.due {
        None => None,
        Some(text) => Some(date::instant(text).ok_or_else(|| "an instant that is none".to_owned())?),
    };
    let (notes, key) = unmarked(&card.desc);
    let action = last.get(&card.id);
    // Taken back between the two answers: it is as it is by now.
    let was_taken_back = action.is_some_and(|action| action.data.card.due_complete == Some(false));
    let done = (card.due_complete && !was_taken_back).then(|| Completion {
        mark: action.map(|action| action.id.clone()).unwrap_or_default(),
        by: action.and_then(|action| action.id_member_creator.clone()),
    });
    Ok(Seen {
        made_at: made_at(&card.id),
        id: card.id,
        key,
        title: card.name.trim().to_owned(),
        notes,
        due_at,
        assignee: card.id_members.into_iter().next(),
        done,
        url: card.short_url,
    })
}

pub(super) fn set_card(wanted: &Wanted) -> wire::SetCard {
    wire::SetCard {
        name: wanted.title.clone(),
        desc: marked(&wanted.notes, wanted.key.as_deref()),
        due: wanted.due_at.map(instant),
        due_complete: wanted.done,
        id_members: wanted.assignee.clone().map(|account| vec![account]),
        closed: wanted.away.then_some(true),
    }
}

pub(super) fn instant(at: Timestamp) -> String {
    at.to_string()
}

/// What the signature is over: the body and then the address, as they came; or, of each of their characters, the low byte.
pub(super) fn signed(body: &[u8], address: &str) -> [Vec<u8>; 2] {
    let as_it_came = [body, address.as_bytes()].concat();
    let low = String::from_utf8_lossy(&as_it_came).encode_utf16().map(|unit| unit.to_be_bytes()[1]).collect();
    [as_it_came, low]
}

/// Trello's own words about a refusal: plain text, or a message.
pub(super) fn messages(body: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(body).trim().to_owned();
    let told: Option<Value> = serde_json::from_slice(body).ok();
    let message = told.and_then(|told| told["message"].as_str().map(str::to_owned));
    message.or(Some(text)).filter(|text| !text.is_empty()).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARD: &str = include_str!("../../fixtures/trello/card.json");
    const ACTIONS: &str = include_str!("../../fixtures/trello/actions.json");
    const INES: &str = "5f0a000000000000000000a2";

    fn card() -> wire::Card {
        serde_json::from_str(CARD).expect("a card")
    }

    fn actions() -> Vec<wire::Action> {
        serde_json::from_str(ACTIONS).expect("actions")
    }

    #[test]
    fn a_completed_card_tells_by_which_account_and_when_it_was_made() {
        let seen = seen(card(), &last_of_each(actions())).expect("readable");
        assert_eq!(seen.key.as_deref(), Some("checklist/2026-11-22/opening/night"));
        assert_eq!(
            (seen.title.as_str(), seen.notes.as_str()),
            ("The night has been read", "For the associate.")
        );
        assert_eq!(seen.due_at, "2026-11-22T15:45:00Z".parse().ok());
        assert_eq!(seen.made_at, "2026-11-22T14:00:01Z".parse().ok());
        let done = seen.done.expect("it is completed");
        assert_eq!((done.mark.as_str(), done.by.as_deref()), ("6a7b2f10000000000000000c", Some(INES)));
    }

    #[test]
    fn the_last_word_of_a_card_counts_in_whatever_order_it_comes() {
        let mut backwards = actions();
        backwards.reverse();
        assert_eq!(last_of_each(backwards), last_of_each(actions()));
        assert_eq!(last_of_each(actions())[&card().id].id, "6a7b2f10000000000000000c");
    }

    #[test]
    fn a_completion_that_no_action_tells_is_nobodys_and_one_that_was_taken_back_is_none() {
        let nobody = seen(card(), &BTreeMap::new()).expect("readable").done.expect("completed");
        assert_eq!((nobody.mark.as_str(), nobody.by), ("", None));
        let until_then: Vec<wire::Action> =
            actions().into_iter().filter(|action| action.id != "6a7b2f10000000000000000c").collect();
        assert_eq!(seen(card(), &last_of_each(until_then)).expect("readable").done, None);
        let open = wire::Card { due_complete: false, ..card() };
        assert_eq!(seen(open, &last_of_each(actions())).expect("readable").done, None);
    }

    #[test]
    fn odd_instants_are_no_answer_and_odd_numbers_no_time() {
        assert!(seen(wire::Card { due: Some("soon".to_owned()), ..card() }, &BTreeMap::new()).is_err());
        let odd = wire::Card { id: "not a number".to_owned(), ..card() };
        assert_eq!(seen(odd, &BTreeMap::new()).expect("readable").made_at, None);
        assert!(is_id(INES) && !is_id(&INES.to_uppercase()) && !is_id("abc"));
    }

    #[test]
    fn what_is_written_is_read_back_the_same_and_what_is_over_is_archived() {
        let wanted = Wanted {
            key: Some("case/cas_1".to_owned()),
            title: "A count differs".to_owned(),
            notes: "Two lines.\nOf notes.".to_owned(),
            due_at: "2026-11-22T15:45:00Z".parse().ok(),
            assignee: Some(INES.to_owned()),
            done: false,
            away: false,
        };
        let written = set_card(&wanted);
        assert_eq!(written.closed, None, "what somebody archived is not their fault to undo");
        let back = wire::Card {
            name: written.name,
            desc: written.desc,
            due: written.due,
            id_members: written.id_members.expect("given"),
            ..card()
        };
        let back = seen(back, &BTreeMap::new()).expect("readable");
        assert_eq!(
            (back.key, back.title, back.notes, back.due_at, back.assignee),
            (
                wanted.key.clone(),
                wanted.title.clone(),
                wanted.notes.clone(),
                wanted.due_at,
                wanted.assignee.clone()
            )
        );
        let over = set_card(&Wanted { done: true, away: true, assignee: None, ..wanted });
        assert_eq!((over.closed, over.id_members), (Some(true), None));
    }

    #[test]
    fn what_is_signed_is_body_and_address_and_of_a_dash_its_low_byte() {
        let [as_it_came, low] = signed("a\u{2013}".as_bytes(), "h");
        assert_eq!(
            (as_it_came.as_slice(), low.as_slice()),
            ([b'a', 0xe2, 0x80, 0x93, b'h'].as_slice(), [b'a', 0x13, b'h'].as_slice())
        );
        let [as_it_came, low] = signed(br#"{"a":1}"#, "https://hub");
        assert_eq!(as_it_came, low, "plain letters are the same either way");
    }

    #[test]
    fn a_refusal_is_said_in_its_own_words() {
        assert_eq!(messages(b"invalid value for idList\n"), ["invalid value for idList"]);
        let limited = br#"{"error":"API_TOKEN_LIMIT_EXCEEDED","message":"Rate limit exceeded"}"#;
        assert_eq!(messages(limited), ["Rate limit exceeded"]);
        assert_eq!(messages(b""), [""; 0]);
    }
}
