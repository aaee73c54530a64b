//! Readers: bytes of one file become pages of glyphs and rules, or lines and grids of text.

pub mod pdf;
