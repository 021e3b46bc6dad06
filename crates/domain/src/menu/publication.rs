//! One publication over several channels: it stands on all of them, or it is taken back from those that took it.

/// How far a channel is with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Not said yet, or said and not seen to be shown.
    Owed,
    Shown,
    /// Given up: the channel said no.
    Refused,
}

/// What is to be done about it now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Wait,
    Stands,
    /// One channel said no: the others go back to what they showed before.
    TakeBack,
}

/// Nothing is taken back while a channel may still show it in a moment: what is on its way cannot be called back.
pub fn next(channels: &[Progress]) -> Next {
    if channels.contains(&Progress::Owed) {
        Next::Wait
    } else if channels.contains(&Progress::Refused) {
        Next::TakeBack
    } else {
        Next::Stands
    }
}

#[cfg(test)]
mod tests {
    use super::Progress::{Owed, Refused, Shown};
    use super::*;

    #[test]
    fn it_stands_everywhere_or_goes_back() {
        for (channels, expected) in [
            (&[Shown, Shown][..], Next::Stands),
            (&[Shown, Owed], Next::Wait),
            (&[Refused, Owed], Next::Wait),
            (&[Shown, Refused], Next::TakeBack),
            (&[Refused, Refused], Next::TakeBack),
        ] {
            assert_eq!(next(channels), expected, "{channels:?}");
        }
    }
}
