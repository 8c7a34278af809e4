//! The `probity` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    probity::run_command_line()
}
