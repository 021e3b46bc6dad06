//! What people put into their carts: mostly little, sometimes all the law allows, sometimes more.

use countersign_kernel::Random;
use countersign_sandbox::world::{Category, Package, Product, World};

/// Sku and quantity; each sku once.
type Cart = Vec<(String, u32)>;

/// A product is drawn at most so often before the shopper gives up on it.
const DRAWS_MAX: usize = 40;
const GRAM: i64 = 1_000_000_000;

pub fn any(random: &Random, world: &World, store: usize, medical: bool) -> Cart {
    match random.below(100) {
        0..=64 => small(random, world, store, medical),
        65..=84 => large(random, world, store, medical),
        _ => too_much(random, world, store, medical),
    }
}

fn small(random: &Random, world: &World, store: usize, medical: bool) -> Cart {
    let mut cart = Cart::new();
    for _ in 0..1 + random.below(3) {
        let quantity = 1 + u32::try_from(random.below(2)).expect("0 or 1");
        add(&mut cart, random, world, store, medical, quantity, |p| {
            p.net_weight.0 <= 4 * GRAM || p.thc_per_unit.0 <= 100_000
        });
    }
    cart
}

/// Up to the edge: 28 g of flower, or 8 g of concentrate, or a mix that fills the ounce.
pub fn large(random: &Random, world: &World, store: usize, medical: bool) -> Cart {
    let mut cart = Cart::new();
    let mut put = |quantity, fits: &dyn Fn(&Product) -> bool| {
        add(&mut cart, random, world, store, medical, quantity, fits)
    };
    match random.below(5) {
        0 => put(1, &|p| is(p, Category::Flower, 28_000)),
        1 => put(8, &|p| is(p, Category::Flower, 3_500)),
        2 => put(8, &|p| is(p, Category::Concentrate, 1_000)),
        3 => put(8, &|p| p.category == Category::Edible && p.thc_per_unit.0 == 100_000),
        _ => {
            put(2, &|p| is(p, Category::Flower, 7_000));
            put(2, &|p| is(p, Category::Concentrate, 1_000));
            put(2, &|p| p.category == Category::Edible && p.thc_per_unit.0 == 100_000);
        }
    }
    or_small(cart, random, world, store, medical)
}

fn too_much(random: &Random, world: &World, store: usize, medical: bool) -> Cart {
    let mut cart = Cart::new();
    let many = if medical { 2 } else { 1 };
    let mut put = |quantity, fits: &dyn Fn(&Product) -> bool| {
        add(&mut cart, random, world, store, medical, quantity, fits)
    };
    match random.below(3) {
        0 => {
            put(many, &|p| is(p, Category::Flower, 28_000));
            put(1, &|p| is(p, Category::Flower, 1_000));
        }
        1 => put(9, &|p| is(p, Category::Concentrate, 1_000)),
        _ => {
            put(4 * many, &|p| is(p, Category::Flower, 7_000));
            put(1, &|p| p.category == Category::InfusedPreroll);
        }
    }
    or_small(cart, random, world, store, medical)
}

fn or_small(cart: Cart, random: &Random, world: &World, store: usize, medical: bool) -> Cart {
    if cart.is_empty() { small(random, world, store, medical) } else { cart }
}

fn is(product: &Product, category: Category, milligrams: i64) -> bool {
    product.category == category && product.net_weight.0 == milligrams * GRAM / 1_000
}

/// Puts something that fits and that the store had this morning into the cart.
fn add(
    cart: &mut Cart,
    random: &Random,
    world: &World,
    store: usize,
    medical: bool,
    quantity: u32,
    fits: impl Fn(&Product) -> bool,
) {
    let wanted: Vec<&Product> =
        world.products.iter().filter(|p| fits(p) && (medical || !p.medical_only)).collect();
    if wanted.is_empty() {
        return;
    }
    for _ in 0..DRAWS_MAX {
        let product = *random.pick(&wanted);
        let new = cart.iter().all(|(sku, _)| *sku != product.sku);
        if new && on_shelf(world, store, product, medical) >= i64::from(quantity) {
            cart.push((product.sku.clone(), quantity));
            return;
        }
    }
}

/// Whole units this morning under the licence that serves this kind of buyer.
fn on_shelf(world: &World, store: usize, product: &Product, medical: bool) -> i64 {
    let fits = |p: &&Package| p.store == store && p.product == product.index && p.is_medical == medical;
    let sellable = world.packages.iter().filter(fits).filter(|p| p.is_sellable(world.today));
    sellable.map(|p| p.quantity / 10_000).sum()
}
