//! Ways to spoil a good package, and exactly what must be found of each.

use countersign_domain::inventory::row::{ThcUnit, Told32, ToldQuantity};
use countersign_domain::inventory::{Cause, Class, Row, Source, Standing, Unit};

use super::rows::{Books3, OTHER, ago, cents, day, quantity};

/// Class, source, channel and likely cause.
pub type Expected = (Class, Source, u8, Cause);

pub struct Plant {
    pub what: &'static str,
    pub spoil: fn(&mut Books3),
    pub found: &'static [Expected],
}

macro_rules! plants {
    ($($what:literal |$books:ident| $spoil:expr => [$($class:ident $source:ident $channel:literal $cause:ident),* $(,)?];)*) => {
        pub const PLANTS: &[Plant] = &[$(Plant {
            what: $what,
            spoil: |$books: &mut Books3| { $spoil; },
            found: &[$((Class::$class, Source::$source, $channel, Cause::$cause)),*],
        }),*];
    };
}

fn each(books: &mut Books3, source: Source, change: impl Fn(&mut Row)) {
    books.of_mut(source).iter_mut().for_each(change);
}

fn state_is(books: &mut Books3, standing: Standing) {
    each(books, Source::State, |row| row.standing = standing);
}

fn twice(books: &mut Books3, source: Source, change: impl Fn(&mut Row)) {
    let mut again = books.of(source)[0];
    change(&mut again);
    books.of_mut(source).push(again);
}

plants! {
    "nothing is wrong" |b| b.counts("10", "10") => [];
    "a sale is not posted to the state" |b| b.counts("10", "9")
        => [QuantityMismatch Pos 0 SaleNotInState];
    "the state has counted more sales" |b| b.counts("9", "10")
        => [QuantityMismatch Pos 0 SaleNotInPos];
    "milligrams were typed for grams" |b| { b.units(Unit::Grams, Unit::Grams); b.counts("3.5", "3500") }
        => [QuantityMismatch Pos 0 FactorThousand];
    "ounces were typed for grams" |b| { b.units(Unit::Grams, Unit::Grams); b.counts("56.7", "2") }
        => [QuantityMismatch Pos 0 FactorOunce];
    "pounds were typed for grams" |b| { b.units(Unit::Grams, Unit::Grams); b.counts("453.59", "1") }
        => [QuantityMismatch Pos 0 FactorPound];
    "eighths were counted" |b| { b.units(Unit::Grams, Unit::Grams); b.counts("35", "10") }
        => [QuantityMismatch Pos 0 FactorEighth];
    "digits were swapped" |b| b.counts("21", "12")
        => [QuantityMismatch Pos 0 DigitsSwapped];
    "an ounce is written in grams, to the last digit" |b| { b.units(Unit::Ounces, Unit::Grams); b.counts("2", "56.69904625") }
        => [];
    "an ounce is written in grams, as a scale shows it" |b| { b.units(Unit::Ounces, Unit::Grams); b.counts("2", "56.7") }
        => [];
    "a gram is missing of two ounces" |b| { b.units(Unit::Ounces, Unit::Grams); b.counts("2", "55.7") }
        => [QuantityMismatch Pos 0 Usual];
    "a scale shows an ounce too large" |b| { b.units(Unit::Ounces, Unit::Grams); b.counts("1", "28.4") }
        => [QuantityMismatch Pos 0 Usual];
    "a hundredth of a gram is tolerated" |b| { b.units(Unit::Grams, Unit::Grams); b.counts("10.01", "10") }
        => [];
    "a little more is not" |b| { b.units(Unit::Grams, Unit::Grams); b.counts("10.010001", "10") }
        => [QuantityMismatch Pos 0 SaleNotInState];
    "the same figure in two units" |b| b.units(Unit::Grams, Unit::Ounces)
        => [UnitMismatch Pos 0 SameFigureOtherUnit];
    "pieces against grams" |b| { b.units(Unit::Each, Unit::Grams); b.counts("10", "35") }
        => [UnitMismatch Pos 0 Usual];
    "one side does not name its unit" |b| { b.units(Unit::NotTold, Unit::Grams); b.counts("10", "10.01") }
        => [];
    "the state's count is missing" |b| each(b, Source::State, |row| row.quantity = ToldQuantity::NOT)
        => [QuantityUnknown State 0 Usual];
    "the count of the point of sale is missing" |b| each(b, Source::Pos, |row| row.quantity = ToldQuantity::NOT)
        => [QuantityUnknown Pos 0 Usual];
    "oversold in the point of sale" |b| b.counts("0", "-2")
        => [QuantityMismatch Pos 0 SaleNotInState, NegativeQuantity Pos 0 Usual,
            OrderableAtZero Menu 1 SoldOut, OrderableAtZero Menu 2 SoldOut];
    "sold out and still listed" |b| b.counts("0", "0")
        => [OrderableAtZero Menu 1 SoldOut, OrderableAtZero Menu 2 SoldOut];
    "sold out and hidden" |b| { b.counts("0", "0"); each(b, Source::Menu, |row| row.standing = Standing::Hidden) }
        => [];
    "gone from the state and the shop" |b| { b.state.clear(); b.pos.clear() }
        => [OnMenuNotInState Menu 0 NowhereButOnMenu];
    "gone from the state" |b| b.state.clear()
        => [OnMenuNotInState Menu 0 StillInPos, InPosNotInState Pos 0 Usual];
    "gone from the state, and not listed" |b| { b.state.clear(); b.menu.clear() }
        => [InPosNotInState Pos 0 Usual];
    "a line of nought is left in the point of sale" |b| { b.state.clear(); b.menu.clear(); each(b, Source::Pos, |row| row.quantity = quantity("0").into()) }
        => [];
    "not taken into the point of sale" |b| { b.pos.clear(); b.menu.clear() }
        => [InStateNotInPos State 0 Usual];
    "listed and not in the point of sale" |b| b.pos.clear()
        => [InStateNotInPos State 0 Usual, OnMenuNotInPos Menu 0 Usual];
    "sold out: the state still has the empty package" |b| { b.pos.clear(); b.menu.clear(); each(b, Source::State, |row| row.quantity = quantity("0").into()) }
        => [];
    "finished, and gone elsewhere" |b| { b.pos.clear(); b.menu.clear(); state_is(b, Standing::Finished) }
        => [];
    "on the road, and not here yet" |b| { b.pos.clear(); b.menu.clear(); state_is(b, Standing::InTransit) }
        => [];
    "recalled" |b| state_is(b, Standing::Recalled) => [RecalledForSale Menu 0 Usual];
    "failed" |b| state_is(b, Standing::Failed) => [FailedForSale Menu 0 Usual];
    "on hold" |b| state_is(b, Standing::OnHold) => [OnHoldForSale Menu 0 Usual];
    "on hold since the listing was written" |b| { state_is(b, Standing::OnHold); each(b, Source::State, |row| row.updated = ago(0)) }
        => [OnHoldForSale Menu 0 ListedBeforeChange];
    "on hold and only at the register" |b| { state_is(b, Standing::OnHold); b.menu.clear() }
        => [OnHoldForSale Pos 0 Usual];
    "on hold and put aside everywhere" |b| { state_is(b, Standing::OnHold); each(b, Source::Pos, |row| row.standing = Standing::OnHold); b.menu.clear() }
        => [];
    "expired by its word" |b| state_is(b, Standing::Expired) => [ExpiredForSale Menu 0 Usual];
    "expired yesterday" |b| each(b, Source::State, |row| row.expires = day("2026-11-21"))
        => [ExpiredForSale Menu 0 Usual];
    "good until today" |b| each(b, Source::State, |row| row.expires = day("2026-11-22")) => [];
    "expired and recalled" |b| { state_is(b, Standing::Recalled); each(b, Source::State, |row| row.expires = day("2026-01-31")) }
        => [RecalledForSale Menu 0 Usual, ExpiredForSale Menu 0 Usual];
    "not tested" |b| state_is(b, Standing::NotTested) => [NotTestedForSale Menu 0 Usual];
    "finished" |b| state_is(b, Standing::Finished) => [FinishedForSale Menu 0 Usual];
    "on the road" |b| state_is(b, Standing::InTransit) => [InTransitForSale Menu 0 Usual];
    "a word of the state nobody knows" |b| state_is(b, Standing::NotUnderstood)
        => [StatusNotUnderstood State 0 Usual];
    "a word of the shop nobody knows" |b| each(b, Source::Pos, |row| row.standing = Standing::NotUnderstood)
        => [StatusNotUnderstood Pos 0 Usual];
    "a word of a channel nobody knows" |b| b.menu[1].standing = Standing::NotUnderstood
        => [StatusNotUnderstood Menu 2 Usual];
    "put aside in the shop and listed" |b| each(b, Source::Pos, |row| row.standing = Standing::OnHold)
        => [BlockedInPosForSale Menu 0 Usual];
    "twice in the state" |b| twice(b, Source::State, |_| {}) => [DuplicateTag State 0 Usual];
    "in the state at two facilities" |b| twice(b, Source::State, |row| row.facility = OTHER)
        => [DuplicateTag State 0 OtherFacilities];
    "twice in the point of sale" |b| twice(b, Source::Pos, |row| row.quantity = quantity("3").into())
        => [DuplicateTag Pos 0 RoomsNotTold];
    "in two rooms that add up" |b| { b.counts("10", "4"); b.pos[0].place = 1; twice(b, Source::Pos, |row| { row.place = 2; row.quantity = quantity("6").into(); }) }
        => [];
    "in two rooms that do not add up" |b| { b.counts("10", "4"); b.pos[0].place = 1; twice(b, Source::Pos, |row| row.place = 2) }
        => [QuantityMismatch Pos 0 SaleNotInState];
    "in two rooms in two units" |b| { b.pos[0].place = 1; twice(b, Source::Pos, |row| { row.place = 2; row.unit = Unit::Grams; }) }
        => [UnitMismatch Pos 0 Usual];
    "twice in one room" |b| { b.pos[0].place = 1; twice(b, Source::Pos, |_| {}) } => [DuplicateTag Pos 0 Usual];
    "at another facility in the shop's books" |b| each(b, Source::Pos, |row| row.facility = OTHER)
        => [WrongFacility Pos 0 Usual];
    "on another facility's menu" |b| b.menu[1].facility = OTHER => [WrongFacility Menu 2 Usual];
    "a facility that is not told" |b| each(b, Source::Menu, |row| row.facility = 0) => [];
    "one channel shows another price" |b| b.menu[0].price = cents(3_000)
        => [PriceDiffersBetweenChannels Menu 0 EditedByHand, PriceDiffersFromPos Menu 1 EditedByHand];
    "the price changed in the shop" |b| each(b, Source::Pos, |row| row.price = cents(4_000))
        => [PriceDiffersFromPos Menu 1 PosChanged, PriceDiffersFromPos Menu 2 PosChanged];
    "cents were taken for dollars" |b| { b.menu.pop(); b.menu[0].price = cents(35) }
        => [PriceDiffersFromPos Menu 1 FactorHundred];
    "two channels, and the shop's price is not told" |b| { b.menu[0].price = cents(3_000); each(b, Source::Pos, |row| row.price = Told32::NOT) }
        => [PriceDiffersBetweenChannels Menu 0 Usual];
    "a hidden listing may have any price" |b| { b.menu[0].price = cents(1); b.menu[0].standing = Standing::Hidden } => [];
    "a price of nought" |b| b.menu[0].price = cents(0) => [PricedAtZero Menu 1 Usual];
    "another batch's THC" |b| b.menu[0].thc = cents(24_100) => [PotencyDiffers Menu 1 Usual];
    "THC rounded to a tenth" |b| b.menu[0].thc = cents(21_550) => [];
    "THC in milligrams" |b| b.menu[1].thc_unit = ThcUnit::Milligrams
        => [PotencyDiffers Menu 2 PercentAgainstMilligrams];
    "THC against the shop's where the state keeps none" |b| { each(b, Source::State, |row| row.thc = Told32::NOT); each(b, Source::Pos, |row| row.thc = cents(18_000)) }
        => [PotencyDiffers Menu 1 Usual, PotencyDiffers Menu 2 Usual];
    "no THC is known" |b| { each(b, Source::State, |row| row.thc = Told32::NOT); each(b, Source::Pos, |row| row.thc = Told32::NOT) } => [];
    "listed twice" |b| twice(b, Source::Menu, |_| {}) => [DuplicateListing Menu 1 Usual];
    "listed twice, and one of them is put away" |b| twice(b, Source::Menu, |row| row.standing = Standing::Hidden) => [];
    "listed by two writers" |b| { b.menu[0].place = 1; twice(b, Source::Menu, |row| row.place = 2) }
        => [TwoWriters Menu 1 TwoIntegrations];
    "not written for two days" |b| b.menu[0].updated = ago(48) => [StaleListing Menu 1 Usual];
    "not written for a day" |b| b.menu[0].updated = ago(26) => [];
    "not listed" |b| b.menu.clear() => [MissingListing Menu 0 Usual];
    "listed on one channel of two" |b| b.menu.truncate(1) => [];
    "one listing, with a word nobody knows" |b| { b.menu.truncate(1); b.menu[0].standing = Standing::NotUnderstood }
        => [StatusNotUnderstood Menu 1 Usual];
    "one listing, sold out" |b| { b.menu.truncate(1); b.counts("0", "0") } => [OrderableAtZero Menu 1 SoldOut];
    "one listing, oversold in both books" |b| { b.menu.truncate(1); b.counts("-1", "-1") }
        => [NegativeQuantity State 0 Usual, NegativeQuantity Pos 0 Usual, OrderableAtZero Menu 1 SoldOut];
    "one listing, counted nowhere" |b| { b.menu.truncate(1); each(b, Source::State, |row| row.quantity = ToldQuantity::NOT); each(b, Source::Pos, |row| row.quantity = ToldQuantity::NOT) }
        => [QuantityUnknown State 0 Usual, QuantityUnknown Pos 0 Usual];
}
