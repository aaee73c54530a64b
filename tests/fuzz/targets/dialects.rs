//! The text dialects: tab-separated rows, pipes, HTML and one cell per line, in any encoding.

#![no_main]

use libfuzzer_sys::fuzz_target;
use yusuan::read::pdf::Limits;

fuzz_target!(|bytes: &[u8]| {
    let _ = yusuan::read::read(bytes, &Limits::default());
});
