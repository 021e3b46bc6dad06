//! The printed form: numbers as exact decimals in the text of the JSON, never through a float.

use serde::ser::{Error, SerializeMap};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::{Printed, Row, Total};
use crate::number::{Decimal, Unit};
use crate::page::Area;

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.short().to_string()).map_err(S::Error::custom)?.serialize(serializer)
    }
}

/// Points from the upper left corner: left, top, right, bottom.
fn in_points(area: Area) -> [Decimal; 4] {
    [area.x0, area.y0, area.x1, area.y1].map(|edge| Decimal::new(i128::from(edge), 2))
}

/// The name of a column: its unit, and what else keeps it apart from another of the same unit.
fn column(cell: &Printed) -> String {
    let unit = cell.unit.map_or("?", Unit::text);
    if cell.dry { format!("{unit} (dry)") } else { unit.to_owned() }
}

struct Columns<'a>(&'a [Printed]);

impl Serialize for Columns<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let mut names: Vec<String> = Vec::new();
        for cell in self.0 {
            let mut name = column(cell);
            while names.contains(&name) {
                name.push('\'');
            }
            map.serialize_entry(&name, &cell.text)?;
            names.push(name);
        }
        map.end()
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("key", &self.key)?;
        map.serialize_entry("name", &self.name)?;
        map.serialize_entry("page", &self.page)?;
        map.serialize_entry("printed", &Columns(&self.printed))?;
        map.serialize_entry("value", &self.value)?;
        map.serialize_entry("unit", &self.unit.map(Unit::text))?;
        map.serialize_entry("kind", &self.kind)?;
        map.serialize_entry("box", &in_points(self.area))?;
        map.serialize_entry("read_by", &self.read_by)?;
        map.serialize_entry("checks", &self.checks)?;
        map.serialize_entry("flags", &self.flags)?;
        map.end()
    }
}

impl Serialize for Total {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = |cell: &Printed| {
            let has_unit = cell.unit.is_some() && cell.number.is_some();
            if has_unit { format!("{} {}", cell.text, column(cell)) } else { cell.text.clone() }
        };
        let printed: Vec<String> = self.printed.iter().map(text).collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("value", &self.value)?;
        map.serialize_entry("unit", &self.unit.map(Unit::text))?;
        map.serialize_entry("kind", &self.kind)?;
        map.serialize_entry("printed", &printed)?;
        map.serialize_entry("page", &self.page)?;
        map.serialize_entry("box", &in_points(self.area))?;
        map.serialize_entry("read_by", &self.read_by)?;
        map.serialize_entry("checks", &self.checks)?;
        map.serialize_entry("flags", &self.flags)?;
        map.end()
    }
}
