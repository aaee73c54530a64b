//! The `yusuan` program.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    let command = match cli::command() {
        Ok(command) => command,
        Err(code) => return code,
    };
    match command {
        cli::Command::Extract(arguments) => cli::extract(arguments),
        cli::Command::Check(arguments) => cli::check(arguments),
        cli::Command::Show(arguments) => cli::show(arguments),
        cli::Command::Grid(arguments) => cli::grid(arguments),
        cli::Command::Diff(arguments) => cli::diff(arguments),
        #[cfg(feature = "export")]
        cli::Command::Export(arguments) => cli::export(arguments),
        cli::Command::Unmapped(arguments) => cli::unmapped(arguments),
        cli::Command::Vocabulary(arguments) => cli::list(arguments),
        cli::Command::Review(arguments) => cli::review(arguments),
        cli::Command::Schema => cli::schema(),
        cli::Command::Worker => cli::worker(),
        cli::Command::Picture => cli::picture(),
    }
}
