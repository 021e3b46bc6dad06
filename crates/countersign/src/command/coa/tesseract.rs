//! Tesseract in a process of its own: a picture in, its answer out.

use std::io::Write;
use std::process::{Command, Stdio};
use std::thread;

pub fn run(picture: &[u8], arguments: &[&str]) -> Result<Vec<u8>, String> {
    let mut command = Command::new("tesseract");
    command.args(["stdin", "stdout", "-l", "eng"]).args(arguments);
    command.env("OMP_THREAD_LIMIT", "1").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|why| {
        format!("scans need Tesseract, and `tesseract` cannot be started ({why}); install tesseract-ocr")
    })?;
    let mut input = child.stdin.take().ok_or("Tesseract has no standard input")?;
    let output = thread::scope(|scope| {
        // It may answer before it has read everything; two pipes need two hands.
        scope.spawn(move || input.write_all(picture).and_then(|()| input.flush()));
        child.wait_with_output()
    });
    let output = output.map_err(|why| format!("Tesseract's answer cannot be read: {why}"))?;
    if !output.status.success() {
        return Err(format!("Tesseract could not read the picture ({})", output.status));
    }
    Ok(output.stdout)
}
