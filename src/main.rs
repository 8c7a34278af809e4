//! The `probity` command.

use mimalloc::MiMalloc;
use std::process::ExitCode;

/// A return is many small values, made on several threads at once.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    probity::run_command_line()
}
