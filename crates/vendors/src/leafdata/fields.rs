//! What somebody who connects Leaf Data Systems has to say.

use countersign_ports::form::{Address, Field, FieldKind};

pub(super) const ADDRESS: Address = Address::Such("https://traceability.lcb.wa.gov");

pub(super) const FIELDS: &[Field] = &[
    Field::secret(
        "key",
        "API key",
        "In Leaf Data under the licensee's own page, API. It may do what its user may.",
    ),
    Field::needed(
        "mme_code",
        "Licensee's code",
        FieldKind::Text,
        "As every call names the licensee; in one program it is the global identifier instead.",
        "R400417",
    ),
    Field::needed(
        "mme_id",
        "Licensee's global identifier",
        FieldKind::Text,
        "In the list of licensees. What is read of another one is not believed.",
        "WAWA1.MM100",
    ),
    Field::needed(
        "zone",
        "Time zone",
        FieldKind::Text,
        "Of the premises, by its IANA name: times come without one.",
        "America/Los_Angeles",
    ),
    Field::or_not(
        "user_id",
        "User",
        FieldKind::Text,
        "The global identifier of the user under whom sales are told, where the state wants one.",
        "WAR400417.US1A",
    ),
];
