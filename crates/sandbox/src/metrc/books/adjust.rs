//! Changes to packages that are not sales.

use countersign_kernel::{BusinessDate, Timestamp};

use super::{Adjustment, Books, Row, RowError};
use crate::metrc::units;

/// Names of this state's reasons and whether each wants a note.
pub(in crate::metrc) const REASONS: &[(&str, bool)] = &[
    ("Drying", false),
    ("Entry Error", true),
    ("Scale Variance", false),
    ("Waste (Unusable Product)", true),
    ("Spoilage", true),
    ("Theft", true),
    ("Mandated Destruction", true),
];

/// The same body means two things: POST is relative, PUT is absolute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::metrc) enum Mode {
    Relative,
    Absolute,
}

#[derive(Debug, Clone, Copy)]
pub(in crate::metrc) struct AdjustRow<'a> {
    pub row: Row<'a>,
    pub place: usize,
    pub mode: Mode,
    pub now: Timestamp,
}

impl Books {
    pub(in crate::metrc) fn adjust(&mut self, asked: AdjustRow<'_>) -> Result<(), RowError> {
        let row = asked.row;
        let package = self.package_by_label(asked.place, row.required("Label")?)?;
        if package.finished_on.is_some() {
            return Err(format!("Package \"{}\" is not active.", package.label));
        }
        let sent = units::convert(row.quantity("Quantity")?, row.required("UnitOfMeasure")?, package.unit)?;
        let reason = row.required("AdjustmentReason")?;
        let known = REASONS.iter().find(|(name, _)| *name == reason);
        let (_, needs_note) =
            known.ok_or_else(|| format!("Adjustment Reason \"{reason}\" was not found."))?;
        let note = row.text("ReasonNote")?.map(str::to_owned);
        if *needs_note && note.is_none() {
            return Err(format!("Adjustment Reason \"{reason}\" requires a note."));
        }
        let date = row.date("AdjustmentDate")?;
        let change = match asked.mode {
            Mode::Relative => sent,
            Mode::Absolute => sent - package.quantity,
        };
        if package.quantity + change < 0 {
            return Err("Quantity may not become negative.".to_owned());
        }
        let id = package.id;
        let package = self.package_mut(id);
        package.quantity += change;
        package.adjusted += change;
        package.modified_at = asked.now;
        let reason = reason.to_owned();
        self.adjustments.push(Adjustment {
            package: id,
            quantity: change,
            reason,
            note,
            date: date.to_string(),
        });
        Ok(())
    }

    /// A finished package must be empty.
    pub(in crate::metrc) fn finish(
        &mut self,
        place: usize,
        row: Row<'_>,
        now: Timestamp,
    ) -> Result<(), RowError> {
        let package = self.package_by_label(place, row.required("Label")?)?;
        if package.finished_on.is_some() {
            return Err(format!("Package \"{}\" is already finished.", package.label));
        }
        if package.quantity != 0 {
            return Err(format!("Package \"{}\" still has a quantity.", package.label));
        }
        let on: BusinessDate = row.date("ActualDate")?;
        let id = package.id;
        let package = self.package_mut(id);
        package.finished_on = Some(on);
        package.modified_at = now;
        Ok(())
    }

    pub(in crate::metrc) fn unfinish(
        &mut self,
        place: usize,
        row: Row<'_>,
        now: Timestamp,
    ) -> Result<(), RowError> {
        let package = self.package_by_label(place, row.required("Label")?)?;
        if package.finished_on.is_none() {
            return Err(format!("Package \"{}\" is not finished.", package.label));
        }
        let id = package.id;
        let package = self.package_mut(id);
        package.finished_on = None;
        package.modified_at = now;
        Ok(())
    }

    pub(in crate::metrc) fn note(
        &mut self,
        place: usize,
        row: Row<'_>,
        now: Timestamp,
    ) -> Result<(), RowError> {
        let id = self.package_by_label(place, row.required("PackageLabel")?)?.id;
        let note = row.text("Note")?.unwrap_or_default().to_owned();
        let package = self.package_mut(id);
        package.note = note;
        package.modified_at = now;
        Ok(())
    }

    /// Sets the shop's own id of a package.
    pub(in crate::metrc) fn name(
        &mut self,
        place: usize,
        row: Row<'_>,
        now: Timestamp,
    ) -> Result<(), RowError> {
        let id = self.package_by_label(place, row.required("PackageLabel")?)?.id;
        let external_id = row.text("ExternalId")?.unwrap_or_default().to_owned();
        let package = self.package_mut(id);
        package.external_id = external_id;
        package.modified_at = now;
        Ok(())
    }

    pub(in crate::metrc) fn relocate(
        &mut self,
        place: usize,
        row: Row<'_>,
        now: Timestamp,
    ) -> Result<(), RowError> {
        let id = self.package_by_label(place, row.required("Label")?)?.id;
        let location = row.required("Location")?;
        if !self.locations.iter().any(|(_, name)| name == location) {
            return Err(format!("Location \"{location}\" was not found."));
        }
        row.date("MoveDate")?;
        let location = location.to_owned();
        let package = self.package_mut(id);
        package.location = location;
        package.modified_at = now;
        Ok(())
    }

    /// Gives a package another item of the same unit.
    pub(in crate::metrc) fn change_item(
        &mut self,
        place: usize,
        label: &str,
        product: usize,
        now: Timestamp,
    ) -> Result<(), RowError> {
        let id = self.package_by_label(place, label)?.id;
        let package = self.package_mut(id);
        package.product = product;
        package.modified_at = now;
        Ok(())
    }
}
