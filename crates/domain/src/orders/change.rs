//! Changing an order that is still open: what may be changed, into what, and which checks that touches.

use std::fmt;

use countersign_kernel::{Money, Timestamp};
use serde::{Deserialize, Serialize};

use super::checks::CheckName;
use super::incoming::{AMOUNT_MAX, Fulfilment, IncomingLine, LINES_MAX, QUANTITY_MAX, word_enum};
use super::payment::Payment;

word_enum! {
    /// In what an order differs from before. One change may be of several kinds.
    Kind {
        Swap = "swap",
        Quantity = "quantity",
        Add = "add",
        Remove = "remove",
        Fulfilment = "fulfilment",
        Window = "window",
        Address = "address",
        Payment = "payment",
    }
}

/// What a cart is decided by. The person is the same as before.
const CART: [CheckName; 4] = [CheckName::PurchaseLimit, CheckName::Stock, CheckName::Price, CheckName::Gate];

impl Kind {
    /// The checks whose facts are others after such a change. How somebody pays no check looks at.
    pub fn touches(self) -> &'static [CheckName] {
        match self {
            Self::Swap | Self::Quantity | Self::Add | Self::Remove => &CART,
            Self::Fulfilment => &[CheckName::Gate, CheckName::Address],
            Self::Window => &[CheckName::Gate],
            Self::Address => &[CheckName::Address],
            Self::Payment => &[],
        }
    }
}

/// Every check that some of these touch, in the checks' order.
pub fn touched(kinds: &[Kind]) -> Vec<CheckName> {
    let all = CheckName::ALL.iter().copied();
    all.filter(|check| kinds.iter().any(|kind| kind.touches().contains(check))).collect()
}

/// Where the goods are to go. Personal: it never prints itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(pub String);

pub const ADDRESS_CHARS_MAX: usize = 500;

impl Address {
    /// Without the white space around it; nothing where there is nothing else.
    fn written(&self) -> Option<&str> {
        Some(self.0.trim()).filter(|text| !text.is_empty())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(‹sealed›)")
    }
}

/// What of an order may be changed, as it is or as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub lines: Vec<IncomingLine>,
    pub fulfilment: Fulfilment,
    pub window: Option<(Timestamp, Timestamp)>,
    pub address: Option<Address>,
    pub payment: Payment,
    pub subtotal: Money,
    pub tax: Money,
    pub discount: Money,
    pub total: Money,
}

/// What somebody wants otherwise. What is not named stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    pub lines: Vec<LineChange>,
    /// Sku and quantity of new lines.
    pub add: Vec<(String, i64)>,
    pub fulfilment: Option<Fulfilment>,
    pub window: Option<(Timestamp, Timestamp)>,
    pub address: Option<Address>,
    pub payment: Option<Payment>,
}

/// One line of the order, by its place from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineChange {
    pub line: usize,
    /// Another product in its place.
    pub sku: Option<String>,
    /// None of it takes the line off.
    pub quantity: Option<i64>,
}

/// A product that is on the shelf, and what the till asks this customer for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub name: String,
    pub price: Option<Money>,
}

/// The order as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub terms: Terms,
    pub kinds: Vec<Kind>,
}

/// Why a change cannot be made, whatever the checks would say of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotChanged {
    #[error("nothing is different from the order as it is; change something first")]
    Nothing,
    #[error("there is no line {0}; the order has lines 0 to {1}")]
    NoSuchLine(usize, usize),
    #[error("line {0} is named twice; say once what becomes of it")]
    TwiceNamed(usize),
    #[error(
        "{quantity} units of `{sku}` are asked for; 1 to {QUANTITY_MAX} are taken, and 0 takes a line off"
    )]
    Quantity { sku: String, quantity: i64 },
    #[error("the last line cannot be taken off; refuse or cancel the order instead")]
    LastLine,
    #[error("the order would have {0} lines; at most {LINES_MAX} are taken")]
    TooManyLines(usize),
    #[error("`{0}` is not on the shelf; choose a product that is")]
    NotOnShelf(String),
    #[error("`{0}` has no price at the till; have it priced first")]
    NoPrice(String),
    #[error("the time window ends before it starts; name its start first")]
    Window,
    #[error("delivery needs an address; write down where the goods are to go")]
    NoAddress,
    #[error("the address is longer than {ADDRESS_CHARS_MAX} characters; shorten it")]
    AddressLength,
    #[error("`unsaid` is no way to pay; say how the customer pays")]
    Payment,
    #[error("the order would come to {0}, which is outside 0.00 to {AMOUNT_MAX}")]
    Amount(Money),
}

/// The order after the change, or why it cannot be made. `offered` says what the shelf has of a product.
pub fn change(
    order: &Terms,
    wanted: &Change,
    offered: impl Fn(&str) -> Option<Offer>,
) -> Result<Changed, NotChanged> {
    let mut kinds = Vec::new();
    let lines = lines(order, wanted, offered, &mut kinds)?;
    let mut terms = if kinds.is_empty() { order.clone() } else { priced(order, lines)? };
    if let Some(fulfilment) = wanted.fulfilment.filter(|new| *new != order.fulfilment) {
        terms.fulfilment = fulfilment;
        kinds.push(Kind::Fulfilment);
    }
    if let Some((from, to)) = wanted.window.filter(|new| Some(*new) != order.window) {
        if to < from {
            return Err(NotChanged::Window);
        }
        terms.window = Some((from, to));
        kinds.push(Kind::Window);
    }
    if let Some(address) = wanted.address.as_ref().and_then(Address::written)
        && order.address.as_ref().and_then(Address::written) != Some(address)
    {
        if address.chars().count() > ADDRESS_CHARS_MAX {
            return Err(NotChanged::AddressLength);
        }
        terms.address = Some(Address(address.to_owned()));
        kinds.push(Kind::Address);
    }
    if kinds.contains(&Kind::Fulfilment)
        && terms.fulfilment == Fulfilment::Delivery
        && terms.address.as_ref().and_then(Address::written).is_none()
    {
        return Err(NotChanged::NoAddress);
    }
    if let Some(payment) = wanted.payment.filter(|new| *new != order.payment) {
        if payment == Payment::Unsaid {
            return Err(NotChanged::Payment);
        }
        terms.payment = payment;
        kinds.push(Kind::Payment);
    }
    if kinds.is_empty() { Err(NotChanged::Nothing) } else { Ok(Changed { terms, kinds }) }
}

fn lines(
    order: &Terms,
    wanted: &Change,
    offered: impl Fn(&str) -> Option<Offer>,
    kinds: &mut Vec<Kind>,
) -> Result<Vec<IncomingLine>, NotChanged> {
    let mut note = |kind| {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    };
    let mut lines: Vec<Option<IncomingLine>> = order.lines.iter().cloned().map(Some).collect();
    for (at, new) in wanted.lines.iter().enumerate() {
        let last = order.lines.len().saturating_sub(1);
        let old = order.lines.get(new.line).ok_or(NotChanged::NoSuchLine(new.line, last))?;
        if wanted.lines[..at].iter().any(|before| before.line == new.line) {
            return Err(NotChanged::TwiceNamed(new.line));
        }
        let quantity = new.quantity.unwrap_or(old.quantity);
        if quantity == 0 {
            lines[new.line] = None;
            note(Kind::Remove);
            continue;
        }
        let sku = new.sku.as_ref().filter(|sku| **sku != old.sku);
        if sku.is_none() && quantity == old.quantity {
            continue;
        }
        let mut line = old.clone();
        if let Some(sku) = sku {
            (line.name, line.unit_price) = offer(sku, &offered)?;
            line.sku = sku.clone();
            note(Kind::Swap);
        }
        if quantity != old.quantity {
            note(Kind::Quantity);
        }
        lines[new.line] = Some(of_quantity(line, quantity)?);
    }
    for (sku, quantity) in &wanted.add {
        let (name, unit_price) = offer(sku, &offered)?;
        let (external_id, sku) = (String::new(), sku.clone());
        let line = IncomingLine { external_id, sku, name, quantity: 0, unit_price, line_total: Money::ZERO };
        lines.push(Some(of_quantity(line, *quantity)?));
        note(Kind::Add);
    }
    let lines: Vec<IncomingLine> = lines.into_iter().flatten().collect();
    match lines.len() {
        0 => Err(NotChanged::LastLine),
        many if many > LINES_MAX => Err(NotChanged::TooManyLines(many)),
        _ => Ok(lines),
    }
}

fn offer(sku: &str, offered: impl Fn(&str) -> Option<Offer>) -> Result<(String, Money), NotChanged> {
    let offer = offered(sku).ok_or_else(|| NotChanged::NotOnShelf(sku.to_owned()))?;
    let price = offer.price.ok_or_else(|| NotChanged::NoPrice(sku.to_owned()))?;
    Ok((offer.name, price))
}

/// A line that was changed costs its unit price, times its units: what a channel took off the old line was for that one.
fn of_quantity(mut line: IncomingLine, quantity: i64) -> Result<IncomingLine, NotChanged> {
    if !(1..=QUANTITY_MAX).contains(&quantity) {
        return Err(NotChanged::Quantity { sku: line.sku, quantity });
    }
    line.quantity = quantity;
    line.line_total = line.unit_price.times(quantity).ok_or(NotChanged::Amount(line.unit_price))?;
    Ok(line)
}

/// Tax and discount follow the goods at the rate at which the channel counted them; fees stay.
fn priced(order: &Terms, lines: Vec<IncomingLine>) -> Result<Terms, NotChanged> {
    let sum = |lines: &[IncomingLine]| lines.iter().map(|line| line.line_total).sum::<Money>();
    let fees = order.total - order.subtotal - order.tax + order.discount;
    let subtotal = (order.subtotal + sum(&lines) - sum(&order.lines)).max(Money::ZERO);
    let tax = scaled(order.tax, subtotal, order.subtotal);
    let discount = scaled(order.discount, subtotal, order.subtotal);
    let total = (subtotal + tax - discount + fees).max(Money::ZERO);
    for amount in [subtotal, tax, discount, total].into_iter().chain(lines.iter().map(|l| l.line_total)) {
        if amount > AMOUNT_MAX {
            return Err(NotChanged::Amount(amount));
        }
    }
    Ok(Terms { lines, subtotal, tax, discount, total, ..order.clone() })
}

/// To the nearest cent. Of nothing there is no rate, so that what stood beside it stays.
pub fn scaled(amount: Money, now: Money, before: Money) -> Money {
    if before <= Money::ZERO {
        return amount;
    }
    let (amount, now, before) = (i128::from(amount.0), i128::from(now.0), i128::from(before.0));
    Money(i64::try_from((amount * now + before / 2) / before).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(sku: &str, quantity: i64, cents: i64) -> IncomingLine {
        IncomingLine {
            external_id: format!("x-{sku}"),
            sku: sku.to_owned(),
            name: sku.to_uppercase(),
            quantity,
            unit_price: Money(cents),
            line_total: Money(cents * quantity),
        }
    }

    fn order() -> Terms {
        Terms {
            lines: vec![line("a", 2, 1_000), line("b", 1, 2_000)],
            fulfilment: Fulfilment::Pickup,
            window: None,
            address: None,
            payment: Payment::Unsaid,
            subtotal: Money(4_000),
            tax: Money(601),
            discount: Money(400),
            total: Money(4_201),
        }
    }

    fn shelf(sku: &str) -> Option<Offer> {
        let price = match sku {
            "a" => Some(Money(1_000)),
            "c" => Some(Money(1_500)),
            "dear" => Some(AMOUNT_MAX),
            "priceless" => None,
            _ => return None,
        };
        Some(Offer { name: sku.to_uppercase(), price })
    }

    fn of_line(line: usize, sku: Option<&str>, quantity: Option<i64>) -> Change {
        let lines = vec![LineChange { line, sku: sku.map(str::to_owned), quantity }];
        Change { lines, ..Change::default() }
    }

    fn add(sku: &str, quantity: i64) -> Change {
        Change { add: vec![(sku.to_owned(), quantity)], ..Change::default() }
    }

    fn done(wanted: &Change) -> Changed {
        change(&order(), wanted, shelf).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn what_cannot_be_done_is_said() {
        let twice = Change {
            lines: [of_line(0, None, Some(1)).lines, of_line(0, None, Some(3)).lines].concat(),
            ..Change::default()
        };
        let none_left = Change {
            lines: [of_line(0, None, Some(0)).lines, of_line(1, None, Some(0)).lines].concat(),
            ..Change::default()
        };
        let many = Change { add: vec![("a".to_owned(), 1); LINES_MAX], ..Change::default() };
        let backwards = (at("2026-11-22T19:00:00Z"), at("2026-11-22T18:00:00Z"));
        let quantity = |sku: &str, quantity| NotChanged::Quantity { sku: sku.to_owned(), quantity };
        let delivery = Change { fulfilment: Some(Fulfilment::Delivery), ..Change::default() };
        let blank = Change { address: Some(Address("  ".to_owned())), ..delivery.clone() };
        for (wanted, why) in [
            (Change::default(), NotChanged::Nothing),
            (of_line(0, Some("a"), Some(2)), NotChanged::Nothing),
            (of_line(2, None, Some(1)), NotChanged::NoSuchLine(2, 1)),
            (twice, NotChanged::TwiceNamed(0)),
            (of_line(0, None, Some(-1)), quantity("a", -1)),
            (of_line(0, None, Some(QUANTITY_MAX + 1)), quantity("a", QUANTITY_MAX + 1)),
            (add("a", 0), quantity("a", 0)),
            (none_left, NotChanged::LastLine),
            (many, NotChanged::TooManyLines(LINES_MAX + 2)),
            (of_line(0, Some("gone"), None), NotChanged::NotOnShelf("gone".to_owned())),
            (add("priceless", 1), NotChanged::NoPrice("priceless".to_owned())),
            (Change { window: Some(backwards), ..Change::default() }, NotChanged::Window),
            (delivery, NotChanged::NoAddress),
            (blank, NotChanged::NoAddress),
            (Change { fulfilment: Some(Fulfilment::Pickup), ..Change::default() }, NotChanged::Nothing),
        ] {
            assert_eq!(change(&order(), &wanted, shelf), Err(why.clone()), "{why}");
        }
        assert!(matches!(change(&order(), &add("dear", 1), shelf), Err(NotChanged::Amount(_))));
        let paid = Terms { payment: Payment::Cash, ..order() };
        let unsaid = Change { payment: Some(Payment::Unsaid), ..Change::default() };
        assert_eq!(change(&paid, &unsaid, shelf), Err(NotChanged::Payment));
    }

    #[test]
    fn a_line_is_swapped_at_the_tills_price_and_keeps_its_units() {
        let changed = done(&of_line(0, Some("c"), None));
        assert_eq!(changed.kinds, [Kind::Swap]);
        let line = &changed.terms.lines[0];
        assert_eq!((line.sku.as_str(), line.name.as_str(), line.quantity), ("c", "C", 2));
        assert_eq!((line.unit_price, line.line_total), (Money(1_500), Money(3_000)));
        assert_eq!(changed.terms.lines[1], order().lines[1]);
    }

    #[test]
    fn tax_and_discount_follow_the_goods_and_fees_stay() {
        let with_fee = Terms { total: Money(4_401), ..order() };
        let changed = change(&with_fee, &of_line(0, None, Some(1)), shelf).unwrap();
        let terms = &changed.terms;
        assert_eq!(changed.kinds, [Kind::Quantity]);
        // 6.01 times three quarters is 4.5075; 2.00 is the fee.
        assert_eq!((terms.subtotal, terms.tax, terms.discount), (Money(3_000), Money(451), Money(300)));
        assert_eq!(terms.total, Money(3_000 + 451 - 300 + 200));
        let free = Terms { subtotal: Money::ZERO, lines: vec![line("a", 1, 0)], ..order() };
        assert_eq!(change(&free, &add("c", 1), shelf).unwrap().terms.tax, Money(601));
    }

    #[test]
    fn lines_come_and_go() {
        let mut wanted = of_line(0, None, Some(0));
        wanted.add.push(("c".to_owned(), 2));
        let changed = done(&wanted);
        assert_eq!(changed.kinds, [Kind::Remove, Kind::Add]);
        let skus: Vec<_> = changed.terms.lines.iter().map(|l| (l.sku.as_str(), l.quantity)).collect();
        assert_eq!(skus, [("b", 1), ("c", 2)]);
        assert_eq!(changed.terms.subtotal, Money(5_000));
    }

    #[test]
    fn how_it_is_handed_over_and_paid() {
        let window = (at("2026-11-22T18:00:00Z"), at("2026-11-22T18:30:00Z"));
        let wanted = Change {
            fulfilment: Some(Fulfilment::Delivery),
            window: Some(window),
            address: Some(Address("12 Alder Street".to_owned())),
            payment: Some(Payment::Debit),
            ..Change::default()
        };
        let changed = done(&wanted);
        assert_eq!(changed.kinds, [Kind::Fulfilment, Kind::Window, Kind::Address, Kind::Payment]);
        assert_eq!(changed.terms.total, order().total);
        assert!(!format!("{changed:?}").contains("Alder"));
        // Back again; the address stays known.
        let back = Change { fulfilment: Some(Fulfilment::Curbside), ..Change::default() };
        assert_eq!(change(&changed.terms, &back, shelf).unwrap().kinds, [Kind::Fulfilment]);
    }

    #[test]
    fn each_kind_touches_its_checks_and_no_other() {
        use CheckName::{Address, Gate, Price, PurchaseLimit, Stock};
        for (kinds, checks) in [
            (vec![Kind::Quantity], vec![PurchaseLimit, Stock, Price, Gate]),
            (vec![Kind::Payment], vec![]),
            (vec![Kind::Window, Kind::Payment], vec![Gate]),
            (vec![Kind::Fulfilment, Kind::Address], vec![Gate, Address]),
            (vec![Kind::Address, Kind::Swap], vec![PurchaseLimit, Stock, Price, Gate, Address]),
        ] {
            assert_eq!(touched(&kinds), checks, "{kinds:?}");
        }
        // Whom it is for no change touches.
        let person = [CheckName::Identity, CheckName::Age, CheckName::NotBanned, CheckName::IdInDate];
        assert!(Kind::ALL.iter().all(|kind| kind.touches().iter().all(|check| !person.contains(check))));
    }
}
