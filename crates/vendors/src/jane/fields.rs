//! What somebody who connects iHeartJane has to say.

use countersign_ports::form::{Address, Field, FieldKind};

pub(super) const ADDRESS: Address = Address::Always("https://api.iheartjane.com");

pub(super) const FIELDS: &[Field] = &[
    Field::secret("token", "Partner token", "Jane gives it to the shop's partner."),
    Field::secret(
        "webhook_secret",
        "Secret of the webhook",
        "At least 16 characters, chosen by you and told to Jane: it is all that tells its messages from others'.",
    ),
    Field::needed("store_id", "Store", FieldKind::Text, "Jane's number of the shop.", "4101"),
];
