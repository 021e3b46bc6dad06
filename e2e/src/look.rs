//! How wide the window is, and whether the reader prefers light or dark.

use std::fmt;

use serde_json::json;

use crate::browser::Browser;

/// The shop's PC, a tablet, a phone.
pub const SIZES: [(u32, u32); 3] = [(1440, 900), (1024, 768), (390, 844)];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    pub width: u32,
    pub height: u32,
    pub dark: bool,
}

impl Look {
    pub fn all() -> impl Iterator<Item = Self> {
        SIZES.into_iter().flat_map(|(width, height)| {
            [false, true].into_iter().map(move |dark| Self { width, height, dark })
        })
    }

    /// Takes effect on the page that is open and on every later one.
    pub async fn apply(self, browser: &Browser) -> anyhow::Result<()> {
        let size =
            json!({"width": self.width, "height": self.height, "deviceScaleFactor": 1, "mobile": false});
        browser.devtools("Emulation.setDeviceMetricsOverride", size).await?;
        let scheme = if self.dark { "dark" } else { "light" };
        let features = json!([
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]);
        browser.devtools("Emulation.setEmulatedMedia", json!({"features": features})).await?;
        Ok(())
    }
}

impl fmt::Display for Look {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} px, {}", self.width, if self.dark { "dark" } else { "light" })
    }
}
