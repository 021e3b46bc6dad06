//! One file a jurisdiction, and what holds in all of them.

mod ak;
mod ar;
mod az;
mod ca;
mod co;
mod ct;
mod dc;
mod de;
mod fl;
mod hi;
mod il;
mod la;
mod ma;
mod md;
mod me;
mod mi;
mod mn;
mod mo;
mod mt;
mod nh;
mod nj;
mod nm;
mod nv;
mod ny;
mod oh;
mod ok;
mod or;
mod pa;
mod ri;
mod tx;
mod ut;
mod va;
mod vt;
mod wa;

use countersign_rulebook::{Category, CustomerClass, Line, Program, Question, Store};

use crate::ask::Ask;
use crate::finding::{Finding, all, near};
use crate::place::Place;

pub static PLACES: &[Place] = &[
    ak::PLACE,
    ar::PLACE,
    az::PLACE,
    ca::PLACE,
    co::PLACE,
    ct::PLACE,
    dc::PLACE,
    de::PLACE,
    fl::PLACE,
    hi::PLACE,
    il::PLACE,
    la::PLACE,
    ma::PLACE,
    md::PLACE,
    me::PLACE,
    mi::PLACE,
    mn::PLACE,
    mo::PLACE,
    mt::PLACE,
    nh::PLACE,
    nj::PLACE,
    nm::PLACE,
    nv::PLACE,
    ny::PLACE,
    oh::PLACE,
    ok::PLACE,
    or::PLACE,
    pa::PLACE,
    ri::PLACE,
    tx::PLACE,
    ut::PLACE,
    va::PLACE,
    vt::PLACE,
    wa::PLACE,
];

pub(crate) const PLANT: &[Category] = &[Category::Flower, Category::Preroll];
pub(crate) const INFUSED: &[Category] = &[Category::InfusedPreroll];
/// Concentrate as most places count it: with cartridges.
pub(crate) const DABS: &[Category] = &[Category::Concentrate, Category::Vape];
/// The same with infused pre-rolls, which count there wherever nothing else was read.
pub(crate) const DABS_INFUSED: &[Category] =
    &[Category::Concentrate, Category::Vape, Category::InfusedPreroll];
/// Eaten or drunk.
pub(crate) const FOOD: &[Category] = &[Category::Edible, Category::Beverage];
/// By mouth, drops and capsules too.
pub(crate) const BY_MOUTH: &[Category] =
    &[Category::Edible, Category::Beverage, Category::Tincture, Category::Oral, Category::Sublingual];

pub fn place(jurisdiction: &str) -> Option<&'static Place> {
    let code = jurisdiction.strip_prefix("us-")?;
    PLACES.iter().find(|place| place.code == code)
}

/// What the oracle says of a question; silent about a jurisdiction it does not know.
///
/// Whether a counter sees other stores, or purchases under the other programme, is only answered where the state's
/// own file answers it; elsewhere every choice is tried.
pub fn finding_for(question: &Question) -> Finding {
    let Some(place) = place(&question.jurisdiction) else { return Finding::Silent };
    let whole = Ask::new(question, place.zone);
    let elsewhere = question.history.iter().any(|purchase| purchase.store == Store::Other);
    let of_the_other = |line: &Line| line.sale_type.is_some_and(|program| program != question.program);
    let other_program = question.history.iter().flat_map(|p| &p.lines).any(of_the_other);
    let mut found = Vec::new();
    for sees_other_stores in [true, false] {
        for sees_other_program in [true, false] {
            if (sees_other_stores || elsewhere) && (sees_other_program || other_program) {
                found.push(decide(place, &Ask { sees_other_stores, sees_other_program, ..whole.clone() }));
            }
        }
    }
    near(found)
}

fn decide(place: &Place, ask: &Ask) -> Finding {
    match (ask.question.program, place.adult, place.medical) {
        // Without a sale to adults nobody may buy as one.
        (Program::Adult, None, _) => Finding::Deny,
        (Program::Adult, Some(adult), _) => all([Finding::allow_if(ask.age() >= 21), adult(ask)]),
        (Program::Medical, _, None) => Finding::Silent,
        // Nobody asks since when.
        (Program::Medical, ..) if ask.is(CustomerClass::Adult) && ask.before("2026-01-01") => Finding::Silent,
        (Program::Medical, ..) if ask.is(CustomerClass::Adult) => Finding::Deny,
        (Program::Medical, _, Some(medical)) => medical(ask),
    }
}
