//! A promotion in words, for whoever reads a page: what it does, on what, for whom, when and where.

use countersign_kernel::Money;

use super::{Gives, Goods, Hours, Percent, Places, Stacking, Terms, Weekday, Whom};

/// One sentence: `20 % off each unit of Flower.`
pub fn gives(terms: &Terms) -> String {
    let of = goods(&terms.goods);
    let sentence = match &terms.gives {
        Gives::PercentOff { percent } => format!("{} off each unit of {of}", share(*percent)),
        Gives::AmountOff { off } => format!("{} off each unit of {of}", dollars(*off)),
        Gives::FixedPrice { price } => format!("each unit of {of} for {}", dollars(*price)),
        Gives::CartOff { off, minimum } => {
            format!("{} off {of} together, from {} on", dollars(*off), dollars(*minimum))
        }
        Gives::Bundle { units, price } => format!("{units} units of {of} for {} together", dollars(*price)),
        Gives::SecondUnit { buy, get, percent, others } => {
            let others = others.as_ref().map_or("the same".to_owned(), goods);
            format!("for every {buy} of {of}, {get} of {others} at {} off", share(*percent))
        }
    };
    let most = terms.uses_max.map_or(String::new(), |uses| format!(", at most {uses} times a cart"));
    format!("{}{most}.", capital(&sentence))
}

pub fn whom(terms: &Terms) -> &'static str {
    match terms.whom {
        Whom::Everybody => "Everybody",
        Whom::Adult => "Adult use",
        Whom::Medical => "Patients",
    }
}

pub fn places(places: Places) -> &'static str {
    match places {
        Places::Everywhere => "On every channel",
        Places::Web => "On the web only",
        Places::Counter => "In the shop and by phone only",
    }
}

/// `from 2026-11-23 until 2026-11-29, Fri and Sat, 16:00 to 18:00`
pub fn when(terms: &Terms) -> String {
    let until = terms.until.map_or("until it is ended".to_owned(), |until| format!("until {until}"));
    let mut text = format!("from {} {until}", terms.from);
    if !terms.weekdays.is_empty() {
        let days: Vec<&str> = terms.weekdays.iter().map(|day| weekday(*day)).collect();
        text.push_str(&format!(", {}", days.join(", ")));
    }
    if let Some(Hours { from, until }) = terms.hours {
        text.push_str(&format!(", {} to {}", wall(from), wall(until)));
    }
    text
}

pub fn stacking(terms: &Terms) -> String {
    match terms.stacking {
        Stacking::Exclusive => "Not together with another one".to_owned(),
        Stacking::Stacks => format!("Together with others that stack, as number {}", terms.priority),
    }
}

pub fn goods(goods: &Goods) -> String {
    let all: Vec<&str> = goods.categories.iter().chain(&goods.skus).map(String::as_str).collect();
    if all.is_empty() { "everything".to_owned() } else { all.join(", ") }
}

/// `16:00`, and `24:00` for the end of the day.
pub fn wall(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    }
}

fn share(percent: Percent) -> String {
    format!("{} %", countersign_kernel::amount::write_scaled(percent.hundredths(), 2, 0))
}

fn dollars(money: Money) -> String {
    format!("${money}")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
