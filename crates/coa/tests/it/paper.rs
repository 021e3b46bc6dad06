//! A small printer of certificates: text at places, as PDF, in the ways laboratories print it.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};

/// What is drawn on one page.
#[derive(Debug, Default, Clone)]
pub struct Sheet {
    pub texts: Vec<Text>,
}

#[derive(Debug, Clone)]
pub struct Text {
    pub x: f32,
    /// From the top.
    pub y: f32,
    pub size: f32,
    pub spacing: f32,
    /// Runs upwards instead of to the right.
    pub up: bool,
    /// `{a}`, `{b}`, `{d}` are Greek letters.
    pub text: String,
}

pub const WIDTH: f32 = 612.0;
pub const HEIGHT: f32 = 792.0;

/// How Greek letters come out of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Greek {
    /// As themselves.
    Sound,
    /// Drawn, and without a character.
    Lost,
}

impl Sheet {
    pub fn put(&mut self, x: f32, y: f32, size: f32, text: &str) {
        self.texts.push(Text { x, y, size, spacing: 0.0, up: false, text: text.to_owned() });
    }
}

/// How wide a text in Helvetica is, near enough to set it right or in the middle.
pub fn width(text: &str, size: f32) -> f32 {
    let of = |c: char| match c {
        '.' | ',' | ' ' | '/' | 'i' | 'l' | '|' | 'I' | ':' | ';' | 'j' | 'f' | 't' => 0.278,
        '(' | ')' | 'r' | '-' => 0.333,
        'm' | '%' => 0.86,
        'M' => 0.833,
        '<' => 0.584,
        c if c.is_uppercase() => 0.7,
        _ => 0.556,
    };
    text.chars().map(of).sum::<f32>() * size
}

pub fn pdf(sheets: &[Sheet], greek: Greek) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let (catalog, pages, plain, symbol, lost) =
        (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4), Ref::new(5));
    let shapes: Vec<Ref> = (6..9).map(Ref::new).collect();
    let page_of = |at: usize| Ref::new(10 + 2 * i32::try_from(at).expect("few pages"));
    let content_of = |at: usize| Ref::new(11 + 2 * i32::try_from(at).expect("few pages"));
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages)
        .kids((0..sheets.len()).map(page_of))
        .count(i32::try_from(sheets.len()).expect("few pages"));
    for (at, sheet) in sheets.iter().enumerate() {
        let mut page = pdf.page(page_of(at));
        page.parent(pages).media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).contents(content_of(at));
        let mut resources = page.resources();
        let mut fonts = resources.fonts();
        fonts.pair(Name(b"F"), plain);
        fonts.pair(Name(b"S"), if greek == Greek::Sound { symbol } else { lost });
        fonts.finish();
        resources.finish();
        page.finish();
        pdf.stream(content_of(at), &content(sheet));
    }
    let mut font = pdf.type1_font(plain);
    font.base_font(Name(b"Helvetica"));
    font.encoding_predefined(Name(b"WinAnsiEncoding"));
    font.finish();
    pdf.type1_font(symbol).base_font(Name(b"Symbol"));
    lost_font(&mut pdf, lost, &shapes);
    pdf.finish()
}

/// Three shapes named g1 to g3: a person sees letters, a program is told nothing.
fn lost_font(pdf: &mut Pdf, font: Ref, shapes: &[Ref]) {
    let names: [&[u8]; 3] = [b"g1", b"g2", b"g3"];
    let mut type3 = pdf.type3_font(font);
    type3.bbox(Rect::new(0.0, 0.0, 600.0, 700.0)).matrix([0.001, 0.0, 0.0, 0.001, 0.0, 0.0]);
    type3.first_char(b'a').last_char(b'c').widths([600.0, 600.0, 600.0]);
    let mut procs = type3.char_procs();
    for (name, shape) in names.iter().zip(shapes) {
        procs.pair(Name(name), *shape);
    }
    procs.finish();
    let mut encoding = type3.encoding_custom();
    encoding.differences().consecutive(b'a', names.map(Name));
    encoding.finish();
    type3.finish();
    for (at, shape) in shapes.iter().enumerate() {
        let mut drawn = Content::new();
        drawn
            .rect(50.0, 0.0, 200.0 + 100.0 * f32::from(u8::try_from(at).expect("three")), 500.0)
            .fill_nonzero();
        let bytes = [b"600 0 d0\n".as_slice(), &drawn.finish()].concat();
        pdf.stream(*shape, &bytes);
    }
}

fn content(sheet: &Sheet) -> Vec<u8> {
    let mut content = Content::new();
    for text in &sheet.texts {
        content.begin_text();
        content.set_char_spacing(text.spacing);
        let baseline = HEIGHT - text.y;
        if text.up {
            content.set_text_matrix([0.0, 1.0, -1.0, 0.0, text.x, baseline]);
        } else {
            content.set_text_matrix([1.0, 0.0, 0.0, 1.0, text.x, baseline]);
        }
        for (part, is_greek) in parts(&text.text) {
            content.set_font(Name(if is_greek { b"S" } else { b"F" }), text.size);
            content.show(Str(part.as_bytes()));
        }
        content.end_text();
    }
    content.finish().into_vec()
}

/// `{a}-Pinene`: a Greek letter, then plain text. In Symbol a, b and d are their Greek sisters; the lost font has a to c.
fn parts(text: &str) -> Vec<(String, bool)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, after) = rest.split_at(open);
        if !before.is_empty() {
            parts.push((before.to_owned(), false));
        }
        parts.push((after[1..2].to_owned(), true));
        rest = &after[3..];
    }
    if !rest.is_empty() {
        parts.push((rest.to_owned(), false));
    }
    parts
}
