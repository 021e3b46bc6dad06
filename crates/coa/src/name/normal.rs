//! One spelling for the many of one name.

use crate::page::MISSING;

/// A letter that was printed and is not in the text.
pub const LOST: char = '?';

/// Small letters and digits only; Greek letters are written out, `delta 9` is `d9`.
pub fn normal(text: &str) -> String {
    let mut plain = String::new();
    let trimmed = text.trim();
    // A name that begins with a hyphen has lost its first letter.
    if trimmed.starts_with('-') && trimmed.len() > 3 {
        plain.push(LOST);
    }
    for c in trimmed.chars() {
        match c {
            'α' | 'Α' | '⍺' | '𝛼' => plain.push_str("alpha"),
            'β' | 'Β' | 'ß' | '𝛽' => plain.push_str("beta"),
            'γ' | 'Γ' | '𝛾' => plain.push_str("gamma"),
            'δ' | 'Δ' | '∆' | '𝛿' | '𝚫' => plain.push_str("delta"),
            'ﬁ' => plain.push_str("fi"),
            'ﬂ' => plain.push_str("fl"),
            '⁰' | '₀' => plain.push('0'),
            '¹' | '₁' => plain.push('1'),
            '⁶' | '₆' => plain.push('6'),
            '⁷' | '₇' => plain.push('7'),
            '⁸' | '₈' => plain.push('8'),
            '⁹' | '₉' => plain.push('9'),
            MISSING => plain.push(LOST),
            c if c.is_ascii_alphanumeric() => plain.push(c.to_ascii_lowercase()),
            _ => {}
        }
    }
    for digit in ['1', '8', '9', '6', '7'] {
        for before in ["delta", "?"] {
            let long = format!("{before}{digit}");
            if let Some(at) = plain.find(&long) {
                let thc = plain[at..].contains("thc") || plain[at..].contains("tetra");
                if thc {
                    plain.replace_range(at..at + before.len(), "d");
                }
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_spellings_are_one() {
        for text in
            ["Δ9-THC", "∆9THC", "d9-THC", "D9 THC", "delta 9-THC", "Delta-9 THC", "Δ⁹-THC", "\u{FFFD}9-THC"]
        {
            assert_eq!(normal(text), "d9thc", "{text}");
        }
        assert_eq!(normal("-Pinene"), "?pinene");
        assert_eq!(normal("(-)-Isopulegol"), "isopulegol");
        assert_eq!(normal("β-Caryophyllene*"), "betacaryophyllene");
    }
}
