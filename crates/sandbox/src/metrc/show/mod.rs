//! Rows as they stand on the wire.

mod item;
mod lab;
mod package;
mod patient;
mod receipt;
mod transfer;

use countersign_kernel::Timestamp;
use serde_json::{Map, Value};

pub(super) use item::{categories, category, item, product_of_item, product_of_name};
pub(super) use lab::{document, results, test_types};
pub(super) use package::package;
pub(super) use patient::{caregiver, member, status};
pub(super) use receipt::{USER, receipt};
pub(super) use transfer::{delivery_packages, incoming};

/// How this vendor writes an absent instant in places.
pub(super) const ZERO_TIME: &str = "0001-01-01T00:00:00+00:00";

/// UTC with six fraction digits and a spelled-out offset.
pub(super) fn utc(at: Timestamp) -> String {
    at.jiff().strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string()
}

/// The members of several objects in one, in order.
pub(super) fn merged(parts: impl IntoIterator<Item = Value>) -> Value {
    let mut all = Map::new();
    for part in parts {
        let Value::Object(members) = part else { unreachable!("rows are written as objects") };
        all.extend(members);
    }
    Value::Object(all)
}
