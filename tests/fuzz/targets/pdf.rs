//! The PDF reader and layout: any bytes behind a PDF header.

#![no_main]

use libfuzzer_sys::fuzz_target;
use yusuan::read::Content;
use yusuan::read::pdf::Limits;

fuzz_target!(|bytes: &[u8]| {
    let file = [b"%PDF-1.7\n", bytes].concat();
    let limits = Limits { stream_bytes: 1 << 20, total_bytes: 1 << 22, pages: 50, ..Limits::default() };
    if let Ok(Content::Pages(sheets, _)) = yusuan::read::read(&file, &limits) {
        let _ = yusuan::layout::layout(sheets);
    }
});
