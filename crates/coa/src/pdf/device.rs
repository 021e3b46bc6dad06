//! The only place with floats: what the interpreter measures becomes hundredths of a point here.

#![expect(
    clippy::float_arithmetic,
    reason = "places on a page come from the interpreter as floats; no potency is touched"
)]

use std::hash::{DefaultHasher, Hash, Hasher};

use hayro_interpret::font::{Glyph as Drawing, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Shape, Vec2};
use hayro_interpret::{
    BlendMode, CacheKey, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
};

use super::Drawn;
use crate::page::{Area, Glyph, Text, Turn};

/// A page of dense text has a few thousand.
const GLYPHS_MAX: usize = 60_000;
/// Of the height of a font: how far letters reach above and below the base line.
const ASCENT: f64 = 0.72;
const DESCENT: f64 = 0.18;
/// Glyphs are measured in thousandths of the font's height.
const UNITS: f64 = 1000.0;
/// Larger letters are a decoration or a trap.
const SIZE_MAX: f64 = 1000.0;
/// A picture that covers this share of a page is a scan of it.
const SCAN_SHARE: f64 = 0.8;

pub struct Collector {
    width: f64,
    height: f64,
    glyphs: Vec<Glyph>,
    runs: u32,
    pictured: f64,
    /// Glyphs drawn before the last picture that covers the page.
    below: usize,
    cut: bool,
}

impl Collector {
    pub fn new(width: f64, height: f64) -> Self {
        Self { width, height, glyphs: Vec::new(), runs: 0, pictured: 0.0, below: 0, cut: false }
    }

    pub fn finish(self) -> Drawn {
        let shown = self.glyphs.iter().skip(self.below).filter(|glyph| glyph.visible).count();
        Drawn {
            unseen: self.glyphs.len() - shown,
            width: hundredths(self.width),
            height: hundredths(self.height),
            glyphs: self.glyphs,
            picture: self.pictured >= SCAN_SHARE * self.width * self.height,
            cut: self.cut,
        }
    }

    fn add(&mut self, drawing: &Drawing<'_>, transform: Affine, visible: bool) {
        let advance = match drawing {
            Drawing::Outline(glyph) => glyph.advance_width(),
            Drawing::Type3(glyph) => glyph.advance_width(),
        };
        let advance = f64::from(advance.unwrap_or(500.0));
        let origin = transform * Point::ZERO;
        let across = transform * Point::new(UNITS, 0.0) - origin;
        let up = transform * Point::new(0.0, UNITS) - origin;
        let size = up.hypot();
        if !size.is_finite()
            || !(0.5..=SIZE_MAX).contains(&size)
            || !origin.x.is_finite()
            || !origin.y.is_finite()
        {
            return;
        }
        let drawn = Rect::new(0.0, -DESCENT * UNITS, advance, ASCENT * UNITS);
        let drawn = transform.transform_rect_bbox(drawn);
        let area =
            Area::new(hundredths(drawn.x0), hundredths(drawn.y0), hundredths(drawn.x1), hundredths(drawn.y1));
        if area.x1 < 0 || area.y1 < 0 || area.x0 > hundredths(self.width) || area.y0 > hundredths(self.height)
        {
            return;
        }
        self.glyphs.push(Glyph {
            text: text_of(drawing),
            area,
            size: hundredths(size),
            turn: turn_of(across),
            run: self.runs,
            visible,
        });
    }
}

impl<'a> Device<'a> for Collector {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.runs = self.runs.wrapping_add(1);
        let visible = !matches!(mode, DrawMode::Invisible);
        for glyph in run.glyphs() {
            if self.glyphs.len() >= GLYPHS_MAX {
                self.cut = true;
                return;
            }
            self.add(glyph, props.transform * glyph.transform(), visible);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let size = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let covered = props.transform.transform_rect_bbox(size);
        let seen = covered.intersect(Rect::new(0.0, 0.0, self.width, self.height));
        if seen.area().is_finite() {
            // Scans come in strips too, so what the pictures cover is added up.
            self.pictured += seen.area().max(0.0);
            if seen.area() >= SCAN_SHARE * self.width * self.height {
                self.below = self.glyphs.len();
            }
        }
    }

    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

#[expect(clippy::cast_possible_truncation, reason = "`as` saturates, and a page is far smaller")]
fn hundredths(points: f64) -> i32 {
    (points * 100.0).round().clamp(-1.0e7, 1.0e7) as i32
}

fn turn_of(across: Vec2) -> Turn {
    let (x, y) = (across.x, across.y);
    // A few degrees are a scanner's, not a watermark's.
    let flat = |small: f64, large: f64| small.abs() <= large.abs() * 0.1;
    match (flat(y, x), flat(x, y)) {
        (true, _) if x > 0.0 => Turn::Upright,
        (true, _) => Turn::UpsideDown,
        (_, true) if y > 0.0 => Turn::Right,
        (_, true) => Turn::Left,
        _ => Turn::Askew,
    }
}

fn text_of(drawing: &Drawing<'_>) -> Text {
    let known = match drawing.as_unicode() {
        Some(BfString::Char(character)) => character.to_string(),
        Some(BfString::String(text)) => text,
        None => String::new(),
    };
    let sound = !known.is_empty() && known.chars().all(|c| !c.is_control() && !is_private(c));
    if sound { Text::Known(known) } else { Text::Unknown(outline_of(drawing)) }
}

const fn is_private(character: char) -> bool {
    matches!(character, '\u{E000}'..='\u{F8FF}' | '\u{FFF0}'..='\u{FFFF}' | '\u{F0000}'..)
}

/// The same number for the same shape, also from another subset of the font.
fn outline_of(drawing: &Drawing<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    match drawing {
        Drawing::Outline(glyph) => {
            let outline = glyph.outline();
            outline.elements().len().hash(&mut hasher);
            let bounds = outline.bounding_box();
            for edge in [bounds.x0, bounds.y0, bounds.x1, bounds.y1, outline.area()] {
                hundredths(edge / 100.0).hash(&mut hasher);
            }
        }
        // Its code alone is the same in every such font of the file.
        Drawing::Type3(glyph) => glyph.cache_key().hash(&mut hasher),
    }
    hasher.finish()
}
