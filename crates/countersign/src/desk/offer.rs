//! What the Sandbox room offers to choose from: people of the world with their stories, and carts that show something.

use countersign_sandbox::shopper::sellable_units;
use countersign_sandbox::world::{Category, Customer, Product, Story, World};
use countersign_web::sandbox::desk::{Choice, NotDone};
use serde_json::{Value, json};

/// Every cart's key, and what it is for.
pub(super) const CARTS: [(&str, &str); 4] = [
    ("lawful", "Lawful: one package of flower"),
    ("mixed", "Lawful: a pre-roll and something edible"),
    ("over", "Over an adult's limit: more than an ounce of flower"),
    ("old_page", "Seen on an old page: a package the state has on hold"),
];

const STORE: usize = 0;
/// Of the ordinary people so many are enough to choose from.
const ORDINARY_MAX: usize = 4;
/// An ounce in nanograms, rounded up.
const OUNCE_NANOGRAMS: i64 = 28_349_523_126;

pub(super) fn customers(world: &World) -> Vec<Choice> {
    let stories = [
        Story::Adult,
        Story::Patient,
        Story::AdultAtTheLimit,
        Story::PatientAtTheLimit,
        Story::MinorWithWrongBirthDate,
        Story::Banned,
        Story::ExpiredId,
        Story::ExpiredCard,
        Story::Twin,
        Story::YoungPatient,
        Story::Visitor,
        Story::Caregiver,
    ];
    stories.iter().flat_map(|story| of_story(world, *story)).collect()
}

fn of_story(world: &World, story: Story) -> impl Iterator<Item = Choice> {
    let many = if matches!(story, Story::Adult | Story::Patient) { ORDINARY_MAX } else { 1 };
    world.customers_with(story).take(many).map(choice)
}

fn choice(customer: &Customer) -> Choice {
    let words = format!("{} {}: {}", customer.first_name, customer.last_name, story(customer.story));
    Choice { key: customer.index.to_string(), words }
}

pub(super) fn patients(world: &World) -> Vec<Choice> {
    world.customers.iter().filter(|customer| customer.card.is_some()).map(choice).collect()
}

const fn story(story: Story) -> &'static str {
    match story {
        Story::Adult => "an adult",
        Story::Patient => "a patient",
        Story::YoungPatient => "a patient of 18 to 20",
        Story::MinorWithWrongBirthDate => "under age, with a wrong birth date on file",
        Story::Banned => "banned from the shop",
        Story::ExpiredId => "an adult whose id has expired",
        Story::ExpiredCard => "a patient whose card has expired",
        Story::PatientAtTheLimit => "a patient who bought the day's limit elsewhere",
        Story::AdultAtTheLimit => "an adult who bought the day's limit here this morning",
        Story::Twin => "one of two with one name and birth date",
        Story::Visitor => "a visitor from another state",
        Story::Caregiver => "a caregiver",
    }
}

/// The lines of a cart, as the marketplaces' shoppers take them.
pub(super) fn cart(world: &World, key: &str) -> Result<Vec<Value>, NotDone> {
    let line = |product: &Product, quantity: i64| json!({"external_id": product.sku, "quantity": quantity});
    Ok(match key {
        "lawful" => vec![line(packaged_flower(world, 1)?, 1)],
        "mixed" => vec![
            line(on_offer(world, 1, |p| p.category == Category::Preroll)?, 1),
            line(on_offer(world, 1, |p| p.category == Category::Edible)?, 1),
        ],
        "over" => {
            let flower = packaged_flower(world, enough(world))?;
            vec![line(flower, OUNCE_NANOGRAMS / flower.net_weight.0 + 1)]
        }
        "old_page" => vec![held(world)?],
        other => return Err(NotDone(format!("`{other}` is no cart of the list"))),
    })
}

/// Units that make more than an ounce of the lightest flower there is.
fn enough(world: &World) -> i64 {
    let flower = world.products.iter().filter(|p| p.category == Category::Flower && p.net_weight.0 > 0);
    flower.map(|p| OUNCE_NANOGRAMS / p.net_weight.0 + 1).min().unwrap_or(1)
}

fn packaged_flower(world: &World, units: i64) -> Result<&Product, NotDone> {
    on_offer(world, units, |p| p.category == Category::Flower && p.net_weight.0 > 0)
}

/// The first product for everybody of which the shop could sell so many units as the world began.
fn on_offer(world: &World, units: i64, fits: impl Fn(&Product) -> bool) -> Result<&Product, NotDone> {
    let mut offered = world.products.iter().filter(|p| !p.medical_only && fits(p));
    let found = offered.find(|p| sellable_units(world, STORE, p) >= units);
    found.ok_or_else(|| NotDone("the shelf has nothing like that".to_owned()))
}

/// Something whose package the state holds: off the menu, but still on a page that was opened before.
fn held(world: &World) -> Result<Value, NotDone> {
    let mut held = world.packages.iter().filter(|package| package.store == STORE && package.on_hold);
    let product = held.find_map(|package| {
        let product = world.product_of(package);
        (sellable_units(world, STORE, product) == 0).then_some(product)
    });
    // Where every held product has another package that may be sold, any held one shows the same.
    let any = world.packages.iter().find(|package| package.store == STORE && package.on_hold);
    let product = product.or(any.map(|package| world.product_of(package)));
    let product = product.ok_or_else(|| NotDone("the state holds no package of this shop".to_owned()))?;
    let stale = json!({"name": product.name, "price": product.adult_price});
    Ok(json!({"external_id": product.sku, "quantity": 1, "stale": stale}))
}
