//! What is written for CCRS reads back as it was, and no mail does harm, whatever is in it.

use countersign_domain::filing::{Answer, Book};
use countersign_kernel::Timestamp;
use countersign_vendors::ccrs::{
    Export, ExportError, FiledBy, MAIL_BYTES_MAX, MailError, Mentioned, Table, cleaned, draw_up, read_mail,
};
use proptest::prelude::*;

fn now() -> Timestamp {
    "2026-11-21T18:00:00Z".parse().expect("an instant")
}

fn by() -> FiledBy {
    FiledBy { licence: "412345".to_owned(), name: "Ada, \"Q\"".to_owned() }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[test]
fn a_file_is_exactly_as_the_state_takes_it() {
    let text = "Area,IsQuarantine,ExternalIdentifier,Colour\n\"Floor, front\",no,A-1,red\n";
    let export = Export::read(Table::Area, text.as_bytes()).expect("an export");
    assert_eq!(export.passed_over, ["Colour"]);
    let drawn = draw_up(&Book::default(), &[export], &by(), now());
    assert_eq!(drawn.files[0].name.to_string(), "Area_412345_20261121100000.csv");
    let expected = "SubmittedBy,Ada   Q,,,,,,,\r\nSubmittedDate,11/21/2026,,,,,,,\r\nNumberRecords,1,,,,,,,\r\n\
                    LicenseNumber,Area,IsQuarantine,ExternalIdentifier,CreatedBy,CreatedDate,UpdatedBy,UpdatedDate,Operation\r\n\
                    412345,Floor  front,FALSE,A-1,Ada   Q,11/21/2026,,,INSERT\r\n";
    assert_eq!(drawn.files[0].text, expected);
}

#[test]
fn rows_that_the_state_would_refuse_are_in_no_file() {
    for (table, text, column) in [
        (Table::Strain, format!("Strain,StrainType\n{},Hybrid\n", "x".repeat(51)), "Strain"),
        (
            Table::Product,
            "ExternalIdentifier,Name,InventoryCategory,InventoryType,UnitWeightGrams\nP,x,EndProduct,Seed,1\n".to_owned(),
            "InventoryType",
        ),
        (
            Table::Inventory,
            "ExternalIdentifier,Strain,Area,Product,InitialQuantity,QuantityOnHand,TotalCost,IsMedical\nI,s,a,p,1,2,1,no\n".to_owned(),
            "QuantityOnHand",
        ),
        (
            Table::Area,
            "LicenseNumber,Area,IsQuarantine,ExternalIdentifier\n412346,a,no,A\n".to_owned(),
            "LicenseNumber",
        ),
        (
            Table::InventoryAdjustment,
            "ExternalIdentifier,InventoryExternalIdentifier,AdjustmentReason,Quantity,AdjustmentDate\nJ,I,whim,1,2026-11-20\n".to_owned(),
            "AdjustmentReason",
        ),
        (
            Table::InventoryAdjustment,
            "ExternalIdentifier,InventoryExternalIdentifier,AdjustmentReason,Quantity,AdjustmentDate\nJ,I,Lost,1,2026-11-22\n".to_owned(),
            "AdjustmentDate",
        ),
        (
            Table::Strain,
            "Strain,StrainType,CreatedDate\nA,Hybrid,2026-11-22\nB,Hybrid,yesterday\n".to_owned(),
            "CreatedDate",
        ),
        (Table::Area, "Area,IsQuarantine,ExternalIdentifier\na,no,A\nb,no,A\n".to_owned(), "ExternalIdentifier"),
    ] {
        let export = Export::read(table, text.as_bytes()).expect("an export");
        let drawn = draw_up(&Book::default(), &[export], &by(), now());
        assert!(drawn.files.is_empty() && !drawn.problems.is_empty(), "{text}");
        assert!(drawn.problems.iter().all(|problem| problem.column == column), "{:?}", drawn.problems);
    }
}

#[test]
fn goods_whose_area_is_left_out_are_left_out_with_it() {
    let areas = "Area,IsQuarantine,ExternalIdentifier\nFloor,maybe,A-1\n";
    let goods = "ExternalIdentifier,Strain,Area,Product,InitialQuantity,QuantityOnHand,TotalCost,IsMedical\nI,s,Floor,p,1,1,1,no\n";
    let read = |table, text: &str| Export::read(table, text.as_bytes()).expect("an export");
    let exports = [read(Table::Area, areas), read(Table::Inventory, goods)];
    let drawn = draw_up(&Book::default(), &exports, &by(), now());
    assert_eq!((drawn.files.len(), drawn.problems.len()), (0, 2), "{:?}", drawn.problems);
}

#[test]
fn a_mail_that_is_no_answer_says_why() {
    let mail = |subject: &str, body: &str| {
        read_mail(format!("Subject: {subject}\r\nContent-Type: text/plain\r\n\r\n{body}\r\n").as_bytes())
    };
    let file = "Sale_412345_20261121100000.csv";
    assert!(mail("CCRS Processing Successful", &format!("{file} is done.")).is_ok());
    assert!(mail("FW: Fwd: CCRS Processing Successful", &format!("> {file}")).is_ok());
    assert!(matches!(mail("CCRS Processing Successful", "done"), Err(MailError::NoFile)));
    let two = format!("{file} and Area_412345_20261121100000.csv");
    assert!(matches!(mail("CCRS Processing Successful", &two), Err(MailError::SeveralFiles(2))));
    assert!(matches!(mail(&format!("CCRS errors for file: {file}"), "see"), Err(MailError::NoTable(_))));
    assert!(matches!(mail("Manifest Generated: Manifest_1.pdf", file), Err(MailError::OtherSubject(_))));
    assert!(matches!(mail("You have won", file), Err(MailError::OtherSubject(_))));
    assert!(matches!(read_mail(b"\xFF\x00"), Err(MailError::NoMail)));
    assert!(matches!(read_mail(&vec![b'a'; MAIL_BYTES_MAX + 1]), Err(MailError::TooLarge)));
    let strangers = mail("CCRS Processing Successful", file).expect("an answer").in_book(&Book::default());
    assert!(matches!(strangers, Err(MailError::NotOurs(_))));
    let whole = mail(&format!("CCRS Processing Error: {file}"), "CheckSum and number of records don't match");
    assert!(matches!(whole.expect("an answer").answer, Answer::FileRefused { .. }));
}

/// Mails in mails, parts in parts, a head without an end, a boundary that never closes.
#[test]
fn a_mail_that_is_built_to_harm_is_read_or_refused() {
    const DEEP: usize = 20_000;
    let subject = "Subject: CCRS errors for file: Area_412345_20261121100000.csv\r\n";
    let parts: String = (0..DEEP)
        .map(|at| format!("Content-Type: multipart/mixed; boundary=b{at}\r\n\r\n--b{at}\r\n"))
        .collect();
    let mails = "Content-Type: message/rfc822\r\n\r\n".repeat(DEEP);
    let encoded = "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n".repeat(DEEP);
    let folded = format!("X: {}\r\n\r\n", "\r\n a".repeat(DEEP));
    let words = format!("X: {}\r\n\r\n", "=?utf-8?b?".repeat(DEEP));
    for rest in [parts, mails, encoded, folded, words] {
        let read = read_mail(format!("{subject}{rest}").as_bytes());
        assert!(matches!(read, Err(MailError::NoTable(_) | MailError::TooManyParts)), "{read:?}");
    }
}

proptest! {
    #[test]
    fn what_is_written_reads_back(names in prop::collection::btree_set("\\PC{1,30}", 1..8)) {
        let mut given: Vec<String> = names.iter().map(|name| cleaned(name)).filter(|name| !name.is_empty()).collect();
        given.sort();
        given.dedup();
        prop_assume!(!given.is_empty());
        let mut text = "Area,IsQuarantine,ExternalIdentifier\n".to_owned();
        for (place, name) in names.iter().enumerate() {
            text.push_str(&format!("{},no,A-{place}\n", quoted(name)));
        }
        let export = Export::read(Table::Area, text.as_bytes()).expect("an export");
        let drawn = draw_up(&Book::default(), &[export], &by(), now());
        for line in drawn.files[0].text.trim_end().split("\r\n") {
            prop_assert_eq!(line.matches(',').count(), 8);
            prop_assert!(!line.contains(['"', '\t', '\r', '\n']));
        }
        let back = Export::read(Table::Area, drawn.files[0].text.as_bytes()).expect("reads back");
        let mut read: Vec<String> = back.rows.iter().filter_map(|row| row.fields[1].clone()).collect();
        read.sort();
        read.dedup();
        prop_assert_eq!(read, given);
        let again = draw_up(&Book::default(), &[back], &by(), now());
        prop_assert_eq!(&again.files[0].text, &drawn.files[0].text);
    }

    #[test]
    fn no_bytes_do_harm(bytes in prop::collection::vec(any::<u8>(), 0..2_000), table in prop::sample::select(Table::ALL.to_vec())) {
        let _ = read_mail(&bytes);
        let _ = Export::read(table, &bytes);
        let text = String::from_utf8_lossy(&bytes);
        let _ = Mentioned::all_in(&text);
    }

    /// A mail that has the shape of an answer, with anything in its table: it is refused, or says no more than is in it.
    #[test]
    fn no_table_of_errors_takes_more_for_refused_than_it_has(table in "[A-Za-z,\"\\r\\n:É ]{0,300}", head in any::<bool>()) {
        let head = if head { "ExternalIdentifier,Area,ErrorMessage\r\n" } else { "" };
        let mail = format!(
            "Subject: CCRS errors for file: Area_412345_20261121100000_20261121T101010.csv\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
             --x\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\n{head}{table}\r\n--x--\r\n"
        );
        if let Ok(read) = read_mail(mail.as_bytes()) {
            match read.answer {
                Answer::RowsRefused { rows, unread } => prop_assert!(rows.len() + unread <= table.split(['\r', '\n']).count()),
                other => prop_assert!(false, "{other:?}"),
            }
        }
    }

    #[test]
    fn an_export_that_says_otherwise_than_it_has_is_refused(said in 0_usize..9) {
        let text = format!("SubmittedBy,x\nSubmittedDate,x\nNumberRecords,{said}\nStrain,StrainType\nA,b\nC,d\n");
        let read = Export::read(Table::Strain, text.as_bytes());
        let refused = matches!(&read, Err(ExportError::Records { found: 2, .. }));
        prop_assert_eq!(refused, said != 2);
    }
}
