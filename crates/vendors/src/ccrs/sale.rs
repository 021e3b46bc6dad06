//! A sale of our own as rows of the state's table.
//!
//! What was asked as tax is one sum. The excise is the state's share of what was paid for the goods that it tracks; the rest is the
//! retail sales tax, spread over everything that was sold. Where the sum cannot hold the excise the sale is in no file, and a
//! person is told: nothing is filed that was not asked of the customer.

use countersign_domain::filing::{Named, Sale, SaleLine};
use countersign_domain::orders::apportion::apportion;
use countersign_kernel::Money;

use super::excise;
use super::export::{Export, ExportRow, Problem};
use super::row::{MEDICAL, RETAIL};
use super::table::Table;
use super::terms;

/// The names under which the rows of a sale stand in the book.
pub fn rows_of(sale: &Sale) -> Vec<Named> {
    let names = (1..=sale.lines.len()).map(|place| format!("{}/{}", sale.number, detail(sale, place)));
    names.map(|key| Named { table: Table::Sale.name().to_owned(), key }).collect()
}

/// Unique by itself, should the state take it for a name of its own.
fn detail(sale: &Sale, place: usize) -> String {
    format!("{}-{place}", sale.number)
}

/// Sales as an export of theirs, and why some are not in it. Those that are gone are to be taken out.
pub fn export_of<'s>(sales: impl IntoIterator<Item = (&'s Sale, bool)>) -> (Export, Vec<Problem>) {
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for (sale, is_gone) in sales {
        match taxes(sale) {
            Ok(taxes) => {
                let lines = sale.lines.iter().zip(taxes).enumerate();
                rows.extend(lines.map(|(index, (line, taxes))| row(sale, index + 1, line, taxes, is_gone)));
            }
            Err(what) => problems.push(Problem {
                table: Table::Sale,
                line: 0,
                key: sale.number.clone(),
                column: "CannabisExciseTax",
                what,
            }),
        }
    }
    (Export { table: Table::Sale, rows, passed_over: Vec::new() }, problems)
}

/// Retail sales tax and excise of each line.
fn taxes(sale: &Sale) -> Result<Vec<(Money, Money)>, String> {
    // A patient with a card pays neither; where tax was asked, it was not such a sale.
    let is_free = sale.is_medical && sale.tax == Money::ZERO;
    let percent = if is_free { 0 } else { terms::excise_percent() };
    let excise: Vec<Money> = sale.lines.iter().map(|line| excise::of_paid(line.paid, percent)).collect();
    let sum: Money = excise.iter().copied().sum();
    if sale.tax < sum {
        return Err(format!(
            "{} was asked as tax, which is less than the excise of {sum}; correct the sale where it was rung up, and file it by hand",
            sale.tax
        ));
    }
    let weights = sale.lines.iter().map(|line| line.paid).chain([sale.paid_elsewise]);
    let weights: Vec<i64> = weights.map(|paid| paid.0).collect();
    Ok(apportion(sale.tax - sum, &weights).into_iter().zip(excise).collect())
}

fn row(
    sale: &Sale,
    place: usize,
    line: &SaleLine,
    (retail, excise): (Money, Money),
    is_gone: bool,
) -> ExportRow {
    let (unit_price, discount) = price(line);
    let (quantity, detail, day) = (line.quantity.to_string(), detail(sale, place), sale.sold_on.to_string());
    let kind = if sale.is_medical { MEDICAL } else { RETAIL };
    let says = |column: &str| match column {
        "InventoryExternalIdentifier" => Some(line.package.clone()),
        "SaleType" => Some(kind.to_owned()),
        "SaleDate" => Some(day.clone()),
        "Quantity" => Some(quantity.clone()),
        "UnitPrice" => Some(unit_price.to_string()),
        "Discount" => Some(discount.to_string()),
        "RetailSalesTax" => Some(retail.to_string()),
        "CannabisExciseTax" => Some(excise.to_string()),
        "SaleExternalIdentifier" => Some(sale.number.clone()),
        "SaleDetailExternalIdentifier" => Some(detail.clone()),
        "Operation" if is_gone => Some("DELETE".to_owned()),
        _ => None,
    };
    let fields = Table::Sale.columns().iter().map(|column| says(column.name)).collect();
    ExportRow { line: 0, fields }
}

/// A price of one and a discount that make what was paid, to the cent.
fn price(line: &SaleLine) -> (Money, Money) {
    let quantity = line.quantity.max(1);
    let dearer = Money(line.unit_price.0.saturating_mul(quantity)) >= line.paid;
    let unit = if dearer { line.unit_price.0 } else { (line.paid.0 + quantity - 1).div_euclid(quantity) };
    (Money(unit), Money(unit.saturating_mul(quantity)) - line.paid)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sale(is_medical: bool, lines: &[(i64, i64, i64)], elsewise: i64, tax: i64) -> Sale {
        let line = |(place, (quantity, unit, paid)): (usize, &(i64, i64, i64))| SaleLine {
            package: format!("PKG-{place}"),
            quantity: *quantity,
            unit_price: Money(*unit),
            paid: Money(*paid),
        };
        Sale {
            number: "CS-1-A".to_owned(),
            sold_on: "2026-11-20".parse().expect("a day"),
            is_medical,
            lines: lines.iter().enumerate().map(line).collect(),
            paid_elsewise: Money(elsewise),
            tax: Money(tax),
        }
    }

    #[test]
    fn the_taxes_of_the_rows_are_what_was_asked() {
        // 37 percent of 30.00 and of 11.11, and 4.52 of sales tax.
        let sold = sale(false, &[(2, 15_00, 30_00), (1, 12_00, 11_11)], 0, 11_10 + 4_11 + 4_52);
        let found = taxes(&sold).expect("taxes");
        assert_eq!(found.iter().map(|(_, excise)| excise.0).collect::<Vec<_>>(), [11_10, 4_11]);
        assert_eq!(found.iter().map(|(retail, _)| retail.0).sum::<i64>(), 4_52);
    }

    #[test]
    fn papers_carry_their_own_part_of_the_sales_tax() {
        let found = taxes(&sale(false, &[(1, 10_00, 10_00)], 10_00, 3_70 + 2_00)).expect("taxes");
        assert_eq!(found, [(Money(1_00), Money(3_70))]);
    }

    #[test]
    fn nothing_is_filed_that_was_not_asked() {
        assert!(taxes(&sale(false, &[(1, 10_00, 10_00)], 0, 3_69)).is_err());
        assert!(taxes(&sale(false, &[(1, 10_00, 10_00)], 0, 0)).is_err());
        assert!(taxes(&sale(true, &[(1, 10_00, 10_00)], 0, 1_00)).is_err(), "half a patient");
        assert_eq!(taxes(&sale(true, &[(1, 10_00, 10_00)], 0, 0)), Ok(vec![(Money(0), Money(0))]));
    }

    #[test]
    fn price_and_discount_make_what_was_paid() {
        for (quantity, unit, paid) in [(1, 10_00, 10_00), (3, 5_00, 12_34), (3, 1_00, 10_00), (2, 0, 1)] {
            let line =
                SaleLine { package: String::new(), quantity, unit_price: Money(unit), paid: Money(paid) };
            let (price, discount) = price(&line);
            assert!(discount >= Money::ZERO, "{line:?}");
            assert_eq!(price.0 * quantity - discount.0, paid, "{line:?}");
        }
    }

    #[test]
    fn the_names_of_the_rows_are_the_books() {
        let sold = sale(false, &[(1, 10_00, 10_00)], 0, 5_00);
        let (export, problems) = export_of([(&sold, false)]);
        assert!(problems.is_empty());
        let row = &export.rows[0];
        let key = Table::Sale.key_of(|column| row.get(Table::Sale, column));
        assert_eq!(rows_of(&sold), [Named { table: "Sale".to_owned(), key }]);
    }
}
