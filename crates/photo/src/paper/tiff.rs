//! The pages of a TIFF: a chain of directories, each of which says where the next one is.

use crate::Unfit;

/// More pages than any certificate has.
pub const PAGES_MAX: usize = 60;

/// Where the directory of each page begins.
pub(super) fn pages(bytes: &[u8]) -> Result<Vec<u32>, Unfit> {
    let order = Order::of(bytes).ok_or(Unfit::NoPicture)?;
    let mut pages = Vec::new();
    let mut next = order.long(bytes, 4).ok_or(Unfit::CutOff)?;
    while next != 0 && pages.len() < PAGES_MAX {
        if pages.contains(&next) {
            return Err(Unfit::Damaged("its pages lead in a circle".to_owned()));
        }
        let at = next as usize;
        let entries = usize::from(order.short(bytes, at).ok_or(Unfit::CutOff)?);
        pages.push(next);
        next = order.long(bytes, at + 2 + 12 * entries).ok_or(Unfit::CutOff)?;
    }
    if next != 0 {
        return Err(Unfit::Damaged(format!("it has more than {PAGES_MAX} pages")));
    }
    if pages.is_empty() { Err(Unfit::Damaged("it has no page".to_owned())) } else { Ok(pages) }
}

/// The same file with another page as its first: that is the one that decoders open.
pub(crate) fn first(bytes: &[u8], page: usize) -> Result<Vec<u8>, Unfit> {
    let place = *pages(bytes)?.get(page).ok_or(Unfit::NoPage)?;
    let order = Order::of(bytes).ok_or(Unfit::NoPicture)?;
    let mut file = bytes.to_vec();
    let place = match order {
        Order::Little => place.to_le_bytes(),
        Order::Big => place.to_be_bytes(),
    };
    file.get_mut(4..8).ok_or(Unfit::CutOff)?.copy_from_slice(&place);
    Ok(file)
}

#[derive(Clone, Copy)]
enum Order {
    Little,
    Big,
}

impl Order {
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes.get(..4)? {
            b"II*\0" => Some(Self::Little),
            b"MM\0*" => Some(Self::Big),
            _ => None,
        }
    }

    fn short(self, bytes: &[u8], at: usize) -> Option<u16> {
        let two = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(match self {
            Self::Little => u16::from_le_bytes(two),
            Self::Big => u16::from_be_bytes(two),
        })
    }

    fn long(self, bytes: &[u8], at: usize) -> Option<u32> {
        let four = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(match self {
            Self::Little => u32::from_le_bytes(four),
            Self::Big => u32::from_be_bytes(four),
        })
    }
}
