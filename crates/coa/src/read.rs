//! From bytes to a profile.

use std::collections::{BTreeSet, HashMap};

use crate::name::{self, Class};
use crate::number::{Decimal, mark_of};
use crate::page::{
    Area, Glyph, Line, Page, ReadBy, Text, Turn, Word, off_its_side, turned_back, upright, words,
};
use crate::pdf::{self, Drawn};
use crate::profile::{Profile, assemble, is_control};
use crate::{field, ocr, table, wcia};

/// Reads pictures of pages. The engine, its process and its time are the caller's.
pub trait Eyes {
    /// How many pages a document has that is a picture itself: a TIFF may have several.
    fn pages(&mut self) -> Result<usize, String> {
        Ok(1)
    }

    /// The words on a page of the document (from 0), which is `width` by `height` hundredths of a point large; of a
    /// document that is a picture itself, `width` and `height` are nought and the reader says how large it is.
    fn words(&mut self, page: usize, width: i32, height: i32) -> Result<Seen, String>;

    /// Whether pages are looked at even where the file has sound text; the text then only confirms.
    fn always(&self) -> bool {
        false
    }
}

/// What was seen on a page.
#[derive(Debug)]
pub struct Seen {
    /// With their places on the page as it was looked at: turned until it was upright, and level.
    pub words: Vec<Word>,
    /// Of the page as it was looked at.
    pub width: i32,
    pub height: i32,
    /// How the text runs on the page itself.
    pub turn: Turn,
    /// How far its lines slope down to the right then, in ten-thousandths.
    pub tilt: i32,
}

impl Seen {
    fn sheet(self, number: usize, second: Vec<Word>) -> Page {
        let Self { words, width, height, turn, tilt } = self;
        let lines = ocr::lines(words);
        Page { number, width, height, read_by: ReadBy::Ocr, turn, tilt, lines, second }
    }
}

/// There is nothing to see with: only what files say themselves is read.
#[derive(Debug)]
pub struct Blind(pub String);

impl Eyes for Blind {
    fn words(&mut self, _: usize, _: i32, _: i32) -> Result<Seen, String> {
        Err(self.0.clone())
    }
}

#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("this is neither a PDF, a PNG, JPEG or TIFF picture, nor a JSON result")]
    Unknown,
    #[error(transparent)]
    Pdf(#[from] pdf::PdfError),
    #[error(transparent)]
    Json(#[from] wcia::JsonError),
    #[error("its pages are pictures and could not be read: {0}")]
    Unseen(String),
}

/// More glyphs than this share without a character, and a page's text is not believed.
const UNKNOWN_PERCENT_MAX: usize = 12;
/// Pages are read as pictures up to this many; it takes seconds each.
const SEEN_MAX: usize = 12;
/// So many names at the beginnings of lines, with something to read behind them, are a table's.
const NAMED_MIN: usize = 4;
/// Letter paper.
const LETTER: (i32, i32) = (61_200, 79_200);
/// A page with fewer glyphs says nothing about the soundness of its text.
const GLYPHS_MIN: usize = 60;

/// Nothing is read from anywhere but `bytes` and `eyes`.
pub fn read(bytes: &[u8], eyes: &mut dyn Eyes) -> Result<Profile, ReadError> {
    match kind(bytes).ok_or(ReadError::Unknown)? {
        Document::Pdf => of_pdf(bytes, eyes),
        Document::Picture => of_picture(eyes),
        Document::Json => Ok(wcia::read(bytes)?),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    Pdf,
    Picture,
    Json,
}

/// By its first bytes, whatever its name is.
pub fn kind(bytes: &[u8]) -> Option<Document> {
    let head = &bytes[..bytes.len().min(1024)];
    let starts = |with: &[u8]| head.starts_with(with);
    if head.windows(5).any(|part| part == b"%PDF-") {
        return Some(Document::Pdf);
    }
    if starts(b"\x89PNG")
        || starts(b"\xFF\xD8\xFF")
        || starts(b"II*\0")
        || starts(b"MM\0*")
        || (starts(b"RIFF") && head.get(8..12) == Some(b"WEBP"))
    {
        return Some(Document::Picture);
    }
    let first = head.iter().find(|byte| !byte.is_ascii_whitespace() && !matches!(byte, 0xEF | 0xBB | 0xBF));
    matches!(first, Some(b'{' | b'[')).then_some(Document::Json)
}

fn of_pdf(bytes: &[u8], eyes: &mut dyn Eyes) -> Result<Profile, ReadError> {
    let (drawn, count) = pdf::draw(bytes)?;
    let mut profile = Profile { pages: count, text_layer: "native", ..sized(&drawn) };
    if count > drawn.len() {
        profile.flags.push(format!("only the first {} of {count} pages were read", drawn.len()));
    }
    let cut = drawn.iter().enumerate().filter(|(_, page)| page.cut);
    profile.flags.extend(cut.map(|(index, _)| format!("page {} draws more than is read", index + 1)));
    let mut sheets = Vec::new();
    let mut seconds = Vec::new();
    let mut unseen = None;
    let mut seen_pages = 0;
    for (index, page) in drawn.iter().enumerate() {
        let doubt = doubt(page).or_else(|| (eyes.always() && !page.glyphs.is_empty()).then_some("ignored"));
        if let Some(prose) = prose(index, page, doubt) {
            sheets.extend(prose);
            continue;
        }
        let Some(doubt) = doubt else {
            sheets.extend(native(index, page));
            continue;
        };
        profile.text_layer = doubt;
        let seen = if seen_pages < SEEN_MAX {
            eyes.words(index, page.width, page.height)
        } else {
            Err(format!("only {SEEN_MAX} pages are read as pictures"))
        };
        seen_pages += 1;
        match seen {
            Ok(seen) => {
                let layer = if doubt == "ocr" { native(index, page) } else { Vec::new() };
                let second = layer.iter().flat_map(Page::words).cloned().collect();
                seconds.extend(layer);
                sheets.push(seen.sheet(index + 1, second));
            }
            Err(why) if doubt == "ocr" => {
                profile.flags.push(format!(
                    "page {} is a picture and only its text layer could be read: {why}",
                    index + 1
                ));
                sheets.extend(
                    native(index, page).into_iter().map(|sheet| Page { read_by: ReadBy::Ocr, ..sheet }),
                );
            }
            Err(why) => {
                profile.flags.push(format!("page {} could not be read: {why}", index + 1));
                unseen = Some(why);
            }
        }
    }
    if let (Some(why), true) = (unseen, sheets.iter().all(|sheet| sheet.lines.is_empty())) {
        return Err(ReadError::Unseen(why));
    }
    finish(&mut profile, &sheets);
    if !seconds.is_empty() {
        profile.fields.confirm(field::fields(&seconds).0);
    } else if sheets.iter().any(|sheet| sheet.read_by == ReadBy::Ocr) {
        profile.fields.doubt();
    }
    Ok(profile)
}

/// A scan with text over it is looked at where that text has names of what is measured; the rest is prose.
fn prose(index: usize, page: &Drawn, doubt: Option<&str>) -> Option<Vec<Page>> {
    if doubt != Some("ocr") || index == 0 {
        return None;
    }
    let layer = native(index, page);
    let names = |sheet: &Page| {
        let laid = table::Laid::new(sheet);
        laid.lines.iter().flatten().filter(|item| item.leads()).count()
    };
    let few = layer.iter().map(names).sum::<usize>() < 3;
    few.then(|| layer.into_iter().map(|sheet| Page { read_by: ReadBy::Ocr, ..sheet }).collect())
}

fn sized(drawn: &[Drawn]) -> Profile {
    let page_sizes = drawn.iter().map(|page| in_points(page.width, page.height)).collect();
    Profile { page_sizes, ..Profile::default() }
}

fn in_points(width: i32, height: i32) -> [Decimal; 2] {
    [width, height].map(|side| Decimal::new(i128::from(side), 2))
}

fn of_picture(eyes: &mut dyn Eyes) -> Result<Profile, ReadError> {
    let count = eyes.pages().map_err(ReadError::Unseen)?;
    let mut profile = Profile { pages: count, text_layer: "none", ..Profile::default() };
    if count > SEEN_MAX {
        profile.flags.push(format!("only {SEEN_MAX} pages are read as pictures"));
    }
    let mut sheets = Vec::new();
    let mut unseen = None;
    for index in 0..count.min(SEEN_MAX) {
        match eyes.words(index, 0, 0) {
            Ok(seen) => {
                let across = matches!(seen.turn, Turn::Left | Turn::Right);
                let (width, height) =
                    if across { (seen.height, seen.width) } else { (seen.width, seen.height) };
                profile.page_sizes.push(in_points(width, height));
                sheets.push(seen.sheet(index + 1, Vec::new()));
            }
            Err(why) => {
                // Its picture has the place that a page of paper has, so that the pages behind it keep theirs.
                profile.page_sizes.push(in_points(LETTER.0, LETTER.1));
                profile.flags.push(format!("page {} could not be read: {why}", index + 1));
                unseen = Some(why);
            }
        }
    }
    if let (Some(why), true) = (unseen, sheets.is_empty()) {
        return Err(ReadError::Unseen(why));
    }
    finish(&mut profile, &sheets);
    profile.fields.doubt();
    Ok(profile)
}

/// Why the text of a page is not believed, if it is not.
fn doubt(page: &Drawn) -> Option<&'static str> {
    let glyphs = page.glyphs.len();
    let unknown = page.glyphs.iter().filter(|glyph| matches!(glyph.text, Text::Unknown(_))).count();
    if page.hidden() && glyphs > 0 {
        return Some("ocr");
    }
    if glyphs < GLYPHS_MIN {
        return page.picture.then_some("none");
    }
    (unknown * 100 > glyphs * UNKNOWN_PERCENT_MAX || garbled(&page.glyphs)).then_some("broken")
}

/// The letters that English uses most. A text with few of them has its letters shifted.
const COMMON: &[char] = &['a', 'e', 'i', 'o', 't', 'n', 's'];

fn garbled(glyphs: &[Glyph]) -> bool {
    let letters: Vec<char> = glyphs
        .iter()
        .filter_map(|glyph| match &glyph.text {
            Text::Known(text) => text.chars().next(),
            Text::Unknown(_) => None,
        })
        .filter(|c| !c.is_whitespace())
        .collect();
    let of = |wanted: &dyn Fn(&char) -> bool| letters.iter().filter(|c| wanted(c)).count();
    let common = of(&|c| COMMON.contains(&c.to_ascii_lowercase()));
    let alphabetic = of(&|c| c.is_ascii_alphabetic());
    // In English these seven are half of all letters; in shifted text far fewer.
    alphabetic > 40 && common * 100 < alphabetic * 30
}

/// Heads of columns that run up or down, as one line of phrases where each of them ends above its column.
fn turned_heads(page: &Drawn) -> Vec<Line> {
    let mut heads: Vec<Word> = Vec::new();
    for turn in [Turn::Left, Turn::Right] {
        let lines = words(&upright(&page.glyphs, turn, page.width, page.height));
        for phrase in lines.iter().flat_map(|line| phrases(&line.words)) {
            let area = off_its_side(phrase.area, turn, page.width, page.height);
            if table::can_head(&phrase.text) {
                heads.push(Word { area, ..phrase });
            }
        }
    }
    heads.sort_by_key(|head| head.area.x0);
    let mut lines: Vec<Vec<Word>> = Vec::new();
    for head in heads {
        let beside = |line: &&mut Vec<Word>| line.iter().any(|other| other.area.shared_height(head.area) > 0);
        match lines.iter_mut().find(beside) {
            Some(line) => line.push(head),
            None => lines.push(vec![head]),
        }
    }
    // One or two are more often what stands along the axes of charts.
    lines.into_iter().filter(|line| line.len() > 2).filter_map(laid_flat).collect()
}

/// The words of a line, joined where they stand close.
fn phrases(words: &[Word]) -> Vec<Word> {
    let mut phrases: Vec<Word> = Vec::new();
    for word in words {
        match phrases.last_mut() {
            Some(last) if word.area.x0 - last.area.x1 <= last.size.max(word.size) * 6 / 10 => {
                last.text = format!("{} {}", last.text, word.text);
                last.area = last.area.union(word.area);
            }
            _ => phrases.push(word.clone()),
        }
    }
    phrases
}

/// The phrases on the lowest place that any of them reaches, as high as their letters.
fn laid_flat(mut heads: Vec<Word>) -> Option<Line> {
    let bottom = heads.iter().map(|head| head.area.y1).max()?;
    for head in &mut heads {
        head.area = Area { y0: bottom - head.size, y1: bottom, ..head.area };
    }
    let middle = heads.first().map(|head| head.area.middle())?;
    Some(Line { words: heads, middle })
}

/// The text of a page, a sheet for each direction in which it runs.
fn native(index: usize, page: &Drawn) -> Vec<Page> {
    let sheet = |turn: Turn| {
        let glyphs = upright(&page.glyphs, turn, page.width, page.height);
        if glyphs.len() < if turn == Turn::Upright { 1 } else { GLYPHS_MIN } {
            return None;
        }
        let across = matches!(turn, Turn::Left | Turn::Right);
        let (width, height) = if across { (page.height, page.width) } else { (page.width, page.height) };
        Some(Page {
            number: index + 1,
            width,
            height,
            read_by: ReadBy::Text,
            turn,
            tilt: 0,
            lines: lines_of(page, turn, &glyphs),
            second: Vec::new(),
        })
    };
    [Turn::Upright, Turn::Left, Turn::Right, Turn::UpsideDown].into_iter().filter_map(sheet).collect()
}

/// What runs upright has the heads of its columns among it, however those run.
fn lines_of(page: &Drawn, turn: Turn, glyphs: &[Glyph]) -> Vec<Line> {
    let mut lines = words(glyphs);
    if turn == Turn::Upright {
        lines.extend(turned_heads(page));
        lines.sort_by_key(|line| line.middle);
    }
    lines
}

/// What is printed and is in no row.
fn unread(profile: &Profile, tables: &[table::Table], laid: &[table::Laid<'_>]) -> Vec<String> {
    let mut flags = Vec::new();
    let nameless = tables.iter().filter(|table| table.nameless > 0 && !is_control(table));
    for table in nameless {
        flags.push(format!("page {}: numbers in the columns of a table stand without a name", table.page));
    }
    let named = |class: Class| {
        let named = laid.iter().flat_map(|laid| &laid.page.lines).filter_map(|line| {
            let first = name::find(&line.words.first()?.text)?;
            let marks = line.words[1..].iter().any(|word| mark_of(&word.text).is_some());
            (first.class == class && marks).then_some(first.keys)
        });
        named.collect::<BTreeSet<_>>().len()
    };
    for (what, class, rows, others) in [
        ("cannabinoids", Class::Cannabinoid, &profile.cannabinoids, &profile.terpenes),
        ("terpenes", Class::Terpene, &profile.terpenes, &profile.cannabinoids),
    ] {
        let is_out = profile.status.get(what) == Some(&"not_tested");
        if rows.is_empty() && !others.is_empty() && !is_out && named(class) >= NAMED_MIN {
            flags.push(format!("{what} are printed and none of them was read"));
        }
    }
    flags
}

fn finish(profile: &mut Profile, sheets: &[Page]) {
    let read_by: HashMap<usize, ReadBy> = sheets.iter().map(|sheet| (sheet.number, sheet.read_by)).collect();
    let laid: Vec<table::Laid<'_>> = sheets.iter().map(table::Laid::new).collect();
    let mut tables: Vec<table::Table> = Vec::new();
    let mut totals: Vec<table::Total> = Vec::new();
    let mut on: Vec<&Page> = Vec::new();
    for (laid, sheet) in laid.iter().zip(sheets) {
        let found = table::tables(laid);
        totals.extend(table::totals(laid, &found).into_iter().map(|mut total| {
            total.place(|area| turned_back(area, sheet));
            total
        }));
        on.extend(found.iter().map(|_| sheet));
        tables.extend(found);
    }
    // Columns are compared as they are read; then every box of a turned sheet goes where it is on the page as it is seen.
    table::continued(&mut tables);
    for (table, sheet) in tables.iter_mut().zip(on) {
        table.place(|area| turned_back(area, sheet));
    }
    let (fields, status) = field::fields(sheets);
    profile.fields = fields;
    profile.status = status;
    assemble(profile, &tables, &totals, &read_by, sheets);
    profile.flags.extend(unread(profile, &tables, &laid));
    if profile.cannabinoids.is_empty() && profile.terpenes.is_empty() {
        profile.flags.push("no table of cannabinoids or terpenes was found".to_owned());
    }
}
