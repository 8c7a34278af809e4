//! Writing: to standard output, to standard error, or to a file that is whole or absent.

use crate::diag::Diagnostic;
use std::io::Write;
use std::path::Path;

/// Writes to standard output. A reader that has gone away is no error; anything else is.
///
/// # Errors
/// E402 when the output cannot be written.
pub fn out(text: &str) -> Result<(), Box<Diagnostic>> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Box::new(Diagnostic::of_command(
            "E402",
            format!("cannot write to standard output: {error}"),
        ))),
        _ => Ok(()),
    }
}

/// Writes to standard error, as far as that goes.
pub fn error(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Writes a file: to another name beside it first, then in one step to its own.
///
/// # Errors
/// E402 when it cannot be written; then the file is as it was.
pub fn file(path: &Path, text: &str) -> Result<(), Box<Diagnostic>> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        widen(&file);
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    });
    written.map_err(|error| {
        let words = format!("cannot write the output: {error}");
        Box::new(Diagnostic::of_file("E402", path.display().to_string(), words))
    })
}

/// Gives the file the rights a new file has; a temporary one is closed to others.
#[cfg(unix)]
fn widen(file: &tempfile::NamedTempFile) {
    use std::os::unix::fs::PermissionsExt;
    let _ = file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn widen(_: &tempfile::NamedTempFile) {}
