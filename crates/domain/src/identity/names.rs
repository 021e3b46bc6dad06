//! Comparing names the way a careful person does: letters only, accents and case aside.

/// The letters of a name, lower-case, without accents, spaces, hyphens or apostrophes.
pub fn normalised(name: &str) -> String {
    name.chars().flat_map(char::to_lowercase).filter_map(plain).filter(|c| c.is_alphabetic()).collect()
}

/// True when a first name may be short for the other one or carry a middle name.
pub fn first_names_agree(a: &str, b: &str) -> bool {
    let head = |name: &str| normalised(name.split_whitespace().next().unwrap_or(""));
    let (a, b) = (head(a), head(b));
    !a.is_empty() && a == b
}

pub fn last_names_agree(a: &str, b: &str) -> bool {
    let (a, b) = (normalised(a), normalised(b));
    !a.is_empty() && a == b
}

/// The Latin letter under the accent. A barcode carries ASCII only, so `ñ` must meet `n`.
fn plain(c: char) -> Option<char> {
    Some(match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => 'a',
        'ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ý' | 'ÿ' => 'y',
        '\u{300}'..='\u{36f}' => return None,
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_hyphens_do_not_part_a_person_from_their_licence() {
        assert!(last_names_agree("Villaseñor", "VILLASENOR"));
        assert!(last_names_agree("Raman-Cole", "raman cole"));
        assert!(first_names_agree("Renata María", "RENATA"));
        assert!(!first_names_agree("Ana", "Anna"));
        assert!(!last_names_agree("", ""));
    }
}
