//! What somebody who connects Leafly has to say.

use countersign_ports::form::{Address, Field, FieldKind};

pub(super) const ADDRESS: Address = Address::Always("https://api.leafly.com");

pub(super) const FIELDS: &[Field] = &[
    Field::secret("client_secret", "Client secret", "Beside the client id."),
    Field::secret("hmac_key", "HMAC key", "The integrator's key that Leafly signs its events with."),
    Field::needed(
        "client_id",
        "Client id",
        FieldKind::Text,
        "Leafly gives it to whoever integrates.",
        "shop-hub",
    ),
    Field::needed(
        "menu_integration_key",
        "Menu integration key",
        FieldKind::Text,
        "The shop's, for its menu.",
        "0c2d…",
    ),
    Field::needed(
        "order_integration_key",
        "Order integration key",
        FieldKind::Text,
        "The shop's, for its orders.",
        "9f31…",
    ),
    Field::or_not(
        "token_url",
        "Address for tokens",
        FieldKind::Address,
        "In production Leafly has three hosts, and each must be given; otherwise it is the path under the address above.",
        "https://sso.leafly.com/token",
    ),
    Field::or_not(
        "menu_url",
        "Address of the menu",
        FieldKind::Address,
        "As above.",
        "https://api.leafly.com/v2/menu_integration",
    ),
    Field::or_not(
        "order_url",
        "Address of the orders",
        FieldKind::Address,
        "As above.",
        "https://reservations-api.leafly.com/v1/order_integration",
    ),
    Field::or_not(
        "signature_encoding",
        "Signatures are written in",
        FieldKind::Choice(&["hex", "base64"]),
        "Leafly does not document it; events that are refused for their signature say that it is the other.",
        "hex",
    ),
];
