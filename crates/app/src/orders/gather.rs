//! Asking the systems outside everything that the checks of one order need. Reads only; nothing is changed.

use std::collections::BTreeMap;

use countersign_domain::catalogue::StockItem;
use countersign_domain::customers::PosCustomer;
use countersign_domain::orders::Buyer;
use countersign_domain::orders::facts::StatePackageFact;
use countersign_domain::reading::Reading;
use countersign_kernel::id::{OrderId, StoreId};
use countersign_kernel::{PackageTag, Timestamp};
use countersign_ports::Failure;
use countersign_ports::point_of_sale::CustomerQuery;
use countersign_ports::state_system::PatientAllowance;
use countersign_rulebook::Program;
use countersign_store::orders::{OrderLineRow, OrderRow};

use crate::app::App;
use crate::customers::matching::{self, Matched};
use crate::error::AppError;
use crate::orders::{buyer, choose, load};
use crate::{register, stock};

/// What the systems outside said. The shop's own ledger is read later, inside the deciding transaction.
#[derive(Debug)]
pub struct Gathered {
    pub at: Timestamp,
    pub order: OrderRow,
    pub lines: Vec<OrderLineRow>,
    pub buyer: Buyer,
    pub matched: Reading<Matched>,
    /// `None` for an adult order.
    pub patient: Option<Reading<Option<PatientAllowance>>>,
    /// Up to when the register's own sales are known, at every store that could have sold to this person.
    pub register: Reading<Timestamp>,
    pub shelf: Reading<i64>,
    pub shelf_read_at: Timestamp,
    pub stock: Vec<StockItem>,
    pub packages: BTreeMap<PackageTag, Reading<Option<StatePackageFact>>>,
    pub documents: Vec<String>,
}

pub async fn gather(app: &App, order: OrderRow) -> Result<Gathered, AppError> {
    let lines = countersign_store::orders::lines(app.db(), &order.id).await?;
    of_cart(app, order, lines, None).await
}

/// The same with these lines. Whose profile is `known` already is not looked for again.
pub async fn of_cart(
    app: &App,
    order: OrderRow,
    lines: Vec<OrderLineRow>,
    known: Option<Reading<Matched>>,
) -> Result<Gathered, AppError> {
    let buyer = buyer::open(app, &order.id, &order.sealed_buyer)?;
    let shelf = stock::on_shelf(app, &order.store_id).await?;
    let skus: Vec<String> = lines.iter().map(|line| line.sku.clone()).collect();
    let items = stock::free_items(app, &order.store_id, &skus).await?;
    let items = stock::offered(app, &order.store_id, order.program(), items);
    let register = registers(app).await?;
    let matched = match known {
        Some(matched) => matched,
        None => find_profile(app, &order.store_id, &buyer).await,
    };
    let patient = match order.program() {
        Program::Adult => None,
        Program::Medical => Some(ask_patient(app, &order.store_id, &buyer, matched.value()).await),
    };
    let files = countersign_store::files::of_order(app.db(), &order.id).await?;
    let mut gathered = Gathered {
        at: app.now(),
        order,
        lines,
        buyer,
        matched,
        patient,
        register,
        shelf_read_at: shelf.at(),
        shelf,
        stock: items,
        packages: BTreeMap::new(),
        documents: files.into_iter().map(|file| file.kind).collect(),
    };
    read_packages(app, &mut gathered).await?;
    Ok(gathered)
}

/// The registers of all our stores: the limit is the licensee's, not one shop's. The worst reading speaks.
async fn registers(app: &App) -> Result<Reading<Timestamp>, AppError> {
    let mut oldest: Option<Reading<Timestamp>> = None;
    for store in countersign_store::stores::all(app.db()).await? {
        let reading = register::bring_up_to_date(app, &store.id).await?;
        let worse = match (&oldest, &reading) {
            (None, _) | (_, Reading::Unknown { .. }) => true,
            (Some(Reading::Unknown { .. }), _) => false,
            (Some(known), _) => reading.at() < known.at(),
        };
        if worse {
            oldest = Some(reading);
        }
    }
    Ok(oldest.unwrap_or_else(|| Reading::unknown("there is no store", "point of sale", app.now())))
}

async fn find_profile(app: &App, store: &StoreId, buyer: &Buyer) -> Reading<Matched> {
    let now = app.now();
    let connections = app.connections(store);
    let Some(pos) = connections.iter().find_map(|c| c.point_of_sale().map(|pos| (c.vendor(), pos))) else {
        return Reading::unknown("no point of sale is connected", "point of sale", now);
    };
    let (vendor, pos) = pos;
    let query = CustomerQuery {
        phone: buyer.phone.clone(),
        email: buyer.email.clone(),
        patient_number: buyer.patient_number.clone(),
        id_number: None,
        last_name_and_birth: buyer.birth_date.map(|birth| (buyer.last_name.clone(), birth)),
    };
    if query == CustomerQuery::default() {
        return Reading::unknown("the order names no way to find the buyer", "order", now);
    }
    match pos.find_customers(&query).await {
        Ok(found) => Reading::known(matching::choose(buyer, found), vendor, now),
        Err(why) => Reading::unknown(why.to_string(), vendor, now),
    }
}

async fn ask_patient(
    app: &App,
    store: &StoreId,
    buyer: &Buyer,
    matched: Option<&Matched>,
) -> Reading<Option<PatientAllowance>> {
    let now = app.now();
    let on_file = matched.and_then(|m| m.only()).and_then(|c| c.patient_number.clone());
    let Some(number) = on_file.or_else(|| buyer.patient_number.clone()) else {
        return Reading::unknown("nobody has the patient's number", "order", now);
    };
    let connections = app.connections(store);
    let Some((vendor, state)) = connections.iter().find_map(|c| c.state_system().map(|s| (c.vendor(), s)))
    else {
        return Reading::unknown("no state system is connected", "state system", now);
    };
    match state.patient(&number).await {
        Ok(found) => Reading::known(found, vendor, now),
        Err(why) if why.failure == Failure::NotFound => Reading::known(None, vendor, now),
        Err(why) => Reading::unknown(why.to_string(), vendor, now),
    }
}

/// Reads every package that the cart would be taken from, as the shelf, the holds and the state's figures stand now.
async fn read_packages(app: &App, gathered: &mut Gathered) -> Result<(), AppError> {
    let claimed = choose::Claimed::so_far(app, gathered).await?;
    loop {
        let unread = choose::unread_tags(gathered, &claimed);
        if unread.is_empty() {
            return Ok(());
        }
        for tag in unread {
            let reading = read_package(app, &gathered.order.store_id, &tag).await;
            gathered.packages.insert(tag, reading);
        }
    }
}

async fn read_package(app: &App, store: &StoreId, tag: &PackageTag) -> Reading<Option<StatePackageFact>> {
    let now = app.now();
    let connections = app.connections(store);
    let Some((vendor, state)) = connections.iter().find_map(|c| c.state_system().map(|s| (c.vendor(), s)))
    else {
        return Reading::unknown("no state system is connected", "state system", now);
    };
    match state.package(tag).await {
        Ok(found) => Reading::known(
            found.map(|p| StatePackageFact {
                quantity: p.quantity,
                unit: p.unit,
                lab_state: p.lab_state,
                on_hold: p.on_hold,
                recalled: p.recalled,
                finished: p.finished,
                expires: p.expires,
            }),
            vendor,
            now,
        ),
        Err(why) => Reading::unknown(why.to_string(), vendor, now),
    }
}

/// The same for an order that is named by its id.
pub async fn gather_by_id(
    app: &App,
    actor: &countersign_kernel::Actor,
    id: &OrderId,
) -> Result<Gathered, AppError> {
    let order = load::order(app.db(), actor, id).await?;
    gather(app, order).await
}

impl Gathered {
    /// The one profile the buyer is taken for, when there is exactly one.
    pub fn profile(&self) -> Option<&PosCustomer> {
        self.matched.value().and_then(Matched::only)
    }
}
