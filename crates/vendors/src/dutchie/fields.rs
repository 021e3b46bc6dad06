//! What somebody who connects Dutchie E-commerce has to say.

use countersign_ports::form::{Address, Field, FieldKind};

pub(super) const ADDRESS: Address = Address::Always("https://plus.dutchie.com");

pub(super) const FIELDS: &[Field] = &[
    Field::secret("plus_key", "Key of the menu", "Dutchie Plus gives it to the shop."),
    Field::secret("location_key", "Location key", "The one of the Dutchie POS connection: orders lie there."),
    Field::secret("integrator_key", "Integrator's key", "Empty until Dutchie asks for one.").unneeded(),
    Field::needed("retailer_id", "Retailer", FieldKind::Text, "The shop's id at the menu.", "6f1d0b8e-…"),
    Field::needed(
        "pos_url",
        "Address of the register",
        FieldKind::Address,
        "Where Dutchie POS answers.",
        "https://api.pos.dutchie.com",
    ),
    Field::needed(
        "order_sources",
        "Words of its orders",
        FieldKind::Words,
        "What stands in `orderSource` of preorders from this menu; look at one at your own location.",
        "Dutchie, Ecomm",
    ),
    Field::or_not("ask_seconds", "Asked every so many seconds", FieldKind::Number, "15 to 600.", "30"),
    Field::or_not(
        "version",
        "Version of the menu",
        FieldKind::Text,
        "As it stands in the address.",
        "2021-07",
    ),
];
