//! What readers of pictures make of single signs, put right where nothing else can be meant.

/// What stands for `below the limit` where a Q was taken for its sisters. `LOO` may have been LOD; either says that it is below.
const BELOW: &[&str] = &["LOQ", "LOO", "LOA", "LOG", "L0Q", "LO0", "L00", "L0O", "LOQ*", "LQQ"];
/// Short marks and how they come out.
const MARKS: &[(&str, &[&str])] = &[
    ("ND", &["NO", "N0", "N.D", "N,D.", "N.O.", "N.0.", "N.D,", "N.D:", "N-D.", "N.D.."]),
    ("BQL", &["BOL", "B0L", "8QL", "BQI", "BQ1", "BQL.", "8OL"]),
    ("BLQ", &["BLO", "BL0", "8LQ", "BIQ", "B1Q", "8LO", "BLQ."]),
];

/// Rules of tables come out as bars and brackets beside the words.
pub(super) fn cleaned(text: &str) -> String {
    let text = text.trim_matches(['|', '[', ']', '{', '}', '_', '“', '”', '‘', '’', '~', '—', '=']);
    // Specks are read as points and commas, alone or behind a number.
    let is_speck =
        |c: char| matches!(c, '.' | ',' | ':' | ';' | '\'' | '`' | '°' | '•' | '·' | '©' | '®' | '!' | '"');
    if text.chars().all(is_speck) {
        return String::new();
    }
    let number = text.starts_with(|c: char| c.is_ascii_digit() || c == '<');
    let text = if number { text.trim_end_matches(['.', ',', ':', ';', '\'', '`']) } else { text };
    if let Some((mark, _)) = MARKS.iter().find(|(_, forms)| forms.contains(&text)) {
        return (*mark).to_owned();
    }
    if let Some(limit) = text.strip_prefix(['<', '«', '‹']) {
        let limit = limit.to_uppercase();
        if BELOW.contains(&limit.as_str()) {
            return "<LOQ".to_owned();
        }
        // Small and large O are one to a reader of pictures.
        if !limit.is_empty() && limit.chars().all(char::is_alphabetic) {
            return format!("<{limit}");
        }
    }
    pointed(text).or_else(|| unit(text)).or_else(|| name(text)).unwrap_or_else(|| text.to_owned())
}

/// `225,37` is no way to write a number here: the comma is a point. `1,234` can be either and stays.
fn pointed(text: &str) -> Option<String> {
    let figures = text.trim_start_matches('<').trim_end_matches('%');
    let (whole, part) = figures.split_once(',')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let thousands = part.len() == 3 && whole != "0" && whole.len() <= 3;
    (digits(whole) && digits(part) && !thousands).then(|| text.replacen(',', ".", 1))
}

/// The small signs of units: a per cent sign is close to its neighbours, and `g` is one with `q`, `a` and `9`.
fn unit(text: &str) -> Option<String> {
    match text {
        "%o" | "%0" | "%." | "Y%" | "%," | "o%" | "°%" | "Yo" | "Y%o" | "0%" | "°/o" | "Ya" => {
            return Some("%".to_owned());
        }
        "(%o)" | "(%0)" | "(%)." | "(%" | "%)" | "(%o" | "(Yo)" | "(9%)" | "(96)" | "(%}" | "{%)" => {
            return Some("(%)".to_owned());
        }
        "wiw" | "WiW" | "wlw" | "w/iw" | "wiiw" | "ww" | "w/w." | "wi/w" | "Ww" | "WIW" | "wWiw" | "wiw." => {
            return Some("w/w".to_owned());
        }
        _ => {}
    }
    let bare = text.trim_matches(['(', ')']);
    let meant = match bare {
        "mag" | "mq" | "ma" | "m9" | "rng" => "mg",
        _ => match bare.split_once('/')? {
            (
                "mg" | "ma" | "mq" | "m9" | "mag" | "rng" | "mo" | "mgq",
                "g" | "q" | "a" | "9" | "gq" | "o" | "qg",
            ) => "mg/g",
            ("MG" | "MQ" | "M6" | "MC", "G" | "Q" | "6" | "C") => "MG/G",
            (
                "ma" | "mq" | "m9" | "mag" | "rng" | "mo" | "mg",
                "serving" | "servinq" | "servina" | "sewing",
            ) => "mg/serving",
            (
                "ma" | "mq" | "m9" | "mag" | "rng" | "mo" | "mg",
                "package" | "packaqe" | "packaae" | "packaage",
            ) => "mg/package",
            _ => return None,
        },
    };
    (bare != meant).then(|| text.replacen(bare, meant, 1))
}

/// Greek letters come out as Latin ones and as figures.
fn name(text: &str) -> Option<String> {
    match text {
        "THCy" | "THCY" | "THCyv" | "THCvy" => return Some("THCv".to_owned()),
        _ => {}
    }
    if text.ends_with('!') && text.len() > 4 {
        return Some(format!("{}l", &text[..text.len() - 1]));
    }
    let (first, rest) = text.split_once('-')?;
    // `δ8-THC`: its figure says which it is, whatever its letter became.
    let mut signs = first.chars();
    if let (Some(letter), Some(figure @ ('8' | '9')), None) = (signs.next(), signs.next(), signs.next())
        && rest.starts_with("THC")
        && matches!(letter, '8' | '6' | '5' | '&' | '§' | '3' | 'S' | 's' | 'a' | 'A' | '4' | 'o' | 'b')
    {
        return Some(format!("d{figure}-{rest}"));
    }
    let is_long = rest.len() >= 6 && rest.bytes().all(|byte| byte.is_ascii_alphabetic());
    let letter = match first {
        "f" | "ß" | "B" | "fB" | "p" | "R" | "£" => "beta",
        "o" | "a" | "@" | "c" | "w" | "«" | "ao" | "oa" => "alpha",
        // It could be beta or delta.
        "6" | "8" | "&" => "\u{FFFD}",
        _ => return None,
    };
    is_long.then(|| format!("{letter}-{rest}"))
}

/// `16,604` with nothing behind it: thousands, or a point that was taken for a comma.
pub(super) fn otherwise(text: &str) -> Option<String> {
    let figures = text.trim_end_matches('%');
    let (whole, part) = figures.split_once(',')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole) && digits(part)).then(|| text.replacen(',', ".", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_put_right_where_nothing_else_can_be_meant() {
        for (read, meant) in [
            ("225,37", "225.37"),
            ("0,468", "0.468"),
            ("1,3", "1.3"),
            ("1,234", "1,234"),
            ("12,345.6", "12,345.6"),
            ("<LOO", "<LOQ"),
            ("«LOQ", "<LOQ"),
            ("<LOD", "<LOD"),
            ("BOL", "BQL"),
            ("%o", "%"),
            ("(ma/q)", "(mg/g)"),
            ("(mg/g)", "(mg/g)"),
            ("ma/package", "mg/package"),
            ("mcg/g", "mcg/g"),
            ("(mq)", "(mg)"),
            ("68-THC", "d8-THC"),
            ("89-THC", "d9-THC"),
            ("d8-THC", "d8-THC"),
            ("f-Myrcene", "beta-Myrcene"),
            ("o-Pinene", "alpha-Pinene"),
            ("6-Myrcene", "\u{FFFD}-Myrcene"),
            ("E-Nerolidol", "E-Nerolidol"),
            ("Cannabigero!", "Cannabigerol"),
            ("23.5.", "23.5"),
            (".,", ""),
        ] {
            assert_eq!(cleaned(read), meant, "{read}");
        }
    }
}
