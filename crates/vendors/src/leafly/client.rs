//! The menu: many items a call, shown minutes later.

use std::collections::BTreeSet;

use async_trait::async_trait;
use countersign_ports::books::{Pulled, ShownListing};
use countersign_ports::http::Call;
use countersign_ports::marketplace::{Listing, MarketplaceMenu};
use countersign_ports::{CallError, Effect, Failure};

use super::{Leafly, NAME, map, wire};

/// Items in one call.
const BATCH_MAX: usize = 200;

fn failed(operation: &'static str, failure: Failure) -> CallError {
    CallError { vendor: NAME, operation, failure, effect: Effect::None }
}

#[async_trait]
impl MarketplaceMenu for Leafly {
    fn is_ours(&self) -> bool {
        self.writer.is_us()
    }

    async fn menu_health(&self) -> Result<String, CallError> {
        let call = Call::get("menu", &[&self.menu_key, "status"]);
        let answer = self.tokens.call(&self.menu, call).await?.accepted(map::messages)?;
        let status: wire::MenuStatus = answer.read()?;
        if !status.dispensary.menu_integration_enabled {
            return Err(answer.refused_in_a_success(vec!["the menu integration is switched off".to_owned()]));
        }
        Ok(status.dispensary.name)
    }

    async fn upsert(&self, listings: &[Listing]) -> Result<(), CallError> {
        self.writer.may("list items")?;
        // PUT, never POST: a POST deletes every item that it does not name.
        for batch in listings.chunks(BATCH_MAX) {
            let mut items = Vec::with_capacity(batch.len());
            for listing in batch {
                let why = || format!("`{}` needs a price and a size in g, oz or each", listing.external_id);
                let refused = || failed("list items", Failure::Refused { status: 0, messages: vec![why()] });
                items.push(map::new_item(listing).ok_or_else(refused)?);
            }
            let call =
                Call::put("list items", &[&self.menu_key, "menu", "items"]).json(&wire::NewItems { items });
            self.tokens.call(&self.menu, call).await?.accepted(map::messages)?;
        }
        Ok(())
    }

    async fn hide(&self, external_ids: &[String]) -> Result<(), CallError> {
        self.writer.may("hide items")?;
        for ids in external_ids.chunks(BATCH_MAX) {
            let path = [self.menu_key.as_str(), "menu", "items"];
            let call = Call::delete("hide items", &path).json(&wire::GoneItems { ids });
            self.tokens.call(&self.menu, call).await?.accepted(map::messages)?;
        }
        Ok(())
    }

    async fn show(&self, _external_ids: &[String]) -> Result<(), CallError> {
        Err(failed("show items", Failure::Unsupported))
    }

    async fn read_back(&self) -> Result<Vec<Listing>, CallError> {
        let menu = self.shown_menu().await?;
        let mut listings: Vec<Listing> = Vec::new();
        for listing in menu.items.iter().flat_map(map::listing) {
            if !listings.contains(&listing) {
                listings.push(listing);
            }
        }
        Ok(listings)
    }

    async fn pull_menu(&self) -> Pulled<ShownListing> {
        let menu = self.shown_menu().await;
        let shown = |menu: wire::ShownMenu| {
            let mut seen = BTreeSet::new();
            // A row that comes twice is one item. Two items may share a variant's id: that is for the comparison to find.
            let items = menu.items.iter().filter(|item| item.id.as_ref().is_none_or(|id| seen.insert(id)));
            items.flat_map(map::shown).collect()
        };
        Pulled::from(menu.map(shown))
    }
}

impl Leafly {
    async fn shown_menu(&self) -> Result<wire::ShownMenu, CallError> {
        let answer = self.tokens.call(&self.menu, Call::get("menu items", &[&self.menu_key, "menu"])).await?;
        if answer.status == 405 {
            return Err(failed("menu items", Failure::Unsupported));
        }
        answer.accepted(map::messages)?.read()
    }
}
