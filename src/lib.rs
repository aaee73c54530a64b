//! yusuan (预算) turns published Chinese government budget documents into data people can trust.
//!
//! A document goes through the program in one direction; each stage turns one type into the next:
//!
//! ```text
//! bytes ─read→ blocks ─sections→ captioned grids ─tables→ tables ─check→ document ─write→ files
//! ```

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

pub mod check;
pub mod document;
pub mod error;
pub mod geometry;
mod normalize;
pub mod page;
mod sections;
mod text;
mod vocab;
