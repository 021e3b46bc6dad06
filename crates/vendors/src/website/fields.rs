//! What somebody who connects the shop's own website has to say.

use countersign_ports::form::{Address, Field};

pub(super) const ADDRESS: Address = Address::Such("https://shop.example/countersign");

pub(super) const FIELDS: &[Field] = &[Field::secret(
    "webhook_secret",
    "Secret of the webhook",
    "At least 16 characters, chosen by you and kept on the website's server: what we tell the website is signed with it.",
)];
