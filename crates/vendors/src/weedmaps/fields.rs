//! What somebody who connects Weedmaps has to say.

use countersign_ports::form::{Address, Field, FieldKind};

pub(super) const ADDRESS: Address = Address::Always("https://api-g.weedmaps.com");

pub(super) const FIELDS: &[Field] = &[
    Field::secret(
        "client_secret",
        "Client secret",
        "Beside the client id. Weedmaps signs its callbacks with it too.",
    ),
    Field::needed(
        "client_id",
        "Client id",
        FieldKind::Text,
        "Weedmaps gives it to whoever integrates.",
        "5f0c1e…",
    ),
    Field::needed("menu_id", "Menu id", FieldKind::Text, "The listing's WMID.", "710100"),
    Field::or_not("menu_version", "Version of the menu API", FieldKind::Text, "A dated version.", "2025-07"),
    Field::or_not(
        "order_version",
        "Version of the orders API",
        FieldKind::Text,
        "2026-01 or later.",
        "2026-01",
    ),
];
