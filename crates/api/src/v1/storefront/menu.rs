//! The menu: what can be ordered now.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use countersign_app::App;
use countersign_app::storefront;
use countersign_app::storefront::menu::{self, Menu, Shop, Shown};
use countersign_domain::menu::{Figure, Measured};
use countersign_kernel::{Money, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::caller::{By, may};
use crate::given::Asked;
use crate::problem::Problem;

/// Whom a menu or a cart is for.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = StorefrontProgram)]
pub enum Program {
    #[default]
    Adult,
    Medical,
}

impl From<Program> for storefront::Program {
    fn from(program: Program) -> Self {
        match program {
            Program::Adult => Self::Adult,
            Program::Medical => Self::Medical,
        }
    }
}

impl From<storefront::Program> for Program {
    fn from(program: storefront::Program) -> Self {
        match program {
            storefront::Program::Adult => Self::Adult,
            storefront::Program::Medical => Self::Medical,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MenuQuery {
    /// `adult` (the usual) or `medical`.
    #[serde(default)]
    #[param(inline)]
    program: Program,
}

#[derive(Serialize, ToSchema)]
#[schema(as = StorefrontMenu)]
pub struct MenuShown {
    store: ShopShown,
    program: Program,
    /// Whether anything can be ordered now.
    open: bool,
    /// A sentence for shoppers, while nothing can.
    closed_because: Option<&'static str>,
    /// By category and name; none while the store takes no orders.
    products: Vec<ProductShown>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = StorefrontStore)]
struct ShopShown {
    name: String,
    place: String,
    /// The licence number, which many states want on every page.
    license: String,
    /// IANA zone of the hours.
    #[schema(example = "America/Denver")]
    zone: String,
    #[schema(example = "09:00")]
    opens: String,
    #[schema(example = "22:00")]
    closes: String,
    /// How long an order usually takes to be ready.
    pickup_minutes: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = StorefrontProduct)]
struct ProductShown {
    sku: String,
    name: String,
    /// The till's own word.
    category: String,
    /// `flower`, `preroll`, `infused_preroll`, `concentrate`, `vape`, `edible`, `beverage`, `tincture`, `capsule`, `topical`
    /// or `accessory`; null where the till's category does not say.
    #[schema(value_type = Option<String>, example = "flower")]
    kind: Option<countersign_domain::menu::Kind>,
    brand: Option<String>,
    strain: Option<String>,
    /// Plain text. Only what the law on wording has nothing against is told.
    description: Option<String>,
    cannabis: bool,
    /// For patients only.
    medical_only: bool,
    /// What one costs, before promotions and tax.
    #[schema(value_type = String, example = "26.00")]
    price: Money,
    /// What one alone costs under promotions, before tax. Carts may cost less: quote them.
    #[schema(value_type = String, example = "23.40")]
    price_now: Money,
    /// The promotions that make the difference, by name.
    promotions: Vec<String>,
    /// Units that can be ordered.
    available: i64,
    #[schema(example = "3.5")]
    grams: Option<String>,
    /// What the laboratory found, of the confirmed certificate; null where there is none.
    figures: Option<FiguresShown>,
    photo: Option<PhotoShown>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = StorefrontFigures)]
struct FiguresShown {
    total_thc: Option<FigureShown>,
    total_cbd: Option<FigureShown>,
    /// How the total THC came about: `printed` on the certificate, `decarboxylated` (THC + 0.877 × THCA) or `added`.
    #[schema(example = "printed")]
    total_thc_by: Option<String>,
    cannabinoids: Vec<CompoundShown>,
    terpenes: Vec<CompoundShown>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = StorefrontFigure)]
struct FigureShown {
    #[schema(example = "23.89")]
    amount: String,
    /// `percent` by weight or `milligrams` in one unit for sale.
    #[schema(value_type = String, example = "percent")]
    unit: countersign_domain::menu::FigureUnit,
}

#[derive(Serialize, ToSchema)]
#[schema(as = StorefrontCompound)]
struct CompoundShown {
    #[schema(example = "thca")]
    key: String,
    figure: FigureShown,
}

#[derive(Serialize, ToSchema)]
#[schema(as = StorefrontPhoto)]
struct PhotoShown {
    url: String,
    #[schema(value_type = String, format = DateTime)]
    changed_at: Timestamp,
}

/// What can be ordered at the store now. With `If-None-Match` the answer is 304 while nothing has changed: poll as often as once a
/// few seconds.
#[utoipa::path(
    get, path = "/storefront/menu", tag = "storefront", security(("token" = ["storefront.view"])),
    params(
        MenuQuery,
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of the menu that is known"),
    ),
    responses(
        (status = OK, body = MenuShown, headers(("ETag" = String, description = "Of this menu"))),
        (status = NOT_MODIFIED, description = "It is as it was"),
    )
)]
pub async fn menu(
    State(app): State<App>,
    By(actor, _): By<may::StorefrontView>,
    Asked(query): Asked<MenuQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let menu = menu::menu(&app, &actor, query.program.into()).await?;
    let etag = format!("\"{}\"", menu.tag);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_known = known.split(',').map(|tag| tag.trim().trim_start_matches("W/")).any(|tag| tag == etag);
    let told = [(header::ETAG, etag), (header::CACHE_CONTROL, "private, no-cache".to_owned())];
    if is_known {
        return Ok((StatusCode::NOT_MODIFIED, told).into_response());
    }
    Ok((told, Json(MenuShown::from(&*menu))).into_response())
}

impl From<&Menu> for MenuShown {
    fn from(menu: &Menu) -> Self {
        Self {
            store: ShopShown::from(menu.store.clone()),
            program: menu.program.into(),
            open: menu.closed.is_none(),
            closed_because: menu.closed,
            products: menu.products.iter().map(ProductShown::from).collect(),
        }
    }
}

impl From<Shop> for ShopShown {
    fn from(shop: Shop) -> Self {
        let Shop { name, place, license, zone, opens, closes, pickup_minutes } = shop;
        Self { name, place, license, zone, opens, closes, pickup_minutes }
    }
}

impl From<&Shown> for ProductShown {
    fn from(shown: &Shown) -> Self {
        let of = shown.clone();
        let figures = (!of.figures.is_empty()).then(|| FiguresShown {
            total_thc: of.figures.total_thc.map(FigureShown::from),
            total_cbd: of.figures.total_cbd.map(FigureShown::from),
            total_thc_by: of.total_by.map(|rule| rule.name().to_owned()),
            cannabinoids: of.figures.cannabinoids.iter().map(CompoundShown::from).collect(),
            terpenes: of.figures.terpenes.iter().map(CompoundShown::from).collect(),
        });
        Self {
            sku: of.sku,
            name: of.name,
            category: of.category,
            kind: of.kind,
            brand: of.brand,
            strain: of.strain,
            description: of.description,
            cannabis: of.cannabis,
            medical_only: of.medical_only,
            price: of.price,
            price_now: of.price_now,
            promotions: of.promotions,
            available: of.available,
            grams: of.grams.map(|grams| grams.decimal()),
            figures,
            photo: of.image.map(|image| PhotoShown { url: image.url, changed_at: image.changed_at }),
        }
    }
}

impl From<Figure> for FigureShown {
    fn from(figure: Figure) -> Self {
        Self { amount: figure.amount.decimal(), unit: figure.unit }
    }
}

impl From<&Measured> for CompoundShown {
    fn from(row: &Measured) -> Self {
        Self { key: row.key.clone(), figure: row.figure.into() }
    }
}
