//! What somebody who connects Cova has to say.

use countersign_ports::form::{Address, Field, FieldKind};

pub(super) const ADDRESS: Address = Address::Always("https://api.covasoft.net");

pub(super) const FIELDS: &[Field] = &[
    Field::secret("client_secret", "Client secret", "Beside the client id."),
    Field::secret("username", "User", "The integration's user at Cova."),
    Field::secret("password", "Password", "Of that user."),
    Field::needed(
        "client_id",
        "Client id",
        FieldKind::Text,
        "Cova gives it to whoever integrates.",
        "Shop-Hub",
    ),
    Field::needed("company_id", "Company", FieldKind::Number, "The company's number.", "14001"),
    Field::needed("integrator_id", "Integrator", FieldKind::Text, "The integrator's GUID.", "2d6f8c1b-…"),
    Field::needed("location_id", "Location", FieldKind::Number, "The location's number.", "20001"),
    Field::or_not(
        "medical_location_id",
        "Medical location",
        FieldKind::Number,
        "Where one shop has two licences.",
        "20002",
    ),
    Field::or_not(
        "tax_inclusive",
        "Prices include tax",
        FieldKind::YesOrNo,
        "As this location is set up at Cova: it decides which of two calls takes an order.",
        "no",
    ),
    Field::or_not(
        "bans_by_disabling",
        "Disabled means not served",
        FieldKind::YesOrNo,
        "Whether this shop disables the profile of those it does not serve. Without it nobody's standing is known.",
        "no",
    ),
    Field::or_not(
        "customers_since",
        "Customers since",
        FieldKind::Day,
        "Customers whose profile was not touched since are not looked at.",
        "2000-01-01",
    ),
    Field::or_not(
        "specifications",
        "Names of specifications",
        FieldKind::Pairs,
        "What this shop calls those that hold the grams (`weight`) and the milligrams of THC (`thc`) of one unit.",
        "weight = Net Weight",
    ),
    Field::or_not(
        "token_url",
        "Address for tokens",
        FieldKind::Address,
        "Where iQmetrix gives them.",
        super::TOKEN_URL,
    ),
];
