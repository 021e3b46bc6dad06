//! A certificate in the words of its page.

use std::collections::BTreeMap;

use countersign_app::certificates::by_hand::{ByHand, by_hand};
use countersign_app::certificates::typed::Misread;
use countersign_app::certificates::view::{CertificateRow, Shown};
use countersign_app::certificates::{Reading, Row, Total};
use countersign_kernel::Permission;
use countersign_kernel::id::CertificateId;

use super::certificates::{
    CertificatePage, Confirm, ConfirmForm, Decide, Panel, Place, Sheet, TYPE_IT, TYPE_IT_TOO, ValueField,
    ValueRow,
};
use super::others;
use crate::serve::Signed;
use crate::serve::refused::as_sentence;
use crate::shell::Shell;
use crate::ui::{Badge, Fact, Field, Verdict};

/// Letter paper, in hundredths of a point, for pages whose size is not known. Where something stands beyond it the outline grows.
const WIDE: i64 = 61_200;
const HIGH: i64 = 79_200;

/// Between what is printed and the line around it.
const AROUND: i64 = 200;

pub(super) fn state(row: &CertificateRow) -> Badge {
    let (verdict, words) = match (row.state.as_str(), row.doubtful) {
        ("waiting", _) => (Verdict::Wait, "Being read"),
        ("read", false) => (Verdict::Wait, "Read"),
        ("read", true) => (Verdict::Unknown, "Doubtful"),
        ("confirmed", _) => (Verdict::Pass, "Confirmed"),
        ("refused", _) => (Verdict::Stop, "Refused"),
        _ => (Verdict::Stop, "Not readable"),
    };
    Badge::new(verdict, words)
}

/// What was sent a moment ago, and what of it could not be taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form<'a> {
    pub typed: &'a ConfirmForm,
    pub misread: &'a [Misread],
}

pub(super) fn page(
    shell: Shell,
    signed: &Signed,
    names: &BTreeMap<String, String>,
    seen: &Shown,
    error: Option<String>,
    form: Form<'_>,
) -> CertificatePage {
    let row = &seen.row;
    let (mut panels, sheets) = seen.reading.as_ref().map(|read| laid_out(&row.id, read)).unwrap_or_default();
    let decide = decide(signed, seen, form);
    let types = decide.as_ref().is_some_and(|decide| decide.confirm.is_some());
    let rows = || panels.iter().flat_map(|panel| &panel.rows);
    let error = error.or_else(|| again(rows(), form.misread));
    let ways = seen.reading.as_ref().map(by_hand).unwrap_or_default();
    for row in panels.iter_mut().flat_map(|panel| &mut panel.rows) {
        if let Some(way) = ways.get(&row.number) {
            doubtful(row, *way, seen, types, form);
        }
    }
    CertificatePage {
        shell,
        id: row.id.to_string(),
        file: row.file_name.clone(),
        state: state(row),
        summary: summary(signed, names, row),
        error,
        doubts: seen.reading.as_ref().map(doubts).unwrap_or_default(),
        facts: facts(signed, names, seen),
        sheets,
        panels,
        decide,
        others: seen.beside.as_ref().map(|beside| others::facts(signed, beside)).unwrap_or_default(),
        compared: seen.beside.as_ref().map(others::compared).unwrap_or_default(),
    }
}

/// `Nothing is confirmed yet: look again at CBD, Total thc.`
fn again<'r>(rows: impl Iterator<Item = &'r ValueRow>, misread: &[Misread]) -> Option<String> {
    let is_meant = |row: &&ValueRow| misread.iter().any(|why| why.number == row.number);
    let names: Vec<&str> = rows.filter(is_meant).map(|row| row.name.as_str()).collect();
    (!names.is_empty()).then(|| format!("Nothing is confirmed yet: look again at {}.", names.join(", ")))
}

/// A doubtful value is what people typed, or a field to type it in, or left out.
fn doubtful(row: &mut ValueRow, way: ByHand, seen: &Shown, types: bool, form: Form<'_>) {
    if let Some(typed) = seen.typed.get(&row.number) {
        row.value = typed.shown();
    }
    match way {
        ByHand::LeftOut(why) => row.left_out = row.value.is_empty().then_some(why),
        ByHand::Typed { .. } if types => {
            let why = form.misread.iter().find(|misread| misread.number == row.number);
            row.field = Some(ValueField {
                text: form.typed.typed().remove(&row.number).unwrap_or_default(),
                unit: way.unit(),
                error: why.map(|misread| misread.why.clone()),
            });
        }
        ByHand::Typed { .. } => {}
    }
}

fn summary(signed: &Signed, names: &BTreeMap<String, String>, row: &CertificateRow) -> String {
    let by = |label: &Option<String>| {
        label.as_deref().map_or_else(String::new, |label| signed.who(names, label).to_owned())
    };
    let reason = row.reason.as_deref().map(as_sentence).unwrap_or_default();
    match (row.state.as_str(), &row.first_by) {
        ("waiting", _) => "It is being read. The page shows what was found when that is done.".to_owned(),
        ("read", Some(_)) => format!("Confirmed by {} as the first of two.", by(&row.first_by)),
        ("read", None) if row.doubtful => {
            "Something in it is doubtful, so two people confirm it. What they do not type off the page is left out.".to_owned()
        }
        ("read", None) => "Nothing in it is doubtful. Compare it with the page and confirm it.".to_owned(),
        ("confirmed", _) => format!(
            "Confirmed by {}. It cannot change; a later certificate may take its place.",
            by(&row.decided_by)
        ),
        ("refused", _) => format!("Refused by {}. {reason}", by(&row.decided_by)),
        _ => format!("It could not be read. {reason}"),
    }
}

fn facts(signed: &Signed, names: &BTreeMap<String, String>, seen: &Shown) -> Vec<Fact> {
    let row = &seen.row;
    let mut facts = Vec::new();
    let mut add = |name: &str, value: Option<&String>| {
        facts.extend(value.map(|value| Fact::new(name, value)));
    };
    add("About package", row.tag.as_ref());
    add("About batch", row.batch.as_ref());
    if let Some(read) = &seen.reading {
        for (key, name, value) in fields(read) {
            add(name, value.filter(|_| !read.field_flags.contains_key(key)));
        }
        for (key, day) in read.dates.iter().filter(|(key, _)| !read.field_flags.contains_key(*key)) {
            add(&heading(key), Some(day));
        }
        for (panel, says) in &read.status {
            add(&heading(panel), Some(&says.replace('_', " ")));
        }
    }
    facts.push(Fact::new("SHA-256 of the file", &row.sha256));
    let kept = format!(
        "{}, {}",
        signed.local().clock_or_day(row.kept_at, signed.now),
        signed.who(names, &row.kept_by)
    );
    facts.push(Fact::new("Handed in", &kept));
    let places = [
        ("Takes the place of", seen.supersedes.as_ref()),
        ("In its place came", seen.superseded_by.as_ref()),
        ("In force until this is confirmed", seen.in_force.as_ref()),
    ];
    for (name, other) in places {
        let link = |other: &CertificateRow| {
            Fact::link(name, &other.file_name, &format!("/menu/certificates/{}", other.id))
        };
        facts.extend(other.map(link));
    }
    if let Some(seq) = row.record_seq {
        facts.push(Fact::link("On the record", &format!("entry {seq}"), &format!("/record/{seq}")));
    }
    facts
}

fn fields(read: &Reading) -> [(&'static str, &'static str, Option<&String>); 14] {
    [
        ("lab", "Laboratory", read.lab.as_ref()),
        ("lab_license", "Its licence", read.lab_license.as_ref()),
        ("product_name", "Product", read.product_name.as_ref()),
        ("strain", "Strain", read.strain.as_ref()),
        ("matrix_printed", "Matrix", read.matrix_printed.as_ref()),
        ("sample_id", "Sample", read.sample_id.as_ref()),
        ("report_id", "Report", read.report_id.as_ref()),
        ("package_tag", "Package tag", read.package_tag.as_ref()),
        ("source_tag", "Source tag", read.source_tag.as_ref()),
        ("batch", "Batch", read.batch.as_ref()),
        ("lot", "Lot", read.lot.as_ref()),
        ("client", "Client", read.client.as_ref()),
        ("client_license", "Client's licence", read.client_license.as_ref()),
        ("basis", "Basis", read.basis.as_ref()),
    ]
}

/// Doubts about the document and its fields, each in a sentence.
fn doubts(read: &Reading) -> Vec<String> {
    let whole = read.flags.iter().map(|flag| as_sentence(flag));
    let field = read.field_flags.iter().map(|(key, flag)| {
        let known = fields(read).into_iter().find(|(name, ..)| name == key);
        let name = known.map_or_else(|| heading(key), |(_, name, _)| name.to_owned());
        as_sentence(&format!("{name}: {}", plain(flag)))
    });
    let nothing = (read.tag().is_none() && read.lot().is_none())
        .then(|| "Nothing sure says which package or batch it is about.".to_owned());
    whole.chain(field).chain(nothing).collect()
}

/// What a flag or a check of the reader says.
fn plain(word: &str) -> String {
    let known = match word {
        "units_disagree" => "its columns contradict each other",
        "unit_mass_disagrees" => "its columns contradict those of the other rows",
        "rows_disagree" => "the rows and the total do not come out",
        "several_values" => "it is printed with different values",
        "printed_differently" => "another table says something else",
        "readings_differ" => "two readings of the page differ",
        "not_cross_checked" => "no check covers it",
        "name_ambiguous" => "two rows have its name",
        "name_incomplete" => "its name lost a letter",
        "name_inferred" => "a letter of its name was found out from what remained",
        "row_unsure" => "it does not stand quite beside its name",
        "row_not_confirmed" => "read from a picture, with little that speaks for it",
        "several_columns" => "two columns of one unit say different things",
        "unit_not_printed" => "nothing says its unit",
        "dry_weight_only" => "there is only a column for dry weight",
        "hard_to_read" => "the reader of the picture was not sure",
        "implausible" => "it is more than there can be",
        "unread" => "something stands there that is not used",
        "zero_or_not_detected" => "the format has one sign for nought and for not detected",
        "not_confirmed" => "read from a picture only",
        "no_label" => "nothing but its size on the page says so",
        "dates_out_of_order" => "the dates are not in their order",
        "units" => "its columns agree",
        "unit_mass" => "its ratio is that of the other rows",
        "formula" => "it leads to the printed total with its acid",
        "sum" => "the rows lead to the printed sum",
        "printed_twice" => "another table says the same",
        "second_reading" => "two readings agree",
        other => return other.replace('_', " "),
    };
    known.to_owned()
}

/// `total_thc` as `Total thc`.
pub(super) fn heading(word: &str) -> String {
    as_sentence(&word.replace('_', " ")).trim_end_matches('.').to_owned()
}

/// One printed value, of a row or of a total.
struct Printed<'r> {
    name: String,
    value: Option<&'r String>,
    unit: Option<&'r String>,
    kind: &'r str,
    printed: String,
    page: u32,
    area: &'r [String; 4],
    checks: &'r [String],
    flags: &'r [String],
}

fn of_row(row: &Row) -> Printed<'_> {
    let printed: Vec<String> = row.printed.iter().map(|(unit, text)| format!("{unit} {text}")).collect();
    Printed {
        name: row.name.clone(),
        value: row.value.as_ref(),
        unit: row.unit.as_ref(),
        kind: &row.kind,
        printed: printed.join(", "),
        page: row.page,
        area: &row.area,
        checks: &row.checks,
        flags: &row.flags,
    }
}

fn of_total<'r>(name: &str, total: &'r Total) -> Printed<'r> {
    Printed {
        name: heading(name),
        value: total.value.as_ref(),
        unit: total.unit.as_ref(),
        kind: &total.kind,
        printed: total.printed.join(", "),
        page: total.page,
        area: &total.area,
        checks: &total.checks,
        flags: &total.flags,
    }
}

/// The tables, numbered through, and each page with the place of every row. A page on which nothing was read is there too.
fn laid_out(id: &CertificateId, read: &Reading) -> (Vec<Panel>, Vec<Sheet>) {
    let groups = [
        ("Cannabinoids", read.cannabinoids.iter().map(of_row).collect::<Vec<_>>()),
        ("Terpenes", read.terpenes.iter().map(of_row).collect()),
        ("Totals", read.totals.iter().map(|(name, total)| of_total(name, total)).collect()),
    ];
    let (mut panels, mut sheets, mut number) = (Vec::new(), outlines(id, read), 0);
    for (title, printed) in groups {
        let mut rows = Vec::new();
        for value in &printed {
            number += 1;
            let place = place(number, value);
            rows.push(row(number, value, place.is_some()));
            if let Some((place, right, bottom)) = place {
                sheets.entry(value.page).or_default().add(place, right, bottom);
            }
        }
        if !rows.is_empty() {
            panels.push(Panel { title, rows });
        }
    }
    (panels, sheets.into_iter().map(|(number, outline)| outline.sheet(number)).collect())
}

/// The pages whose size is known.
fn outlines(id: &CertificateId, read: &Reading) -> BTreeMap<u32, Outline> {
    let outline = |(number, [wide, high]): (u32, &[String; 2])| {
        let size = hundredths(wide).zip(hundredths(high)).filter(|(wide, high)| *wide > 0 && *high > 0)?;
        let picture = format!("/menu/certificates/{id}/pages/{number}.png");
        Some((number, Outline { drawn: Some((size, picture)), ..Outline::default() }))
    };
    (1..).zip(&read.page_sizes).filter_map(outline).collect()
}

#[derive(Default)]
struct Outline {
    /// The size of the page in hundredths of a point, and where its picture is.
    drawn: Option<((i64, i64), String)>,
    right: i64,
    bottom: i64,
    places: Vec<Place>,
}

impl Outline {
    fn add(&mut self, place: Place, right: i64, bottom: i64) {
        self.right = self.right.max(right);
        self.bottom = self.bottom.max(bottom);
        self.places.push(place);
    }

    fn sheet(self, number: u32) -> Sheet {
        let paper = (WIDE.max(self.right), HIGH.max(self.bottom));
        let (size, picture) = self.drawn.map_or((paper, None), |(size, picture)| (size, Some(picture)));
        Sheet { number, width: points(size.0), height: points(size.1), picture, places: self.places }
    }
}

/// Where it stands, with its right and lower edge. Data have no page, so nothing of them has a place.
fn place(number: usize, value: &Printed<'_>) -> Option<(Place, i64, i64)> {
    let [x0, y0, x1, y1] = [0, 1, 2, 3].map(|edge: usize| hundredths(&value.area[edge]));
    let (x0, y0, x1, y1) = (x0?, y0?, x1?, y1?);
    if x1 <= x0 || y1 <= y0 {
        return None;
    }
    // The line goes around the print and not through it.
    let (left, top) = ((x0 - AROUND).max(0), (y0 - AROUND).max(0));
    let place = Place {
        number,
        name: value.name.clone(),
        x: points(left),
        y: points(top),
        width: points(x1 + AROUND - left),
        height: points(y1 + AROUND - top),
        doubtful: !value.flags.is_empty(),
    };
    Some((place, x1, y1))
}

/// `100.25` as 10025; none for what is no place on a page.
fn hundredths(text: &str) -> Option<i64> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let cents: String = rest.chars().chain("00".chars()).take(2).collect();
    let found = whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents.parse::<i64>().ok()?)?;
    (0..=10_000_000).contains(&found).then_some(found)
}

fn points(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn row(number: usize, value: &Printed<'_>, placed: bool) -> ValueRow {
    let words = |list: &[String]| list.iter().map(|word| plain(word)).collect::<Vec<_>>();
    let shown = match (value.kind, value.value) {
        ("value", Some(digits)) => {
            format!("{digits} {}", value.unit.map_or("", String::as_str)).trim_end().to_owned()
        }
        ("nd", _) => "ND".to_owned(),
        ("below_loq", _) => "below the limit of quantification".to_owned(),
        (kind, _) => kind.replace('_', " "),
    };
    ValueRow {
        number,
        name: value.name.clone(),
        value: if value.flags.is_empty() { shown } else { String::new() },
        field: None,
        left_out: None,
        printed: value.printed.clone(),
        checks: words(value.checks).join("; "),
        doubts: words(value.flags),
        page: value.page,
        placed,
    }
}

/// When the fields for package and batch are to be filled in: by the first of two, and by the second.
const AS_PRINTED: &str = "as the page has it";
const IF_WRONG: &str = "if the first of two has it wrong";

fn decide(signed: &Signed, seen: &Shown, form: Form<'_>) -> Option<Decide> {
    let row = &seen.row;
    let is_open = matches!(row.state.as_str(), "read" | "unreadable");
    if !is_open || !signed.may(Permission::CertificateConfirm) {
        return None;
    }
    let mine = row.first_by.as_deref() == Some(signed.actor.label().as_str());
    let read = seen.reading.as_ref().filter(|_| !mine);
    let confirm = read.map(|read| {
        let types = by_hand(read).values().any(|way| matches!(way, ByHand::Typed { .. }));
        let (label, fields, note) = match (row.doubtful, &row.first_by) {
            (false, _) => ("Confirm", Vec::new(), None),
            (true, Some(_)) => {
                ("Confirm as the second", unsure(read, form.typed, IF_WRONG), types.then_some(TYPE_IT_TOO))
            }
            (true, None) => (
                "Confirm as the first of two",
                unsure(read, form.typed, AS_PRINTED),
                types.then_some(TYPE_IT),
            ),
        };
        let named = [&form.typed.tag, &form.typed.batch].iter().any(|text| !text.trim().is_empty());
        let instead = row.first_by.is_some() && (named || !form.misread.is_empty());
        Confirm { label, fields, note, instead }
    });
    let reason = Field::text("reason", "Why it is refused");
    Some(Decide { confirm, reason })
}

/// What a person reads off the page because the reader could not, or not surely. Nothing is filled in for them.
fn unsure(read: &Reading, typed: &ConfirmForm, when: &str) -> Vec<Field> {
    let mut fields = Vec::new();
    if read.tag().is_none() {
        fields.push(Field::text("tag", &format!("Package tag, {when}")).value(&typed.tag));
    }
    if read.lot().is_none() {
        fields.push(Field::text("batch", &format!("Batch, {when}")).value(&typed.batch));
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_on_a_page_are_exact() {
        for (text, expected) in
            [("0", Some(0)), ("20.5", Some(2_050)), ("100.25", Some(10_025)), ("x", None), ("-1", None)]
        {
            assert_eq!(hundredths(text), expected, "{text}");
        }
        assert_eq!(points(10_025), "100.25");
        assert_eq!(hundredths(&points(2_050)), Some(2_050));
    }
}
