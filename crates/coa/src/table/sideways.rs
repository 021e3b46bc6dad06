//! Tables that lie on their side: the names are the columns, and each line below is a unit or a limit.

use super::header::{self, Role};
use super::item::{Item, What};
use super::{Cell, Laid, Row, Table};
use crate::number::Unit;
use crate::page::Area;

/// So many names on a line without values between them are the head of a sideways table.
const NAMES_MIN: usize = 4;
/// Lines of values below the names.
const LINES_MAX: usize = 7;

/// The tables, and the lines that their names take up.
pub fn tables(laid: &Laid<'_>) -> (Vec<Table>, Vec<usize>) {
    let mut tables = Vec::new();
    let mut used = Vec::new();
    for (number, items) in laid.lines.iter().enumerate() {
        let names: Vec<&Item> = items.iter().filter(|item| item.leads()).collect();
        if names.iter().filter(|item| matches!(item.what, What::Name(_))).count() < NAMES_MIN
            || items.iter().any(Item::is_value)
        {
            continue;
        }
        // What is not known heads a column too, or its values would go to a neighbour.
        let heads: Vec<&Item> =
            items.iter().filter(|item| item.leads() || matches!(item.what, What::Text)).collect();
        if let Some(table) = table(laid, number, &heads) {
            used.push(number);
            tables.push(table);
        }
    }
    (tables, used)
}

/// `20.64%  0.92%  ND`: the unit that every number on a line of tiles carries itself.
fn unit_of_all(values: &[&Item]) -> Option<Unit> {
    let numbers = values.iter().filter_map(|item| match &item.what {
        What::Value(mark) if mark.number.is_some() => Some(mark.unit),
        _ => None,
    });
    let mut units: Vec<Option<Unit>> = numbers.collect();
    units.dedup();
    if let [Some(unit)] = units[..] { Some(unit) } else { None }
}

fn table(laid: &Laid<'_>, number: usize, names: &[&Item]) -> Option<Table> {
    let class = names
        .iter()
        .find_map(|item| if let What::Name(found) = &item.what { Some(found.class) } else { None })?;
    let mut rows: Vec<Row> = names.iter().map(|item| Row::led_by(item, class)).collect();
    let size = names.first()?.size;
    let mut bottom = names.iter().map(|item| item.area.y1).max()?;
    let mut waiting: Option<String> = None;
    for items in laid.lines.iter().skip(number + 1).take(LINES_MAX) {
        let Some(top) = items.iter().map(|item| item.area.y0).min() else { continue };
        let leads = items.iter().filter(|item| item.leads()).count();
        if top - bottom > size * 3 || leads > 1 {
            break;
        }
        bottom = items.iter().map(|item| item.area.y1).max().unwrap_or(bottom);
        let values: Vec<&Item> = items.iter().filter(|item| item.is_value()).collect();
        let label: Vec<&str> = items
            .iter()
            .filter(|item| matches!(item.what, What::Text | What::Unit(_)))
            .map(|item| item.text.as_str())
            .collect();
        let label = label.join(" ");
        if values.len() < 2 {
            // A label may wrap around its values.
            waiting = (!label.is_empty()).then_some(label);
            continue;
        }
        let heading = header::heading(&label);
        let unit = heading
            .unit
            .or_else(|| waiting.as_ref().and_then(|text| header::heading(text).unit))
            .or_else(|| unit_of_all(&values));
        if heading.role == Role::Aside || (heading.role == Role::Unknown && unit.is_none()) {
            continue;
        }
        for item in values {
            let What::Value(mark) = &item.what else { continue };
            let unit = mark.unit.or(unit);
            let near = rows.iter_mut().min_by_key(|row| (row.area.center() - item.area.center()).abs())?;
            let off = (near.area.center() - item.area.center()).abs();
            near.askew |= off > (near.area.width() / 2).max(item.area.width() / 2) + size / 2;
            near.cells.push(Cell {
                mark: mark.clone(),
                unit,
                assumed: unit.is_none(),
                dry: heading.dry,
                area: item.area,
                sure: item.sure,
                also: item.also.clone(),
            });
        }
        waiting = None;
    }
    rows.retain(|row| !row.cells.is_empty());
    let area = rows.iter().map(|row| row.area).reduce(Area::union)?;
    Some(Table {
        class,
        page: laid.page.number,
        area,
        rows,
        above: laid.above(area.y0, size, |_| true),
        columns: Vec::new(),
        edges: Vec::new(),
        headless: false,
        nameless: 0,
    })
}
