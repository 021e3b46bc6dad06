//! Characters to words: by the gaps between them, because spaces are often not drawn and sometimes drawn between letters.

use super::{Area, Glyph, Line, MISSING, Text, Word};

/// A gap wider than this many tenths of the height parts two pieces of a line, whatever the letter spacing is.
const PIECE_GAP_TENTHS: i32 = 12;
/// Two characters are on one line if their middles are within this many tenths of the height.
const LINE_TENTHS: i32 = 3;
/// A raised figure is at most so many tenths of the height above the middle of its line.
const RAISED_TENTHS: i32 = 6;
/// How much wider than the letter spacing a gap between words is, in hundredths of the height.
const WORD_GAP_HUNDREDTHS: i32 = 15;
/// The same where the file drew a space.
const SPACED_GAP_HUNDREDTHS: i32 = 8;

pub fn words(glyphs: &[Glyph]) -> Vec<Line> {
    let mut lines: Vec<(i32, i32, Vec<&Glyph>)> = Vec::new();
    let mut sorted: Vec<(i32, &Glyph)> =
        glyphs.iter().filter(|glyph| glyph.size > 0).map(|glyph| (glyph.area.middle(), glyph)).collect();
    lower_raised(&mut sorted);
    sorted.sort_by_key(|(middle, glyph)| (*middle, glyph.area.x0));
    for (middle, glyph) in sorted {
        // Lines come in order of their middles, so only the last few can be near.
        let near = lines.iter_mut().rev().take(6).find(|(at, size, _)| {
            middle - *at <= (*size).min(glyph.size) * LINE_TENTHS / 10 && similar(*size, glyph.size)
        });
        match near {
            Some((_, _, line)) => line.push(glyph),
            None => lines.push((middle, glyph.size, vec![glyph])),
        }
    }
    let mut grouped: Vec<Line> = lines.into_iter().filter_map(|(_, _, line)| line_of(line)).collect();
    grouped.sort_by_key(|line| line.middle);
    grouped
}

/// The small figure behind a delta is part of a name, however high it is drawn. Any other one may be a footnote's.
fn lower_raised(glyphs: &mut [(i32, &Glyph)]) {
    let mut deltas: Vec<(i32, &Glyph)> =
        glyphs.iter().filter(|(_, glyph)| is_delta(glyph)).copied().collect();
    let mut at = 0;
    // The second figure of Δ¹⁰ stands behind the first.
    while let Some((line, before)) = deltas.get(at).copied() {
        at += 1;
        let raised = |middle: i32, glyph: &Glyph| {
            let gap = glyph.area.x0 - before.area.x1;
            is_digit(glyph)
                && !is_space(glyph)
                && middle < line
                && line - middle <= before.size * RAISED_TENTHS / 10
                && (-before.size / 2..=before.size / 5).contains(&gap)
                && (is_digit(before) || glyph.size < before.size)
        };
        let next = glyphs.iter_mut().find(|(middle, glyph)| raised(*middle, glyph));
        if let Some((middle, glyph)) = next {
            *middle = line;
            deltas.push((line, glyph));
        }
    }
}

fn is_delta(glyph: &Glyph) -> bool {
    matches!(&glyph.text, Text::Known(text) if matches!(text.as_str(), "Δ" | "∆" | "δ"))
}

/// Whether two heights can stand on one line: a footnote's digit does not belong to the number before it.
fn similar(one: i32, other: i32) -> bool {
    one.max(other) * 10 <= one.min(other) * 18
}

fn line_of(mut glyphs: Vec<&Glyph>) -> Option<Line> {
    glyphs.sort_by_key(|glyph| (glyph.area.x0, glyph.area.x1));
    let mut pieces: Vec<Vec<(&Glyph, bool)>> = Vec::new();
    let mut spaced = false;
    let mut last: Option<&Glyph> = None;
    for glyph in glyphs {
        if is_space(glyph) {
            spaced = true;
            continue;
        }
        if last.is_some_and(|last| drawn_twice(last, glyph)) {
            continue;
        }
        let gap = last.map(|last| glyph.area.x0 - last.area.x1);
        match (gap, pieces.last_mut()) {
            (Some(gap), Some(piece)) if gap * 10 <= glyph.size * PIECE_GAP_TENTHS => {
                piece.push((glyph, spaced))
            }
            _ => pieces.push(vec![(glyph, false)]),
        }
        last = Some(glyph);
        spaced = false;
    }
    let words: Vec<Word> = pieces.iter().flat_map(|piece| split(piece)).collect();
    let middle = words.iter().map(|word| i64::from(word.area.middle())).sum::<i64>()
        / i64::try_from(words.len()).ok().filter(|n| *n > 0)?;
    Some(Line { words, middle: i32::try_from(middle).ok()? })
}

fn is_space(glyph: &Glyph) -> bool {
    matches!(&glyph.text, Text::Known(text) if text.chars().all(|c| c.is_whitespace() || c == '\u{200B}'))
}

/// Bold is sometimes made by drawing a letter twice, a little apart.
fn drawn_twice(last: &Glyph, glyph: &Glyph) -> bool {
    last.text == glyph.text
        && (glyph.area.x0 - last.area.x0).abs() * 12 <= glyph.size
        && last.run != glyph.run
}

fn split(piece: &[(&Glyph, bool)]) -> Vec<Word> {
    let gaps: Vec<i32> = piece.windows(2).map(|pair| pair[1].0.area.x0 - pair[0].0.area.x1).collect();
    let mut sorted = gaps.clone();
    sorted.sort_unstable();
    // Below the middle: most gaps are inside words, but a piece of short words has many between them.
    let spacing = sorted.get(sorted.len() * 2 / 5).copied().unwrap_or(0).max(0);
    let mut words: Vec<Vec<&Glyph>> = vec![vec![piece[0].0]];
    for (gap, pair) in gaps.iter().zip(piece.windows(2)) {
        let (glyph, spaced) = pair[1];
        let over = (gap - spacing) * 100;
        // A footnote on the line of its number is no digit of it.
        let is_footnote = is_digit(glyph) && is_digit(pair[0].0) && glyph.size * 10 < pair[0].0.size * 9;
        let cut = is_footnote
            || over > glyph.size * WORD_GAP_HUNDREDTHS
            || (spaced && over > glyph.size * SPACED_GAP_HUNDREDTHS);
        match words.last_mut() {
            Some(word) if !cut => word.push(glyph),
            _ => words.push(vec![glyph]),
        }
    }
    words.into_iter().flat_map(part_touching_runs).map(|word| word_of(&word)).collect()
}

fn is_digit(glyph: &Glyph) -> bool {
    matches!(&glyph.text, Text::Known(text) if text.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Two numbers of two drawing operations may touch: `0.3490.052` was two.
fn part_touching_runs(word: Vec<&Glyph>) -> Vec<Vec<&Glyph>> {
    let points = word.iter().filter(|glyph| matches!(&glyph.text, Text::Known(text) if text == ".")).count();
    let starts: Vec<usize> = (1..word.len()).filter(|at| word[*at].run != word[*at - 1].run).collect();
    if points < 2 || starts.len() != 1 {
        return vec![word];
    }
    let (left, right) = word.split_at(starts[0]);
    vec![left.to_vec(), right.to_vec()]
}

/// Ligatures as letters.
fn plain(text: &str) -> String {
    text.trim()
        .replace('ﬁ', "fi")
        .replace('ﬂ', "fl")
        .replace('ﬀ', "ff")
        .replace('ﬃ', "ffi")
        .replace('ﬄ', "ffl")
}

fn word_of(glyphs: &[&Glyph]) -> Word {
    let mut text = String::new();
    let mut missing = Vec::new();
    let mut area: Option<Area> = None;
    for glyph in glyphs {
        match &glyph.text {
            Text::Known(known) => text.push_str(&plain(known)),
            Text::Unknown(outline) => {
                text.push(MISSING);
                missing.push(*outline);
            }
        }
        area = Some(area.map_or(glyph.area, |area| area.union(glyph.area)));
    }
    let size = glyphs.iter().map(|glyph| glyph.size).max().unwrap_or(0);
    Word { text, area: area.unwrap_or(Area::new(0, 0, 0, 0)), size, missing, sure: None, also: Vec::new() }
}
