//! The certificates of a few packages, handed in, read and confirmed before the books are first compared: of the one whose listing
//! somebody wrote other figures on, and of others whose listings are as they should be.

use std::fmt::Write;

use async_trait::async_trait;
use countersign_app::certificates::confirm::{About, confirm};
use countersign_app::certificates::keep::keep;
use countersign_app::certificates::{Reader, read};
use countersign_kernel::Actor;
use countersign_sandbox::world::{LabReport, Package};

use super::day::Day;

/// Of so many packages besides the ones that something was done to, in each store.
const SOUND: usize = 4;
const HEAD: &str = "%PDF-1.7\n";
/// The laboratory's word, and the key that certificates are read into.
const KEYS: [(&str, &str); 6] = [
    ("THCA", "thca"),
    ("Delta-9 THC", "delta_9_thc"),
    ("CBD", "cbd"),
    ("Limonene", "d_limonene"),
    ("Beta-Myrcene", "beta_myrcene"),
    ("Beta-Caryophyllene", "beta_caryophyllene"),
];

/// These certificates say what was read of them behind their first line.
#[derive(Debug)]
pub struct Said;

#[async_trait]
impl Reader for Said {
    async fn read(&self, bytes: Vec<u8>) -> Result<String, String> {
        let text = String::from_utf8(bytes).map_err(|why| why.to_string())?;
        text.strip_prefix(HEAD)
            .map(str::to_owned)
            .ok_or_else(|| "it is no certificate of this world".to_owned())
    }

    async fn draw(&self, _: Vec<u8>, _: u32) -> Result<Vec<u8>, String> {
        Err("nobody looks at it".to_owned())
    }
}

impl Day {
    /// What the quality people did yesterday evening.
    pub async fn hand_in_certificates(&self) -> anyhow::Result<()> {
        self.shop.app.set_reader(std::sync::Arc::new(Said));
        let world = self.street.world();
        for (store, team) in self.shop.teams.iter().enumerate() {
            let is_upset = |tag: &str| self.log.seeded.iter().any(|seeded| seeded.about == tag);
            let is_relabelled = |tag: &str| {
                self.log
                    .seeded
                    .iter()
                    .any(|seeded| seeded.about == tag && seeded.class == "lab-values-differ")
            };
            let here = world.packages.iter().filter(|package| package.store == store);
            // A product with one package, so that nothing turns to another in the course of the day.
            let alone = |package: &&Package| {
                world.packages.iter().filter(|p| p.store == store && p.product == package.product).count()
                    == 1
                    && package.is_sellable(world.today)
                    && package.lab.lines.iter().any(|line| line.analyte == "THCA" && line.value_milli > 0)
            };
            let alone: Vec<&Package> = here.filter(alone).collect();
            let sound = alone.iter().filter(|package| !is_upset(package.tag.as_str())).take(SOUND);
            let relabelled = alone.iter().filter(|package| is_relabelled(package.tag.as_str()));
            for package in sound.chain(relabelled) {
                self.certify(&team.compliance_officer, package).await?;
            }
        }
        Ok(())
    }

    async fn certify(&self, who: &Actor, package: &Package) -> anyhow::Result<()> {
        let text = format!("{HEAD}{}", said(package.tag.as_str(), &package.lab));
        let app = &self.shop.app;
        let id = keep(app, who, "certificate.pdf", text.as_bytes()).await?;
        while read::next(app).await? {}
        confirm(app, who, &id, About::default()).await?;
        Ok(())
    }
}

fn said(tag: &str, report: &LabReport) -> String {
    let of = |key: &str| {
        let (analyte, _) = KEYS.iter().find(|(_, known)| *known == key)?;
        let line = report.lines.iter().find(|line| line.analyte == *analyte)?;
        Some(found(key, line.value_milli))
    };
    let rows = |keys: &[&str]| keys.iter().filter_map(|key| of(key)).collect::<Vec<_>>().join(",");
    let mut totals = String::new();
    if let Some(line) = report.lines.iter().find(|line| line.analyte == "Total THC") {
        let value = decimal(line.value_milli);
        write!(
            totals,
            r#""total_thc":{{"value":{value},"unit":"%","kind":"value","printed":["{value}"],"page":1,"box":[1,1,2,2],"read_by":"text","checks":["units"],"flags":[]}}"#
        )
        .expect("memory can be written to");
    }
    format!(
        r#"{{"lab":"{}","package_tag":"{tag}","batch":"B-{tag}","dates":{{}},"field_flags":{{}},"text_layer":"native","pages":1,"page_sizes":[[612,792]],"cannabinoids":[{}],"terpenes":[{}],"totals":{{{totals}}},"status":{{"overall":"pass"}},"flags":[]}}"#,
        report.laboratory,
        rows(&["thca", "delta_9_thc", "cbd"]),
        rows(&["d_limonene", "beta_myrcene", "beta_caryophyllene"]),
    )
}

fn found(key: &str, value_milli: i64) -> String {
    let value = decimal(value_milli);
    format!(
        r#"{{"key":"{key}","name":"{key}","page":1,"printed":{{"%":"{value}"}},"value":{value},"unit":"%","kind":"value","box":[1,1,2,2],"read_by":"text","checks":["units"],"flags":[]}}"#
    )
}

fn decimal(milli: i64) -> String {
    format!("{}.{:03}", milli / 1_000, milli % 1_000)
}
