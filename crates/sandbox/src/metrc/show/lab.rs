//! Lab results: one row per analyte, the unit hidden in the name of the test.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{category, item};
use crate::decimal;
use crate::metrc::books::Package;
use crate::world::{Category, LabLine, LabState, Product, World};

const RESULT_ID_BASE: i64 = 800_001;
const DOCUMENT_ID_BASE: i64 = 900_001;

fn test_name(product: &Product, line: &LabLine) -> String {
    let matrix = match product.category {
        Category::Flower | Category::Preroll => "Raw Plant Material",
        Category::InfusedPreroll | Category::Concentrate | Category::Vape => "Concentrate",
        Category::Topical => "Infused Non-Edible",
        _ => "Infused Edible",
    };
    format!("{} ({}) {matrix}", line.analyte, line.unit)
}

/// Every test name that occurs in the world, with its id.
pub(in crate::metrc) fn test_types(world: &World) -> Vec<Value> {
    let mut names = BTreeSet::new();
    for package in &world.packages {
        names.extend(package.lab.lines.iter().map(|line| test_name(world.product_of(package), line)));
    }
    let rows = names.into_iter().zip(1_i64..).map(|(name, id)| {
        json!({
            "Id": id,
            "Name": name,
            "RequiresTestResult": true,
            "InformationalOnly": false,
            "ResearchAndDevelopment": false,
            "AlwaysPasses": false,
            "MaxAllowedFailureCount": 0,
            "LabTestResultMode": 0,
            "LabTestResultMinimum": null,
            "LabTestResultMaximum": null,
            "LabTestResultExpirationDays": null,
            "DependencyMode": 0,
        })
    });
    rows.collect()
}

/// The rows of one package; none while it has not been tested.
pub(in crate::metrc) fn results(world: &World, package: &Package) -> Vec<Value> {
    let Some(place) = package.origin else { return Vec::new() };
    let (origin, product) = (&world.packages[place], &world.products[package.product]);
    if matches!(origin.lab.state, LabState::SubmittedForTesting | LabState::NotSubmitted) {
        return Vec::new();
    }
    let passed = origin.lab.lines.iter().all(|line| line.passed);
    let nested = item(package.facility, product, true);
    let rows = origin.lab.lines.iter().zip(0_i64..).map(|(line, nth)| {
        json!({
            "PackageId": package.id,
            "LabTestResultId": RESULT_ID_BASE + place as i64 * 100 + nth,
            "LabFacilityLicenseNumber": origin.lab.laboratory_license,
            "LabFacilityName": origin.lab.laboratory,
            "SourcePackageLabel": origin.lab.source_tag,
            "ProductName": nested["Name"],
            "ProductCategoryName": category(product).0,
            "TestPerformedDate": origin.lab.tested_on,
            "OverallPassed": passed,
            "RevokedDate": null,
            "LabTestResultDocumentFileId": DOCUMENT_ID_BASE + place as i64,
            "ResultReleased": true,
            "ResultReleaseDateTime": format!("{}T18:00:00+00:00", origin.lab.tested_on),
            "ExpirationDateTime": null,
            "TestTypeName": test_name(product, line),
            "TestPassed": line.passed,
            "TestResultLevel": decimal::number(line.value_milli, 3),
            "TestComment": "",
            "TestInformationalOnly": false,
            "LabTestDetailRevokedDate": null,
        })
    });
    rows.collect()
}

/// A certificate of one page, when the id is one that a result row named: its package's place and the PDF.
pub(in crate::metrc) fn document(world: &World, id: i64) -> Option<(usize, Vec<u8>)> {
    let place = usize::try_from(id - DOCUMENT_ID_BASE).ok()?;
    let origin = world.packages.get(place)?;
    let product = world.product_of(origin);
    let mut text = vec![
        "Certificate of Analysis".to_owned(),
        format!("{} ({})", origin.lab.laboratory, origin.lab.laboratory_license),
        format!("Sample of package {}", origin.lab.source_tag),
        format!("Product: {} by {}", product.name, product.brand),
        format!("Batch {} tested {}", origin.batch, origin.lab.tested_on),
    ];
    text.extend(origin.lab.lines.iter().map(|line| {
        let word = if line.passed { "pass" } else { "FAIL" };
        let value = countersign_kernel::amount::write_scaled(line.value_milli, 3, 0);
        format!("{}: {value} {} - {word}", line.analyte, line.unit)
    }));
    Some((place, pdf(&text)))
}

/// The smallest PDF with one page of text lines.
fn pdf(lines: &[String]) -> Vec<u8> {
    let escaped = |line: &String| line.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
    let shown: String = lines.iter().map(|line| format!("({}) Tj T*\n", escaped(line))).collect();
    let stream = format!("BT /F1 11 Tf 14 TL 50 740 Td\n{shown}ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let table = out.len();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for offset in offsets {
        out.push_str(&format!("{offset:010} 00000 n \n"));
    }
    out.push_str(&format!(
        "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    ));
    out.into_bytes()
}
