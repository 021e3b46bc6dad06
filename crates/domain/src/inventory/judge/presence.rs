//! Who has the package and who does not. Absence is told only by a whole pull.

use super::super::cause::Cause;
use super::super::class::Class;
use super::super::row::Row;
use super::super::snapshot::{Package, Source};
use super::super::standing::Standing;
use super::{Bench, Notes};

pub fn judge(package: &Package<'_>, bench: &Bench<'_>, notes: &mut Notes<'_>) {
    let not_in_state = package.state.is_empty() && bench.pulls.state.is_whole();
    let not_in_pos = package.pos.is_empty() && bench.pulls.pos.is_whole();
    let shown = package.shown().next().is_some();
    let tag = notes.tag;
    let mistyped = |otherwise: Cause| if tag.is_hexadecimal() { otherwise } else { Cause::TagNotHexadecimal };
    // What is counted as none is a leftover line, not goods.
    let has_goods = |rows: &[Row]| rows.iter().any(|row| row.quantity.get().is_none_or(|q| q.0 != 0));
    if not_in_state && has_goods(package.pos) {
        let cause = mistyped(Cause::Usual);
        notes.add(Class::InPosNotInState, Source::Pos, cause);
    }
    if not_in_state && shown {
        let cause = if !package.pos.is_empty() {
            Cause::StillInPos
        } else if not_in_pos {
            Cause::NowhereButOnMenu
        } else {
            Cause::Usual
        };
        let cause = mistyped(cause);
        notes.add(Class::OnMenuNotInState, Source::Menu, cause);
    }
    if not_in_pos && shown && !not_in_state {
        notes.add(Class::OnMenuNotInPos, Source::Menu, Cause::Usual);
    }
    let finished = package.state.iter().all(|row| row.standing == Standing::Finished);
    let on_the_road = package.state.iter().all(|row| row.standing == Standing::InTransit);
    if not_in_pos && !finished && !on_the_road && has_goods(package.state) {
        notes.add(Class::InStateNotInPos, Source::State, Cause::Usual);
    }
    facilities(package, notes);
}

fn facilities(package: &Package<'_>, notes: &mut Notes<'_>) {
    let [state] = package.state else { return };
    let elsewhere = |row: &&Row| state.facility != 0 && row.facility != 0 && row.facility != state.facility;
    if package.pos.iter().any(|row| elsewhere(&row)) {
        notes.add(Class::WrongFacility, Source::Pos, Cause::Usual);
    }
    let mut channels: Vec<u8> = package.shown().filter(elsewhere).map(|row| row.channel).collect();
    channels.dedup();
    for channel in channels {
        notes.on(Class::WrongFacility, Source::Menu, channel, Cause::Usual);
    }
}
