//! What a process that opens strangers' files may use. Whoever starts Tesseract passes the same bounds on to it.

use anyhow::Context;
use rustix::process::{Resource, Rlimit, setrlimit};

/// Of one file; the largest certificates seen are below 10 MB.
pub const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Of what is told about one file.
pub const ANSWER_BYTES_MAX: u64 = 16 * 1024 * 1024;

const MEMORY_BYTES_MAX: u64 = 3 * 1024 * 1024 * 1024;
/// Of the processor. A page of text takes milliseconds, a picture of a page some seconds.
const CPU_SECONDS_MAX: u64 = 90;
const OPEN_FILES_MAX: u64 = 64;

/// Before a byte of the document is read. It writes to pipes only: no file may grow.
pub fn lower() -> anyhow::Result<()> {
    let bounds = [
        (Resource::As, MEMORY_BYTES_MAX),
        (Resource::Cpu, CPU_SECONDS_MAX),
        (Resource::Nofile, OPEN_FILES_MAX),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
    ];
    for (resource, most) in bounds {
        let limit = Rlimit { current: Some(most), maximum: Some(most) };
        setrlimit(resource, limit).with_context(|| format!("the limit on {resource:?} cannot be set"))?;
    }
    Ok(())
}
