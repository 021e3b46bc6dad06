//! Writing receipts: record, replace, void, finalize.

use countersign_kernel::{Timestamp, time};
use jiff::civil::DateTime;
use serde_json::Value;

use super::{Books, LineRow, Receipt, Row, RowError};
use crate::metrc::facility::Facility;
use crate::metrc::switches::{Rule, Switches};

pub(in crate::metrc) const LINES_MAX: usize = 200;

/// One receipt of a request, with what it is checked against.
#[derive(Debug, Clone, Copy)]
pub(in crate::metrc) struct ReceiptRow<'a> {
    pub row: Row<'a>,
    pub facility: &'a Facility,
    pub place: usize,
    pub zone: &'a str,
    pub switches: &'a Switches,
    pub now: Timestamp,
}

/// The head of a receipt, checked.
#[derive(Debug)]
struct Head {
    external_number: Option<String>,
    sales_time: String,
    sold_at: Timestamp,
    customer_type: String,
    patient: Option<String>,
    caregiver: Option<String>,
    identification_method: Option<String>,
    registration_location: Option<i64>,
}

impl ReceiptRow<'_> {
    fn head(self, books: &Books) -> Result<Head, RowError> {
        let (sales_time, sold_at) = self.sales_time()?;
        let customer_type = self.row.required("SalesCustomerType")?;
        if !self.facility.customer_types().contains(&customer_type) {
            return Err(format!("Sales Customer Type \"{customer_type}\" is not allowed for this facility."));
        }
        let owned = |name| Ok::<_, RowError>(self.row.text(name)?.map(str::to_owned));
        let patient = owned("PatientLicenseNumber")?;
        let caregiver = owned("CaregiverLicenseNumber")?;
        if self.facility.is_medical && patient.is_none() {
            return Err("PatientLicenseNumber is required.".to_owned());
        }
        if customer_type == "Caregiver" && caregiver.is_none() {
            return Err("CaregiverLicenseNumber is required.".to_owned());
        }
        if let (Some(number), Rule::Refuse) = (&patient, self.switches.unknown_patient_on_receipt) {
            let today = self.now.date_in(&time::zone(self.zone).expect("the world's zones are known"));
            let known = books.patients.get(number).is_some_and(|patient| patient.is_active(today));
            if !known {
                return Err(format!("Patient License Number \"{number}\" is not valid."));
            }
        }
        let external_number = owned("ExternalReceiptNumber")?;
        let registration_location = self.row.get("PatientRegistrationLocationId").and_then(Value::as_i64);
        Ok(Head {
            external_number,
            sales_time,
            sold_at,
            customer_type: customer_type.to_owned(),
            patient,
            caregiver,
            identification_method: owned("IdentificationMethod")?,
            registration_location,
        })
    }

    /// Wall-clock time of the facility, without an offset. In the repeated hour of autumn the first one is meant.
    fn sales_time(self) -> Result<(String, Timestamp), RowError> {
        let text = self.row.required("SalesDateTime")?;
        let bad = || "SalesDateTime must be a local date and time without an offset.".to_owned();
        let clock = text.split_once('T').map_or("", |(_, clock)| clock);
        let offset_at = clock.find(['Z', '+', '-']);
        let plain = match offset_at {
            Some(_) if self.switches.offset_in_sales_time == Rule::Refuse => return Err(bad()),
            Some(at) => &text[..text.len() - clock.len() + at],
            None => text,
        };
        let local: DateTime = plain.parse().map_err(|_| bad())?;
        let zone = time::zone(self.zone).expect("the world's zones are known");
        let sold_at: Timestamp = local.to_zoned(zone).map_err(|_| bad())?.timestamp().into();
        if sold_at > self.now {
            return Err("SalesDateTime may not be in the future.".to_owned());
        }
        Ok((local.strftime("%Y-%m-%dT%H:%M:%S.000").to_string(), sold_at))
    }

    fn lines(self, books: &Books) -> Result<Vec<LineRow>, RowError> {
        let rows = self.row.get("Transactions").and_then(Value::as_array);
        let rows = rows.filter(|rows| !rows.is_empty()).ok_or("Transactions may not be empty.")?;
        if rows.len() > LINES_MAX {
            return Err(format!("A receipt has at most {LINES_MAX} transactions."));
        }
        rows.iter().map(|row| books.read_line(self.place, Row(row))).collect()
    }
}

impl Books {
    /// Checks everything, then records; a refusal leaves no trace.
    pub(in crate::metrc) fn record(&mut self, asked: ReceiptRow<'_>) -> Result<i64, RowError> {
        let head = asked.head(self)?;
        let taken = head.external_number.as_deref().is_some_and(|number| {
            self.receipts.values().any(|receipt| {
                receipt.facility == asked.place && receipt.external_number.as_deref() == Some(number)
            })
        });
        if taken && asked.switches.duplicate_external_receipt_number == Rule::Refuse {
            return Err("ExternalReceiptNumber has already been used.".to_owned());
        }
        let lines = asked.lines(self)?;
        self.enough(&lines, &[])?;
        let lines = self.take(lines, asked.now);
        let id = self.fresh_id();
        let receipt = Receipt {
            id,
            facility: asked.place,
            number: format!("{id:010}"),
            external_number: head.external_number,
            sales_time: head.sales_time,
            sold_at: head.sold_at,
            customer_type: head.customer_type,
            patient: head.patient,
            caregiver: head.caregiver,
            identification_method: head.identification_method,
            registration_location: head.registration_location,
            lines,
            is_final: false,
            archived_at: None,
            recorded_at: asked.now,
            modified_at: asked.now,
        };
        self.receipts.insert(id, receipt);
        Ok(id)
    }

    /// Replaces head and transactions of a receipt that is neither voided nor final.
    pub(in crate::metrc) fn replace(&mut self, asked: ReceiptRow<'_>) -> Result<(), RowError> {
        let id = asked.row.id("Id")?;
        let before = self.own_receipt(asked.place, id)?.clone();
        if before.archived_at.is_some() {
            return Err(format!("Receipt {id} is voided."));
        }
        if before.is_final {
            return Err(format!("Receipt {id} is finalized."));
        }
        let head = asked.head(self)?;
        let lines = asked.lines(self)?;
        self.enough(&lines, &before.lines)?;
        self.put_back(&before.lines, asked.now);
        let lines = self.take(lines, asked.now);
        let after = Receipt {
            external_number: head.external_number,
            sales_time: head.sales_time,
            sold_at: head.sold_at,
            customer_type: head.customer_type,
            patient: head.patient,
            caregiver: head.caregiver,
            identification_method: head.identification_method,
            registration_location: head.registration_location,
            lines,
            modified_at: asked.now,
            ..before
        };
        self.receipts.insert(id, after);
        Ok(())
    }

    /// Voids a receipt; what it sold returns to the packages.
    pub(in crate::metrc) fn void(&mut self, place: usize, id: i64, now: Timestamp) -> Result<(), RowError> {
        let receipt = self.own_receipt(place, id)?;
        if receipt.archived_at.is_some() {
            return Err(format!("Receipt {id} is already voided."));
        }
        if receipt.is_final {
            return Err(format!("Receipt {id} is finalized."));
        }
        let lines = receipt.lines.clone();
        self.put_back(&lines, now);
        let receipt = self.receipts.get_mut(&id).expect("found above");
        receipt.archived_at = Some(now);
        receipt.modified_at = now;
        Ok(())
    }

    /// Finalizes a receipt or opens it again.
    pub(in crate::metrc) fn finalize(
        &mut self,
        place: usize,
        row: Row<'_>,
        to_final: bool,
        now: Timestamp,
    ) -> Result<(), RowError> {
        let id = row.id("Id")?;
        let receipt = self.own_receipt(place, id)?;
        if receipt.archived_at.is_some() {
            return Err(format!("Receipt {id} is voided."));
        }
        if receipt.is_final == to_final {
            let state = if to_final { "already finalized" } else { "not finalized" };
            return Err(format!("Receipt {id} is {state}."));
        }
        let receipt = self.receipts.get_mut(&id).expect("found above");
        receipt.is_final = to_final;
        receipt.modified_at = now;
        Ok(())
    }

    fn own_receipt(&self, place: usize, id: i64) -> Result<&Receipt, RowError> {
        let found = self.receipts.get(&id).filter(|receipt| receipt.facility == place);
        found.ok_or_else(|| format!("Receipt {id} was not found."))
    }
}
