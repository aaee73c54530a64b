//! How far a run is, for a person who watches it: files, pages, failures and the time left, on standard error.
//!
//! ```text
//! ███████████░░░░░  512/1024 files · 18432 pages · 2 failures · 21s left
//! ```
//!
//! Nothing is drawn where standard error is no terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// A progress bar.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    pages: u64,
    failures: u64,
}

impl Progress {
    /// A bar for so many files.
    pub fn new(files: usize) -> Self {
        let bar = ProgressBar::new(files as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} files · {msg} · {eta} left") {
            bar.set_style(style);
        }
        let progress = Self { bar, pages: 0, failures: 0 };
        progress.show();
        progress
    }

    /// More files were found (in an archive).
    pub fn found(&self, files: usize) {
        self.bar.inc_length(files as u64);
    }

    /// One file is done.
    pub fn finished(&mut self, pages: u64, failed: bool) {
        self.pages += pages;
        self.failures += u64::from(failed);
        self.bar.inc(1);
        self.show();
    }

    /// Runs something that prints, with the bar out of its way.
    pub fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bar.suspend(print)
    }

    fn show(&self) {
        self.bar.set_message(format!("{} pages · {} failures", self.pages, self.failures));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
