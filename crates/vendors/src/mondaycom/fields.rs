//! What somebody who connects monday.com has to say.

use countersign_ports::form::{Address, Field, FieldKind};

pub(super) const ADDRESS: Address = Address::Always("https://api.monday.com");

const KEY: &str = "A column of the type Text that nobody edits; its id stands in the column's menu once developer mode is switched on under the account's picture, monday.labs.";
const NOTES: &str = "Another column of the type Text, not Long text, which ends after 2,000 characters; its id stands in the column's menu once developer mode is switched on under the account's picture, monday.labs.";
const DUE: &str = "A column of the type Date; its id stands in the column's menu once developer mode is switched on under the account's picture, monday.labs.";
const PEOPLE: &str = "A column of the type People; its id stands in the column's menu once developer mode is switched on under the account's picture, monday.labs.";
const DONE: &str = "A column of the type Checkbox, which people tick; its id stands in the column's menu once developer mode is switched on under the account's picture, monday.labs.";

pub(super) const FIELDS: &[Field] = &[
    Field::secret(
        "token",
        "Personal API token",
        "monday.com shows it under the account's picture, Developers. Its account writes all items, so use one that is the shop's and nobody's own.",
    ),
    Field::needed(
        "board_id",
        "Board",
        FieldKind::Text,
        "The number at the end of the board's address. Use one board a store.",
        "5090000001",
    ),
    Field::needed("key_column", "Column for our key", FieldKind::Text, KEY, "text_key"),
    Field::needed("notes_column", "Column for notes", FieldKind::Text, NOTES, "text_notes"),
    Field::needed("due_column", "Column for the due time", FieldKind::Text, DUE, "date_due"),
    Field::needed("people_column", "Column for the person", FieldKind::Text, PEOPLE, "people_who"),
    Field::needed("done_column", "Column for the tick", FieldKind::Text, DONE, "checkbox_done"),
    Field::or_not(
        "people",
        "Accounts of people",
        FieldKind::Pairs,
        "A line each: the number of an account there = the sign-in name here. Only who is named here can tick an item there; \
         the number stands in the address of the account's profile.",
        "71000002 = ines",
    ),
    Field::or_not(
        "plan",
        "Plan",
        FieldKind::Choice(&["free", "standard", "pro", "enterprise"]),
        "What the account pays for; basic counts as standard. The calls of a day, and with them how often the board is looked at, hang on it.",
        "free",
    ),
    Field::or_not(
        "calls_per_day",
        "Calls a day",
        FieldKind::Number,
        "At most so many in a day of Greenwich. Empty: four fifths of what the plan has. Say fewer where other programs call in the same account.",
        "160",
    ),
    Field::or_not(
        "api_version",
        "API version",
        FieldKind::Text,
        "Leave it empty unless monday.com has closed the one that this program was written for.",
        "2026-07",
    ),
];
