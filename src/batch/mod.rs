//! Many documents: what is to be read, read in parallel, each document isolated from every other and from the run.
//!
//! ```text
//! arguments ─plan→ inputs ─run→ worker processes ─→ files, and one Finished per input
//! ```
//!
//! The rule: one bad file neither stops a run nor hides.

pub mod archive;
pub mod diff;
mod feed;
pub mod journal;
pub mod patches;
pub mod pictures;
pub mod plan;
pub mod progress;
pub mod results;
pub mod review;
pub mod run;
mod sources;
pub mod supervise;
pub mod worker;
