//! The staff console and the hand behind the curtain: this vendor's control actions.

use serde::Deserialize;
use serde_json::{Value, json};

use super::DutchiePos;
use super::customers::{self, Customer};
use super::preorders::{Preorder, STATUSES};
use super::ring_up::Sale;
use super::state::{State, Stock};
use crate::server::{ActionDoc, ActionError};
use crate::switches::body;

pub const ACTIONS: &[ActionDoc] = &[
    ActionDoc {
        name: "move_preorder",
        what: "staff move a preorder: Processing, Filled (sets stock aside), Complete (rings it up), Cancelled",
        example: r#"{"order_id": 60001, "status": "Filled", "reason": null}"#,
    },
    ActionDoc {
        name: "complete_preorder",
        what: "staff make a preorder what goes over the counter, write a reference into it and ring it up",
        example: r#"{"order_id": 60001, "items": [{"productId": 20001, "quantity": 1}], "medical": false, "reference": "ours"}"#,
    },
    ActionDoc {
        name: "change_preorder",
        what: "staff change what is in a preorder",
        example: r#"{"order_id": 60001, "items": [{"productId": 20001, "quantity": 2}]}"#,
    },
    ActionDoc {
        name: "edit_reference",
        what: "staff overwrite a sale's transaction reference",
        example: r#"{"transaction_id": 5000001, "reference": ""}"#,
    },
    ActionDoc {
        name: "void_sale",
        what: "staff void a sale; its stock comes back",
        example: r#"{"transaction_id": 5000001}"#,
    },
    ActionDoc {
        name: "walk_in_sale",
        what: "a sale at the register that nobody ordered online",
        example: r#"{"store": 0, "customer_id": 10001, "items": [{"productId": 20001, "quantity": 1}], "reference": ""}"#,
    },
    ActionDoc {
        name: "set_stock",
        what: "count a package anew, or change what the POS last read from the state (ten-thousandths), its status, its tag or its \
               unit, or leave its count empty; `inventory_id` names the row where two have one tag",
        example: r#"{"package_id": "TAG", "quantity": 100000, "external_quantity": 90000, "status": "Active", "tag": "TAG",
            "unit": "ea", "counted": true, "inventory_id": 400001}"#,
    },
    ActionDoc {
        name: "take_in",
        what: "take a package in once more, as a row of its own",
        example: r#"{"package_id": "TAG", "quantity": 100000}"#,
    },
    ActionDoc {
        name: "set_customer_status",
        what: "Active, Cancelled, Hold or Banned",
        example: r#"{"customer_id": 10001, "status": "Banned"}"#,
    },
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MovePreorder {
    order_id: u64,
    status: String,
    #[serde(default)]
    reason: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rewritten {
    order_id: u64,
    items: Value,
    /// Under which programme; by the customer's type unless it is said.
    #[serde(default)]
    medical: Option<bool>,
    #[serde(default)]
    reference: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SaleNamed {
    transaction_id: u64,
    #[serde(default)]
    reference: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WalkIn {
    #[serde(default)]
    store: usize,
    customer_id: u64,
    items: Value,
    #[serde(default)]
    reference: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SetStock {
    package_id: String,
    #[serde(default)]
    quantity: Option<i64>,
    #[serde(default)]
    external_quantity: Option<i64>,
    #[serde(default)]
    status: Option<String>,
    /// Another tag.
    #[serde(default)]
    tag: Option<String>,
    #[serde(default)]
    unit: Option<String>,
    #[serde(default)]
    counted: Option<bool>,
    #[serde(default)]
    inventory_id: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TakeIn {
    package_id: String,
    quantity: i64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SetCustomerStatus {
    customer_id: u64,
    status: String,
}

fn refused(why: impl Into<String>) -> ActionError {
    ActionError::Refused(why.into())
}

impl DutchiePos {
    pub(super) fn control(&self, name: &str, asked: Value) -> Result<Value, ActionError> {
        let mut state = self.state();
        let now = self.stage.now();
        match name {
            "move_preorder" => state.move_preorder(body(asked)?, now),
            "complete_preorder" => state.complete_preorder(body(asked)?, now),
            "change_preorder" => {
                let asked: Rewritten = body(asked)?;
                let (preorder, _) = state.rewritten(&asked)?;
                let shown = state.preorder_wire(&preorder, true);
                state.preorders.insert(preorder.id, preorder);
                Ok(shown)
            }
            "walk_in_sale" => state.walk_in(body(asked)?, now),
            "set_stock" => state.set_stock(body(asked)?, now),
            "take_in" => state.take_in(body(asked)?, now),
            "void_sale" => state.void_sale(body(asked)?, now),
            "edit_reference" => {
                let asked: SaleNamed = body(asked)?;
                let sale = state.transactions.get_mut(&asked.transaction_id);
                let sale = sale.ok_or_else(|| refused("there is no such transaction"))?;
                sale.reference = asked.reference;
                sale.modified_at = now;
                Ok(json!({}))
            }
            "set_customer_status" => {
                let asked: SetCustomerStatus = body(asked)?;
                if !customers::STATUSES.contains(&asked.status.as_str()) {
                    return Err(refused(format!("`{}` is not a customer status", asked.status)));
                }
                let customer = state.customers.get_mut(&asked.customer_id);
                let customer = customer.ok_or_else(|| refused("there is no such customer"))?;
                customer.status = asked.status;
                customer.modified_at = now;
                Ok(customer.wire())
            }
            other => Err(ActionError::Unknown(other.to_owned())),
        }
    }
}

impl State {
    fn move_preorder(
        &mut self,
        asked: MovePreorder,
        now: countersign_kernel::Timestamp,
    ) -> Result<Value, ActionError> {
        let found = self.preorders.get(&asked.order_id).cloned();
        let mut preorder = found.ok_or_else(|| refused("there is no such preorder"))?;
        let rank = |status: &str| STATUSES.iter().position(|known| *known == status);
        let forward = rank(&asked.status) > rank(preorder.status());
        if !preorder.is_open() || rank(&asked.status).is_none() || !forward {
            let why = format!("a preorder that is {} cannot become {}", preorder.status(), asked.status);
            return Err(refused(why));
        }
        let is_medical = self.customers.get(&preorder.customer_id).is_some_and(|c| c.is_medical());
        let held = preorder.allocated.clone();
        match asked.status.as_str() {
            "Filled" => {
                preorder.allocated =
                    self.allocate(preorder.store, &preorder.cart, is_medical, &[]).map_err(refused)?;
                self.set_aside(&preorder.allocated, 1);
            }
            "Complete" => {
                self.ring_up_preorder(&mut preorder, is_medical, now)?;
            }
            "Cancelled" => {
                self.set_aside(&held, -1);
                preorder.allocated.clear();
                preorder.rejected_reason = asked.reason.clone();
            }
            _ => {}
        }
        preorder.step(&asked.status, now, asked.reason, "staff");
        let shown = self.preorder_wire(&preorder, true);
        self.preorders.insert(preorder.id, preorder);
        Ok(shown)
    }

    /// What was set aside for it goes first.
    fn ring_up_preorder(
        &mut self,
        preorder: &mut Preorder,
        is_medical: bool,
        now: countersign_kernel::Timestamp,
    ) -> Result<(), ActionError> {
        let held = std::mem::take(&mut preorder.allocated);
        let taken = self.allocate(preorder.store, &preorder.cart, is_medical, &held).map_err(refused)?;
        self.set_aside(&held, -1);
        self.ring_up(Sale::of(preorder, is_medical), &preorder.cart, &taken, now);
        Ok(())
    }

    /// An open preorder with other items in it, and whether it is a patient's.
    fn rewritten(&self, asked: &Rewritten) -> Result<(Preorder, bool), ActionError> {
        let found = self.preorders.get(&asked.order_id).filter(|preorder| preorder.is_open());
        let mut preorder = found.cloned().ok_or_else(|| refused("there is no such open preorder"))?;
        let by_type = || self.customers.get(&preorder.customer_id).is_some_and(Customer::is_medical);
        let is_medical = asked.medical.unwrap_or_else(by_type);
        preorder.cart = self.priced(&asked.items, is_medical).map_err(refused)?;
        Ok((preorder, is_medical))
    }

    fn complete_preorder(
        &mut self,
        asked: Rewritten,
        now: countersign_kernel::Timestamp,
    ) -> Result<Value, ActionError> {
        let (mut preorder, is_medical) = self.rewritten(&asked)?;
        preorder.reference = asked.reference;
        self.ring_up_preorder(&mut preorder, is_medical, now)?;
        preorder.step("Complete", now, None, "staff");
        let transaction_id = preorder.transaction_id;
        self.preorders.insert(preorder.id, preorder);
        Ok(json!({"transaction_id": transaction_id}))
    }

    fn walk_in(&mut self, asked: WalkIn, now: countersign_kernel::Timestamp) -> Result<Value, ActionError> {
        let customer =
            self.customers.get(&asked.customer_id).ok_or_else(|| refused("there is no such customer"))?;
        let is_medical = customer.is_medical();
        let cart = self.priced(&asked.items, is_medical).map_err(refused)?;
        let taken = self.allocate(asked.store, &cart, is_medical, &[]).map_err(refused)?;
        let transaction_id = self.next_transaction;
        self.next_transaction += 1;
        let sale = Sale {
            transaction_id,
            store: asked.store,
            customer_id: asked.customer_id,
            is_medical,
            reference: asked.reference,
            order_id: None,
            order_type: "Walk-in".to_owned(),
            order_source: "In-Store".to_owned(),
        };
        self.ring_up(sale, &cart, &taken, now);
        Ok(json!({"transaction_id": transaction_id}))
    }

    fn void_sale(
        &mut self,
        asked: SaleNamed,
        now: countersign_kernel::Timestamp,
    ) -> Result<Value, ActionError> {
        let sale = self.transactions.get_mut(&asked.transaction_id).filter(|sale| !sale.is_void);
        let sale = sale.ok_or_else(|| refused("there is no such sale that stands"))?;
        sale.is_void = true;
        sale.modified_at = now;
        for line in &sale.lines {
            if let Some(row) = self.stock.get_mut(&line.inventory_id) {
                row.quantity += line.quantity;
                row.external_quantity += line.quantity;
            }
        }
        Ok(json!({}))
    }

    fn set_stock(
        &mut self,
        asked: SetStock,
        now: countersign_kernel::Timestamp,
    ) -> Result<Value, ActionError> {
        let mut rows =
            self.stock.values_mut().filter(|row| row.tag.as_deref() == Some(asked.package_id.as_str()));
        let row = rows.find(|row| asked.inventory_id.is_none_or(|id| row.inventory_id == id));
        let row = row.ok_or_else(|| refused("there is no such package"))?;
        row.quantity = asked.quantity.unwrap_or(row.quantity);
        row.external_quantity = asked.external_quantity.unwrap_or(row.external_quantity);
        if let Some(status) = asked.status {
            row.status = status;
        }
        if let Some(counted) = asked.counted {
            row.is_uncounted = !counted;
        }
        row.tag = asked.tag.or(row.tag.take());
        row.unit_typed = asked.unit.or(row.unit_typed.take());
        row.modified_at = now;
        Ok(json!({
            "inventory_id": row.inventory_id, "quantity": row.quantity, "external_quantity": row.external_quantity,
            "status": row.status,
        }))
    }

    fn take_in(&mut self, asked: TakeIn, now: countersign_kernel::Timestamp) -> Result<Value, ActionError> {
        let known = self.stock.values().find(|row| row.tag.as_deref() == Some(asked.package_id.as_str()));
        let known = known.ok_or_else(|| refused("there is no such package"))?.clone();
        let inventory_id = self.stock.last_key_value().map_or(1, |(id, _)| id + 1);
        let quantity = asked.quantity;
        let row = Stock { inventory_id, quantity, allocated: 0, modified_at: now, ..known };
        self.stock.insert(inventory_id, row);
        Ok(json!({"inventory_id": inventory_id}))
    }
}
