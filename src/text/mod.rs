//! How Chinese budget text is written, and JSON that holds it: folding of forms, joining of wrapped lines, numbering of items.
//!
//! `支 出\n总 计` and `支出总计` are the same words; `２０８` and `208` the same code. Everything after the readers
//! compares text by [`fold::key`] and states it by [`fold::compact`].

pub mod amount;
pub mod fold;
pub mod json;
pub mod numbering;
