//! A page as a picture: of a PDF what it draws, of a scan or photo itself.

#![expect(clippy::float_arithmetic, reason = "the renderer's measures are floats; no potency is touched")]

use std::sync::Arc;

use countersign_coa::{Document, kind};
use countersign_photo::paper;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::Pixmap;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

/// How large a page is drawn: so wide, unless it would be higher than the most.
#[derive(Debug, Clone, Copy)]
pub struct Pixels {
    pub wide: f32,
    pub high_most: f32,
}

/// For people: the smallest print of a letter page can be read, and its text takes some hundred kilobytes.
const SHOWN: Pixels = Pixels { wide: 1400.0, high_most: 3600.0 };
/// The same of a picture, which is never made larger.
const PICTURE: (u32, u32) = (1400, 3600);

/// Page `number` (from 1) of whatever it is, as a PNG.
pub fn png(bytes: &[u8], number: usize) -> Result<Vec<u8>, String> {
    let at = number.checked_sub(1).ok_or("pages are counted from 1")?;
    match kind(bytes) {
        Some(Document::Pdf) => page(bytes, at, SHOWN)?.into_png().map_err(|why| why.to_string()),
        Some(Document::Picture) => paper::png(bytes, at, PICTURE.0, PICTURE.1).map_err(|why| why.to_string()),
        Some(Document::Json) => Err("data have no pages".to_owned()),
        None => Err("this is neither a PDF nor a picture".to_owned()),
    }
}

/// A page of a PDF (from 0) on white.
pub fn page(bytes: &[u8], at: usize, pixels: Pixels) -> Result<Pixmap, String> {
    let pdf = Pdf::new(Arc::new(bytes.to_vec())).map_err(|why| format!("{why:?}"))?;
    let page = pdf.pages().get(at).ok_or("there is no such page")?;
    let (width, height) = page.render_dimensions();
    let scale = (pixels.wide / width.max(1.0)).min(pixels.high_most / height.max(1.0));
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let (cache, interpreter) = (RenderCache::new(), InterpreterSettings::default());
    Ok(render(page, &cache, &interpreter, &RenderSettings::default(), &settings))
}
