//! The list of everything that is asked of a vendor. A new connector adds its lines here, and every fault is
//! then tried on every call.

use std::sync::Arc;

use countersign_kernel::{PackageTag, Timestamp};
use countersign_ports::marketplace::{ChannelStatus, Listing};
use countersign_ports::point_of_sale::{CustomerQuery, PosSale};
use countersign_ports::state_system::Receipt;
use countersign_ports::{CallError, Connection};

use crate::stage::{Stage, source};

/// Whether a call may leave something behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Read,
    Write,
    /// A write whose answer has no body worth reading: a spoiled one is no failure.
    SilentWrite,
}

/// One call of a capability, and the simulator's route that it reaches.
#[derive(Debug, Clone, Copy)]
pub struct Op {
    pub vendor: &'static str,
    pub name: &'static str,
    pub route: (&'static str, &'static str),
    pub kind: Kind,
}

const fn op(vendor: &'static str, name: &'static str, route: (&'static str, &'static str), kind: Kind) -> Op {
    Op { vendor, name, route, kind }
}

const ORDERS: &str = "/v1/order_integration/{key}/orders/{id}";

pub const OPS: &[Op] = &[
    op("metrc", "facility", ("GET", "/facilities/v2"), Kind::Read),
    op("metrc", "active packages", ("GET", "/packages/v2/active"), Kind::Read),
    op("metrc", "held packages", ("GET", "/packages/v2/onhold"), Kind::Read),
    op("metrc", "package", ("GET", "/packages/v2/{id}"), Kind::Read),
    op("metrc", "patient", ("GET", "/patients/v2/statuses/{patientLicenseNumber}"), Kind::Read),
    op("metrc", "find receipt", ("GET", "/sales/v2/receipts/external/{externalNumber}"), Kind::Read),
    op("metrc", "post receipt", ("POST", "/sales/v2/receipts"), Kind::Write),
    op("metrc", "void receipt", ("DELETE", "/sales/v2/receipts/{id}"), Kind::SilentWrite),
    op("dutchie_pos", "location", ("GET", "/whoami"), Kind::Read),
    op("dutchie_pos", "inventory", ("GET", "/inventory"), Kind::Read),
    op("dutchie_pos", "inventory products", ("GET", "/products"), Kind::Read),
    op("dutchie_pos", "find customers", ("POST", "/customer/search"), Kind::Read),
    op("dutchie_pos", "price cart", ("POST", "/preorder/price-cart"), Kind::Read),
    op("dutchie_pos", "register sales", ("GET", "/reporting/transactions"), Kind::Read),
    op("dutchie_pos", "find sale", ("GET", "/reporting/transactions"), Kind::Read),
    op("dutchie_pos", "post sale", ("POST", "/preorder/submit"), Kind::Write),
    op("weedmaps", "menu", ("GET", "/wm/{version}/partners/menus/{menu_id}"), Kind::Read),
    op("weedmaps", "menu items", ("GET", "/wm/{version}/partners/menus/{menu_id}/items"), Kind::Read),
    op(
        "weedmaps",
        "list items",
        ("PUT", "/wm/{version}/partners/menus/{menu_id}/items/external/{external_id}"),
        Kind::SilentWrite,
    ),
    op(
        "weedmaps",
        "set status",
        ("PUT", "/oos/{version}/merchants/{merchant_id}/orders/{order_id}"),
        Kind::SilentWrite,
    ),
    op("leafly", "menu", ("GET", "/v2/menu_integration/{key}/status"), Kind::Read),
    op("leafly", "menu items", ("GET", "/v2/menu_integration/{key}/menu"), Kind::Read),
    op("leafly", "list items", ("PUT", "/v2/menu_integration/{key}/menu/items"), Kind::SilentWrite),
    op("leafly", "hide items", ("DELETE", "/v2/menu_integration/{key}/menu/items"), Kind::SilentWrite),
    op("leafly", "fetch order", ("GET", ORDERS), Kind::Read),
    op(
        "leafly",
        "acknowledge",
        ("POST", "/v1/order_integration/{key}/orders/{id}/acknowledge"),
        Kind::SilentWrite,
    ),
    op("leafly", "set status", ("POST", "/v1/order_integration/{key}/orders/{id}/status"), Kind::Write),
];

/// What the calls are about, prepared while nothing goes wrong.
pub struct Props {
    pub connection: Arc<dyn Connection>,
    pub tag: PackageTag,
    pub patient: String,
    pub receipt: Receipt,
    pub to_void: String,
    pub sale: Option<PosSale>,
    pub order: String,
    pub since: Timestamp,
}

impl Props {
    pub async fn prepare(stage: &Stage, op: &Op) -> Self {
        stage.heal(op.vendor);
        stage.sandbox.room(op.vendor).expect("it runs").vendor.reset();
        let connection = stage.connect(op.vendor);
        let receipt = stage.receipt("WEB-77");
        let (mut to_void, mut order, mut sale) = (String::new(), String::new(), None);
        match (op.vendor, op.name) {
            ("metrc", "void receipt" | "find receipt") => {
                let state = connection.state_system().expect("a state system");
                to_void = state.post_receipt(&receipt, None).await.expect("posted");
            }
            ("dutchie_pos", "price cart" | "post sale") => {
                sale = Some(stage.sale("ord-77", &*connection).await)
            }
            ("weedmaps", "set status") | ("leafly", "fetch order" | "acknowledge" | "set status") => {
                order = stage.order(op.vendor).await;
            }
            _ => {}
        }
        if (op.vendor, op.name) == ("leafly", "set status") {
            source(&*connection).acknowledge(&order).await.expect("acknowledged");
        }
        let card = stage.sandbox.world.customers.iter().find_map(|c| c.card.as_ref()).expect("a patient");
        let (tag, patient, since) = (stage.goods().1, card.number.clone(), receipt.sold_at);
        Self { connection, tag, patient, receipt, to_void, sale, order, since }
    }

    /// Makes the call; what it gave as text, so that two calls can be compared.
    pub async fn run(&self, op: &Op) -> Result<String, CallError> {
        match op.vendor {
            "metrc" => self.state(op.name).await,
            "dutchie_pos" => self.till(op.name).await,
            _ => self.marketplace(op.name).await,
        }
    }

    async fn state(&self, name: &str) -> Result<String, CallError> {
        let state = self.connection.state_system().expect("a state system");
        Ok(match name {
            "facility" => state.facility().await?,
            "active packages" | "held packages" => {
                let mut rows = state.active_packages().await?;
                rows.sort_by(|a, b| a.tag.cmp(&b.tag));
                format!("{rows:?}")
            }
            "package" => format!("{:?}", state.package(&self.tag).await?),
            "patient" => format!("{:?}", state.patient(&self.patient).await?),
            "find receipt" => format!("{:?}", state.receipts_by_number("WEB-77", self.since).await?),
            "post receipt" => state.post_receipt(&self.receipt, None).await?,
            "void receipt" => format!("{:?}", state.void_receipt(&self.to_void).await?),
            other => panic!("no such call: {other}"),
        })
    }

    async fn till(&self, name: &str) -> Result<String, CallError> {
        let till = self.connection.point_of_sale().expect("a till");
        let sale = || self.sale.as_ref().expect("prepared");
        let phone = CustomerQuery { phone: Some("+13035550100".to_owned()), ..Default::default() };
        Ok(match name {
            "location" => till.location().await?,
            "inventory" | "inventory products" => {
                let mut items = till.inventory().await?;
                items.sort_by(|a, b| a.inventory_id.cmp(&b.inventory_id));
                format!("{items:?}")
            }
            "find customers" => format!("{:?}", till.find_customers(&phone).await?),
            "price cart" => {
                let sale = sale();
                format!("{:?}", till.price_cart(sale.pos_customer.as_deref(), false, &sale.lines).await?)
            }
            "register sales" => {
                let since = self.since.plus_seconds(-12 * 3_600);
                format!("{:?}", till.register_sales(since).await?)
            }
            "find sale" => format!("{:?}", till.sales_by_reference("ord-77", self.since).await?),
            "post sale" => till.post_sale(sale()).await?,
            other => panic!("no such call: {other}"),
        })
    }

    async fn marketplace(&self, name: &str) -> Result<String, CallError> {
        let menu = self.connection.marketplace_menu().expect("a menu");
        let orders = source(&*self.connection);
        Ok(match name {
            "menu" => menu.menu_health().await?,
            "menu items" => {
                let mut shown = menu.read_back().await?;
                shown.sort_by(|a, b| a.external_id.cmp(&b.external_id));
                format!("{shown:?}")
            }
            "list items" => format!("{:?}", menu.upsert(&[listing()]).await?),
            "hide items" => format!("{:?}", menu.hide(&["gone".to_owned()]).await?),
            "fetch order" => format!("{:?}", orders.fetch_order(&self.order).await?),
            "acknowledge" => format!("{:?}", orders.acknowledge(&self.order).await?),
            "set status" => format!("{:?}", orders.set_status(&self.order, &ChannelStatus::Approved).await?),
            other => panic!("no such call: {other}"),
        })
    }
}

fn listing() -> Listing {
    Listing {
        external_id: "NEW-7".to_owned(),
        name: "Fresh Thing".to_owned(),
        category: "Flower".to_owned(),
        brand: None,
        price: countersign_kernel::Money(2_000),
        medical: false,
        size: "3.5".to_owned(),
        size_unit: "g".to_owned(),
        available: 7,
        visible: true,
    }
}

#[test]
fn every_vendor_is_on_the_list() {
    for vendor in countersign_vendors::VENDORS {
        assert!(OPS.iter().any(|op| op.vendor == *vendor), "{vendor}");
    }
}
