//! What somebody who connects Dutchie POS has to say.

use countersign_ports::form::{Address, Field, FieldKind};

pub(super) const ADDRESS: Address = Address::Always("https://api.pos.dutchie.com");

pub(super) const FIELDS: &[Field] = &[
    Field::secret(
        "location_key",
        "Location key",
        "Of this location; Dutchie's support gives it to the shop.",
    ),
    Field::secret("integrator_key", "Integrator's key", "Empty until Dutchie asks for one.").unneeded(),
    Field::needed(
        "consumer_key",
        "Consumer key",
        FieldKind::Text,
        "A GUID of your own, the same for ever: without it a repeated sale is not seen to be one.",
        "3b8e2f0a-6c1d-4f7e-9a52-0d4c6b8e1f23",
    ),
    Field::or_not(
        "adult_customer_type_id",
        "Customer type of adults",
        FieldKind::Number,
        "This location's own number. Without it a cart is priced for a known customer only.",
        "1",
    ),
    Field::or_not(
        "medical_customer_type_id",
        "Customer type of patients",
        FieldKind::Number,
        "As above.",
        "2",
    ),
    Field::or_not(
        "walk_in_customer_id",
        "Profile of walk-ins",
        FieldKind::Number,
        "The profile that sales without a customer are rung up on. Without it a sale needs a customer.",
        "4711",
    ),
    Field::or_not(
        "limits_times",
        "Times the published limits",
        FieldKind::Number,
        "How many times the published number of calls this location has been granted, 1 to 100.",
        "1",
    ),
];
