//! `Label: value`, the value behind the label or below it.

use super::plain;
use crate::page::{Area, Line, Page, Word};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    SampleId,
    ReportId,
    Batch,
    Lot,
    Product,
    Strain,
    Client,
    License,
    Matrix,
    SeedToSale,
    PackageTag,
    SourceTag,
    Collected,
    Received,
    Tested,
    Completed,
    Reported,
    Produced,
    Harvested,
    Packaged,
    Expires,
    BatchDate,
    Ordered,
    /// Known labels of which nothing is kept; they end the value before them.
    Other,
}

#[derive(Debug, Clone)]
pub struct Labelled {
    pub field: Field,
    /// 0 is the label that means it most exactly.
    pub rank: usize,
    pub value: String,
    pub page: usize,
    /// With a colon, or alone on its line with the value below.
    pub below: bool,
}

const LABELS: &[(Field, &[&str])] = &[
    (
        Field::SampleId,
        &[
            "sampleid",
            "labsampleid",
            "sampleidentification",
            "labid",
            "laboratorysampleid",
            "laboratoryid",
            "mtlsample",
            "samplemtl",
            "samplenumber",
            "sampleno",
            "labsample",
            "labnumber",
            "labno",
            "sampleidnumber",
            "testid",
            "sample",
            "labreference",
            "internalid",
            "acsid",
            "labsamplenumber",
            "externalid",
        ],
    ),
    (
        Field::ReportId,
        &[
            "reportid",
            "coaid",
            "certificateid",
            "reportnumber",
            "certificatenumber",
            "coanumber",
            "coano",
            "reportno",
            "certificate",
            "coa",
            "testreport",
            "orderid",
            "ordernumber",
            "order",
        ],
    ),
    (
        Field::Batch,
        &[
            "batchnumber",
            "batchid",
            "batch",
            "batchno",
            "productbatch",
            "batchlotnumber",
            "batchlot",
            "productionbatch",
            "clientbatch",
            "batchclient",
            "harvestbatch",
            "batchlotid",
            "productbatchnumber",
            "harvestbatchid",
            "producerbatch",
            "lotbatch",
            "batchlotno",
            "lotbatchnumber",
            "manufacturingbatch",
        ],
    ),
    (
        Field::Lot,
        &[
            "lotid",
            "lotnumber",
            "lot",
            "lotno",
            "harvestprocesslot",
            "harvestlot",
            "processlot",
            "externallotid",
            "harvestlotid",
            "harvest",
        ],
    ),
    (
        Field::Product,
        &[
            "samplename",
            "productname",
            "itemname",
            "product",
            "item",
            "productdescription",
            "sampledescription",
            "clientsampleid",
            "clientsample",
            "customersample",
            "clientsamplename",
            "description",
            "sampletitle",
        ],
    ),
    (Field::Strain, &["strain", "strainname", "cultivar", "cultivars", "variety"]),
    (
        Field::Client,
        &[
            "client",
            "clientname",
            "customer",
            "customername",
            "preparedfor",
            "testedfor",
            "producer",
            "submittedby",
            "company",
            "licensee",
            "account",
            "manufacturer",
            "producedby",
            "cultivator",
            "distributor",
            "businessname",
        ],
    ),
    (
        Field::License,
        &[
            "licensenumber",
            "license",
            "lic",
            "licenseno",
            "licence",
            "clientlicense",
            "licnumber",
            "licensenum",
            "registration",
        ],
    ),
    (
        Field::Matrix,
        &[
            "matrix",
            "samplematrix",
            "sampletype",
            "producttype",
            "matrixtype",
            "category",
            "type",
            "samplecategory",
            "productcategory",
        ],
    ),
    (Field::SeedToSale, &["seedtosale", "seedtosalenumber", "seedtosaleid"]),
    (
        Field::PackageTag,
        &[
            "metrcid",
            "metrctag",
            "metrcidtag",
            "metrcpackageid",
            "metrcsampleid",
            "metrcsample",
            "testrfid",
            "trackandtracetestpackage",
            "packageid",
            "packagetag",
            "metrcuid",
            "testpackageid",
            "uid",
            "testtag",
            "metrc",
            "rfid",
            "metrcpackage",
            "samplemetrcid",
            "testmetrcuid",
            "metrctestpackage",
            "stateid",
            "sampleuid",
        ],
    ),
    (
        Field::SourceTag,
        &[
            "sourcemetrcuid",
            "sourcerfid",
            "metrcbatch",
            "metrcbatchid",
            "trackandtracesourcepackages",
            "trackandtracesourcepackage",
            "sourcepackage",
            "sourcepackageid",
            "sourcetag",
            "metrcsourceid",
            "sourceuid",
            "sourcemetrcid",
            "sourcemetrctag",
            "metrcsourcepackage",
            "sourceid",
            "batchmetrcid",
            "parentuid",
        ],
    ),
    (
        Field::Collected,
        &[
            "datecollected",
            "collected",
            "collectiondate",
            "sampled",
            "sampledate",
            "datesampled",
            "samplecollected",
            "samplingdate",
            "collectedon",
            "samplecollectiondate",
            "sampleddate",
            "datetimecollected",
            "dateofsampling",
            "sampledon",
            "sampletaken",
        ],
    ),
    (
        Field::Received,
        &[
            "datereceived",
            "received",
            "samplereceived",
            "receiveddate",
            "receivedon",
            "datetimereceived",
            "receiptdate",
            "datesamplereceived",
            "daterecd",
            "recd",
            "receiveddatetime",
            "samplereceiveddate",
            "dateofreceipt",
            "samplereceipt",
            "intakedate",
            "accepteddate",
            "dateaccepted",
            "accepted",
        ],
    ),
    (
        Field::Tested,
        &[
            "datetested",
            "tested",
            "testdate",
            "analysisdate",
            "dateanalyzed",
            "analyzed",
            "testingdate",
            "dateofanalysis",
            "sampleanalyzed",
            "analyzedon",
            "dateoftest",
            "analyzeddate",
            "testeddate",
            "testedon",
            "runon",
            "datetimeanalyzed",
        ],
    ),
    (
        Field::Completed,
        &[
            "completed",
            "datecompleted",
            "completeddate",
            "completiondate",
            "testingcompleted",
            "testscompleted",
        ],
    ),
    (
        Field::Reported,
        &[
            "datereported",
            "reported",
            "reportdate",
            "reportcreated",
            "dateissued",
            "issued",
            "issuedate",
            "dateofissue",
            "publishdate",
            "published",
            "reportissued",
            "datereleased",
            "releasedate",
            "released",
            "reportedon",
            "certificatedate",
            "dateofreport",
            "reportissuedate",
            "issuedon",
            "approveddate",
            "dateapproved",
            "publisheddate",
            "coadate",
            "reviseddate",
            "finalized",
            "reportgenerated",
            "reportsubmitted",
            "submitted",
            "dateofreporting",
            "reportedby",
            "createddate",
            "created",
            "datepublished",
            "approvedon",
            "date",
        ],
    ),
    (
        Field::Produced,
        &[
            "manufacturedate",
            "productiondate",
            "manufacturingdate",
            "datemanufactured",
            "manufactured",
            "mfgdate",
            "producedon",
            "dateproduced",
            "produced",
            "dateofmanufacture",
        ],
    ),
    (Field::Harvested, &["harvestdate", "dateharvested", "harvested"]),
    (Field::Packaged, &["packagedate", "packagingdate", "datepackaged", "packaged"]),
    (
        Field::Expires,
        &[
            "exp",
            "expires",
            "expirationdate",
            "expiration",
            "expirydate",
            "expdate",
            "expiresdate",
            "dateofexpiration",
            "validuntil",
        ],
    ),
    (Field::BatchDate, &["batchdate", "batchcreated"]),
    (Field::Ordered, &["ordereddate", "ordered", "orderdate", "dateordered"]),
    (
        Field::Other,
        &[
            "batchsize",
            "samplesize",
            "unitmass",
            "servingsize",
            "address",
            "phone",
            "email",
            "method",
            "analyst",
            "analysts",
            "instrument",
            "testregstate",
            "page",
            "servingspercontainer",
            "netweight",
            "unitsize",
            "samplecondition",
            "samplingmethod",
            "totalbatchsize",
            "totalweight",
            "retailproductsize",
            "cultivationfacility",
            "deliveryweight",
            "sampleweight",
            "weight",
            "weightreceived",
            "storage",
            "datafile",
            "moisture",
            "retailproduct",
            "lotsize",
            "totalharvestweight",
            "samplesreceived",
            "amountreceived",
            "city",
            "state",
            "zip",
            "samplingplan",
            "productsize",
            "container",
            "servings",
            "samplingprotocol",
            "samplingsop",
            "harvestsize",
            "analyticalbatch",
            "analysisbatch",
            "batchidentification",
            "instrumentused",
            "runningon",
            "preparationbatch",
            "prepanalyticalbatch",
            "extractedby",
            "reviewedon",
            "specimenweight",
            "densitygml",
            "density",
            "externalbatch",
        ],
    ),
];

/// The fields of a label and how exactly it means each.
type Fields = Vec<(Field, usize)>;

/// A label has at most this many words.
const LABEL_WORDS_MAX: usize = 6;

pub fn labelled(pages: &[Page]) -> Vec<Labelled> {
    let mut found = Vec::new();
    for page in pages {
        let page =
            &Page { lines: page.lines.iter().map(parted).collect(), second: Vec::new(), ..page.clone() };
        for (number, line) in page.lines.iter().enumerate() {
            let mut at = 0;
            while at < line.words.len() {
                match label_at(&line.words, at) {
                    Some((taken, labels, colon)) => {
                        let end = at + taken;
                        let behind = behind(&line.words, end, colon);
                        let area = line.words[at..end].iter().map(|word| word.area).reduce(Area::union);
                        for (place, (field, rank)) in labels.iter().enumerate() {
                            if *field == Field::Other {
                                continue;
                            }
                            if !behind.is_empty() {
                                found.push(Labelled {
                                    field: *field,
                                    rank: *rank,
                                    value: behind.clone(),
                                    page: page.number,
                                    below: false,
                                });
                            } else if let Some(value) = area.and_then(|area| below(page, number, area, place))
                            {
                                found.push(Labelled {
                                    field: *field,
                                    rank: *rank,
                                    value,
                                    page: page.number,
                                    below: true,
                                });
                            }
                        }
                        at = end;
                    }
                    None => at += 1,
                }
            }
        }
    }
    found
}

/// `Sample:KN10602007-003` is a label and its value without a space between them.
fn parted(line: &Line) -> Line {
    let part = |word: &Word| -> Vec<Word> {
        let Some((label, value)) = word.text.split_once(':') else { return vec![word.clone()] };
        if value.is_empty()
            || value.starts_with('/')
            || field_of(label).is_none() && !label.ends_with(|c: char| c.is_alphabetic() || c == '#')
        {
            return vec![word.clone()];
        }
        let letters = i32::try_from(word.text.chars().count()).unwrap_or(1).max(1);
        let before = i32::try_from(label.chars().count() + 1).unwrap_or(1);
        let middle = word.area.x0 + word.area.width() / letters * before;
        let of = |text: String, x0: i32, x1: i32| Word {
            text,
            area: Area { x0, x1, ..word.area },
            missing: Vec::new(),
            ..word.clone()
        };
        vec![of(format!("{label}:"), word.area.x0, middle), of(value.to_owned(), middle, word.area.x1)]
    };
    Line { words: line.words.iter().flat_map(part).collect(), middle: line.middle }
}

fn field_of(text: &str) -> Option<(Field, usize)> {
    let plain = plain(text);
    LABELS.iter().find_map(|(field, labels)| {
        labels.iter().position(|label| *label == plain).map(|rank| (*field, rank))
    })
}

/// The longest label that begins here: how many words, which fields, whether a colon ends it.
fn label_at(words: &[Word], at: usize) -> Option<(usize, Fields, bool)> {
    let close = |pair: &[Word]| pair[1].area.x0 - pair[0].area.x1 <= pair[0].size.max(pair[1].size);
    let reach = 1 + words[at..].windows(2).take_while(|pair| close(pair)).count();
    // Amid a sentence a word is no label, except behind a semicolon or a bar.
    if at > 0
        && close(&words[at - 1..=at])
        && !words[at - 1].text.ends_with([';', '|', ',', ':', '.'])
        && !words[at - 1].text.ends_with(|c: char| c.is_ascii_digit())
    {
        let starts = words[at].text.starts_with(|c: char| c.is_uppercase())
            && (0..reach.min(3)).any(|n| words[at + n].text.ends_with(':'));
        if !starts {
            return None;
        }
    }
    for take in (1..=reach.min(LABEL_WORDS_MAX)).rev() {
        let text: Vec<&str> = words[at..at + take].iter().map(|word| word.text.as_str()).collect();
        let text = text.join(" ");
        let colon = text.ends_with(':') || words.get(at + take).is_some_and(|word| word.text == ":");
        let ends = colon
            || take == reach
            || text.ends_with('#')
            || words.get(at + take).is_some_and(|word| {
                word.text.starts_with(|c: char| c.is_ascii_digit()) || word.text.starts_with("1A4")
            });
        if !ends || text.trim_end_matches(':').contains(':') {
            continue;
        }
        if let Some(found) = field_of(&text) {
            return Some((take, vec![found], colon));
        }
        let parts: Vec<Option<(Field, usize)>> = text.split([',', '/', '|', '&']).map(field_of).collect();
        if parts.len() > 1 && parts.iter().all(Option::is_some) {
            return Some((take, parts.into_iter().flatten().collect(), colon));
        }
    }
    None
}

/// The words behind a label up to a wide gap, the next label, or a semicolon.
fn behind(words: &[Word], from: usize, colon: bool) -> String {
    let mut value: Vec<&str> = Vec::new();
    let Some(before) = from.checked_sub(1).and_then(|at| words.get(at)) else { return String::new() };
    let mut last = before;
    for (at, word) in words.iter().enumerate().skip(from) {
        let first = value.is_empty();
        if word.text == ":" || word.text == "#" || word.text == "#:" {
            last = word;
            continue;
        }
        let gap = word.area.x0 - last.area.x1;
        let wide = if first { if colon { 14 } else { 3 } } else { 1 };
        if gap > last.size.max(word.size) * wide * if first { 1 } else { 12 } / if first { 1 } else { 10 }
            || word.text == "|"
        {
            break;
        }
        if label_at(words, at).is_some() {
            break;
        }
        value.push(&word.text);
        last = word;
        if word.text.ends_with(';') {
            break;
        }
    }
    value.join(" ").trim_end_matches(';').trim().to_owned()
}

/// The words that stand below a label; of a label with several parts, the part at this place.
fn below(page: &Page, number: usize, label: Area, place: usize) -> Option<String> {
    let reach = label.height() * 2;
    for line in page.lines.iter().skip(number + 1) {
        let start = line.words.iter().position(|word| {
            (word.area.x0 - label.x0).abs() <= label.height()
                || (label.width() < word.area.width() * 3
                    && (word.area.center() - label.center()).abs() <= label.height() / 2)
        });
        let Some(start) = start else {
            if line.middle > label.y1 + reach {
                return None;
            }
            continue;
        };
        if line.words[start].area.y0 - label.y1 > reach
            || label_at(&line.words, start).is_some_and(|(.., colon)| colon)
        {
            return None;
        }
        let mut value = vec![line.words[start].text.as_str()];
        for pair in line.words[start..].windows(2) {
            if pair[1].area.x0 - pair[0].area.x1 > pair[0].size.max(pair[1].size) * 12 / 10 {
                break;
            }
            value.push(&pair[1].text);
        }
        let value = value.join(" ");
        return Some(if place == 0 {
            value
        } else {
            value.splitn(place + 1, ", ").last().unwrap_or_default().to_owned()
        });
    }
    None
}
