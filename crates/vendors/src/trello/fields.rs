//! What somebody who connects Trello has to say.

use countersign_ports::form::{Address, Field, FieldKind};

pub(super) const ADDRESS: Address = Address::Always("https://api.trello.com/1");

pub(super) const FIELDS: &[Field] = &[
    Field::secret(
        "key",
        "API key",
        "Trello's page of Power-Ups for administrators has it under API key, once a Power-Up of the shop's own was made there.",
    ),
    Field::secret(
        "api_secret",
        "Secret of the key",
        "It stands beside the key on the same page; Trello signs what it tells with it.",
    ),
    Field::secret(
        "token",
        "Token",
        "The link beside the key makes it, for reading and writing. Its account writes all cards, so use one that is the shop's and nobody's own.",
    ),
    Field::needed(
        "board_id",
        "Board",
        FieldKind::Text,
        "The board's number of 24 digits: put .json behind the board's address in the browser and take the first id. Use one board a store.",
        "5f0c00000000000000000b01",
    ),
    Field::needed(
        "list_id",
        "List for new cards",
        FieldKind::Text,
        "The number of the list that new cards go to, in the same place under lists. They may be moved to any other list of the board.",
        "5f0c00000000000000000c01",
    ),
    Field::or_not(
        "people",
        "Accounts of people",
        FieldKind::Pairs,
        "A line each: the number of an account there = the sign-in name here. Only who is named here can tick an item there; \
         the numbers stand in the same place under members.",
        "5f0a000000000000000000a2 = ines",
    ),
    Field::or_not(
        "calls_per_day",
        "Calls a day",
        FieldKind::Number,
        "At most so many in a day of Greenwich. Trello names no daily limit; leave it empty unless you want one.",
        "5000",
    ),
];
