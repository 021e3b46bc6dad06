//! Pictures of pages, made ready in this process and read by Tesseract in one of its own.

use countersign_coa::page::{Area, Turn, Word};
use countersign_coa::{Document, Eyes, Seen, kind, ocr};
use countersign_photo::paper::{self, Piece, Scan};

use super::draw::{self, Pixels};
use super::tesseract;

/// Letter paper at 300 dpi. A width and not a resolution: some scans declare pages of several metres.
const PIXELS: Pixels = Pixels { wide: 2550.0, high_most: 6000.0 };
/// The width of letter paper, which a photo is taken to show.
const LETTER: i32 = 61_200;
/// Nothing can be read on less.
const SIDE_MIN: u16 = 16;
/// With fewer words that are surely words a page may stand on its head.
const WORDS_MIN: usize = 12;

#[derive(Debug)]
pub struct Tesseract<'b> {
    bytes: &'b [u8],
    always: bool,
}

impl<'b> Tesseract<'b> {
    pub const fn new(bytes: &'b [u8], always: bool) -> Self {
        Self { bytes, always }
    }
}

impl Eyes for Tesseract<'_> {
    fn always(&self) -> bool {
        self.always
    }

    fn pages(&mut self) -> Result<usize, String> {
        paper::pages(self.bytes).map_err(|why| why.to_string())
    }

    fn words(&mut self, page: usize, width: i32, height: i32) -> Result<Seen, String> {
        if kind(self.bytes) == Some(Document::Picture) {
            let scan = paper::scan(self.bytes, page).map_err(|why| why.to_string())?;
            let (width, height) = on_letter(scan.width, scan.height);
            return look(&scan, width, height);
        }
        look(&drawn(self.bytes, page)?, width, height)
    }
}

/// How large a picture is if its shorter side is that of letter paper.
fn on_letter(wide: usize, high: usize) -> (i32, i32) {
    let shorter = i64::try_from(wide.min(high)).unwrap_or(i64::MAX).max(1);
    let scaled = |side: usize| {
        let side = i64::try_from(side).unwrap_or(0).saturating_mul(i64::from(LETTER)) / shorter;
        i32::try_from(side).unwrap_or(LETTER)
    };
    (scaled(wide), scaled(high))
}

/// The page in grey.
fn drawn(bytes: &[u8], page: usize) -> Result<Scan, String> {
    let drawn = draw::page(bytes, page, PIXELS)?;
    let light = drawn.data().iter().map(|pixel| {
        let sum = u32::from(pixel.r) * 299 + u32::from(pixel.g) * 587 + u32::from(pixel.b) * 114;
        u8::try_from(sum / 1000).unwrap_or(u8::MAX)
    });
    let light = light.collect();
    if drawn.width().min(drawn.height()) < SIDE_MIN {
        return Err("the page is a strip with nothing to read on it".to_owned());
    }
    Ok(Scan { width: usize::from(drawn.width()), height: usize::from(drawn.height()), light })
}

/// Reads a page the way it lies; one on which next to nothing is read is turned about.
fn look(scan: &Scan, width: i32, height: i32) -> Result<Seen, String> {
    let ways = if scan.lies_across() { [Turn::Right, Turn::Left] } else { [Turn::Upright, Turn::UpsideDown] };
    let one = seen(scan, ways[0], width, height)?;
    let words = sure(&one.words);
    if words >= WORDS_MIN {
        return Ok(one);
    }
    let other = seen(scan, ways[1], width, height)?;
    Ok(if sure(&other.words) > words { other } else { one })
}

fn seen(scan: &Scan, turn: Turn, width: i32, height: i32) -> Result<Seen, String> {
    let (prepared, across) = match turn {
        Turn::Upright | Turn::Askew => (scan.prepared(), false),
        Turn::UpsideDown => (scan.upside_down().prepared(), false),
        Turn::Right => (scan.turned_left().prepared(), true),
        Turn::Left => (scan.turned_left().upside_down().prepared(), true),
    };
    let (width, height) = if across { (height, width) } else { (width, height) };
    let pixels = u32::try_from(prepared.scan.width).unwrap_or(u32::MAX);
    // 11 is sparse text: words wherever they are. Where tables stand side by side it loses least, and what belongs
    // together is found out here.
    let said = tesseract::run(&prepared.scan.pgm(), &["--psm", "11", "--dpi", "300", "tsv"])?;
    let whole = ocr::words_of_tsv(&text(said)?, width, pixels);
    // The second reading only adds to the first and doubts it: without it the page is read as well as before.
    let piecewise = by_pieces(&prepared.scan, width, pixels).unwrap_or_default();
    let points = points(&prepared.scan, width, pixels);
    let words = ocr::together(ocr::pointed(whole, &points), ocr::pointed(piecewise, &points));
    Ok(Seen { words, width, height, turn, tilt: prepared.tilt })
}

/// The same page read once more, each piece of print by itself.
fn by_pieces(scan: &Scan, width: i32, pixels: u32) -> Result<Vec<Word>, String> {
    let pieces = scan.pieces();
    if pieces.is_empty() {
        return Ok(Vec::new());
    }
    let said = tesseract::run(&scan.cut_out(&pieces), &["--psm", "7", "--dpi", "300", "tsv"])?;
    let number = |pixel: usize| i64::try_from(pixel).unwrap_or(0);
    let margin = number(paper::MARGIN);
    let corner = |piece: &Piece| (number(piece.left) - margin, number(piece.top) - margin);
    let corners: Vec<(i64, i64)> = pieces.iter().map(corner).collect();
    Ok(ocr::words_of_pieces(&text(said)?, width, pixels, &corners))
}

/// Where something stands on the page that may be a point between figures.
fn points(scan: &Scan, width: i32, pixels: u32) -> Vec<Area> {
    let place = |pixel: usize| {
        let place = i64::try_from(pixel).unwrap_or(0) * i64::from(width) / i64::from(pixels.max(1));
        i32::try_from(place).unwrap_or(0)
    };
    let area = |at: &Piece| Area::new(place(at.left), place(at.top), place(at.right), place(at.bottom));
    scan.points().iter().map(area).collect()
}

fn text(said: Vec<u8>) -> Result<String, String> {
    String::from_utf8(said).map_err(|why| format!("Tesseract's answer is no text: {why}"))
}

/// How many words are surely words, and not marks that look like letters.
fn sure(words: &[Word]) -> usize {
    let is_word = |word: &&Word| {
        word.sure.is_some_and(|sure| sure >= 80)
            && word.text.chars().filter(|c| c.is_alphabetic()).count() >= 4
    };
    words.iter().filter(is_word).count()
}
