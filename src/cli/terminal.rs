//! What is printed for a person, and how a command that prints ends.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use yusuan::error::Error;

use super::{FAILED, USAGE};

/// How wide the terminal is; where there is none, wide enough for most tables.
pub fn terminal_width() -> usize {
    const WITHOUT_TERMINAL: usize = 160;
    let stdout = io::stdout();
    if !stdout.is_terminal() {
        return WITHOUT_TERMINAL;
    }
    rustix::termios::tcgetwinsize(stdout).map_or(WITHOUT_TERMINAL, |size| usize::from(size.ws_col).max(40))
}

/// The exit code of a command that prints. A reader that closes the pipe has seen enough.
pub fn print(printed: io::Result<()>) -> ExitCode {
    match printed {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("standard output cannot be written ({error}); check where it leads"));
            FAILED.into()
        }
    }
}

/// Prints one line.
pub fn line(line: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{line}")
}

/// Ends with a failure of one file, which the error does not name.
pub fn failed(file: &Path, error: &Error) -> ExitCode {
    complain(&format!("{}: {error}", file.display()));
    FAILED.into()
}

/// Ends with a failure that says itself what it is about.
pub fn fail(error: &Error) -> ExitCode {
    complain(&error.to_string());
    FAILED.into()
}

/// Ends with a usage error.
pub fn usage(message: &str) -> ExitCode {
    complain(message);
    USAGE.into()
}

/// One sentence on standard error, which may be closed.
pub fn complain(sentence: &str) {
    let _ = writeln!(io::stderr(), "{sentence}");
}
