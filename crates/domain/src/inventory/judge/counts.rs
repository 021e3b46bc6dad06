//! State against point of sale: the same tag once, the same unit, the same count.

use super::super::cause::{self, Cause};
use super::super::class::Class;
use super::super::row::Row;
use super::super::snapshot::{Package, Source};
use super::super::unit::{Unit, parts};
use super::{Bench, Notes, are_duplicates, total};

pub fn judge(package: &Package<'_>, bench: &Bench<'_>, notes: &mut Notes<'_>) {
    let mut comparable = !package.state.is_empty() && !package.pos.is_empty();
    for source in [Source::State, Source::Pos] {
        let rows = package.of(source);
        if are_duplicates(source, rows) {
            notes.add(Class::DuplicateTag, source, why_twice(source, rows));
            comparable = false;
        }
        if rows.iter().any(|row| row.quantity.get().is_none()) {
            notes.add(Class::QuantityUnknown, source, Cause::Usual);
            comparable = false;
        }
        if rows.iter().any(|row| row.quantity.get().is_some_and(|quantity| quantity.0 < 0)) {
            notes.add(Class::NegativeQuantity, source, Cause::Usual);
        }
    }
    if comparable {
        compare(package.state[0], package.pos, bench, notes);
    }
}

fn why_twice(source: Source, rows: &[Row]) -> Cause {
    if rows.iter().any(|row| row.facility != rows[0].facility) {
        Cause::OtherFacilities
    } else if source == Source::Pos && rows.iter().all(|row| row.place == 0) {
        Cause::RoomsNotTold
    } else {
        Cause::Usual
    }
}

fn compare(state: Row, pos: &[Row], bench: &Bench<'_>, notes: &mut Notes<'_>) {
    let unit = pos[0].unit;
    if pos.iter().any(|row| row.unit != unit) {
        return notes.add(Class::UnitMismatch, Source::Pos, Cause::Usual);
    }
    // INVARIANT: the caller has seen that every row has a count; a sum beyond all sense is unknown.
    let (Some(has), Some(counts)) = (state.quantity.get(), total(pos)) else {
        return notes.add(Class::QuantityUnknown, Source::Pos, Cause::Usual);
    };
    let told = unit != Unit::NotTold && state.unit != Unit::NotTold;
    if told && state.unit.kind() != unit.kind() {
        return notes.add(Class::UnitMismatch, Source::Pos, Cause::Usual);
    }
    if told && state.unit != unit && has.0 == counts && counts != 0 {
        return notes.add(Class::UnitMismatch, Source::Pos, Cause::SameFigureOtherUnit);
    }
    // Where one side does not name its unit, both are taken to count in the other's.
    let state_unit = if told { state.unit } else { state.unit.max(unit) };
    let pos_unit = if told { unit } else { state_unit };
    let apart = (parts(i128::from(has.0), state_unit) - parts(i128::from(counts), pos_unit)).abs();
    if apart == 0 || apart <= parts(bench.policy.tolerance_of(state_unit), state_unit) {
        return;
    }
    // Bare figures say something of each other only where they count the same.
    let cause = if state_unit == pos_unit { cause::of_counts(has.0, counts) } else { Cause::Usual };
    let is_of_time = matches!(cause, Cause::SaleNotInState | Cause::SaleNotInPos);
    let cause = if is_of_time && bench.pulls_apart { Cause::PulledApart } else { cause };
    notes.add(Class::QuantityMismatch, Source::Pos, cause);
}
