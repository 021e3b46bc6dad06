//! Which names make one table, and what belongs to each of its rows.

use super::column::{Columns, columns};
use super::header::{self, Heading};
use super::item::{Item, What};
use super::{Laid, Lead, Row, Table, further, sideways};
use crate::name::Class;
use crate::page::Area;

/// More rows without a name above the first one, and they are another table's.
const LOST_ROWS_MAX: usize = 3;

#[derive(Debug)]
struct Group {
    /// The lines on which its names stand.
    places: Vec<usize>,
    x0: i32,
    x1: i32,
    y0: i32,
    y1: i32,
    size: i32,
    class: Class,
}

pub fn tables(laid: &Laid<'_>) -> Vec<Table> {
    let (mut found, used) = sideways::tables(laid);
    let groups = groups(laid, &used);
    let rights: Vec<i32> = groups.iter().map(|group| right_edge(group, &groups, laid.page.width)).collect();
    for (group, right) in groups.iter().zip(rights) {
        if let Some(table) = table(laid, group, right) {
            found.push(table);
        }
    }
    found
}

/// Names with the same left edge that follow each other without a header between them.
fn groups(laid: &Laid<'_>, used: &[usize]) -> Vec<Group> {
    let mut open: Vec<Group> = Vec::new();
    for (line, items) in laid.lines.iter().enumerate() {
        if used.contains(&line) {
            continue;
        }
        for what in items {
            let What::Name(found) = &what.what else { continue };
            let area = what.area;
            let fits = |group: &&mut Group| {
                let edge = (group.x0 - area.x0).abs() <= what.size
                    || (group.x1 - area.x1).abs() * 4 <= what.size
                    || ((group.x0 + group.x1) / 2 - area.center()).abs() * 4 <= what.size;
                let gap = area.y0 - group.y1;
                edge && gap <= pitch(group) * 4
                    && group.class == found.class
                    && !header_between(laid, group, line, area)
            };
            match open.iter_mut().rev().find(fits) {
                Some(group) => {
                    group.places.push(line);
                    group.x0 = group.x0.min(area.x0);
                    group.x1 = group.x1.max(area.x1);
                    group.y1 = area.y1;
                }
                None => open.push(Group {
                    places: vec![line],
                    x0: area.x0,
                    x1: area.x1,
                    y0: area.y0,
                    y1: area.y1,
                    size: what.size,
                    class: found.class,
                }),
            }
        }
    }
    open
}

fn pitch(group: &Group) -> i32 {
    let rows = i32::try_from(group.places.len()).unwrap_or(1);
    if rows < 2 { group.size * 2 } else { ((group.y1 - group.y0) / rows).clamp(group.size, group.size * 4) }
}

/// A line of header words below the last name so far begins another table.
fn header_between(laid: &Laid<'_>, group: &Group, line: usize, area: Area) -> bool {
    let Some(last) = group.places.last() else { return false };
    (last + 1..line).any(|between| {
        let heads = laid.lines[between].iter().filter(|item| {
            matches!(item.what, What::Text | What::Unit(_))
                && item.area.x1 > area.x0
                && item.area.x0 < group.x1 + group.size * 30
                && header::is_header(&item.text)
        });
        let texts: Vec<&str> = heads.map(|item| item.text.as_str()).collect();
        texts.len() >= 2
            && texts.iter().any(|text| matches!(header::heading(text).role, header::Role::Result))
    })
}

/// Up to where the rows of a group reach: the next column of names, or the edge of the page.
fn right_edge(group: &Group, groups: &[Group], width: i32) -> i32 {
    let slack = group.size * 8;
    let beside = groups.iter().filter(|other| {
        other.x0 > group.x0 + group.size * 4
            && other.y0 - slack < group.y1
            && other.y1 + slack > group.y0
            && other.places.len() > 1
    });
    beside.map(|other| other.x0).filter(|x0| *x0 > group.x1).min().unwrap_or(width)
}

fn table(laid: &Laid<'_>, group: &Group, right: i32) -> Option<Table> {
    let mut rows = rows(laid, group, right);
    adopt_orphans(laid, group, right, &mut rows);
    rows.retain(|row| !row.items.is_empty());
    if rows.is_empty() {
        return None;
    }
    let top = rows.iter().map(|row| row.row.area.y0).min()?;
    let taken: Vec<Area> = rows.iter().flat_map(|row| &row.items).map(|item| item.area).collect();
    let headings = heading_words(laid, group, right.min(values_end(&rows, group)), top);
    let Columns { rows, headings: columns, edges, headless } =
        columns(rows, &headings, group.x1, pitch(group));
    let rows: Vec<Row> = rows.into_iter().filter(|row| !row.cells.is_empty()).collect();
    let area = rows.iter().map(|row| row.area).reduce(Area::union)?;
    let above = laid.above(top, group.size, |area| area.x1 > group.x0 - group.size * 4 && area.x0 < right);
    let (class, page) = (group.class, laid.page.number);
    let mut table = Table { class, page, area, rows, above, columns, edges, headless, nameless: 0 };
    table.nameless = nameless(laid, group, &table, &taken);
    further::unit_of_title(&mut table);
    Some(table)
}

/// Lines between the first name and the last whose numbers stand in two result columns and were taken for no row.
fn nameless(laid: &Laid<'_>, group: &Group, table: &Table, taken: &[Area]) -> usize {
    let is_result =
        |at: &usize| table.columns[*at].role == header::Role::Result && table.columns[*at].unit.is_some();
    let results: Vec<(i32, i32)> =
        (0..table.columns.len()).filter(is_result).map(|at| table.edges[at]).collect();
    let is_lost = |items: &&Vec<Item>| {
        let inside = |(x0, x1): &(i32, i32)| {
            items.iter().any(|item| {
                item.is_value()
                    && item.area.x0 >= *x0
                    && item.area.x1 <= *x1
                    && (group.y0..group.y1).contains(&item.area.middle())
                    && !taken.contains(&item.area)
            })
        };
        results.iter().filter(|edge| inside(edge)).count() > 1
    };
    laid.lines.iter().filter(is_lost).count()
}

/// A row with what stands beside its name, before columns are known.
#[derive(Debug, Clone)]
pub struct Rough {
    pub row: Row,
    pub items: Vec<Item>,
}

fn rows(laid: &Laid<'_>, group: &Group, right: i32) -> Vec<Rough> {
    let mut rows = Vec::new();
    let (Some(first), Some(last)) = (group.places.first(), group.places.last()) else { return rows };
    let slack = pitch(group) * 5 / 2;
    let mut below = group.y1 + slack;
    let values_from = values_from(laid, group);
    for (line, items) in laid.lines.iter().enumerate().skip(*first) {
        let Some(lead) = items.iter().position(|item| stands_in(item, group, line, *last, values_from))
        else {
            continue;
        };
        let item = &items[lead];
        if is_sentence(&items[lead..]) {
            continue;
        }
        if item.area.y0 > below {
            break;
        }
        // Below the names stand totals, often several.
        if matches!(item.what, What::Total(_)) && item.area.y0 > group.y1 {
            below = item.area.y1 + slack;
        }
        let beside = items[lead + 1..].iter().take_while(|item| item.fills() && item.area.x0 < right);
        rows.push(Rough { row: Row::led_by(item, group.class), items: beside.cloned().collect() });
    }
    rows
}

/// Where the first values beside the names begin.
fn values_from(laid: &Laid<'_>, group: &Group) -> i32 {
    let first = |line: &usize| {
        let behind = laid.lines[*line].iter().filter(|item| item.area.x0 >= group.x1 && item.fills());
        behind.map(|item| item.area.x0).min()
    };
    group.places.iter().filter_map(first).min().unwrap_or(group.x1)
}

/// `Label claim: 10 mg/serving`: an unknown name whose number follows as the next word is prose, not a row.
fn is_sentence(items: &[Item]) -> bool {
    let [name, next, ..] = items else { return false };
    matches!(name.what, What::Text)
        && (name.text.ends_with(':') || next.area.x0 - name.area.x1 <= name.size.min(next.size) * 6 / 10)
        && next.area.x0 - name.area.x1 <= name.size * 2
}

/// Whether an item leads a row of this group: one of its names, a total below, or an unknown name among them.
fn stands_in(item: &Item, group: &Group, line: usize, last: usize, values_from: i32) -> bool {
    let edge = (item.area.x0 - group.x0).abs() <= group.size;
    match &item.what {
        What::Name(_) => {
            group.places.contains(&line)
                && item.area.x0 < group.x1
                && item.area.x1 > group.x0
                && item.area.x0 >= group.x0 - group.size
        }
        // Set in the middle or at the right of the names' column it still stands left of the values.
        What::Total(_) => {
            item.area.x0 >= group.x0 - group.size * 2
                && (item.area.x0 < group.x1 || item.area.y0 > group.y1 && item.area.x1 < values_from)
        }
        What::Text => {
            edge && line < last + 3 && item.text.chars().any(char::is_alphabetic) && item.text.len() < 45
        }
        _ => false,
    }
}

/// Values without a name on their own line belong to the nearest name that has none: names wrap, and base lines differ.
fn adopt_orphans(laid: &Laid<'_>, group: &Group, right: i32, rows: &mut [Rough]) {
    for items in &laid.lines {
        let Some(first) =
            items.iter().position(|item| item.fills() && item.area.x0 > group.x0 && item.area.x0 < right)
        else {
            continue;
        };
        let run: Vec<&Item> =
            items[first..].iter().take_while(|item| item.fills() && item.area.x0 < right).collect();
        let led = items[..first].iter().any(|item| item.area.x1 > group.x0 && !item.fills());
        let Some(middle) = run.first().map(|item| item.area.middle()) else { continue };
        if led
            || middle < group.y0 - group.size * 2
            || middle > group.y1 + group.size * 2
            || run[0].area.x0 < group.x0 + group.size
        {
            continue;
        }
        let reach = group.size * 3 / 2;
        let near = rows
            .iter_mut()
            .filter(|row| {
                row.items.is_empty()
                    && (row.row.area.middle() - middle).abs() <= reach
                    && row.row.area.x1 <= run[0].area.x0 + group.size
            })
            .min_by_key(|row| (row.row.area.middle() - middle).abs());
        if let Some(row) = near {
            row.row.askew = (row.row.area.middle() - middle).abs() * 10 > group.size * 3;
            row.items = run.into_iter().cloned().collect();
        }
    }
    join_wrapped(rows, group);
}

/// `Caryophyllene` above, the values, `Oxide` below: one name on two lines.
fn join_wrapped(rows: &mut [Rough], group: &Group) {
    for at in 0..rows.len().saturating_sub(1) {
        let (one, rest) = rows.split_at_mut(at + 1);
        let (upper, lower) = (&mut one[at], &mut rest[0]);
        let close = lower.row.area.y0 - upper.row.area.y1 <= group.size / 2;
        let half = upper.items.is_empty() || lower.items.is_empty();
        if !close || !half || (upper.items.is_empty() && lower.items.is_empty()) {
            continue;
        }
        let joined = [
            format!("{} {}", upper.row.name, lower.row.name),
            format!("{}{}", upper.row.name, lower.row.name),
        ];
        let Some(found) =
            joined.iter().find_map(|name| crate::name::find(name)).filter(|found| found.class == group.class)
        else {
            continue;
        };
        upper.row.lead = Lead::Name(found);
        upper.row.name.clone_from(&joined[0]);
        upper.row.area = upper.row.area.union(lower.row.area);
        upper.row.askew = false;
        if upper.items.is_empty() {
            upper.items = std::mem::take(&mut lower.items);
        }
        lower.row.lead = Lead::Other;
    }
}

/// Up to where most rows have values; what stands further to the right is something else, a box or a chart.
fn values_end(rows: &[Rough], group: &Group) -> i32 {
    let mut ends: Vec<i32> = rows.iter().filter_map(|row| Some(row.items.last()?.area.x1)).collect();
    ends.sort_unstable();
    ends.get(ends.len() * 3 / 4).map_or(i32::MAX, |end| end + group.size * 5)
}

/// Header phrases above the first row: line by line upwards while the lines still speak of columns.
fn heading_words(laid: &Laid<'_>, group: &Group, right: i32, top: i32) -> Vec<(Heading, Area)> {
    let mut phrases: Vec<(String, Area)> = Vec::new();
    let mut edge = top;
    let (mut misses, mut lost) = (0, 0);
    for (number, items) in laid.lines.iter().enumerate().rev() {
        let inside: Vec<&Item> = items
            .iter()
            .filter(|item| {
                item.area.middle() <= edge + group.size / 6
                    && item.area.center() > group.x0 - group.size * 3
                    && item.area.center() < right + group.size
            })
            .collect();
        let Some(lowest) = inside.iter().map(|item| item.area.y1).max() else { continue };
        if edge - lowest > group.size * 4 {
            break;
        }
        let words: Vec<(String, Area)> = split_phrases(laid, number, &inside);
        let heads: Vec<(String, Area)> =
            words.into_iter().filter(|(text, _)| header::is_header(text)).collect();
        let values = inside.iter().filter(|item| item.is_value()).count();
        if heads.is_empty() || values > 1 {
            // The first rows of a table whose names could not be read still stand below its header.
            let is_row = values > 1 && phrases.is_empty();
            lost += usize::from(is_row);
            misses += usize::from(!is_row);
            if misses > 2 || lost > LOST_ROWS_MAX || (values > 1 && !is_row) {
                break;
            }
            if is_row {
                edge = inside.iter().map(|item| item.area.y0).min().unwrap_or(edge).min(edge);
            }
            continue;
        }
        edge = inside.iter().map(|item| item.area.y0).min().unwrap_or(edge).min(edge);
        phrases.extend(heads);
        if phrases.len() > 24 {
            break;
        }
    }
    phrases.into_iter().rev().map(|(text, area)| (header::heading(&text), area)).collect()
}

/// Header phrases word by word with their own gaps: the items of a header line may have been joined as prose.
fn split_phrases(laid: &Laid<'_>, number: usize, inside: &[&Item]) -> Vec<(String, Area)> {
    let Some(line) = laid.page.lines.get(number) else { return Vec::new() };
    let (Some(left), Some(right)) =
        (inside.iter().map(|item| item.area.x0).min(), inside.iter().map(|item| item.area.x1).max())
    else {
        return Vec::new();
    };
    let mut phrases: Vec<(String, Area, i32)> = Vec::new();
    let words: Vec<_> =
        line.words.iter().filter(|word| word.area.x0 >= left && word.area.x1 <= right).collect();
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).map(|next| next.text.as_str());
        let goes_on =
            |text: &str| header::adds_uncertainty(&word.text, next) || !begins_a_column(text, &word.text);
        match phrases.last_mut() {
            Some((text, area, size))
                if (word.area.x0 - area.x1) * 10 <= (*size).max(word.size) * reach(text, &word.text)
                    && goes_on(text) =>
            {
                *text = format!("{text} {}", word.text);
                *area = area.union(word.area);
            }
            _ => phrases.push((word.text.clone(), word.area, word.size)),
        }
    }
    phrases.into_iter().map(|(text, area, _)| (text, area)).collect()
}

/// Words of one phrase are at most so many tenths of their height apart; what is told per portion is never said by half.
fn reach(before: &str, word: &str) -> i32 {
    let is_per = |word: &str| word.eq_ignore_ascii_case("per");
    let first = before.split_whitespace().next().unwrap_or(before);
    let last = before.split_whitespace().last().unwrap_or(before);
    let is_milligrams = word.trim_matches(['(', ')']).eq_ignore_ascii_case("mg");
    if is_per(word) || is_per(last) || (is_per(first) && is_milligrams) { 12 } else { 5 }
}

/// `LOD LOQ`, `Mass Mass`, `% mg/g`: close together, and yet two columns.
fn begins_a_column(before: &str, word: &str) -> bool {
    let (one, two) = (header::heading(before), header::heading(word));
    let last = before.split_whitespace().last().unwrap_or(before);
    let same = last.eq_ignore_ascii_case(word);
    let limits =
        |text: &str| matches!(text.trim_matches(['(', ')']).to_lowercase().as_str(), "lod" | "loq" | "lloq");
    // `Per Serving (mg) Per Package (mg)`
    let portions = word.eq_ignore_ascii_case("per")
        && before.split_whitespace().next().is_some_and(|first| first.eq_ignore_ascii_case("per"));
    // `Result Units`, one set right and the other left.
    let per = last.eq_ignore_ascii_case("per") || last.ends_with('/');
    let units = header::is_units(word) && one.role != header::Role::Unknown && !per;
    // `% by weight`
    let by = last.eq_ignore_ascii_case("by");
    // `± uncertainty`, which goes on what stands before it.
    let doubt = matches!(last, "±" | "+/-") && header::adds_uncertainty(last, Some(word));
    if by || doubt {
        return false;
    }
    same || portions
        || units
        || (one.unit.is_some() && two.unit.is_some())
        || (limits(last) && limits(word))
        || (limits(last) && two.role == header::Role::Result && two.unit.is_none())
        || (one.unit.is_some()
            && two.role != header::Role::Unknown
            && two.unit.is_none()
            // `% (dry weight)`: what is in brackets says more about the unit.
            && !word.starts_with('(')
            && !matches!(word.to_lowercase().as_str(), "total" | "dry" | "w/w"))
}
