//! Small valid PNG pictures of made-up identity cards: black letters on a light ground, drawn in code.

use sha2::{Digest, Sha256};

const SCALE: usize = 4;
const GLYPH_WIDE: usize = 3;
const GLYPH_HIGH: usize = 5;
const MARGIN: usize = 4;
const LINE_CHARS_MAX: usize = 40;
const LINES_MAX: usize = 12;
const PAPER: u8 = 0xf4;
const INK: u8 = 0x10;

/// An 8-bit grey picture of `lines`; the same lines give the same bytes.
pub fn png(lines: &[String]) -> Vec<u8> {
    let lines: Vec<Vec<char>> = lines
        .iter()
        .take(LINES_MAX)
        .map(|l| l.to_ascii_uppercase().chars().take(LINE_CHARS_MAX).collect())
        .collect();
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let wide = (MARGIN * 2 + columns * (GLYPH_WIDE + 1)) * SCALE;
    let high = (MARGIN * 2 + lines.len().max(1) * (GLYPH_HIGH + 2)) * SCALE;
    // One filter byte (0: none) before each row.
    let stride = wide + 1;
    let mut raw = vec![PAPER; stride * high];
    raw.iter_mut().step_by(stride).for_each(|filter| *filter = 0);
    for (row, line) in lines.iter().enumerate() {
        for (column, letter) in line.iter().enumerate() {
            let left = (MARGIN + column * (GLYPH_WIDE + 1)) * SCALE;
            let top = (MARGIN + row * (GLYPH_HIGH + 2)) * SCALE;
            draw(&mut raw, stride, left + 1, top, *letter);
        }
    }
    encode(wide, high, &raw)
}

fn draw(raw: &mut [u8], stride: usize, left: usize, top: usize, letter: char) {
    let bits = glyph(letter);
    for y in 0..GLYPH_HIGH * SCALE {
        for x in 0..GLYPH_WIDE * SCALE {
            let bit = GLYPH_WIDE * GLYPH_HIGH - 1 - ((y / SCALE) * GLYPH_WIDE + x / SCALE);
            if bits >> bit & 1 == 1 {
                raw[(top + y) * stride + left + x] = INK;
            }
        }
    }
}

/// Fifteen bits, row by row from the top left.
fn glyph(letter: char) -> u16 {
    const LETTERS: [u16; 26] = [
        0o25755, 0o65656, 0o34443, 0o65556, 0o74647, 0o74644, 0o34553, 0o55755, 0o72227, 0o11152, 0o55655,
        0o44447, 0o57755, 0o65555, 0o25552, 0o65644, 0o25573, 0o65655, 0o34216, 0o72222, 0o55557, 0o55552,
        0o55775, 0o55255, 0o55222, 0o71247,
    ];
    const DIGITS: [u16; 10] =
        [0o75557, 0o26227, 0o71747, 0o71717, 0o55711, 0o74717, 0o74757, 0o71122, 0o75757, 0o75717];
    match letter {
        'A'..='Z' => LETTERS[letter as usize - 'A' as usize],
        '0'..='9' => DIGITS[letter as usize - '0' as usize],
        '-' => 0o00700,
        '/' => 0o11244,
        '.' => 0o00002,
        ' ' => 0,
        _ => 0o71202,
    }
}

fn encode(wide: usize, high: usize, raw: &[u8]) -> Vec<u8> {
    let mut png = vec![0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];
    let mut header = Vec::with_capacity(13);
    header.extend_from_slice(&(wide as u32).to_be_bytes());
    header.extend_from_slice(&(high as u32).to_be_bytes());
    // 8 bits, grey, deflate, adaptive filters, not interlaced.
    header.extend_from_slice(&[8, 0, 0, 0, 0]);
    chunk(&mut png, b"IHDR", &header);
    chunk(&mut png, b"IDAT", &stored_zlib(raw));
    chunk(&mut png, b"IEND", &[]);
    png
}

fn chunk(png: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    png.extend_from_slice(&(data.len() as u32).to_be_bytes());
    let start = png.len();
    png.extend_from_slice(kind);
    png.extend_from_slice(data);
    let sum = crc32(&png[start..]);
    png.extend_from_slice(&sum.to_be_bytes());
}

/// A zlib stream of stored blocks: valid everywhere and needs no compressor.
fn stored_zlib(raw: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = raw.chunks(0xffff).peekable();
    while let Some(block) = blocks.next() {
        let length = block.len() as u16;
        out.push(u8::from(blocks.peek().is_none()));
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&(!length).to_le_bytes());
        out.extend_from_slice(block);
    }
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in raw {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    out.extend_from_slice(&(b << 16 | a).to_be_bytes());
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = !0_u32;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    !sum
}

/// Lower-case hex SHA-256.
pub fn sha256_hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksums_are_the_standard_ones() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        let stream = stored_zlib(b"Wikipedia");
        assert_eq!(stream[stream.len() - 4..], 0x11e6_0398_u32.to_be_bytes());
    }

    #[test]
    fn a_picture_has_its_size_in_the_header_and_ends_properly() {
        let picture = png(&["NO 12-34".to_owned()]);
        assert!(picture.starts_with(&[0x89, b'P', b'N', b'G']));
        let wide = u32::from_be_bytes(picture[16..20].try_into().expect("four bytes"));
        assert_eq!(wide as usize, (MARGIN * 2 + 8 * (GLYPH_WIDE + 1)) * SCALE);
        assert_eq!(&picture[picture.len() - 8..picture.len() - 4], b"IEND");
        assert_ne!(picture, png(&["NO 12-35".to_owned()]));
    }
}
