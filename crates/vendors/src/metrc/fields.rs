//! What somebody who connects Metrc has to say.

use countersign_ports::form::{Address, Field, FieldKind};

pub(super) const ADDRESS: Address = Address::Such("https://api-co.metrc.com");

pub(super) const FIELDS: &[Field] = &[
    Field::secret(
        "vendor_key",
        "Integrator's key",
        "The key of this integration in this state; Metrc gives it to whoever integrates.",
    ),
    Field::secret(
        "user_key",
        "User's API key",
        "In Metrc under the name of a user of this licence, API Keys. It may do what that user may.",
    ),
    Field::needed(
        "license",
        "Licence",
        FieldKind::Text,
        "The facility's licence for adult-use sales.",
        "403R-00001",
    ),
    Field::or_not(
        "medical_license",
        "Medical licence",
        FieldKind::Text,
        "Where one shop has two: lists and look-ups then go through both.",
        "403-00001",
    ),
    Field::or_not(
        "page_size",
        "Rows a page",
        FieldKind::Number,
        "1 to 20; 0 reads each list in one answer.",
        "20",
    ),
    Field::or_not(
        "external_lookup",
        "Receipts by external number",
        FieldKind::YesOrNo,
        "Whether the state's Metrc finds receipts by external number; otherwise the lists are scanned.",
        "yes",
    ),
];
