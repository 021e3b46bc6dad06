//! Where fields end. Delimiters lie so close together that calling a search for each costs more than looking at
//! eight bytes at a time does.

const EIGHT: usize = 8;
const ONES: u64 = u64::MAX / 255;
const LOW: u64 = ONES * 0x7F;

/// Calls `found` with the place of every delimiter and every end of a line, in order, until it fails.
pub fn each<E>(bytes: &[u8], delimiter: u8, mut found: impl FnMut(usize) -> Result<(), E>) -> Result<(), E> {
    let (delimiters, ends) = (u64::from(delimiter) * ONES, u64::from(b'\n') * ONES);
    let (chunks, rest) = bytes.as_chunks::<EIGHT>();
    for (index, chunk) in chunks.iter().enumerate() {
        let word = u64::from_le_bytes(*chunk);
        let mut marks = noughts(word ^ delimiters) | noughts(word ^ ends);
        while marks != 0 {
            found(index * EIGHT + (marks.trailing_zeros() / 8) as usize)?;
            marks &= marks - 1;
        }
    }
    let start = bytes.len() - rest.len();
    for (index, byte) in rest.iter().enumerate() {
        if *byte == delimiter || *byte == b'\n' {
            found(start + index)?;
        }
    }
    Ok(())
}

/// The upper bit of every byte that is nought, and no other bit.
fn noughts(word: u64) -> u64 {
    // Adding carries into the upper bit when any lower one is set, and never beyond it.
    !(((word & LOW) + LOW) | word | LOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_end_is_found_wherever_it_lies_in_its_eight_bytes() {
        for length in 0..40 {
            for (step, other) in [(1, 0x00), (2, 0x80), (3, 0xAC), (5, b'-'), (7, 0x0B), (11, 0xFF)] {
                let byte = |at: usize| match at % (step + 1) {
                    0 if at.is_multiple_of(2) => b',',
                    0 => b'\n',
                    _ => other,
                };
                let bytes: Vec<u8> = (0..length).map(byte).collect();
                let mut found = Vec::new();
                let done: Result<(), ()> = each(&bytes, b',', |at| {
                    found.push(at);
                    Ok(())
                });
                let expected: Vec<usize> = memchr::memchr2_iter(b',', b'\n', &bytes).collect();
                assert_eq!((done, found), (Ok(()), expected), "{bytes:?}");
            }
        }
    }
}
