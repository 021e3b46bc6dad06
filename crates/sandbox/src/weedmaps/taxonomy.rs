//! Reference data: categories, brands, products, cannabinoids, terpenes, strains, tags.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use countersign_kernel::Timestamp;
use serde_json::{Map, Value, json};

use super::guard::check_menu_version;
use super::menu_pages::page;
use super::{Weedmaps, errors};
use crate::world::World;

/// Root categories first; a child names its root by place in this list.
const CATEGORIES: [(&str, Option<usize>); 27] = [
    ("Concentrates", None),
    ("Cultivation", None),
    ("Drinks", None),
    ("Edibles", None),
    ("Flower", None),
    ("Gear", None),
    ("Infused Pre Roll", None),
    ("Other", None),
    ("Pre Roll", None),
    ("Vape Pens", None),
    ("Wellness", None),
    ("Live Resin", Some(0)),
    ("Rosin", Some(0)),
    ("Shatter", Some(0)),
    ("Wax", Some(0)),
    ("Seltzer", Some(2)),
    ("Gummies", Some(3)),
    ("Chocolates", Some(3)),
    ("Baked Goods", Some(3)),
    ("Pre Ground", Some(4)),
    ("Papers", Some(5)),
    ("Pipes", Some(5)),
    ("Pre Roll Packs", Some(8)),
    ("Cartridge", Some(9)),
    ("Disposable", Some(9)),
    ("Tinctures", Some(10)),
    ("Topicals", Some(10)),
];
const FIRST_CATEGORY: u64 = 101;
const CANNABINOIDS: [&str; 10] =
    ["thc", "thca", "thcv", "delta-8-thc", "cbd", "cbda", "cbg", "cbga", "cbn", "cbc"];
const TERPENES: [&str; 8] =
    ["myrcene", "limonene", "caryophyllene", "linalool", "pinene", "humulene", "terpinolene", "ocimene"];
const TAGS: [&str; 6] = ["Relaxed", "Energetic", "Sleepy", "Creative", "Citrus", "Earthy"];

#[derive(Debug, Clone, Copy)]
pub struct Category {
    pub id: u64,
    pub name: &'static str,
    pub parent: Option<u64>,
}

impl Category {
    fn wire(self) -> Value {
        json!({"id": self.id, "name": self.name, "parent_id": self.parent})
    }
}

/// What names mean here. Brands and products come from the seeded world, as if the makers had registered them.
#[derive(Debug)]
pub struct Taxonomy {
    brands: Vec<&'static str>,
    strains: Vec<&'static str>,
    products: Vec<(usize, String)>,
    updated_at: Timestamp,
}

impl Taxonomy {
    pub fn of(world: &World) -> Self {
        let mut brands: Vec<_> = world.products.iter().map(|product| product.brand).collect();
        brands.sort_unstable();
        brands.dedup();
        let mut strains: Vec<_> = world.products.iter().filter_map(|product| product.strain).collect();
        strains.sort_unstable();
        strains.dedup();
        let brand = |name: &str| brands.iter().position(|b| *b == name).unwrap_or(0);
        let products = world.products.iter().map(|p| (brand(p.brand), p.name.clone())).collect();
        Self { brands, strains, products, updated_at: world.at }
    }

    fn categories() -> impl Iterator<Item = Category> {
        CATEGORIES.iter().enumerate().map(|(place, (name, parent))| Category {
            id: FIRST_CATEGORY + place as u64,
            name,
            parent: parent.map(|root| FIRST_CATEGORY + root as u64),
        })
    }

    pub fn category_by_id(&self, id: &Value) -> Option<Category> {
        let id = id.as_u64().or_else(|| id.as_str().and_then(|text| text.parse().ok()))?;
        Self::categories().find(|category| category.id == id)
    }

    pub fn category_by_name(&self, name: &str) -> Option<Category> {
        Self::categories().find(|category| category.name.eq_ignore_ascii_case(name))
    }

    pub fn brand(&self, id: u64) -> Option<&'static str> {
        self.brands.get(usize::try_from(id).ok()?.checked_sub(1)?).copied()
    }

    /// Brand, strain and tag names that match are turned into ids; the others, and slugs that are none, are dropped without a
    /// word.
    pub fn resolve_names(&self, item: &mut Map<String, Value>) {
        let place =
            |list: &[&str], name: &str| list.iter().position(|entry| entry.eq_ignore_ascii_case(name));
        for (name, id, list) in
            [("brand_name", "brand_id", &self.brands), ("strain_name", "strain_id", &self.strains)]
        {
            let Some(Value::String(asked)) = item.get(name).cloned() else { continue };
            item.remove(name);
            if let Some(found) = place(list, &asked) {
                item.insert(id.to_owned(), json!(found + 1));
            }
        }
        if let Some(Value::Array(asked)) = item.remove("tag_names") {
            let found: Vec<_> = asked
                .iter()
                .filter_map(Value::as_str)
                .filter_map(|tag| place(&TAGS, tag))
                .map(|p| p + 1)
                .collect();
            item.insert("tag_ids".into(), json!(found));
        }
        for (list, slugs) in [("cannabinoids", &CANNABINOIDS[..]), ("terpenes", &TERPENES[..])] {
            let Some(Value::Array(entries)) = item.get_mut(list) else { continue };
            // sim_assumption: a slug that is none is dropped as a name is.
            entries.retain(|entry| entry["slug"].as_str().is_none_or(|slug| slugs.contains(&slug)));
        }
    }

    fn named(list: &[&str]) -> Vec<Value> {
        list.iter().enumerate().map(|(place, name)| json!({"id": place + 1, "name": name})).collect()
    }

    fn product_rows(&self, brand: Option<usize>) -> Vec<Value> {
        let wanted = |found: usize| brand.is_none_or(|brand| brand == found);
        let rows = self.products.iter().enumerate().filter(|(_, (of, _))| wanted(*of));
        rows.map(|(place, (of, name))| json!({"id": place + 1, "name": name, "brand_id": of + 1})).collect()
    }
}

/// Rows that pass `filters[name][eq]`, `filters[name][match]` and `filter[updated_at][gte]`.
fn filtered(rows: Vec<Value>, query: &[(String, String)], updated_at: Timestamp) -> Vec<Value> {
    let wanted =
        |key: &str| query.iter().find(|(name, _)| name == key).map(|(_, value)| value.to_lowercase());
    let (eq, part) = (wanted("filters[name][eq]"), wanted("filters[name][match]"));
    let since = query.iter().find(|(name, _)| name == "filter[updated_at][gte]");
    if since.and_then(|(_, at)| at.parse::<Timestamp>().ok()).is_some_and(|since| since > updated_at) {
        return Vec::new();
    }
    let name = |row: &Value| row["name"].as_str().unwrap_or("").to_lowercase();
    let keep = |row: &Value| {
        eq.as_ref().is_none_or(|eq| name(row) == *eq)
            && part.as_ref().is_none_or(|part| name(row).contains(part))
    };
    rows.into_iter().filter(keep).collect()
}

type Asked = (State<Arc<Weedmaps>>, Path<String>, Query<Vec<(String, String)>>, HeaderMap);

fn listed(asked: Asked, scope: &str, rows: impl FnOnce(&Taxonomy) -> Vec<Value>) -> Response {
    let (State(sim), Path(version), Query(query), headers) = asked;
    let mut state = sim.state();
    let let_in = state.enter(&headers, scope, sim.stage.now()).and_then(|()| check_menu_version(&version));
    match let_in {
        Ok(()) => page(filtered(rows(&state.taxonomy), &query, state.taxonomy.updated_at), &query),
        Err(refused) => refused,
    }
}

pub async fn brands(
    s: State<Arc<Weedmaps>>,
    p: Path<String>,
    q: Query<Vec<(String, String)>>,
    h: HeaderMap,
) -> Response {
    listed((s, p, q, h), "brands:read", |taxonomy| Taxonomy::named(&taxonomy.brands))
}

pub async fn categories(
    s: State<Arc<Weedmaps>>,
    p: Path<String>,
    q: Query<Vec<(String, String)>>,
    h: HeaderMap,
) -> Response {
    listed((s, p, q, h), "taxonomy:read", |_| Taxonomy::categories().map(Category::wire).collect())
}

pub async fn cannabinoids(
    s: State<Arc<Weedmaps>>,
    p: Path<String>,
    q: Query<Vec<(String, String)>>,
    h: HeaderMap,
) -> Response {
    listed((s, p, q, h), "taxonomy:read", |_| slugs(&CANNABINOIDS))
}

pub async fn terpenes(
    s: State<Arc<Weedmaps>>,
    p: Path<String>,
    q: Query<Vec<(String, String)>>,
    h: HeaderMap,
) -> Response {
    listed((s, p, q, h), "taxonomy:read", |_| slugs(&TERPENES))
}

pub async fn strains(
    s: State<Arc<Weedmaps>>,
    p: Path<String>,
    q: Query<Vec<(String, String)>>,
    h: HeaderMap,
) -> Response {
    listed((s, p, q, h), "taxonomy:read", |taxonomy| Taxonomy::named(&taxonomy.strains))
}

pub async fn tags(
    s: State<Arc<Weedmaps>>,
    p: Path<String>,
    q: Query<Vec<(String, String)>>,
    h: HeaderMap,
) -> Response {
    listed((s, p, q, h), "taxonomy:read", |_| Taxonomy::named(&TAGS))
}

fn slugs(list: &[&str]) -> Vec<Value> {
    let row =
        |(place, slug): (usize, &&str)| json!({"id": place + 1, "slug": slug, "name": slug.to_uppercase()});
    list.iter().enumerate().map(row).collect()
}

pub async fn category_tree(
    State(sim): State<Arc<Weedmaps>>,
    Path(version): Path<String>,
    headers: HeaderMap,
) -> Response {
    let let_in = sim.state().enter(&headers, "taxonomy:read", sim.stage.now());
    if let Err(refused) = let_in.and_then(|()| check_menu_version(&version)) {
        return refused;
    }
    let children = |root: u64| -> Vec<Value> {
        Taxonomy::categories().filter(|c| c.parent == Some(root)).map(Category::wire).collect()
    };
    let roots: Vec<Value> = Taxonomy::categories()
        .filter(|category| category.parent.is_none())
        .map(|root| json!({"id": root.id, "name": root.name, "children": children(root.id)}))
        .collect();
    Json(json!({"data": roots})).into_response()
}

pub async fn products_of_brand(
    State(sim): State<Arc<Weedmaps>>,
    Path((version, id)): Path<(String, usize)>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Response {
    let mut state = sim.state();
    let let_in =
        state.enter(&headers, "products:read", sim.stage.now()).and_then(|()| check_menu_version(&version));
    match let_in {
        Ok(()) if (1..=state.taxonomy.brands.len()).contains(&id) => {
            let rows = state.taxonomy.product_rows(Some(id - 1));
            page(filtered(rows, &query, state.taxonomy.updated_at), &query)
        }
        Ok(()) => errors::not_found("brand"),
        Err(refused) => refused,
    }
}

pub async fn product(
    State(sim): State<Arc<Weedmaps>>,
    Path((version, id)): Path<(String, usize)>,
    headers: HeaderMap,
) -> Response {
    let mut state = sim.state();
    let let_in =
        state.enter(&headers, "products:read", sim.stage.now()).and_then(|()| check_menu_version(&version));
    match let_in {
        Ok(()) => match state.taxonomy.product_rows(None).into_iter().nth(id.wrapping_sub(1)) {
            Some(row) => Json(json!({"data": row})).into_response(),
            None => errors::not_found("product"),
        },
        Err(refused) => refused,
    }
}
