//! Papers that are wrong themselves: the contradiction is shown, never repaired and never copied in silence.

use crate::layouts::{self, Dice};

/// One digit of one column is another one; the other column still says what was measured.
#[test]
fn a_number_that_contradicts_its_other_column_is_flagged() {
    let mut tried = 0;
    for seed in 0..120 {
        let mut dice = Dice::new(seed + 7_000);
        let clean = layouts::paper(seed);
        let two = clean.cannabinoids[0].cells.len() > 1;
        let comparable = clean.cannabinoids[0]
            .cells
            .iter()
            .all(|(unit, _)| matches!(*unit, "%" | "mg/g" | "ug/g" | "ppm"));
        if !two || !comparable {
            continue;
        }
        let row = &clean.cannabinoids[0];
        let column = dice.below(2);
        let text = &row.cells[column].1;
        // Its first digit, so that no rounding can explain it.
        let digit = text.as_bytes()[0];
        let other = if digit == b'9' { '1' } else { char::from(digit + 1) };
        let changed = format!("{other}{}", &text[1..]);
        let mut paper = clean.clone();
        for drawn in paper.sheets[0].texts.iter_mut().filter(|drawn| drawn.text.trim_end_matches('%') == text)
        {
            drawn.text = drawn.text.replacen(text.as_str(), &changed, 1);
        }
        let profile = layouts::profile(&paper);
        let said =
            profile["cannabinoids"].as_array().expect("rows").iter().find(|said| said["key"] == row.key);
        let said = said.unwrap_or_else(|| panic!("seed {seed}: {} is missing", row.name));
        let flags = said["flags"].as_array().expect("flags");
        assert!(!flags.is_empty(), "seed {seed}: {text} was printed as {changed} and believed: {said}");
        tried += 1;
    }
    assert!(tried > 30, "only {tried} papers had two columns that can be compared");
}

#[test]
fn two_rows_of_one_name_are_both_unread() {
    let mut paper = layouts::paper(3);
    for drawn in &mut paper.sheets[0].texts {
        if drawn.text == paper.terpenes[6].name {
            drawn.text.clone_from(&paper.terpenes[5].name);
        }
    }
    let profile = layouts::profile(&paper);
    let twice: Vec<_> = profile["terpenes"]
        .as_array()
        .expect("rows")
        .iter()
        .filter(|row| row["key"] == "alpha_pinene")
        .collect();
    assert_eq!(twice.len(), 2);
    for row in twice {
        assert!(row["value"].is_null() && !row["flags"].as_array().expect("flags").is_empty(), "{row}");
    }
}
