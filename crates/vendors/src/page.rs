//! The table of vendors as a page of the documentation, written from the flags beside each connector.

use std::fmt::Write;

use countersign_ports::flag::{Capability, Kind};

use crate::{SHEETS, Sheet};

const HEAD: &str = "\
# Connectors

What each vendor can do for Countersign and how sure that is. Written from the flags in `crates/vendors`; a test keeps it so.

- **documented**: the vendor's own public documents say so.
- **observed**: other people's programs or notes show it.
- **assumed**: our own reading where no source speaks, tried against our simulator only. Check it at a real shop before going live.
- **unknown**: no source says whether it can; it is not asked.
- **cannot**: the sources show no way. What hangs on it *cannot be verified online*, which is a result: a person does it at hand-over.

No vendor's own system was called for any of this. Each connector's README names the sources, the limits and what is still open.
";

/// The whole page.
pub fn connectors_page() -> String {
    let mut page = HEAD.to_owned();
    for kind in Kind::ALL {
        let vendors: Vec<&Sheet> = SHEETS.iter().filter(|sheet| sheet.kinds().any(|k| k == kind)).collect();
        if !vendors.is_empty() {
            overview(&mut page, kind, &vendors);
        }
    }
    for sheet in SHEETS {
        notes(&mut page, sheet);
    }
    page
}

/// One row a capability, one column a vendor.
fn overview(page: &mut String, kind: Kind, vendors: &[&Sheet]) {
    let titles: Vec<&str> = vendors.iter().map(|sheet| sheet.title).collect();
    writeln!(page, "\n## {}\n", kind.title()).expect("a text takes everything");
    writeln!(page, "| | {} |", titles.join(" | ")).expect("a text takes everything");
    writeln!(page, "|---|{}", "---|".repeat(titles.len())).expect("a text takes everything");
    for capability in Capability::ALL.iter().filter(|capability| capability.kind() == kind) {
        let words: Vec<&str> = vendors.iter().map(|sheet| word(sheet, *capability)).collect();
        writeln!(page, "| {} | {} |", capability.title(), words.join(" | "))
            .expect("a text takes everything");
    }
}

fn word(sheet: &Sheet, capability: Capability) -> &'static str {
    let flag = sheet.flags.iter().find(|flag| flag.capability == capability);
    flag.map_or("", |flag| flag.evidence.word())
}

fn notes(page: &mut String, sheet: &Sheet) {
    let Sheet { name, title, .. } = sheet;
    writeln!(page, "\n## {title}\n").expect("a text takes everything");
    writeln!(page, "`{name}`, [README](../../crates/vendors/src/{name}/README.md).\n")
        .expect("a text takes everything");
    writeln!(page, "| Capability | Evidence | What follows |\n|---|---|---|")
        .expect("a text takes everything");
    for flag in sheet.flags {
        writeln!(page, "| {} | {} | {} |", flag.capability.title(), flag.evidence, flag.note)
            .expect("a text takes everything");
    }
}
