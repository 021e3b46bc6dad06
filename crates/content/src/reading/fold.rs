//! Characters as they are meant: look-alikes, accents and styled letters become plain small ones; what cannot be seen is left out.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_security::confusable_detection::skeleton;

/// One plain character and where it stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Folded {
    pub c: char,
    pub upper: bool,
    pub start: usize,
    pub end: usize,
}

pub fn fold(text: &str) -> Vec<Folded> {
    let mut folded = Vec::with_capacity(text.len());
    for (start, c) in text.char_indices() {
        let end = start + c.len_utf8();
        let mut push = |plain: char, upper: bool| folded.push(Folded { c: plain, upper, start, end });
        if c.is_ascii() {
            push(c.to_ascii_lowercase(), c.is_ascii_uppercase());
        } else if !is_unseen(c) {
            match plain(c) {
                Some(plain) => push(plain, false),
                None => unfold(c, &mut push),
            }
        }
    }
    folded
}

/// Zero-width characters, direction marks, joiners, variation selectors, tags, the soft hyphen.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{ffa0}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0000}'..='\u{e0fff}')
        || is_combining_mark(c)
}

fn plain(c: char) -> Option<char> {
    Some(match c {
        '‘' | '’' | 'ʼ' | '′' | '＇' | '`' | '´' => '\'',
        '“' | '”' | '«' | '»' => '"',
        '–' | '—' | '‐' | '‑' | '‒' | '―' | '−' => '-',
        '…' | '。' => '.',
        '•' | '·' | '●' | '‣' | '▪' => '•',
        '¿' | '¡' => '"',
        '€' => 'e',
        '¢' => 'c',
        '£' => 'l',
        '¥' => 'y',
        'ø' | 'Ø' => 'o',
        'ł' | 'Ł' => 'l',
        'ß' => 's',
        'ı' | 'ɩ' => 'i',
        'đ' | 'Đ' => 'd',
        _ => return small_capital(c).or_else(|| in_a_box(c)),
    })
}

/// Small capitals have no plain form in the tables.
fn small_capital(c: char) -> Option<char> {
    const SMALL: &str = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡxʏᴢ";
    let at = SMALL.chars().position(|small| small == c && !c.is_ascii())?;
    ('a'..='z').nth(at)
}

/// White letters on a disc or square, and the letters that flags are made of.
fn in_a_box(c: char) -> Option<char> {
    let from = match c {
        '\u{1f150}'..='\u{1f169}' => 0x1f150,
        '\u{1f170}'..='\u{1f189}' => 0x1f170,
        '\u{1f1e6}'..='\u{1f1ff}' => 0x1f1e6,
        'ғ' => return Some('f'),
        'ǫ' => return Some('q'),
        _ => return None,
    };
    char::from_u32(u32::from(b'a') + c as u32 - from)
}

/// By compatibility first (styled letters, full width), then by look (Cyrillic, Greek and the rest).
fn unfold(c: char, push: &mut impl FnMut(char, bool)) {
    for part in std::iter::once(c).nfkd() {
        if part.is_ascii() {
            push(part.to_ascii_lowercase(), part.is_ascii_uppercase());
        } else if is_unseen(part) {
        } else if part.is_whitespace() {
            push(' ', false);
        } else if part.is_alphabetic() {
            match lookalike(part) {
                Some(plain) => push(plain, part.is_uppercase()),
                None => part.to_lowercase().for_each(|lower| push(lower, part.is_uppercase())),
            }
        } else {
            push(part, false);
        }
    }
}

fn lookalike(c: char) -> Option<char> {
    // Where the published prototype is not the letter a reader sees in a Latin word.
    match c {
        'в' | 'В' => return Some('b'),
        'н' | 'Н' => return Some('h'),
        'м' | 'М' => return Some('m'),
        'т' | 'Т' | 'τ' | 'Τ' => return Some('t'),
        'к' | 'К' | 'κ' | 'Κ' => return Some('k'),
        'и' => return Some('u'),
        'η' => return Some('n'),
        'І' | 'і' | 'Ι' | 'ι' | 'ا' => return Some('i'),
        'α' => return Some('a'),
        'ε' | 'є' | 'Є' => return Some('e'),
        'п' => return Some('n'),
        'г' => return Some('r'),
        'ѕ' => return Some('s'),
        _ => {}
    }
    let by_look = |c: char| {
        let text = c.to_string();
        let mut prototype = skeleton(&text);
        let first = prototype.next()?;
        let rest_is_marks = prototype.all(is_combining_mark);
        (first.is_ascii_alphanumeric() && rest_is_marks).then(|| first.to_ascii_lowercase())
    };
    by_look(c).or_else(|| c.to_lowercase().next().filter(|lower| *lower != c).and_then(by_look))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain_text(text: &str) -> String {
        fold(text).iter().map(|f| f.c).collect()
    }

    #[test]
    fn look_alikes_become_the_letters_they_are_read_as() {
        for (written, read) in [
            ("Сures", "cures"),
            ("depressiоn", "depression"),
            ("páin Relíef", "pain relief"),
            ("𝐩𝐚𝐢𝐧 𝓅𝒶𝒾𝓃", "pain pain"),
            ("ｃｕｒｅ", "cure"),
            ("p\u{200b}a\u{ad}in", "pain"),
            ("can’t", "can't"),
            ("🅿ⓐⓘⓝ", "pain"),
            ("ᴘᴀɪɴ ʀᴇʟɪᴇғ", "pain relief"),
            ("🇨🇺🇷🇪", "cure"),
        ] {
            assert_eq!(plain_text(written), read, "{written}");
        }
    }
}
