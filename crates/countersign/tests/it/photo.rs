//! `photo judge` as somebody types it, and the child that it starts.

use std::fs;

use serde_json::Value;

use crate::program::{run, run_on, text};

const PHOTO: &[u8] = include_bytes!("../../../web/examples/photo.jpg");

#[test]
fn photos_are_judged_in_order_and_a_broken_one_does_the_others_no_harm() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    fs::write(path("good.jpg"), PHOTO).expect("written");
    fs::write(path("cut.jpg"), &PHOTO[..PHOTO.len() / 2]).expect("written");
    let output = run(&["photo", "judge", &path("cut.jpg"), &path("missing.jpg"), &path("good.jpg")]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    let judged: Vec<Value> = serde_json::from_slice(&output.stdout).expect("a list");
    assert!(judged[0]["error"].as_str().is_some_and(|why| why.contains("its end is missing")), "{judged:?}");
    assert!(judged[1]["error"].as_str().is_some_and(|why| why.contains("cannot be opened")), "{judged:?}");
    let judgement = &judged[2]["judgement"];
    assert_eq!((&judgement["width"], &judgement["version"]), (&640.into(), &"photo/1".into()));
    assert_eq!(judged[2]["grade"], "doubtful", "640 pixels are few: {judgement}");
    assert_eq!(run(&["photo", "judge", &path("good.jpg")]).status.code(), Some(0));
}

#[test]
fn a_child_hands_back_a_picture_of_its_own_and_of_no_picture_a_reason() {
    let output = run_on(&["photo", "develop-one"], PHOTO);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let end = output.stdout.iter().position(|byte| *byte == b'\n').expect("a label");
    let label: Value = serde_json::from_slice(&output.stdout[..end]).expect("a label");
    let length = |of: &str| usize::try_from(label[of].as_u64().expect("a length")).expect("a length");
    assert_eq!(output.stdout.len() - end - 1, length("clean_bytes") + length("preview_bytes"));
    assert!(output.stdout[end + 1..].starts_with(b"\xFF\xD8\xFF"));
    let none = run_on(&["photo", "develop-one"], b"%PDF-1.7");
    assert_eq!(none.status.code(), Some(3));
    assert!(text(&none.stdout).contains("neither a JPEG"));
}
