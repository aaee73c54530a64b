//! From printed text to values: numbers, codes, units, indicators.

#![deny(clippy::float_arithmetic)] // Amounts are exact decimals from the print to the file.

pub mod code;
pub mod indicator;
pub mod number;
pub mod unit;
