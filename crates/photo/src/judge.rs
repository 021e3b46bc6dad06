//! The measures against their limits.

use image::RgbImage;

use crate::limits::{self, Better, Limit};
use crate::measure::{self, Grey};
use crate::{Grade, Judgement, Kind, Line, clean};

pub(crate) fn judge(kind: Kind, picture: &RgbImage, file_bytes: u64) -> Judgement {
    let (width, height) = picture.dimensions();
    let (shorter, longer) = (i64::from(width.min(height)), i64::from(width.max(height)));
    let seen = clean::shrunk(picture, limits::SEEN_SIDE);
    let grey = Grey::of(&seen);
    let (light, burnt) = grey.middle();
    let (background, even) = measure::background(&seen);
    let each_thousand =
        i64::try_from(file_bytes).unwrap_or(i64::MAX).saturating_mul(1000) / (shorter * longer).max(1);
    let lines = vec![
        line(&limits::RESOLUTION, shorter),
        line(&limits::SHAPE, 100 * longer / shorter.max(1)),
        line(&limits::SHARPNESS, grey.sharpness()),
        line(&limits::DARKNESS, light),
        line(&limits::GLARE, burnt),
        line(&limits::BACKGROUND, even),
        line(&limits::FLATNESS, measure::flatness(picture, background)),
        line(&limits::COMPRESSION, each_thousand),
    ];
    let (version, kind) = (limits::VERSION.to_owned(), kind.word().to_owned());
    Judgement { version, kind, width, height, file_bytes, lines }
}

fn line(limit: &Limit, measured: i64) -> Line {
    let grade = grade(limit, measured);
    let to_do = if grade == Grade::Good { "" } else { limit.to_do };
    Line {
        what: limit.what.to_owned(),
        grade,
        measured,
        unit: limit.unit.to_owned(),
        at_least: limit.better == Better::More,
        good: limit.good,
        bad: limit.bad,
        to_do: to_do.to_owned(),
    }
}

fn grade(limit: &Limit, measured: i64) -> Grade {
    let (is_good, is_bad) = match limit.better {
        Better::More => (measured >= limit.good, limit.bad.is_some_and(|bad| measured < bad)),
        Better::Less => (measured <= limit.good, limit.bad.is_some_and(|bad| measured > bad)),
    };
    match (is_good, is_bad) {
        (true, _) => Grade::Good,
        (false, true) => Grade::Bad,
        (false, false) => Grade::Doubtful,
    }
}
