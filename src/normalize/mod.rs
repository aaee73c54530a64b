//! From printed text to comparable values: numbers, codes, units, indicators, canonical measures and items.

#![deny(clippy::float_arithmetic)] // Amounts are exact decimals from the print to the file.

pub mod canonical;
pub mod code;
mod code_name;
pub mod indicator;
mod item;
mod measure;
pub mod number;
pub mod region;
pub mod unit;
