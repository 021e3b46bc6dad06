//! The menu: read page by page, written item by item.

use std::collections::BTreeMap;

use async_trait::async_trait;
use countersign_domain::menu::{FigureHabits, TotalsBy};
use countersign_ports::books::{PriceChange, Pulled, ShownListing};
use countersign_ports::http::Call;
use countersign_ports::marketplace::{Listing, MarketplaceMenu};
use countersign_ports::{CallError, Effect, Failure};
use serde_json::json;

use super::{NAME, Weedmaps, map, menu, wire};

const PAGE_SIZE: usize = 100;
const PAGES_MAX: usize = 500;

/// It is not for another try by itself: a person looks.
fn refused(operation: &'static str, what: String) -> CallError {
    let failure = Failure::Refused { status: 0, messages: vec![what] };
    CallError { vendor: NAME, operation, failure, effect: Effect::None }
}

/// Weedmaps' id of the item that has this listing's name, if there is one.
fn place(shown: &[wire::Item], listing: &Listing) -> Result<Option<String>, CallError> {
    let is_ours = |item: &&wire::Item| item.external_id.as_ref() == Some(&listing.sku);
    let (sku, is_it) =
        (&listing.sku, |variant: &wire::Variant| variant.external_id.as_ref() == Some(&listing.sku));
    // VENDOR(weedmaps): no member says that something is for patients, so everybody would be offered it.
    if listing.medical {
        return Err(refused(
            "list items",
            format!("`{sku}` is for patients only, which this menu cannot say"),
        ));
    }
    if shown.iter().any(|item| !is_ours(&item) && item.variants.iter().any(is_it)) {
        return Err(refused("list items", format!("`{sku}` stands there as a variant of another item")));
    }
    let mut ours = shown.iter().filter(is_ours);
    match (ours.next(), ours.next()) {
        (None, _) => Ok(None),
        (Some(item), None) if item.variants.len() <= 1 => Ok(Some(item.id.to_string())),
        (Some(_), None) => Err(refused("list items", menu::several_variants(&listing.sku))),
        _ => Err(refused("list items", format!("`{}` is on the menu more than once", listing.sku))),
    }
}

#[async_trait]
impl MarketplaceMenu for Weedmaps {
    fn is_ours(&self) -> bool {
        self.writer.is_us()
    }

    // VENDOR(weedmaps): each cannabinoid has a slug of its own, and a total has none.
    fn figure_habits(&self) -> FigureHabits {
        FigureHabits { totals: TotalsBy::NoTotal, places: None }
    }

    async fn menu_health(&self) -> Result<String, CallError> {
        let path = self.menu_path(&[]);
        let answer = self.tokens.call(&self.line, Call::get("menu", &path)).await?.accepted(map::messages)?;
        let menu: wire::One<wire::Menu> = answer.read()?;
        Ok(menu.data.name.unwrap_or_else(|| format!("menu {}", self.menu_id)))
    }

    async fn publish(&self, listings: &[Listing]) -> Result<(), CallError> {
        self.writer.may("list items")?;
        if listings.is_empty() {
            return Ok(());
        }
        let shown = self.items().await?;
        // All are judged before the first is written.
        let known: Vec<Option<String>> =
            listings.iter().map(|listing| place(&shown, listing)).collect::<Result<_, _>>()?;
        for (listing, known) in listings.iter().zip(known) {
            match known {
                Some(id) => self.list_again(&id, listing).await?,
                None => self.list(listing).await?,
            }
        }
        Ok(())
    }

    async fn hide(&self, external_ids: &[String]) -> Result<(), CallError> {
        self.set_published("hide item", external_ids, false).await
    }

    async fn show(&self, external_ids: &[String]) -> Result<(), CallError> {
        self.set_published("show item", external_ids, true).await
    }

    async fn set_price(&self, change: &PriceChange) -> Result<(), CallError> {
        let operation = "set price";
        self.writer.may(operation)?;
        let refused = |what| refused(operation, what);
        let shown = self.items().await?;
        let mut ours = shown.iter().filter(|i| i.external_id.as_deref() == Some(&change.external_id));
        let (Some(item), None) = (ours.next(), ours.next()) else {
            let what = format!("not one item named `{}`", change.external_id);
            return Err(refused(what));
        };
        let id = item.id.to_string();
        let path = self.item_path(&id);
        let item = self.one_item(operation, &id).await?;
        let variants = menu::repriced(item, change).map_err(refused)?;
        // The list is written whole, so the other variants go back as they came, digit for digit.
        let call = Call::patch(operation, &path).json(&wire::NewVariants { variants });
        self.tokens.call(&self.line, call).await?.accepted(map::messages)?;
        Ok(())
    }

    async fn pull_menu(&self) -> Pulled<ShownListing> {
        let (items, missing) = self.items_as_far().await;
        Pulled { rows: items.values().flat_map(menu::shown).collect(), missing }
    }
}

impl Weedmaps {
    async fn set_published(
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
            let id = item.id.to_string();
            let call = Call::patch(operation, &self.item_path(&id)).json(&json!({"published": published}));
            self.tokens.call(&self.line, call).await?.accepted(map::messages)?;
        }
        Ok(())
    }

    async fn list(&self, listing: &Listing) -> Result<(), CallError> {
        let operation = "list item";
        let item = menu::new_item(listing, &self.menu_version).map_err(|what| refused(operation, what))?;
        let path = self.menu_path(&["items", "external", &listing.sku]);
        let call = Call::put(operation, &path).json(&item);
        self.tokens.call(&self.line, call).await?.accepted(map::messages)?;
        Ok(())
    }

    /// A PUT would replace the whole item, and with it what its owner did by hand.
    async fn list_again(&self, id: &str, listing: &Listing) -> Result<(), CallError> {
        let operation = "list item again";
        let there = self.one_item(operation, id).await?;
        let item = menu::changed_item(there, listing, &self.menu_version);
        let item = item.map_err(|what| refused(operation, what))?;
        let call = Call::patch(operation, &self.item_path(id)).json(&item);
        self.tokens.call(&self.line, call).await?.accepted(map::messages)?;
        Ok(())
    }

    async fn one_item(&self, operation: &'static str, id: &str) -> Result<wire::OneItem, CallError> {
        let call = Call::get(operation, &self.item_path(id));
        self.tokens.call(&self.line, call).await?.accepted(map::messages)?.read()
    }

    fn item_path<'a>(&'a self, id: &'a str) -> [&'a str; 5] {
        ["wm", &self.menu_version, "partners", "menu_items", id]
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
                .query("page_size", PAGE_SIZE.to_string())
                .of_goods();
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
