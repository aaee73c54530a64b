//! A run over many documents as a person follows it: progress, failures, and what it came to in the end.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag::{register, register_conditional_shutdown};
use yusuan::batch::plan::Plan;
use yusuan::batch::progress::Progress;
use yusuan::batch::run::{Message, Outcome, Settings, run};
use yusuan::batch::worker::Counts;

use super::terminal::complain;
use super::{FAILED, INTERRUPTED};

/// What a run came to.
#[derive(Default)]
pub struct Summary {
    inputs: usize,
    documents: u64,
    before: u64,
    same: u64,
    elsewhere: u64,
    pub failures: u64,
    counts: Counts,
    pub interrupted: bool,
}

impl Summary {
    fn add(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Done(counts) => {
                self.documents += 1;
                self.counts += *counts;
            }
            Outcome::Failed(_) | Outcome::FailedBefore(_) => self.failures += 1,
            Outcome::DoneBefore => self.before += 1,
            Outcome::Same { .. } => self.same += 1,
        }
    }

    /// One line for a person.
    pub fn line(&self, time: Duration) -> String {
        let Counts { tables, rows, indicators, warnings, failed_checks, .. } = self.counts;
        let mut line = format!(
            "{} documents, {tables} tables, {rows} rows, {indicators} indicators, {warnings} warnings, \
             {failed_checks} failed checks, {} failures, {:.1} seconds",
            self.documents,
            self.failures,
            time.as_secs_f32()
        );
        let others = [
            (self.before, "done before"),
            (self.same, "of the same content"),
            (self.elsewhere, "in other shards"),
            (self.counts.unfit_patches, "corrections that do not fit"),
        ];
        for (count, what) in others.iter().filter(|(count, _)| *count > 0) {
            line.push_str(&format!("; {count} {what}"));
        }
        line
    }

    /// How the program ends.
    pub fn code(&self) -> ExitCode {
        match self {
            Self { interrupted: true, .. } => INTERRUPTED.into(),
            Self { failures: 0, .. } => ExitCode::SUCCESS,
            _ => FAILED.into(),
        }
    }
}

/// Runs over the inputs with a progress bar and reports failures; `None` where the run itself failed.
pub fn run_all(
    plan: &Plan,
    settings: &Settings,
    on_document: &mut dyn FnMut(&str, &[u8]),
) -> Option<Summary> {
    plan.notes.iter().for_each(|note| complain(note));
    if plan.inputs.is_empty() {
        complain(
            "there is nothing to read: no file is below these paths, or --include and --exclude leave none",
        );
    }
    let stop = stop_on_interrupt();
    let mut progress = Progress::new(plan.inputs.len());
    let mut summary = Summary { inputs: plan.inputs.len(), ..Summary::default() };
    let outcome = run(&plan.inputs, settings, &stop, &mut |message| match message {
        Message::Finished(_, finished) => {
            summary.add(&finished.outcome);
            let (mut pages, mut failed) = (0, true);
            match &finished.outcome {
                Outcome::Done(counts) => {
                    (pages, failed) = (counts.pages, false);
                    on_document(&finished.path, &finished.document);
                }
                Outcome::Failed(error) => progress.aside(|| complain(&format!("{}: {error}", finished.path))),
                Outcome::FailedBefore(error) => progress.aside(|| {
                    complain(&format!("{}: {error} (not tried again without --retry-failed)", finished.path));
                }),
                Outcome::DoneBefore | Outcome::Same { .. } => failed = false,
            }
            progress.finished(pages, failed);
        }
        Message::Found(more) => {
            summary.inputs += more;
            progress.found(more);
        }
        Message::Elsewhere => {
            summary.elsewhere += 1;
            progress.finished(0, false);
        }
        Message::Note(note) => progress.aside(|| complain(&note)),
        Message::Fatal(_) => {}
    });
    drop(progress);
    if let Err(error) = outcome {
        complain(&error.to_string());
        return None;
    }
    if stop.load(Ordering::Relaxed) {
        summary.interrupted = true;
        let done = summary.documents + summary.before + summary.same + summary.failures + summary.elsewhere;
        let all = summary.inputs;
        complain(&format!(
            "interrupted with {done} of {all} inputs done; run the same command again to go on"
        ));
    }
    Some(summary)
}

/// A flag that the first interrupt sets; the second one ends the program.
fn stop_on_interrupt() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // Without the handler an interrupt ends the program at once, and the manifest still holds.
        let _ = register_conditional_shutdown(signal, INTERRUPTED.into(), Arc::clone(&stop));
        let _ = register(signal, Arc::clone(&stop));
    }
    stop
}
