//! The list of everything that is asked of a vendor. A new connector adds its lines here, and every fault is
//! then tried on every call: one suite a capability, whoever the vendor is.

use std::sync::Arc;

use countersign_domain::menu::Kind::Flower;
use countersign_domain::menu::{Figure, FigureUnit, Figures, Measured};
use countersign_domain::orders::{Cancellation, IncomingOrder};
use countersign_kernel::{Money, PackageTag, Timestamp};
use countersign_ports::books::{Adjustment, PriceChange, Pulled};
use countersign_ports::flag::Capability;
use countersign_ports::marketplace::{ChannelStatus, Listing};
use countersign_ports::point_of_sale::{CustomerQuery, PosSale};
use countersign_ports::state_system::Receipt;
use countersign_ports::task_board::{Change, Purse, Wanted};
use countersign_ports::{CallError, Connection};
use serde_json::json;

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

const PRODUCTS: (&str, &str) = ("POST", "/dataplatform/v1/Companies/{company}/DetailedProductData");

const PREORDERS: (&str, &str) = ("GET", "/preorder/Status");
const PLUS_MENU: &str = "/plus/{version}/graphql#menu";

/// An action of the one URL that the state system of barcodes has.
const fn action(name: &'static str) -> (&'static str, &'static str) {
    ("POST", name)
}

const MENU: (&str, &str) = ("GET", "/partner/v1/stores/{store}/menu_products");

pub const OPS: &[Op] = &[
    op("metrc", "facility", ("GET", "/facilities/v2"), Kind::Read),
    op("metrc", "active packages", ("GET", "/packages/v2/active"), Kind::Read),
    op("metrc", "held packages", ("GET", "/packages/v2/onhold"), Kind::Read),
    op("metrc", "adjustment reasons", ("GET", "/packages/v2/adjust/reasons"), Kind::Read),
    op("metrc", "adjust package", ("PUT", "/packages/v2/adjust"), Kind::SilentWrite),
    op("metrc", "finish package", ("PUT", "/packages/v2/finish"), Kind::SilentWrite),
    op("metrc", "package", ("GET", "/packages/v2/{id}"), Kind::Read),
    op("metrc", "patient", ("GET", "/patients/v2/statuses/{patientLicenseNumber}"), Kind::Read),
    op("metrc", "find receipt", ("GET", "/sales/v2/receipts/external/{externalNumber}"), Kind::Read),
    op("metrc", "receipts of a day", ("GET", "/sales/v2/receipts/active"), Kind::Read),
    op("metrc", "voided receipts of a day", ("GET", "/sales/v2/receipts/inactive"), Kind::Read),
    op("metrc", "lines of a receipt", ("GET", "/sales/v2/receipts/{id}"), Kind::Read),
    op("metrc", "post receipt", ("POST", "/sales/v2/receipts"), Kind::Write),
    op("metrc", "void receipt", ("DELETE", "/sales/v2/receipts/{id}"), Kind::SilentWrite),
    op("biotrack", "facility", action("/serverjson.asp#sync_vendor"), Kind::Read),
    op("biotrack", "active packages", action("/serverjson.asp#sync_inventory"), Kind::Read),
    op("biotrack", "rooms of packages", action("/serverjson.asp#sync_inventory_room"), Kind::Read),
    op("biotrack", "results of packages", action("/serverjson.asp#inventory_qa_check_all"), Kind::Read),
    op("biotrack", "package", action("/serverjson.asp#inventory_check"), Kind::Read),
    op("biotrack", "adjust package", action("/serverjson.asp#inventory_adjust"), Kind::Write),
    op("biotrack", "find receipt", action("/serverjson.asp#sync_sale"), Kind::Read),
    op("biotrack", "replayed receipt", action("/serverjson.asp#nonce_replay"), Kind::Read),
    op("biotrack", "receipts of a day", action("/serverjson.asp#sync_sale"), Kind::Read),
    op("biotrack", "lines of a receipt", action("/serverjson.asp#sync_sale"), Kind::Read),
    op("biotrack", "post receipt", action("/serverjson.asp#sale_dispense"), Kind::Write),
    op("biotrack", "void receipt", action("/serverjson.asp#sale_void"), Kind::Write),
    op("leafdata", "facility", ("GET", "/api/v1/mmes"), Kind::Read),
    op("leafdata", "active packages", ("GET", "/api/v1/inventories"), Kind::Read),
    op("leafdata", "rooms of packages", ("GET", "/api/v1/areas"), Kind::Read),
    op("leafdata", "types of packages", ("GET", "/api/v1/inventory_types"), Kind::Read),
    op("leafdata", "results of packages", ("GET", "/api/v1/lab_results"), Kind::Read),
    op("leafdata", "package", ("GET", "/api/v1/inventories"), Kind::Read),
    op("leafdata", "adjust package", ("POST", "/api/v1/inventory_adjustments"), Kind::Write),
    op("leafdata", "find receipt", ("GET", "/api/v1/sales"), Kind::Read),
    op("leafdata", "receipts of a day", ("GET", "/api/v1/sales"), Kind::Read),
    op("leafdata", "lines of a receipt", ("GET", "/api/v1/sales"), Kind::Read),
    op("leafdata", "post receipt", ("POST", "/api/v1/sales"), Kind::Write),
    op("leafdata", "void receipt", ("DELETE", "/api/v1/sales/{global_id}"), Kind::SilentWrite),
    op("dutchie_pos", "location", ("GET", "/whoami"), Kind::Read),
    op("dutchie_pos", "inventory", ("GET", "/inventory"), Kind::Read),
    op("dutchie_pos", "inventory products", ("GET", "/products"), Kind::Read),
    op("dutchie_pos", "shelf report", ("GET", "/reporting/inventory"), Kind::Read),
    op("dutchie_pos", "find customers", ("POST", "/customer/search"), Kind::Read),
    op("dutchie_pos", "price cart", ("POST", "/preorder/price-cart"), Kind::Read),
    op("dutchie_pos", "register sales", ("GET", "/reporting/transactions"), Kind::Read),
    op("dutchie_pos", "sales of a day", ("GET", "/reporting/transactions"), Kind::Read),
    op("dutchie_pos", "find sale", ("GET", "/reporting/transactions"), Kind::Read),
    op("dutchie_pos", "post sale", ("POST", "/preorder/submit"), Kind::Write),
    op("flowhub", "location", ("GET", "/v0/clientsLocations"), Kind::Read),
    op("flowhub", "inventory", ("GET", "/v0/locations/{id}/InventoryAnalytics"), Kind::Read),
    op("flowhub", "shelf report", ("GET", "/v0/locations/{id}/InventoryAnalytics"), Kind::Read),
    op("flowhub", "find customers", ("GET", "/v1/customers/findByPhoneNumber"), Kind::Read),
    op("flowhub", "register sales", ("GET", "/v1/orders/findByLocationId/{import_id}"), Kind::Read),
    op("cova", "location", PRODUCTS, Kind::Read),
    op("cova", "inventory", PRODUCTS, Kind::Read),
    op("cova", "find customers", ("GET", "/crm/v1/{company}/CustomerFull"), Kind::Read),
    op("cova", "find sale", ("GET", "/covaorderintake/v2/{company}/{order}/Status"), Kind::Read),
    op("cova", "post sale", ("PUT", "/covaorderintake/v1/{call}"), Kind::SilentWrite),
    op("jane", "menu", MENU, Kind::Read),
    op("jane", "menu items", MENU, Kind::Read),
    op("jane", "fetch order", ("GET", "/partner/v1/carts/{id}"), Kind::Read),
    op("jane", "order standing", ("GET", "/partner/v1/carts/{id}"), Kind::Read),
    op("website", "set status", ("POST", "/orders"), Kind::SilentWrite),
    op("website", "cancel order", ("POST", "/orders"), Kind::SilentWrite),
    op("dutchie", "menu", action("/plus/{version}/graphql#retailers"), Kind::Read),
    op("dutchie", "menu items", action(PLUS_MENU), Kind::Read),
    op("dutchie", "ask for orders", PREORDERS, Kind::Read),
    op("dutchie", "fetch order", PREORDERS, Kind::Read),
    op("dutchie", "customer of an order", ("GET", "/customer/customers"), Kind::Read),
    op("dutchie", "order standing", PREORDERS, Kind::Read),
    op("dutchie", "cancel order", ("POST", "/preorder/cancel"), Kind::SilentWrite),
    op("weedmaps", "menu", ("GET", "/wm/{version}/partners/menus/{menu_id}"), Kind::Read),
    op("weedmaps", "menu items", ("GET", "/wm/{version}/partners/menus/{menu_id}/items"), Kind::Read),
    op(
        "weedmaps",
        "list items",
        ("PUT", "/wm/{version}/partners/menus/{menu_id}/items/external/{external_id}"),
        Kind::SilentWrite,
    ),
    op("weedmaps", "items to list", ("GET", "/wm/{version}/partners/menus/{menu_id}/items"), Kind::Read),
    op("weedmaps", "item to list again", ("GET", "/wm/{version}/partners/menu_items/{id}"), Kind::Read),
    op("weedmaps", "list again", ("PATCH", "/wm/{version}/partners/menu_items/{id}"), Kind::SilentWrite),
    op("weedmaps", "hide items", ("PATCH", "/wm/{version}/partners/menu_items/{id}"), Kind::SilentWrite),
    op("weedmaps", "show items", ("PATCH", "/wm/{version}/partners/menu_items/{id}"), Kind::SilentWrite),
    op("weedmaps", "set price", ("PATCH", "/wm/{version}/partners/menu_items/{id}"), Kind::SilentWrite),
    op("weedmaps", "price to set", ("GET", "/wm/{version}/partners/menu_items/{id}"), Kind::Read),
    op(
        "weedmaps",
        "set status",
        ("PUT", "/oos/{version}/merchants/{merchant_id}/orders/{order_id}"),
        Kind::SilentWrite,
    ),
    op(
        "weedmaps",
        "cancel order",
        ("PUT", "/oos/{version}/merchants/{merchant_id}/orders/{order_id}"),
        Kind::SilentWrite,
    ),
    op("leafly", "menu", ("GET", "/v2/menu_integration/{key}/status"), Kind::Read),
    op("leafly", "menu items", ("GET", "/v2/menu_integration/{key}/menu"), Kind::Read),
    op("leafly", "items to list", ("GET", "/v2/menu_integration/{key}/menu"), Kind::Read),
    op("leafly", "list items", ("PUT", "/v2/menu_integration/{key}/menu/items"), Kind::SilentWrite),
    op("leafly", "hide items", ("DELETE", "/v2/menu_integration/{key}/menu/items"), Kind::SilentWrite),
    op("leafly", "fetch order", ("GET", ORDERS), Kind::Read),
    op("leafly", "order standing", ("GET", ORDERS), Kind::Read),
    op("leafly", "documents", ("GET", "/v1/order_integration/{key}/government_id/{id}"), Kind::Read),
    op(
        "leafly",
        "acknowledge",
        ("POST", "/v1/order_integration/{key}/orders/{id}/acknowledge"),
        Kind::SilentWrite,
    ),
    op("leafly", "cancel order", ("POST", "/v1/order_integration/{key}/orders/{id}/status"), Kind::Write),
    op("leafly", "set status", ("POST", "/v1/order_integration/{key}/orders/{id}/status"), Kind::Write),
    op("asana", "board", ("GET", "/projects/{gid}"), Kind::Read),
    op("asana", "board tasks", ("GET", "/tasks"), Kind::Read),
    op("asana", "create task", ("POST", "/tasks"), Kind::Write),
    op("asana", "change task", ("PUT", "/tasks/{gid}"), Kind::SilentWrite),
    op("asana", "comment on task", ("POST", "/tasks/{gid}/stories"), Kind::SilentWrite),
    op("asana", "watch board", ("POST", "/webhooks"), Kind::Write),
    op("asana", "webhook of the board", ("GET", "/webhooks/{gid}"), Kind::Read),
    op("trello", "board", ("GET", "/boards/{id}"), Kind::Read),
    op("trello", "board tasks", ("GET", "/boards/{id}/cards"), Kind::Read),
    op("trello", "who completed", ("GET", "/boards/{id}/actions"), Kind::Read),
    op("trello", "create task", ("POST", "/cards"), Kind::Write),
    op("trello", "change task", ("PUT", "/cards/{id}"), Kind::SilentWrite),
    op("trello", "comment on task", ("POST", "/cards/{id}/actions/comments"), Kind::SilentWrite),
    op("trello", "watch board", ("POST", "/webhooks"), Kind::Write),
    op("trello", "webhook of the board", ("GET", "/webhooks/{id}"), Kind::Read),
    // A no comes with the status of a yes, so no answer of a write may be spoiled.
    op("mondaycom", "board", action("/v2#boards"), Kind::Read),
    op("mondaycom", "board tasks", action("/v2#items_page"), Kind::Read),
    op("mondaycom", "more board tasks", action("/v2#next_items_page"), Kind::Read),
    op("mondaycom", "create task", action("/v2#create_item"), Kind::Write),
    op("mondaycom", "change task", action("/v2#change_multiple_column_values"), Kind::Write),
    op("mondaycom", "comment on task", action("/v2#create_update"), Kind::Write),
    op("mondaycom", "watch board", action("/v2#create_webhook"), Kind::Write),
    op("mondaycom", "webhook of the board", action("/v2#webhooks"), Kind::Read),
];

/// The call that a capability is asked by. Those without one are facts about what comes with other answers.
pub fn call_of(capability: Capability) -> Option<&'static str> {
    Some(match capability {
        Capability::Packages => "active packages",
        Capability::OnePackage => "package",
        Capability::PatientAllowance => "patient",
        Capability::AdjustPackage => "adjust package",
        Capability::FinishPackage => "finish package",
        Capability::PostReceipt => "post receipt",
        Capability::FindReceipt => "find receipt",
        Capability::VoidReceipt => "void receipt",
        Capability::ReadReceipts => "receipts of a day",
        Capability::Inventory => "inventory",
        Capability::Customers => "find customers",
        Capability::CartPrice => "price cart",
        Capability::RegisterSales => "register sales",
        Capability::RingUp => "post sale",
        Capability::FindSale => "find sale",
        Capability::ReadSales => "sales of a day",
        Capability::FetchOrder => "fetch order",
        Capability::OrderStanding => "order standing",
        Capability::Documents => "documents",
        Capability::Acknowledge => "acknowledge",
        Capability::SetStatus => "set status",
        Capability::CancelOrder => "cancel order",
        Capability::WriteMenu | Capability::Figures => "list items",
        Capability::HideItems => "hide items",
        Capability::ShowItems => "show items",
        Capability::SetPrice => "set price",
        Capability::ReadMenu => "menu items",
        Capability::WriteTasks => "create task",
        Capability::ReadTasks => "board tasks",
        Capability::Comment => "comment on task",
        Capability::Watch => "watch board",
        Capability::PurchasesElsewhere
        | Capability::SetCount
        | Capability::Measures
        | Capability::Standing
        | Capability::CustomerIds
        | Capability::TakeOrders
        | Capability::Quote
        | Capability::BirthDate
        | Capability::Reasons
        | Capability::FindTask
        | Capability::WhoCompleted
        | Capability::Batch
        | Capability::RingDiscount => return None,
    })
}

/// What the calls are about, prepared while nothing goes wrong.
pub struct Props {
    pub connection: Arc<dyn Connection>,
    pub tag: PackageTag,
    pub patient: String,
    pub phone: String,
    pub receipt: Receipt,
    pub to_void: String,
    pub sale: Option<PosSale>,
    pub order: String,
    pub whole: Option<IncomingOrder>,
    pub since: Timestamp,
}

impl Props {
    pub async fn prepare(stage: &Stage, op: &Op) -> Self {
        stage.heal(op.vendor);
        stage.sandbox.room(op.vendor).expect("it runs").vendor.reset();
        let connection = stage.connect(op.vendor);
        let receipt = stage.receipt("WEB-77");
        let mut props = Self::of_nothing(stage, connection.clone(), receipt);
        match op.name {
            "void receipt" | "find receipt" | "replayed receipt" | "lines of a receipt" => {
                let state = connection.state_system().expect("a state system");
                props.to_void = state.post_receipt(&props.receipt, None).await.expect("posted");
            }
            "price cart" | "post sale" => props.sale = Some(stage.sale("ord-77", &*connection).await),
            "find sale" => {
                let sale = stage.sale("ord-77", &*connection).await;
                let till = connection.point_of_sale().expect("a till");
                till.post_sale(&sale).await.expect("rung up");
                props.sale = Some(sale);
            }
            // The website's orders come by the API; what it is told of names one by its quote.
            "set status" | "cancel order" if op.vendor == "website" => props.order = "qte_77".to_owned(),
            "set status"
            | "cancel order"
            | "fetch order"
            | "customer of an order"
            | "order standing"
            | "ask for orders"
            | "acknowledge"
            | "documents" => {
                props.order = stage.order(op.vendor).await;
                let orders = source(&*connection);
                if op.name == "documents" {
                    props.whole = Some(orders.fetch_order(&props.order).await.expect("the order"));
                }
                if matches!(op.name, "set status" | "cancel order") && orders.habits().acknowledges {
                    orders.acknowledge(&props.order).await.expect("acknowledged");
                }
            }
            "webhook of the board"
            | "board tasks"
            | "more board tasks"
            | "who completed"
            | "change task"
            | "comment on task" => {
                props.order = tasks_there(stage, op, &*connection).await;
            }
            "finish package" => {
                let state = connection.state_system().expect("a state system");
                let to_none = Adjustment { to: "0".to_owned(), ..adjustment(&props.tag, "Entry Error") };
                state.set_quantity(&to_none).await.expect("emptied");
            }
            "hide items" | "set price" | "price to set" | "list again" | "item to list again" => {
                let menu = connection.marketplace_menu().expect("a menu");
                menu.publish(&[listing()]).await.expect("listed");
            }
            "show items" => {
                let menu = connection.marketplace_menu().expect("a menu");
                menu.publish(&[listing()]).await.expect("listed");
                menu.hide(&["NEW-7".to_owned()]).await.expect("hidden");
            }
            _ => {}
        }
        props
    }

    /// Before anything has happened at the vendor.
    pub fn of_nothing(stage: &Stage, connection: Arc<dyn Connection>, receipt: Receipt) -> Self {
        let card = stage.sandbox.world.customers.iter().find_map(|c| c.card.as_ref()).expect("a patient");
        let receipt = stage.named_for(connection.vendor(), receipt);
        let (tag, patient, since) = (receipt.lines[0].tag.clone(), card.number.clone(), receipt.sold_at);
        let (to_void, order) = (String::new(), String::new());
        let phone = stage.sandbox.world.customers[stage.adult()].phone.clone();
        Self { connection, tag, patient, phone, receipt, to_void, sale: None, order, whole: None, since }
    }

    /// Makes the call; what it gave as text, so that two calls can be compared.
    pub async fn run(&self, op: &Op) -> Result<String, CallError> {
        self.call(op.name).await
    }

    pub async fn call(&self, name: &str) -> Result<String, CallError> {
        match name {
            "facility"
            | "active packages"
            | "held packages"
            | "rooms of packages"
            | "types of packages"
            | "results of packages"
            | "adjustment reasons"
            | "adjust package"
            | "finish package"
            | "package"
            | "patient"
            | "find receipt"
            | "replayed receipt"
            | "receipts of a day"
            | "voided receipts of a day"
            | "lines of a receipt"
            | "post receipt"
            | "void receipt" => self.state(name).await,
            "location" | "inventory" | "inventory products" | "shelf report" | "find customers"
            | "price cart" | "register sales" | "sales of a day" | "find sale" | "post sale" => {
                self.till(name).await
            }
            "board"
            | "board tasks"
            | "more board tasks"
            | "who completed"
            | "create task"
            | "change task"
            | "comment on task"
            | "watch board"
            | "webhook of the board" => self.board(name).await,
            _ => self.marketplace(name).await,
        }
    }

    async fn state(&self, name: &str) -> Result<String, CallError> {
        let state = self.connection.state_system().expect("a state system");
        Ok(match name {
            "facility" => state.facility().await?,
            "active packages"
            | "held packages"
            | "rooms of packages"
            | "types of packages"
            | "results of packages" => {
                let mut rows = state.active_packages().await?;
                rows.sort_by(|a, b| a.tag.cmp(&b.tag));
                format!("{rows:?}")
            }
            "adjustment reasons" => format!("{:?}", state.adjustment_reasons().await?),
            "adjust package" => {
                let reasons = state.adjustment_reasons().await.unwrap_or_default();
                let ground = reasons
                    .iter()
                    .find(|r| matches!(r.name.as_str(), "Entry Error" | "Correction" | "Reconciliation"));
                let reason = ground.map_or("Entry Error", |ground| ground.name.as_str());
                format!("{:?}", state.set_quantity(&adjustment(&self.tag, reason)).await?)
            }
            "finish package" => {
                let on = "2026-11-21".parse().expect("a day");
                format!("{:?}", state.finish_package(&self.tag, on).await?)
            }
            "package" => format!("{:?}", state.package(&self.tag).await?),
            "patient" => format!("{:?}", state.patient(&self.patient).await?),
            "find receipt" | "replayed receipt" => {
                format!("{:?}", state.receipts_by_number("WEB-77", self.since).await?)
            }
            "receipts of a day" | "voided receipts of a day" => {
                format!("{:?}", state.receipts_since(self.since.plus_seconds(-40 * 3_600)).await?)
            }
            "lines of a receipt" => format!("{:?}", state.receipt_lines(&self.to_void).await?),
            "post receipt" => state.post_receipt(&self.receipt, None).await?,
            "void receipt" => format!("{:?}", state.void_receipt(&self.to_void).await?),
            other => panic!("no such call: {other}"),
        })
    }

    async fn till(&self, name: &str) -> Result<String, CallError> {
        let till = self.connection.point_of_sale().expect("a till");
        let sale = || self.sale.as_ref().expect("prepared before the sale");
        let phone = CustomerQuery { phone: Some(self.phone.clone()), ..Default::default() };
        Ok(match name {
            "location" => till.location().await?,
            "inventory" | "inventory products" => {
                let mut items = till.inventory().await?;
                items.sort_by(|a, b| a.inventory_id.cmp(&b.inventory_id));
                format!("{items:?}")
            }
            "shelf report" => whole(till.pull_shelf().await)?,
            "find customers" => format!("{:?}", till.find_customers(&phone).await?),
            "price cart" => {
                let sale = sale();
                format!("{:?}", till.price_cart(sale.pos_customer.as_deref(), false, &sale.lines).await?)
            }
            "register sales" => {
                let since = self.since.plus_seconds(-12 * 3_600);
                format!("{:?}", till.register_sales(since).await?)
            }
            "sales of a day" => {
                let (from, to) = (self.since.plus_seconds(-12 * 3_600), self.since.plus_seconds(12 * 3_600));
                format!("{:?}", till.sales_between(from, to).await?)
            }
            "find sale" => format!("{:?}", till.sales_by_reference("ord-77", self.since).await?),
            "post sale" => till.post_sale(sale()).await?,
            other => panic!("no such call: {other}"),
        })
    }

    async fn board(&self, name: &str) -> Result<String, CallError> {
        let (board, purse) = (self.connection.task_board().expect("a board"), &Purse::of(1_000));
        let change = match name {
            "board" => return board.board(purse).await,
            "board tasks" | "more board tasks" | "who completed" => {
                let mut tasks = board.tasks(self.since.plus_seconds(-3_600), purse).await?;
                tasks.sort_by(|a, b| a.id.cmp(&b.id));
                return Ok(format!("{tasks:?}"));
            }
            "watch board" => return board.watch(&door(self.connection.vendor()), purse).await,
            "webhook of the board" => {
                return board
                    .is_watching(&self.order, &door(self.connection.vendor()), purse)
                    .await
                    .map(|is| is.to_string());
            }
            "create task" => Change::Create(task("sto_1/case/7")),
            "change task" => Change::Set { id: self.order.clone(), wanted: task("sto_1/case/1") },
            _ => Change::Comment { id: self.order.clone(), text: "Put back to open.".to_owned() },
        };
        let written = board.apply(&[change], purse).await.remove(0)?;
        Ok(format!("{written:?}"))
    }

    async fn marketplace(&self, name: &str) -> Result<String, CallError> {
        let menu = || self.connection.marketplace_menu().expect("a menu");
        let orders = source(&*self.connection);
        Ok(match name {
            "menu" => menu().menu_health().await?,
            "menu items" => whole(menu().pull_menu().await)?,
            "list items" | "items to list" | "list again" | "item to list again" => {
                format!("{:?}", menu().publish(&[listing()]).await?)
            }
            "hide items" => format!("{:?}", menu().hide(&["NEW-7".to_owned()]).await?),
            "show items" => format!("{:?}", menu().show(&["NEW-7".to_owned()]).await?),
            "set price" | "price to set" => {
                let to = Money(2_150);
                let (external_id, sku) = ("NEW-7".to_owned(), "NEW-7".to_owned());
                let change = PriceChange { external_id, sku, from: Some(Money(2_000)), to };
                format!("{:?}", menu().set_price(&change).await?)
            }
            "documents" => {
                let order = self.whole.as_ref().expect("prepared");
                format!("{:?}", orders.fetch_documents(order).await?)
            }
            "fetch order" | "customer of an order" => {
                format!("{:?}", orders.fetch_order(&self.order).await?)
            }
            "ask for orders" => {
                let told = orders.ask(std::slice::from_ref(&self.order)).await?;
                let seen = |body: &Vec<u8>| format!("{:?} {:?}", orders.read(body), orders.dedupe_key(body));
                told.iter().map(seen).collect::<Vec<_>>().join("\n")
            }
            "order standing" => format!("{:?}", orders.order_standing(&self.order).await?),
            "acknowledge" => format!("{:?}", orders.acknowledge(&self.order).await?),
            "set status" => format!("{:?}", orders.set_status(&self.order, &ChannelStatus::Approved).await?),
            "cancel order" => {
                let cancelled = ChannelStatus::Cancelled(Cancellation::OutOfStock);
                format!("{:?}", orders.set_status(&self.order, &cancelled).await?)
            }
            other => panic!("no such call: {other}"),
        })
    }
}

/// The rows in an order of their own, or why some are missing.
fn whole<T: std::fmt::Debug>(pulled: Pulled<T>) -> Result<String, CallError> {
    let mut rows: Vec<String> = pulled.rows.iter().map(|row| format!("{row:?}")).collect();
    rows.sort();
    pulled.missing.map_or_else(|| Ok(rows.join("\n")), Err)
}

/// Three tasks on small pages, completed where that is what is read; the number of the first. For a webhook, its own number.
async fn tasks_there(stage: &Stage, op: &Op, connection: &dyn Connection) -> String {
    let board = connection.task_board().expect("a board");
    if op.name == "webhook of the board" {
        return board.watch(&door(op.vendor), &Purse::of(1)).await.expect("watched");
    }
    stage.sandbox.room(op.vendor).expect("it runs").vendor.set_switches(TWO_A_PAGE()).expect("known");
    let three: Vec<Change> = (1..=3).map(|n| Change::Create(task(&format!("sto_1/case/{n}")))).collect();
    let made = board.apply(&three, &Purse::of(9)).await;
    let ids: Vec<String> = made.into_iter().map(|made| made.expect("made").id).collect();
    for id in ids.iter().filter(|_| op.name == "who completed") {
        let done = json!({"id": id, "by": "5f0a000000000000000000a2", "changes": {"dueComplete": true}});
        stage.act(op.vendor, "change_card", done).await;
    }
    ids.into_iter().next().expect("three were made")
}

/// Small pages, so that there is something to page through.
const TWO_A_PAGE: fn() -> serde_json::Value = || serde_json::json!({"sim_assumption_page_size_max": 2});

/// A piece of work, with a key of its own.
pub fn task(key: &str) -> Wanted {
    Wanted {
        key: Some(key.to_owned()),
        title: "A count differs".to_owned(),
        notes: "It closes by itself.\nTwo lines.".to_owned(),
        due_at: "2026-11-21T21:00:00Z".parse().ok(),
        assignee: None,
        done: false,
        away: false,
    }
}

/// Where a task board finds us.
pub fn door(vendor: &str) -> String {
    format!("http://hub.invalid/inbound/sto_1/{vendor}/door")
}

fn adjustment(tag: &PackageTag, reason: &str) -> Adjustment {
    Adjustment {
        tag: tag.clone(),
        from: "2".to_owned(),
        to: "1".to_owned(),
        unit: "Each".to_owned(),
        reason: reason.to_owned(),
        note: "counted twice".to_owned(),
        on: "2026-11-21".parse().expect("a day"),
    }
}

pub fn percent(key: &str, amount: &str) -> Measured {
    let amount = amount.parse().expect("a decimal");
    Measured { key: key.to_owned(), figure: Figure { amount, unit: FigureUnit::Percent } }
}

pub fn listing() -> Listing {
    Listing {
        sku: "NEW-7".to_owned(),
        name: "Fresh Thing".to_owned(),
        kind: Flower,
        brand: None,
        strain: None,
        description: Some("Dried slowly.".to_owned()),
        price: Money(2_000),
        medical: false,
        grams: "3.5".parse().ok(),
        available: 7,
        figures: Figures {
            total_thc: Some(percent("total_thc", "19.21").figure),
            total_cbd: None,
            cannabinoids: vec![percent("delta_9_thc", "0.53"), percent("thca", "21.3")],
            terpenes: vec![percent("beta_myrcene", "0.4")],
        },
        image: None,
    }
}

/// The calls of one vendor.
pub fn of(vendor: &str) -> impl Iterator<Item = &'static Op> {
    OPS.iter().filter(move |op| op.vendor == vendor)
}

#[test]
fn every_vendor_and_every_capability_it_has_is_on_the_list() {
    for sheet in countersign_vendors::SHEETS {
        assert!(of(sheet.name).next().is_some(), "{sheet:?}");
        for flag in sheet.flags.iter().filter(|flag| flag.evidence.is_asked()) {
            let Some(name) = call_of(flag.capability) else { continue };
            assert!(of(sheet.name).any(|op| op.name == name), "{sheet:?} lacks `{name}`");
        }
    }
}
