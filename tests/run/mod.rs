//! Running the command as a person would: arguments, standard input, a folder to stand in.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What a run left: exit status, standard output, standard error.
pub struct Ran {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// Runs probity in a folder.
pub fn probity(folder: &Path, args: &[String], stdin: &str) -> Ran {
    within(folder, args, stdin, &[])
}

/// Runs probity in a folder, with variables of the environment.
pub fn within(folder: &Path, args: &[String], stdin: &str, environment: &[(&str, &str)]) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_probity"))
        .current_dir(folder)
        .args(args)
        .env_remove("NO_COLOR")
        .env_remove("GITHUB_ACTIONS")
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not read its input may have closed it already.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let out = child.wait_with_output().unwrap();
    Ran {
        status: out.status.code(),
        stdout: String::from_utf8_lossy(&out.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&out.stderr).into_owned(),
    }
}
