//! From printed text to comparable values: numbers, codes, units, indicators, canonical measures and items.

#![deny(clippy::float_arithmetic)] // Amounts are exact decimals from the print to the file.

pub mod canonical;
pub(crate) mod code;
mod code_name;
pub mod coverage;
pub(crate) mod indicator;
mod item;
pub(crate) mod measure;
pub(crate) mod number;
mod region;
