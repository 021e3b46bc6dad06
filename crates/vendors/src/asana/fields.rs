//! What somebody who connects Asana has to say.

use countersign_ports::form::{Address, Field, FieldKind};

pub(super) const ADDRESS: Address = Address::Always("https://app.asana.com/api/1.0");

pub(super) const FIELDS: &[Field] = &[
    Field::secret(
        "token",
        "Personal access token",
        "Asana's developer console makes it. Its account writes all tasks, so use one that is the shop's and nobody's own.",
    ),
    Field::needed(
        "project_gid",
        "Project",
        FieldKind::Text,
        "The number of the project whose tasks these become, as it stands in the project's address. Use one project a store.",
        "1207000000000001",
    ),
    Field::or_not(
        "people",
        "Accounts of people",
        FieldKind::Pairs,
        "A line each: the number of an account there = the sign-in name here. Only who is named here can tick an item there; \
         the number stands in the address of the account's profile.",
        "1208000000000002 = ines",
    ),
    Field::or_not(
        "plan",
        "Plan",
        FieldKind::Choice(&["free", "paid"]),
        "What the workspace pays for; Asana lets a paid one call ten times as often.",
        "free",
    ),
    Field::or_not(
        "calls_per_day",
        "Calls a day",
        FieldKind::Number,
        "At most so many in a day of Greenwich. Asana names no daily limit; leave it empty unless you want one.",
        "5000",
    ),
];
