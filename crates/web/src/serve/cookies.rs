//! The console's cookies: the session, the door's own value before there is a session, the look, and the flash.
//!
//! Behind TLS their names begin with `__Host-`, so that no other host can set them; on loopback browsers would not
//! take such a name, and it is left off.

use axum::http::{HeaderMap, HeaderValue, header};
use countersign_kernel::Random;
use data_encoding::HEXLOWER;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::Settings;
use crate::shell::{Flash, Theme};
use crate::ui::Verdict;

/// One of our cookies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cookie {
    /// The session's secret. Ends with the browser; the server ends it sooner.
    Session,
    /// Ties a sign-in form to the browser it was shown in.
    Door,
    Theme,
    /// What the last request did, shown once.
    Flash,
}

const THEME_SECONDS: u32 = 400 * 86_400;
const FLASH_SECONDS: u32 = 60;
/// A browser's cookie line longer than this holds nothing of ours.
const LINE_BYTES_MAX: usize = 8_192;
const FLASH_BYTES_MAX: usize = 2_000;

impl Cookie {
    const fn name(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Door => "door",
            Self::Theme => "theme",
            Self::Flash => "flash",
        }
    }

    const fn seconds(self) -> Option<u32> {
        match self {
            Self::Session | Self::Door => None,
            Self::Theme => Some(THEME_SECONDS),
            Self::Flash => Some(FLASH_SECONDS),
        }
    }

    fn full_name(self, settings: Settings) -> String {
        let prefix = if settings.behind_tls { "__Host-" } else { "" };
        format!("{prefix}{}", self.name())
    }

    /// What the browser sent, undecoded.
    pub fn read(self, headers: &HeaderMap, settings: Settings) -> Option<&str> {
        let name = self.full_name(settings);
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        lines
            .filter(|line| line.len() <= LINE_BYTES_MAX)
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(key, value)| (key == name).then_some(value))
    }

    /// The line that sets it. `value` is of our own making: letters, digits, `-`, `_`, `%`.
    pub fn set(self, value: &str, settings: Settings) -> HeaderValue {
        let mut line = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax", self.full_name(settings));
        if let Some(seconds) = self.seconds() {
            line.push_str(&format!("; Max-Age={seconds}"));
        }
        self.finished(line, settings)
    }

    /// The line that takes it away.
    pub fn clear(self, settings: Settings) -> HeaderValue {
        let line = format!("{}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0", self.full_name(settings));
        self.finished(line, settings)
    }

    fn finished(self, mut line: String, settings: Settings) -> HeaderValue {
        if settings.behind_tls {
            line.push_str("; Secure");
        }
        HeaderValue::from_str(&line).expect("our own values are plain ASCII")
    }
}

pub fn theme(headers: &HeaderMap, settings: Settings) -> Theme {
    Theme::from_word(Cookie::Theme.read(headers, settings).unwrap_or_default())
}

/// A value that nobody can guess, for a form that is shown before there is a session.
pub fn fresh_door(random: &Random) -> String {
    HEXLOWER.encode(&random.array::<16>())
}

/// `pass|title|more|href`, each part percent-encoded. It names no person: cookies lie about in browsers.
pub fn write_flash(flash: &Flash) -> String {
    let part = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let parts = [flash.verdict.key(), &flash.title, &flash.more, flash.open.as_deref().unwrap_or_default()];
    parts.map(part).join("_")
}

pub fn read_flash(headers: &HeaderMap, settings: Settings) -> Option<Flash> {
    let value = Cookie::Flash.read(headers, settings).filter(|v| v.len() <= FLASH_BYTES_MAX)?;
    let mut parts = value.split('_').map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned());
    let verdict = match parts.next()?.as_str() {
        "pass" => Verdict::Pass,
        "stop" => Verdict::Stop,
        "unknown" => Verdict::Unknown,
        _ => Verdict::Wait,
    };
    let (title, more) = (parts.next()?, parts.next()?);
    let open = parts.next().filter(|to| super::frame::is_own_path(to));
    Some(Flash { verdict, title, more, open })
}
