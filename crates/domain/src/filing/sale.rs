//! A sale as a state that is handed tables wants to hear of it, kept until it is with the state.

use countersign_kernel::{BusinessDate, Money};
use serde::{Deserialize, Serialize};

use super::book::{Book, Named, Standing};
use super::{Operation, RefusalClass};

/// Nothing in it names a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale {
    /// Ours, unique; the register has it under the same.
    pub number: String,
    /// By the shop's wall clock.
    pub sold_on: BusinessDate,
    pub is_medical: bool,
    pub lines: Vec<SaleLine>,
    /// What was paid before tax for goods that the state does not track.
    pub paid_elsewise: Money,
    /// All tax that was asked on the sale.
    pub tax: Money,
}

/// What came out of one package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleLine {
    pub package: String,
    pub quantity: i64,
    /// Before discount and tax.
    pub unit_price: Money,
    /// After discount, before tax, for all of it.
    pub paid: Money,
}

/// Whether it is sure that a state has none of these rows: it took each out, it says that there is nothing under this name, or it
/// never took what it was handed.
pub fn is_out(book: &Book, rows: &[Named]) -> bool {
    rows.iter().all(|row| {
        let Some((last, standing)) = book.filings(row).next_back() else { return true };
        if last.operation == Operation::Delete {
            return standing.is_taken() || is_refused(&standing, |class| class == RefusalClass::NotFound);
        }
        let never = |standing: &Standing| is_refused(standing, |class| class != RefusalClass::Duplicate);
        last.operation == Operation::Insert && book.filings(row).all(|(_, standing)| never(&standing))
    })
}

fn is_refused(standing: &Standing, by: impl Fn(RefusalClass) -> bool) -> bool {
    matches!(standing, Standing::Refused(reasons) if reasons.iter().all(|reason| by(reason.class)))
}
