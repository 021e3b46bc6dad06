//! Lower-case hex and nothing else: one value has one spelling, so a changed spelling is a changed record.

use data_encoding::HEXLOWER;

pub(crate) fn encode(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

/// Exactly `N` bytes in lower-case hex.
pub(crate) fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lower_case_of_the_right_length_is_read() {
        assert_eq!(decode::<2>("0aff"), Some([0x0a, 0xff]));
        for odd in ["0aFF", "0af", "0aff00", "0x0a", " 0aff", ""] {
            assert_eq!(decode::<2>(odd), None, "{odd}");
        }
        assert_eq!(encode(&[0x0a, 0xff]), "0aff");
    }
}
