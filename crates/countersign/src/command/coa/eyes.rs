//! Pictures of pages, read by Tesseract in a process of its own.

use countersign_coa::{Document, Eyes, Seen, kind, ocr};

use super::draw::{self, Pixels};
use super::tesseract;

/// Letter paper at 300 dpi. A width and not a resolution: some scans declare pages of several metres.
const PIXELS: Pixels = Pixels { wide: 2550.0, high_most: 6000.0 };
/// The width of letter paper, which a photo is taken to show.
const LETTER: i32 = 61_200;

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

    fn words(&mut self, page: usize, width: i32, height: i32) -> Result<Seen, String> {
        if kind(self.bytes) == Some(Document::Picture) {
            let tsv = words(self.bytes)?;
            let (wide, high) = size_in(&tsv).ok_or("Tesseract does not say how large the picture is")?;
            let height =
                i32::try_from(i64::from(LETTER) * i64::from(high) / i64::from(wide.max(1))).unwrap_or(LETTER);
            return Ok(Seen { words: ocr::words_of_tsv(&tsv, LETTER, wide), width: LETTER, height });
        }
        let (picture, pixels) = picture(self.bytes, page)?;
        let tsv = words(&picture)?;
        Ok(Seen { words: ocr::words_of_tsv(&tsv, width, pixels), width, height })
    }
}

/// The page in grey, in the plainest format there is, and how many pixels wide it is.
fn picture(bytes: &[u8], page: usize) -> Result<(Vec<u8>, u32), String> {
    let drawn = draw::page(bytes, page, PIXELS)?;
    let mut grey = format!("P5 {} {} 255\n", drawn.width(), drawn.height()).into_bytes();
    grey.extend(drawn.data().iter().map(|pixel| {
        let sum = u32::from(pixel.r) * 299 + u32::from(pixel.g) * 587 + u32::from(pixel.b) * 114;
        u8::try_from(sum / 1000).unwrap_or(u8::MAX)
    }));
    Ok((grey, u32::from(drawn.width())))
}

fn words(picture: &[u8]) -> Result<String, String> {
    // 11 is sparse text: words wherever they are. Where tables stand side by side it loses least, and what belongs
    // together is found out here.
    let said = tesseract::run(picture, &["--psm", "11", "--dpi", "300", "tsv"])?;
    String::from_utf8(said).map_err(|why| format!("Tesseract's answer is no text: {why}"))
}

/// The first row of the table is the page.
fn size_in(tsv: &str) -> Option<(u32, u32)> {
    let columns: Vec<&str> = tsv.lines().nth(1)?.split('\t').collect();
    Some((columns.get(8)?.parse().ok()?, columns.get(9)?.parse().ok()?))
}
