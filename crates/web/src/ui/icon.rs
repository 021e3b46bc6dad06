use std::fmt;

use crate::assets;

/// One icon of the kept set (`vendor/icons.svg`) or one mark of ours (inline in every page). Always beside a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icon {
    name: &'static str,
    ours: bool,
}

/// An icon named in `assets/icons.txt`.
pub const fn icon(name: &'static str) -> Icon {
    Icon { name, ours: false }
}

/// A mark drawn by us: `gate-open`, `gate-closed`.
pub const fn mark(name: &'static str) -> Icon {
    Icon { name, ours: true }
}

impl Icon {
    pub const fn name(self) -> &'static str {
        self.name
    }
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, ours } = self;
        if *ours {
            return write!(f, r##"<svg class="i i-own" aria-hidden="true"><use href="#m-{name}"/></svg>"##);
        }
        write!(
            f,
            r##"<svg class="i" aria-hidden="true"><use href="{}/vendor/icons.svg#{name}"/></svg>"##,
            assets::root()
        )
    }
}

impl askama::filters::HtmlSafe for Icon {}

#[cfg(test)]
mod tests {
    #[test]
    fn every_icon_named_in_the_list_is_named_once() {
        let list = include_str!("../../assets/icons.txt");
        let names: Vec<_> =
            list.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split(' ').next()).collect();
        let mut unique = names.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), names.len());
    }
}
