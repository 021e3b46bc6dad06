//! What somebody who connects BioTrackTHC has to say.

use countersign_ports::form::{Address, Field, FieldKind};

pub(super) const ADDRESS: Address = Address::Such("https://trace.ct.biotr.ac");

pub(super) const FIELDS: &[Field] = &[
    Field::secret("password", "Password", "Of the user below."),
    Field::needed(
        "license_number",
        "Company",
        FieldKind::Text,
        "The number that the company's people log in with.",
        "999000100",
    ),
    Field::needed(
        "username",
        "User",
        FieldKind::Text,
        "One of its own for this program, so that the state sees who acted.",
        "hub@shop.example",
    ),
    Field::needed("location", "Licence", FieldKind::Text, "The licence of the premises.", "400417"),
    Field::or_not(
        "medical_location",
        "Medical licence",
        FieldKind::Text,
        "Where goods for patients lie under a licence of their own.",
        "400418",
    ),
    Field::needed(
        "zone",
        "Time zone",
        FieldKind::Text,
        "Of the premises, by its IANA name.",
        "America/New_York",
    ),
    Field::needed(
        "price_is",
        "A price is of",
        FieldKind::Choice(&["line", "each"]),
        "What the state takes a sale's price for: the line's or one unit's. No public source settles it; ask the state, or look at one sale.",
        "line",
    ),
    Field::or_not(
        "training",
        "Training",
        FieldKind::YesOrNo,
        "Whether this is the state's training database.",
        "no",
    ),
    Field::or_not(
        "sales_from",
        "Sales from",
        FieldKind::Number,
        "The transaction from which the table of sales is read; it comes whole, so set it anew once a year.",
        "0",
    ),
    Field::or_not(
        "number_as_terminal",
        "Our number as terminal",
        FieldKind::YesOrNo,
        "Whether a sale's number travels as the terminal's name, by which it is found again.",
        "yes",
    ),
    Field::or_not(
        "inventory_types",
        "Types of inventory",
        FieldKind::Pairs,
        "Types that this state added, and whether they are counted in `each` or `grams`.",
        "41 = each",
    ),
];
