//! The menu: one call an item, read back page by page.

use std::collections::BTreeMap;

use async_trait::async_trait;
use countersign_ports::books::{PriceChange, Pulled, ShownListing};
use countersign_ports::http::Call;
use countersign_ports::marketplace::{Listing, MarketplaceMenu};
use countersign_ports::{CallError, Effect, Failure};
use serde_json::json;

use super::{NAME, Weedmaps, map, wire};

const PAGE_SIZE: usize = 100;
const PAGES_MAX: usize = 500;

#[async_trait]
impl MarketplaceMenu for Weedmaps {
    fn is_ours(&self) -> bool {
        self.writer.is_us()
    }

    async fn menu_health(&self) -> Result<String, CallError> {
        let path = self.menu_path(&[]);
        let answer = self.tokens.call(&self.line, Call::get("menu", &path)).await?.accepted(map::messages)?;
        let menu: wire::One<wire::Menu> = answer.read()?;
        Ok(menu.data.name.unwrap_or_else(|| format!("menu {}", self.menu_id)))
    }

    async fn upsert(&self, listings: &[Listing]) -> Result<(), CallError> {
        self.writer.may("list items")?;
        for listing in listings {
            let item = map::new_item(listing).ok_or_else(|| CallError {
                vendor: NAME,
                operation: "list item",
                failure: Failure::Refused {
                    status: 0,
                    messages: vec![format!("the size of `{}` is not a number", listing.external_id)],
                },
                effect: Effect::None,
            })?;
            let path = self.menu_path(&["items", "external", &listing.external_id]);
            let call = Call::put("list item", &path).json(&item);
            self.tokens.call(&self.line, call).await?.accepted(map::messages)?;
        }
        Ok(())
    }

    async fn hide(&self, external_ids: &[String]) -> Result<(), CallError> {
        self.publish("hide item", external_ids, false).await
    }

    async fn show(&self, external_ids: &[String]) -> Result<(), CallError> {
        self.publish("show item", external_ids, true).await
    }

    async fn set_price(&self, change: &PriceChange) -> Result<(), CallError> {
        let operation = "set price";
        self.writer.may(operation)?;
        // It is not for another try by itself: a person looks.
        let refused = |what| {
            let failure = Failure::Refused { status: 0, messages: vec![what] };
            CallError { vendor: NAME, operation, failure, effect: Effect::None }
        };
        let shown = self.items().await?;
        let mut ours = shown.iter().filter(|i| i.external_id.as_deref() == Some(&change.external_id));
        let (Some(item), None) = (ours.next(), ours.next()) else {
            let what = format!("not one item named `{}`", change.external_id);
            return Err(refused(what));
        };
        let path = ["wm", &self.menu_version, "partners", "menu_items", &item.id.to_string()];
        let read =
            self.tokens.call(&self.line, Call::get(operation, &path)).await?.accepted(map::messages)?;
        let item: wire::OneItem = read.read()?;
        let variants = map::repriced(item, change).map_err(refused)?;
        // The list is written whole, so the other variants go back as they came, digit for digit.
        let call = Call::patch(operation, &path).json(&wire::NewVariants { variants });
        self.tokens.call(&self.line, call).await?.accepted(map::messages)?;
        Ok(())
    }

    async fn read_back(&self) -> Result<Vec<Listing>, CallError> {
        Ok(self.items().await?.iter().filter_map(map::listing).collect())
    }

    async fn pull_menu(&self) -> Pulled<ShownListing> {
        let (items, missing) = self.items_as_far().await;
        Pulled { rows: items.values().flat_map(map::shown).collect(), missing }
    }
}

impl Weedmaps {
    async fn publish(
        &self,
        operation: &'static str,
        external_ids: &[String],
        published: bool,
    ) -> Result<(), CallError> {
        self.writer.may(operation)?;
        let shown = self.items().await?;
        let is_ours =
            |item: &wire::Item| item.external_id.as_ref().is_some_and(|id| external_ids.contains(id));
        if published && !shown.iter().any(is_ours) {
            let failure = Failure::Malformed { what: "none of these is on the menu".to_owned() };
            return Err(CallError { vendor: NAME, operation, failure, effect: Effect::None });
        }
        for item in &shown {
            if !is_ours(item) || item.published == Some(published) {
                continue;
            }
            // By Weedmaps' own id: the call by ours is an upsert and would need the whole item.
            let path = ["wm", &self.menu_version, "partners", "menu_items", &item.id.to_string()];
            let call = Call::patch(operation, &path).json(&json!({"published": published}));
            self.tokens.call(&self.line, call).await?.accepted(map::messages)?;
        }
        Ok(())
    }

    fn menu_path<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let head = ["wm", &self.menu_version, "partners", "menus", &self.menu_id];
        head.iter().chain(more).copied().collect()
    }

    /// Every item, page after page: parallel reads give duplicates.
    async fn items(&self) -> Result<Vec<wire::Item>, CallError> {
        let (found, missing) = self.items_as_far().await;
        missing.map_or_else(|| Ok(found.into_values().collect()), Err)
    }

    /// The items as far as they came, and why there are no more.
    async fn items_as_far(&self) -> (BTreeMap<wire::Id, wire::Item>, Option<CallError>) {
        let mut found = BTreeMap::new();
        let ended = self.read_items(&mut found).await;
        (found, ended.err())
    }

    async fn read_items(&self, found: &mut BTreeMap<wire::Id, wire::Item>) -> Result<(), CallError> {
        for page in 1..=PAGES_MAX {
            let call = Call::get("menu items", &self.menu_path(&["items"]))
                .query("page", page.to_string())
                .query("page_size", PAGE_SIZE.to_string());
            let answer = self.tokens.call(&self.line, call).await?.accepted(map::messages)?;
            let items: wire::Items = answer.read()?;
            if items.meta.page != page {
                return Err(answer.malformed(format!("page {} instead of {page}", items.meta.page)));
            }
            let is_last = items.data.is_empty() || page * PAGE_SIZE >= items.meta.total;
            found.extend(items.data.into_iter().map(|item| (item.id.clone(), item)));
            if is_last {
                let (got, of) = (found.len(), items.meta.total);
                let whole = got == of;
                let incomplete =
                    || answer.malformed(format!("{got} different items where {of} were announced"));
                return if whole { Ok(()) } else { Err(incomplete()) };
            }
        }
        let failure = Failure::Malformed { what: "a menu of more pages than are read".to_owned() };
        Err(CallError { vendor: NAME, operation: "menu items", failure, effect: Effect::None })
    }
}
