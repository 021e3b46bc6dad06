//! The file's own text: every glyph a page draws, with what the font says it is.

mod device;

use std::sync::Arc;

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::kurbo::Rect;
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page};

use crate::page::Glyph;
use device::Collector;

/// More pages than any certificate has; what comes after them is not read, and said so.
pub const PAGES_MAX: usize = 60;

#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    #[error("the file cannot be opened as a PDF: {0}")]
    Open(String),
    #[error("the PDF has no pages")]
    NoPages,
}

/// What one page draws.
#[derive(Debug)]
pub struct Drawn {
    pub width: i32,
    pub height: i32,
    pub glyphs: Vec<Glyph>,
    /// A picture covers nearly the whole page: its text may be somebody's reading of that picture.
    pub picture: bool,
    /// How many glyphs nobody sees: invisible, or below a picture drawn later.
    pub unseen: usize,
    /// More than can be read was drawn.
    pub cut: bool,
}

impl Drawn {
    /// The text is not what a person sees on the page, but somebody's reading of the picture over it.
    pub const fn hidden(&self) -> bool {
        self.picture && self.unseen * 2 > self.glyphs.len()
    }
}

pub fn draw(bytes: &[u8]) -> Result<(Vec<Drawn>, usize), PdfError> {
    let pdf = Pdf::new(Arc::new(bytes.to_vec())).map_err(|why| PdfError::Open(format!("{why:?}")))?;
    let pages = pdf.pages();
    if pages.is_empty() {
        return Err(PdfError::NoPages);
    }
    let cache = InterpreterCache::new();
    let drawn = pages.iter().take(PAGES_MAX).map(|page| {
        let (width, height) = page.render_dimensions();
        let transform = page.initial_transform(true).to_kurbo();
        let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let mut context =
            Context::new(transform, bounds, &cache, page.xref(), InterpreterSettings::default());
        let mut collector = Collector::new(f64::from(width), f64::from(height));
        interpret_page(page, &mut context, &mut collector);
        collector.finish()
    });
    Ok((drawn.collect(), pages.len()))
}
