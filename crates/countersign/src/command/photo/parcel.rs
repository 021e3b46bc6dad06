//! What the child hands back in one piece: a line about it, the picture, and the small picture.

use countersign_photo::{Developed, Judgement};
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
struct Label {
    judgement: Judgement,
    clean_bytes: usize,
    preview_bytes: usize,
}

pub fn wrap(developed: &Developed) -> serde_json::Result<Vec<u8>> {
    let (clean_bytes, preview_bytes) = (developed.clean.len(), developed.preview.len());
    let label = Label { judgement: developed.judgement.clone(), clean_bytes, preview_bytes };
    let mut parcel = serde_json::to_vec(&label)?;
    parcel.push(b'\n');
    parcel.extend_from_slice(&developed.clean);
    parcel.extend_from_slice(&developed.preview);
    Ok(parcel)
}

/// `None` where it is not exactly what its label says.
pub fn unwrap(parcel: &[u8]) -> Option<Developed> {
    let end = parcel.iter().position(|byte| *byte == b'\n')?;
    let label: Label = serde_json::from_slice(&parcel[..end]).ok()?;
    let (clean, preview) = parcel[end + 1..].split_at_checked(label.clean_bytes)?;
    (preview.len() == label.preview_bytes).then(|| Developed {
        judgement: label.judgement,
        clean: clean.to_vec(),
        preview: preview.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parcel_comes_whole_or_not_at_all() {
        let judgement = Judgement {
            version: "photo/1".to_owned(),
            kind: "jpeg".to_owned(),
            width: 1,
            height: 1,
            file_bytes: 1,
            lines: Vec::new(),
        };
        let developed = Developed { judgement, clean: b"\n\xFFclean".to_vec(), preview: b"small\n".to_vec() };
        let parcel = wrap(&developed).expect("wrapped");
        assert_eq!(unwrap(&parcel), Some(developed));
        for cut in 0..parcel.len() {
            assert_eq!(unwrap(&parcel[..cut]), None, "{cut} bytes of it");
        }
        assert_eq!(unwrap(&[parcel, vec![0]].concat()), None);
    }
}
