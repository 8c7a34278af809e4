//! Writing: to standard output, to standard error, or to a file that is whole or absent.

use super::files;
use crate::diag::Diagnostic;
use crate::output::github;
use crate::source::shown_line;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// What writes an output.
pub type By<'w> = &'w dyn Fn(&mut dyn Write) -> std::io::Result<()>;

/// Writes to standard output. A reader that has gone away is no error; anything else is.
///
/// # Errors
/// E402 when the output cannot be written.
pub fn out(text: &str) -> Result<(), Box<Diagnostic>> {
    out_by(&|out| out.write_all(text.as_bytes()))
}

/// As [`out`], of what `write` writes.
///
/// # Errors
/// As of [`out`].
pub fn out_by(write: By<'_>) -> Result<(), Box<Diagnostic>> {
    let mut stdout = BufWriter::new(std::io::stdout().lock());
    match write(&mut stdout).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Box::new(Diagnostic::of_command("E402", format!("cannot write to standard output: {error}"))))
        }
        _ => Ok(()),
    }
}

/// Writes to standard error, as far as that goes.
pub fn error(text: &str) {
    let text = if is_read_by_runner() { github::log(text) } else { text.to_owned() };
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Whether a runner of workflows reads what is written, and takes what looks like a command for one.
pub fn is_read_by_runner() -> bool {
    std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")
}

/// Has `write` write a text for people, in which a runner of workflows finds no command.
///
/// # Errors
/// What writing it gives.
pub fn for_people(out: &mut dyn Write, write: By<'_>) -> std::io::Result<()> {
    if !is_read_by_runner() {
        return write(out);
    }
    let mut text = Vec::new();
    write(&mut text)?;
    out.write_all(github::log(&String::from_utf8_lossy(&text)).as_bytes())
}

/// Writes a file: to another name beside it first, then in one step to its own. A link is
/// followed; a device or a pipe is written to as it is. One of the files that were read is never
/// written over.
///
/// # Errors
/// E402 when it cannot be written; then the file is as it was.
pub fn file(path: &Path, write: By<'_>, inputs: &[PathBuf]) -> Result<(), Box<Diagnostic>> {
    let cannot = |words: String| Box::new(Diagnostic::of_file("E402", path.display().to_string(), words));
    let known = std::fs::metadata(path).ok();
    if known.as_ref().is_some_and(std::fs::Metadata::is_dir) {
        return Err(cannot("cannot write the output: it is a folder".to_owned()));
    }
    if known.as_ref().is_some_and(|known| !known.is_file()) {
        let written = std::fs::OpenOptions::new().write(true).open(path).and_then(|mut file| write(&mut file));
        return written.map_err(|error| cannot(format!("cannot write the output: {error}")));
    }
    if known.is_none() && path.is_symlink() {
        return Err(cannot("cannot write the output: it is a link that leads nowhere".to_owned()));
    }
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if known.as_ref().is_some_and(|known| was_read(&target, known, inputs)) {
        return Err(cannot("cannot write the output over a file that was read".to_owned()));
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
        let mut buffered = BufWriter::new(&mut file);
        write(&mut buffered)?;
        buffered.flush()?;
        drop(buffered);
        file.as_file().sync_all()?;
        match &known {
            Some(known) => file.as_file().set_permissions(known.permissions())?,
            None => widen(&file),
        }
        file.persist(&target).map_err(|error| error.error)?;
        Ok(())
    });
    written.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound if !folder.is_dir() => {
            cannot(format!("cannot write the output: there is no folder {}", shown_line(&folder.to_string_lossy())))
        }
        _ => cannot(format!("cannot write the output: {}", files::words(&error))),
    })
}

/// Whether a file is one of those that were read: under any name, or as standard input.
fn was_read(target: &Path, known: &std::fs::Metadata, inputs: &[PathBuf]) -> bool {
    inputs.iter().any(|input| match input.as_os_str() == "-" {
        true => is_standard_input(known),
        false => input.canonicalize().is_ok_and(|input| input == target),
    })
}

/// Whether standard input comes from that file.
#[cfg(unix)]
fn is_standard_input(known: &std::fs::Metadata) -> bool {
    use std::os::fd::AsFd;
    use std::os::unix::fs::MetadataExt;
    let input = std::io::stdin().as_fd().try_clone_to_owned().map(std::fs::File::from);
    let input = input.and_then(|input| input.metadata());
    input.is_ok_and(|input| input.dev() == known.dev() && input.ino() == known.ino())
}

#[cfg(not(unix))]
fn is_standard_input(_: &std::fs::Metadata) -> bool {
    false
}

/// Gives the file the rights a new file has; a temporary one is closed to others.
#[cfg(unix)]
fn widen(file: &tempfile::NamedTempFile) {
    use std::os::unix::fs::PermissionsExt;
    let _ = file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn widen(_: &tempfile::NamedTempFile) {}
