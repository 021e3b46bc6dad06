//! What is good enough, by name. No marketplace that we connect to has published a limit on pixels, sharpness or light (Weedmaps
//! asks for JPEG or PNG behind an address that answers HEAD); so all of them are ours, and the page says so.

/// Of the form in which these limits are written down with a judgement.
pub const VERSION: &str = "photo/1";
/// Nothing is shown with a longer side than this.
pub const SHOWN_SIDE: u32 = 2_400;
pub const PREVIEW_SIDE: u32 = 320;
/// Sharpness and light are measured on what a shopper would see: no longer than this.
pub const SEEN_SIDE: u32 = 1_024;
pub(crate) const SHOWN_QUALITY: u8 = 88;
pub(crate) const PREVIEW_QUALITY: u8 = 80;

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    More,
    Less,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    pub what: &'static str,
    pub unit: &'static str,
    pub better: Better,
    pub good: i64,
    /// Beyond it a picture is taken again, whoever likes it. None: a person decides.
    pub bad: Option<i64>,
    pub to_do: &'static str,
}

/// The shorter side. A listing is shown about 500 pixels wide, twice that on a fine screen.
pub const RESOLUTION: Limit = Limit {
    what: "resolution",
    unit: "pixels on the shorter side",
    better: Better::More,
    good: 800,
    bad: Some(500),
    to_do: "It has too few pixels: hand in the camera's own file with at least 800 on the shorter side, not a copy out of a message.",
};

/// The longer side for each 100 of the shorter one.
pub const SHAPE: Limit = Limit {
    what: "shape",
    unit: "to 100, longer to shorter side",
    better: Better::Less,
    good: 150,
    bad: Some(300),
    to_do: "It is too long and narrow for a listing: take or cut it nearer to a square.",
};

/// The variance of the Laplacian in the sharpest eighth of the picture: behind a product there may be nothing to be sharp.
pub const SHARPNESS: Limit = Limit {
    what: "sharpness",
    unit: "variance of the Laplacian",
    better: Better::More,
    good: 100,
    bad: Some(20),
    to_do: "It is blurred: hold the camera still, let it focus on the product, and clean the lens.",
};

/// The mean of the middle of the picture, from 0 (black) to 255 (white).
pub const DARKNESS: Limit = Limit {
    what: "darkness",
    unit: "of 255, mean light in the middle",
    better: Better::More,
    good: 60,
    bad: Some(25),
    to_do: "It is too dark: take it again with more light.",
};

/// How much of the middle is as white as it can be.
pub const GLARE: Limit = Limit {
    what: "glare",
    unit: "of 1000, burnt out in the middle",
    better: Better::Less,
    good: 600,
    bad: Some(970),
    to_do: "Too much of it is burnt out to white: take it again with softer light and no flash on the package.",
};

/// How much of the outermost edge has about one colour.
pub const BACKGROUND: Limit = Limit {
    what: "background",
    unit: "of 1000, one colour along the edge",
    better: Better::More,
    good: 650,
    bad: None,
    to_do: "What is behind the product is uneven: look whether it is a scene, and use a plain background.",
};

/// How many neighbours in front of the background have exactly the same colour. A camera's noise leaves few.
pub const FLATNESS: Limit = Limit {
    what: "flatness",
    unit: "of 1000, exactly like the pixel beside it",
    better: Better::Less,
    good: 550,
    bad: None,
    to_do: "Large areas have exactly one colour, as in a drawing or a screenshot: look whether it is a photograph at all.",
};

/// How many bytes the file has for each thousand pixels. What a messenger saved again has few.
pub const COMPRESSION: Limit = Limit {
    what: "compression",
    unit: "bytes for each 1000 pixels",
    better: Better::More,
    good: 40,
    bad: None,
    to_do: "It was saved very small and may show blocks: ask for the camera's own file.",
};
