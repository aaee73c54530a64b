//! Draft tables become comparable ones: numbers, codes, canonical measures and items.

pub mod canonical;
mod code_name;
mod item;
mod measure;
pub mod region;
