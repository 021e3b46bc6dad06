//! Invented names. None is meant to be a real brand, strain, person or place of business.

pub(super) const BRANDS: &[&str] = &[
    "Tarn & Thistle",
    "Switchback Gardens",
    "Cairnlight",
    "Loam Street",
    "Aspen Ledger",
    "Bluestem Works",
    "Quiet Summit",
    "Pika & Co",
    "Gneiss Guys",
    "Fernhollow",
    "Marmot Hill",
    "Osage Kitchen",
    "Nightjar Extracts",
    "Sandlily",
];

/// Strain and its genetics.
pub(super) const STRAINS: &[(&str, &str)] = &[
    ("Paper Lantern", "hybrid"),
    ("Velvet Culvert", "indica"),
    ("Ninth Inning", "sativa"),
    ("Cobalt Jam", "hybrid"),
    ("Slow Trombone", "indica"),
    ("Marigold Static", "sativa"),
    ("Plum Telegraph", "indica"),
    ("Copper Kettle", "hybrid"),
    ("Sunday Almanac", "sativa"),
    ("Grandpa's Compass", "indica"),
    ("Lemon Ferry", "sativa"),
    ("Mint Condition 9", "hybrid"),
    ("Thunder Quilt", "indica"),
    ("Peach Semaphore", "hybrid"),
    ("Alpine Postcard", "sativa"),
    ("Ruby Sawmill", "hybrid"),
    ("Blackberry Ledger", "indica"),
    ("Tangerine Transit", "sativa"),
    ("Foggy Notion 4", "hybrid"),
    ("Juniper Riot", "hybrid"),
    ("Walnut Session", "indica"),
    ("Kite Weather", "sativa"),
];

pub(super) const EDIBLES: &[&str] = &[
    "Sour Cherry Gummies",
    "Peach Gummies",
    "Blackcurrant Gummies",
    "Sea Salt Dark Chocolate",
    "Almond Milk Chocolate",
    "Ginger Chews",
    "Oat Cookies",
    "Maple Caramels",
    "Huckleberry Gummies",
    "Lime Hard Candy",
    "Espresso Bites",
    "Coconut Squares",
];

pub(super) const BEVERAGES: &[&str] = &[
    "Grapefruit Seltzer",
    "Mint Limeade",
    "Ginger Brew",
    "Hibiscus Tea",
    "Cold Brew Coffee",
    "Blood Orange Spritz",
];

pub(super) const TINCTURES: &[&str] =
    &["Orange Oil Drops", "Plain MCT Drops", "Lavender Night Drops", "Peppermint Drops", "1:1 Day Drops"];

pub(super) const TOPICALS: &[&str] =
    &["Arnica Balm", "Cooling Gel", "Lavender Salve", "Bath Soak", "Hand Cream", "Trail Stick"];

pub(super) const CONCENTRATES: &[&str] = &["Live Rosin", "Shatter", "Wax", "Sugar", "Badder", "Bubble Hash"];

pub(super) const ACCESSORIES: &[&str] = &[
    "Hemp Papers 1 1/4",
    "Pre-Rolled Cones 6 ct",
    "Four-Piece Grinder",
    "Glass One-Hitter",
    "510 Battery",
    "Smell-Proof Pouch",
    "Rolling Tray",
    "Ceramic Dab Tool",
    "Butane Lighter",
    "Child-Resistant Tube",
    "Cotton Tote",
    "Cleaning Kit",
];

pub(super) const FIRST_NAMES: &[&str] = &[
    "Avery",
    "Rosalind",
    "Mateo",
    "Ingrid",
    "Tobias",
    "Noor",
    "Calvin",
    "Leona",
    "Dmitri",
    "Willa",
    "Hassan",
    "Greta",
    "Ezra",
    "Paloma",
    "Silas",
    "Yuki",
    "Marguerite",
    "Otis",
    "Anneke",
    "Rafael",
    "Juniper",
    "Desmond",
    "Farah",
    "Linus",
    "Odette",
    "Bram",
    "Celeste",
    "Kofi",
    "Maren",
    "Elio",
];

pub(super) const LAST_NAMES: &[&str] = &[
    "Abernethy",
    "Brightwater",
    "Castellanos",
    "Dunmore",
    "Eklund",
    "Farrow",
    "Gallardo",
    "Holloway",
    "Iverson",
    "Jankowski",
    "Kessler",
    "Lindqvist",
    "Mbeki",
    "Northcott",
    "Okafor",
    "Pemberton",
    "Quintero",
    "Rasmussen",
    "Sandoval",
    "Thackeray",
    "Umberto",
    "Vandermeer",
    "Whitlock",
    "Yarborough",
    "Zielinski",
    "Ashdown",
    "Beauchamp",
    "Corrigan",
    "Delacroix",
    "Estrada",
];

pub(super) const STREETS: &[&str] =
    &["Alder St", "Basalt Ave", "Chokecherry Ln", "Dipper Ct", "Elkhorn Rd", "Flicker Way", "Granite Pl"];

/// City, county and the first three digits of its zip codes.
pub(super) const TOWNS: &[(&str, &str)] = &[
    ("Denver", "802"),
    ("Aurora", "800"),
    ("Fort Collins", "805"),
    ("Loveland", "805"),
    ("Lakewood", "802"),
];

/// State, city and the first three digits of its zip codes.
pub(super) const AWAY: &[(&str, &str, &str)] =
    &[("WY", "Cheyenne", "820"), ("NE", "Sidney", "691"), ("KS", "Goodland", "677"), ("NM", "Raton", "877")];

/// Licence and name of those who grow, make and test what the shops sell.
pub(super) const MAKERS: &[(&str, &str)] = &[
    ("403R-90011", "Switchback Cultivation LLC"),
    ("403R-90024", "Loam Street Farms LLC"),
    ("404R-90007", "Nightjar Manufacturing LLC"),
    ("404R-90018", "Osage Kitchen LLC"),
];

pub(super) const LABORATORIES: &[(&str, &str)] =
    &[("405R-90003", "Treeline Analytics LLC"), ("405R-90009", "Meridian Bench LLC")];

/// Other dispensaries, whose sales only the state system knows.
pub(super) const OTHER_SHOPS: &[(&str, &str)] = &[
    ("402-90121", "Ptarmigan Wellness"),
    ("402-90133", "Columbine Corner"),
    ("402-90150", "Sawtooth Supply"),
];
