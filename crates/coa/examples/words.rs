//! Prints what is seen on each page of a PDF: words with their boxes, or with `--tables` the tables found.
#![allow(clippy::print_stdout, reason = "an example that prints")]

use countersign_coa::page::{self, Page, ReadBy, Turn};
use countersign_coa::{pdf, table};

fn main() {
    let tables = std::env::args().any(|argument| argument == "--tables");
    for path in std::env::args().skip(1).filter(|argument| !argument.starts_with("--")) {
        let bytes = std::fs::read(&path).expect("a file that can be read");
        let (drawn, _) = pdf::draw(&bytes).expect("a PDF");
        for (index, sheet) in drawn.iter().enumerate() {
            let missing = sheet.glyphs.iter().filter(|g| matches!(g.text, page::Text::Unknown(_))).count();
            println!(
                "== page {} {}x{} glyphs {} unknown {missing} picture {} hidden {}",
                index + 1,
                sheet.width,
                sheet.height,
                sheet.glyphs.len(),
                sheet.picture,
                sheet.hidden()
            );
            let lines = page::words(&page::upright(&sheet.glyphs, Turn::Upright, sheet.width, sheet.height));
            let page = Page {
                number: index + 1,
                width: sheet.width,
                height: sheet.height,
                read_by: ReadBy::Text,
                turn: Turn::Upright,
                tilt: 0,
                lines,
                second: Vec::new(),
            };
            if tables {
                show(&page);
                continue;
            }
            for line in &page.lines {
                let words: Vec<String> = line
                    .words
                    .iter()
                    .map(|w| format!("{}@{}-{}", w.text, w.area.x0 / 100, w.area.x1 / 100))
                    .collect();
                println!("{:>5} {}", line.middle / 100, words.join(" "));
            }
        }
    }
}

fn show(page: &Page) {
    let laid = table::Laid::new(page);
    let tables = table::tables(&laid);
    for table in &tables {
        println!(
            "-- {:?} headless {} columns {:?}",
            table.class,
            table.headless,
            table.columns.iter().map(|c| (c.role, c.unit, &c.text)).collect::<Vec<_>>()
        );
        for row in &table.rows {
            let cells: Vec<String> = row
                .cells
                .iter()
                .map(|cell| format!("{} {}", cell.mark.printed, cell.unit.map_or("?", |unit| unit.text())))
                .collect();
            println!(
                "   {:?} | {} | {} {}",
                row.lead,
                row.name,
                cells.join(" ; "),
                if row.askew { "ASKEW" } else { "" }
            );
        }
    }
    for total in table::totals(&laid, &tables) {
        let cells: Vec<String> = total
            .cells
            .iter()
            .map(|cell| format!("{} {}", cell.mark.printed, cell.unit.map_or("?", |unit| unit.text())))
            .collect();
        println!("-- {} {} = {}", total.key, total.name, cells.join(" ; "));
    }
}
