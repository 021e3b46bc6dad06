//! Text that runs up, down or upside down is read in a frame of its own, in which it is upright.

use super::{Area, Glyph, Page, Turn};

/// The glyphs of one direction, moved as if the page had been turned until they are upright.
pub fn upright(glyphs: &[Glyph], turn: Turn, width: i32, height: i32) -> Vec<Glyph> {
    let turned = glyphs.iter().filter(|glyph| glyph.turn == turn);
    turned
        .map(|glyph| Glyph { area: turned_area(glyph.area, turn, width, height), ..glyph.clone() })
        .collect()
}

fn turned_area(area: Area, turn: Turn, width: i32, height: i32) -> Area {
    match turn {
        Turn::Upright | Turn::Askew => area,
        Turn::Right => Area::new(area.y0, width - area.x1, area.y1, width - area.x0),
        Turn::UpsideDown => Area::new(width - area.x1, height - area.y1, width - area.x0, height - area.y0),
        Turn::Left => Area::new(height - area.y1, area.x0, height - area.y0, area.x1),
    }
}

/// Back again, for the box that is shown to a person.
pub fn turned_back(area: Area, page: &Page) -> Area {
    let across = matches!(page.turn, Turn::Left | Turn::Right);
    let (width, height) = if across { (page.height, page.width) } else { (page.width, page.height) };
    off_its_side(tilted(area, page), page.turn, width, height)
}

/// Where a box is on the page before it was made level: one of its size about the place of its middle.
fn tilted(area: Area, page: &Page) -> Area {
    if page.tilt == 0 {
        return area;
    }
    let (x, y) = (area.center() - page.width / 2, area.middle() - page.height / 2);
    let share = |of: i32, part: i64| i32::try_from(i64::from(of) * part / 10_000).unwrap_or(0);
    let sine = i64::from(page.tilt);
    let lost = sine * sine / 20_000;
    let right = -share(y, sine) - share(x, lost);
    let down = share(x, sine) - share(y, lost);
    let within = |place: i32, by: i32, end: i32| place.saturating_add(by).clamp(0, end.max(0));
    Area::new(
        within(area.x0, right, page.width),
        within(area.y0, down, page.height),
        within(area.x1, right, page.width),
        within(area.y1, down, page.height),
    )
}

/// Where a box is on the page whose text was turned upright.
pub fn off_its_side(area: Area, turn: Turn, width: i32, height: i32) -> Area {
    match turn {
        Turn::Upright | Turn::Askew => area,
        Turn::Right => Area::new(width - area.y1, area.x0, width - area.y0, area.x1),
        Turn::UpsideDown => Area::new(width - area.x1, height - area.y1, width - area.x0, height - area.y0),
        Turn::Left => Area::new(area.y0, height - area.x1, area.y1, height - area.x0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_turned_comes_back_to_its_place() {
        let area = Area::new(10, 20, 30, 90);
        for turn in [Turn::Upright, Turn::Right, Turn::UpsideDown, Turn::Left] {
            let turned = turned_area(area, turn, 500, 700);
            assert_eq!(off_its_side(turned, turn, 500, 700), area, "{turn:?}");
        }
    }
}
