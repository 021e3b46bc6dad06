//! The menu: many items a call, shown minutes later.

use std::collections::BTreeSet;

use async_trait::async_trait;
use countersign_domain::menu::{FigureHabits, TotalsBy};
use countersign_ports::books::{Pulled, ShownListing};
use countersign_ports::http::Call;
use countersign_ports::marketplace::{Listing, MarketplaceMenu};
use countersign_ports::{CallError, Effect, Failure};

use super::{Leafly, NAME, map, menu, wire};

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

    // VENDOR(leafly): `total_thc` is taken as it comes; how it is to be made is not documented.
    fn figure_habits(&self) -> FigureHabits {
        FigureHabits { totals: TotalsBy::PrintedElseDecarboxylated, places: None }
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

    async fn publish(&self, listings: &[Listing]) -> Result<(), CallError> {
        let operation = "list items";
        self.writer.may(operation)?;
        if listings.is_empty() {
            return Ok(());
        }
        let there = self.items_there().await?;
        // All are judged before the first is written.
        let mut items = Vec::with_capacity(listings.len());
        for listing in listings {
            let known = there.iter().find(|item| item.id.as_ref() == Some(&listing.sku));
            let is_other = |item: &&wire::ShownItem| item.id.as_ref() != Some(&listing.sku);
            let mut others = there.iter().filter(is_other).flat_map(|item| &item.variants);
            let refused = |what| failed(operation, Failure::Refused { status: 0, messages: vec![what] });
            if others.any(|variant| variant.id == listing.sku) {
                return Err(refused(format!("`{}` stands there as a variant of another item", listing.sku)));
            }
            items.push(menu::new_item(listing, known).map_err(refused)?);
        }
        // PUT, never POST: a POST deletes every item that it does not name.
        for items in items.chunks(BATCH_MAX) {
            let path = [self.menu_key.as_str(), "menu", "items"];
            let call = Call::put(operation, &path).json(&wire::NewItems { items });
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

    async fn pull_menu(&self) -> Pulled<ShownListing> {
        let menu = self.shown_menu().await;
        let shown = |menu: wire::ShownMenu| {
            let mut seen = BTreeSet::new();
            // A row that comes twice is one item. Two items may share a variant's id: that is for the comparison to find.
            let items = menu.items.iter().filter(|item| item.id.as_ref().is_none_or(|id| seen.insert(id)));
            items.flat_map(menu::shown).collect()
        };
        Pulled::from(menu.map(shown))
    }
}

impl Leafly {
    /// What the menu has, where it can be read; in production it cannot, and nothing of it can be kept.
    async fn items_there(&self) -> Result<Vec<wire::ShownItem>, CallError> {
        match self.shown_menu().await {
            Ok(menu) => Ok(menu.items),
            Err(why) if why.failure == Failure::Unsupported => Ok(Vec::new()),
            Err(why) => Err(why),
        }
    }

    async fn shown_menu(&self) -> Result<wire::ShownMenu, CallError> {
        let call = Call::get("menu items", &[&self.menu_key, "menu"]).of_goods();
        let answer = self.tokens.call(&self.menu, call).await?;
        if answer.status == 405 {
            return Err(failed("menu items", Failure::Unsupported));
        }
        answer.accepted(map::messages)?.read()
    }
}
