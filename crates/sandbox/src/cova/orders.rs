//! The way of an order: taken in, judged, paid or cancelled. Words are numbers on the wire.

use std::collections::BTreeMap;

use countersign_kernel::Timestamp;
use serde::Serialize;

use super::state::State;
use crate::till::{RingUp, UNIT};
use crate::world::World;

/// The documented values of `OrderStatus`.
pub const SUBMITTED: u8 = 0;
pub const TRANSIENT_FAILURE: u8 = 1;
pub const NON_TRANSIENT_FAILURE: u8 = 2;
pub const READY_FOR_PAYMENT: u8 = 4;
pub const CANCELLED: u8 = 7;
pub const COMPLETED: u8 = 8;

#[derive(Debug, Clone, Serialize)]
pub struct Order {
    pub id: String,
    pub external_order_id: String,
    pub store: usize,
    pub is_medical: bool,
    /// The customer's place in the world; nothing for a walk-in.
    pub customer: Option<usize>,
    /// Product's place in the world, whole units.
    pub lines: Vec<(usize, i64)>,
    /// sim_assumption: `Discount` of a line is an amount off the whole line, before tax.
    pub discounts: BTreeMap<usize, i64>,
    pub status: u8,
    pub message: Option<String>,
    pub total_cents: i64,
    pub paid: bool,
    pub fulfilment: String,
    pub put_at: Timestamp,
    /// How often this id was put.
    pub puts: u32,
    pub judged: u32,
}

impl Order {
    pub fn ring_up(&self) -> RingUp {
        RingUp {
            store: self.store,
            customer: self.customer,
            is_medical: self.is_medical,
            lines: self.lines.iter().map(|(product, units)| (*product, units * UNIT)).collect(),
            discounts: self.discounts.clone(),
            reference: self.external_order_id.clone(),
            order: Some(self.id.clone()),
        }
    }
}

impl State {
    /// Judges what has waited long enough.
    pub fn judge(&mut self, world: &World, now: Timestamp) {
        let Self { orders, till, settings, .. } = self;
        for order in orders.values_mut() {
            let waiting = matches!(order.status, SUBMITTED | TRANSIENT_FAILURE);
            let due = order.put_at.plus_seconds(settings.processing_seconds * i64::from(order.judged + 1));
            if !waiting || now < due {
                continue;
            }
            order.judged += 1;
            if settings.transient_failures && order.judged == 1 {
                order.status = TRANSIENT_FAILURE;
                continue;
            }
            let ring_up = order.ring_up();
            let priced = till.price(world, &ring_up);
            let judged = priced.and_then(|(_, total)| till.can_serve(world, &ring_up).map(|()| total));
            match judged {
                Ok(total) => (order.status, order.total_cents) = (READY_FOR_PAYMENT, total),
                Err(why) => (order.status, order.message) = (NON_TRANSIENT_FAILURE, Some(why)),
            }
        }
    }

    /// The register takes the money: now it is a sale.
    pub fn complete(&mut self, world: &World, id: &str, now: Timestamp) -> Result<u64, String> {
        let order = self.orders.get_mut(id).ok_or("there is no such order")?;
        if order.status != READY_FOR_PAYMENT {
            return Err(format!("an order of status {} cannot be paid", order.status));
        }
        let sale = self.till.ring_up(world, order.ring_up(), now)?;
        (order.status, order.paid) = (COMPLETED, true);
        Ok(sale)
    }
}
