//! Orders over the phone, typed in by customer service.

use countersign_app::AppError;
use countersign_app::orders::phone::{self, PhoneOrder};
use countersign_domain::orders::{Buyer, Channel, Fulfilment};
use countersign_rulebook::Program;

use super::agenda::{Placing, Way};
use super::day::Day;

impl Day {
    pub async fn phone(&mut self, placing: Placing) -> anyhow::Result<()> {
        let customer = &self.street.world().customers[placing.customer];
        let card = customer.card.as_ref().filter(|_| placing.medical);
        let order = PhoneOrder {
            program: if placing.medical { Program::Medical } else { Program::Adult },
            fulfilment: Fulfilment::Pickup,
            buyer: Buyer {
                external_id: None,
                first_name: customer.first_name.to_owned(),
                last_name: customer.last_name.to_owned(),
                birth_date: Some(customer.birth_date_on_file),
                phone: Some(customer.phone.clone()),
                email: None,
                patient_number: card.map(|card| card.number.clone()),
                card_expires: card.map(|card| card.expires_on),
                address: None,
            },
            lines: placing.cart.iter().map(|(sku, quantity)| (sku.clone(), i64::from(*quantity))).collect(),
            window: None,
            form_key: format!("call-{}", placing.call),
        };
        let team = self.shop.teams[placing.store].clone();
        match phone::enter(&self.shop.app, &team.auditor, &order).await {
            Err(AppError::NotPermitted(_)) => self.log.refused("an auditor enters an order"),
            other => self.log.note(format!("an auditor entered an order: {other:?}")),
        }
        let first = match phone::enter(&self.shop.app, &team.customer_service, &order).await {
            Ok(id) => id,
            Err(AppError::Invalid { .. }) => {
                self.log.not_submitted += 1;
                return Ok(());
            }
            Err(why) => return Err(why.into()),
        };
        // A nervous finger sends the form twice.
        if self.chance(30) {
            let again = phone::enter(&self.shop.app, &team.customer_service, &order).await?;
            if again != first {
                self.log.note(format!("one form made two orders, {first} and {again}"));
            }
        }
        let external_id = format!("{}:{}", self.shop.stores[placing.store], order.form_key);
        debug_assert_eq!(Channel::Phone.word(), Way::Phone.word());
        self.buyers.insert((Way::Phone, external_id), placing.customer);
        Ok(())
    }
}
