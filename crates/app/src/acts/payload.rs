//! What an act says, as it lies in the outbox. No name, number or address of a person is in any of them.

use countersign_kernel::Timestamp;
use countersign_kernel::id::{CaseId, OrderId, PublicationId};
use countersign_ports::books::{Adjustment, PriceChange};
use countersign_ports::marketplace::{ChannelStatus, Listing};
use countersign_ports::point_of_sale::PosSale;
use countersign_ports::state_system::Receipt;
use countersign_store::acts::ActRow;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Payload {
    Acknowledge {
        external_id: String,
    },
    Status {
        external_id: String,
        status: ChannelStatus,
    },
    Receipt {
        receipt: Receipt,
        /// It was posted before and is not there: it is looked for before it is posted again.
        #[serde(default)]
        again: bool,
    },
    PosSale {
        sale: PosSale,
    },
    /// The receipt of a sale that was brought back.
    Void {
        number: String,
        sold_at: Timestamp,
    },
    /// A product that must not be for sale is taken off a menu, and the menu is read back.
    Hide {
        case: CaseId,
        sku: String,
        external_ids: Vec<String>,
    },
    /// A product of which no more is left than its safety stock is taken off a menu, and the menu is read back.
    Withdraw {
        sku: String,
        external_ids: Vec<String>,
    },
    /// What was taken off because of the count is shown again.
    Restore {
        sku: String,
        external_ids: Vec<String>,
    },
    /// What was counted in the shop becomes the state's count.
    SetQuantity {
        case: CaseId,
        adjustment: Adjustment,
        /// The package is empty then, and is finished as well.
        #[serde(default)]
        finish: bool,
    },
    /// Listings get the price that the point of sale will charge.
    SetPrices {
        case: CaseId,
        prices: Vec<PriceChange>,
    },
    /// A product is put on a menu, and the menu is read back.
    Publish {
        publication: PublicationId,
        listing: Listing,
    },
    /// A product comes off a menu: a person took it off, or another menu did not take the publication.
    Unpublish {
        publication: Option<PublicationId>,
        sku: String,
        external_ids: Vec<String>,
    },
    /// What was hidden because of a case that is over is shown again.
    Show {
        case: CaseId,
        sku: String,
        external_ids: Vec<String>,
    },
}

impl Payload {
    /// The kind under which the act is listed and put on the record.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Acknowledge { .. } => "channel.acknowledge",
            Self::Status { .. } => "channel.status",
            Self::Receipt { .. } => "state.receipt",
            Self::PosSale { .. } => "pos.sale",
            Self::Void { .. } => "state.void",
            Self::Hide { .. } => "menu.hide",
            Self::Withdraw { .. } => "menu.withdraw",
            Self::Restore { .. } => "menu.restore",
            Self::SetQuantity { .. } => "state.quantity",
            Self::SetPrices { .. } => "menu.price",
            Self::Publish { .. } => "menu.publish",
            Self::Unpublish { .. } => "menu.unpublish",
            Self::Show { .. } => "menu.show",
        }
    }

    /// What an act in the outbox says.
    pub fn of(act: &ActRow) -> Result<Self, AppError> {
        serde_json::from_str(&act.payload).map_err(|why| damaged(act, &why))
    }
}

/// The order that an act is about, where it is about one.
pub fn order_of(act: &ActRow) -> Result<Option<OrderId>, AppError> {
    act.order_id.as_deref().map(|id| id.parse().map_err(|why| damaged(act, &why))).transpose()
}

fn damaged(act: &ActRow, why: &dyn std::fmt::Display) -> AppError {
    AppError::Damaged(format!("act {}: {why}", act.id))
}
