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
    /// The same, each letter in a font of its own, in all of which it has the same code.
    Apart,
}

impl Sheet {
    /// Rows of texts, each text at its column; answers the line below the last.
    pub fn grid(&mut self, y: f32, size: f32, pitch: f32, columns: &[f32], rows: &[Vec<String>]) -> f32 {
        let mut line = y;
        for row in rows {
            for (x, text) in columns.iter().zip(row).filter(|(_, text)| !text.is_empty()) {
                self.put(*x, line, size, text);
            }
            line += pitch;
        }
        line
    }

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
    let apart = |at: i32| Ref::new(900 + at);
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
        for (name, at) in [b"A", b"B", b"D"].iter().zip(0..) {
            fonts.pair(Name(*name), apart(at));
        }
        fonts.finish();
        resources.finish();
        page.finish();
        pdf.stream(content_of(at), &content(sheet, greek));
    }
    let mut font = pdf.type1_font(plain);
    font.base_font(Name(b"Helvetica"));
    font.encoding_predefined(Name(b"WinAnsiEncoding"));
    font.finish();
    pdf.type1_font(symbol).base_font(Name(b"Symbol"));
    lost_font(&mut pdf, lost, &shapes);
    for (at, shape) in (0..).zip(&shapes) {
        lost_font(&mut pdf, apart(at), std::slice::from_ref(shape));
    }
    draw_shapes(&mut pdf, &shapes);
    pdf.finish()
}

/// Three shapes named g1 to g3: a person sees letters, a program is told nothing.
fn lost_font(pdf: &mut Pdf, font: Ref, shapes: &[Ref]) {
    let names = &[&b"g1"[..], b"g2", b"g3"][..shapes.len()];
    let last = b'a' + u8::try_from(names.len() - 1).expect("three");
    let mut type3 = pdf.type3_font(font);
    type3.bbox(Rect::new(0.0, 0.0, 600.0, 700.0)).matrix([0.001, 0.0, 0.0, 0.001, 0.0, 0.0]);
    type3.first_char(b'a').last_char(last).widths(names.iter().map(|_| 600.0));
    let mut procs = type3.char_procs();
    for (name, shape) in names.iter().zip(shapes) {
        procs.pair(Name(name), *shape);
    }
    procs.finish();
    let mut encoding = type3.encoding_custom();
    encoding.differences().consecutive(b'a', names.iter().map(|name| Name(name)));
    encoding.finish();
    type3.finish();
}

fn draw_shapes(pdf: &mut Pdf, shapes: &[Ref]) {
    for (at, shape) in shapes.iter().enumerate() {
        let mut drawn = Content::new();
        drawn
            .rect(50.0, 0.0, 200.0 + 100.0 * f32::from(u8::try_from(at).expect("three")), 500.0)
            .fill_nonzero();
        let bytes = [b"600 0 d0\n".as_slice(), &drawn.finish()].concat();
        pdf.stream(*shape, &bytes);
    }
}

fn content(sheet: &Sheet, greek: Greek) -> Vec<u8> {
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
            let (font, part) = match (is_greek, greek, part.as_str()) {
                (false, ..) => (&b"F"[..], part.as_str()),
                (true, Greek::Apart, "a") => (&b"A"[..], "a"),
                (true, Greek::Apart, "b") => (&b"B"[..], "a"),
                (true, Greek::Apart, _) => (&b"D"[..], "a"),
                (true, ..) => (&b"S"[..], part.as_str()),
            };
            content.set_font(Name(font), text.size);
            // The encoding is Latin-1's, `±` and all.
            let bytes: Vec<u8> = part.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
            content.show(Str(&bytes));
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

/// What is read of such sheets, as it is printed for programs.
pub fn profile(sheets: &[Sheet], greek: Greek) -> serde_json::Value {
    let mut blind = countersign_coa::Blind("there is nothing to see with".to_owned());
    let profile = countersign_coa::read(&pdf(sheets, greek), &mut blind).expect("a certificate");
    serde_json::to_value(&profile).expect("JSON")
}
