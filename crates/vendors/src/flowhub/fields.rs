//! What somebody who connects Flowhub has to say.

use countersign_ports::form::{Address, Field, FieldKind};

pub(super) const ADDRESS: Address = Address::Always("https://api.flowhub.co");

pub(super) const FIELDS: &[Field] = &[
    Field::secret("client_id", "Client id", "Flowhub gives it to whoever integrates."),
    Field::secret("key", "Key", "The shop's API key."),
    Field::needed(
        "location_id",
        "Location",
        FieldKind::Text,
        "Its import id.",
        "8b6a0c3e-51fd-4c0e-9c31-7b9f2d1e4a60",
    ),
    Field::or_not(
        "medical_location_id",
        "Medical location",
        FieldKind::Text,
        "Where one shop has two licences.",
        "e19c…",
    ),
    Field::or_not(
        "banned_group",
        "Group of those not served",
        FieldKind::Text,
        "The customer group in which the shop keeps them. Without it nobody's standing is known, and every order waits for a person.",
        "Do Not Serve",
    ),
    Field::or_not(
        "look_back_days",
        "Days looked back",
        FieldKind::Number,
        "So many days back sales are read again, to see what was voided since.",
        "2",
    ),
];
