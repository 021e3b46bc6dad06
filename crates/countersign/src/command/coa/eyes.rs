//! Pictures of pages, read by Tesseract in a process of its own.

#![expect(clippy::float_arithmetic, reason = "the renderer's measures are floats; no potency is touched")]

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;

use countersign_coa::{Document, Eyes, Seen, kind, ocr};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

/// Letter paper at 300 dpi. A width and not a resolution: some scans declare pages of several metres.
const PIXELS_WIDE: f32 = 2550.0;
const PIXELS_HIGH_MAX: f32 = 6000.0;
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
            let tsv = tesseract(self.bytes)?;
            let (wide, high) = size_in(&tsv).ok_or("Tesseract does not say how large the picture is")?;
            let height =
                i32::try_from(i64::from(LETTER) * i64::from(high) / i64::from(wide.max(1))).unwrap_or(LETTER);
            return Ok(Seen { words: ocr::words_of_tsv(&tsv, LETTER, wide), width: LETTER, height });
        }
        let (picture, pixels) = picture(self.bytes, page)?;
        let tsv = tesseract(&picture)?;
        Ok(Seen { words: ocr::words_of_tsv(&tsv, width, pixels), width, height })
    }
}

/// The page in grey, in the plainest format there is, and how many pixels wide it is.
fn picture(bytes: &[u8], page: usize) -> Result<(Vec<u8>, u32), String> {
    let pdf = Pdf::new(Arc::new(bytes.to_vec())).map_err(|why| format!("{why:?}"))?;
    let pages = pdf.pages();
    let page = pages.get(page).ok_or("there is no such page")?;
    let (width, height) = page.render_dimensions();
    let scale = (PIXELS_WIDE / width.max(1.0)).min(PIXELS_HIGH_MAX / height.max(1.0));
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let drawn = render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &settings,
    );
    let mut grey = format!("P5 {} {} 255\n", drawn.width(), drawn.height()).into_bytes();
    grey.extend(drawn.data().iter().map(|pixel| {
        let sum = u32::from(pixel.r) * 299 + u32::from(pixel.g) * 587 + u32::from(pixel.b) * 114;
        u8::try_from(sum / 1000).unwrap_or(u8::MAX)
    }));
    Ok((grey, u32::from(drawn.width())))
}

fn tesseract(picture: &[u8]) -> Result<String, String> {
    let mut command = Command::new("tesseract");
    // 11 is sparse text: words wherever they are. Where tables stand side by side it loses least, and what belongs
    // together is found out here.
    command.args(["stdin", "stdout", "-l", "eng", "--psm", "11", "--dpi", "300", "tsv"]);
    command.env("OMP_THREAD_LIMIT", "1").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|why| {
        format!("scans need Tesseract, and `tesseract` cannot be started ({why}); install tesseract-ocr")
    })?;
    let mut input = child.stdin.take().ok_or("Tesseract has no standard input")?;
    let output = thread::scope(|scope| {
        // It may answer before it has read everything; two pipes need two hands.
        scope.spawn(move || input.write_all(picture).and_then(|()| input.flush()));
        child.wait_with_output()
    });
    let output = output.map_err(|why| format!("Tesseract's answer cannot be read: {why}"))?;
    if !output.status.success() {
        return Err(format!("Tesseract could not read the picture ({})", output.status));
    }
    String::from_utf8(output.stdout).map_err(|why| format!("Tesseract's answer is no text: {why}"))
}

/// The first row of the table is the page.
fn size_in(tsv: &str) -> Option<(u32, u32)> {
    let columns: Vec<&str> = tsv.lines().nth(1)?.split('\t').collect();
    Some((columns.get(8)?.parse().ok()?, columns.get(9)?.parse().ok()?))
}
