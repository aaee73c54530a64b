//! What yusuan has written itself, told by how it begins: a run over a directory that holds the results of another one
//! must not read them as documents.
//!
//! ```text
//! {"schema":"yusuan/document/1", …   a document, or a file of patches
//! {"path":"a.pdf","sha256":"9f…", …  a manifest
//! document_sha256,issuer, …          an export, also as JSON lines
//! ```

/// So much of a file is enough to tell it.
pub const HEAD_BYTES: usize = 1 << 16;

/// Whether a file that begins so is what yusuan has written.
pub fn is_output(bytes: &[u8]) -> bool {
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if head.starts_with(b"document_sha256,") {
        return true;
    }
    if !head.starts_with(b"{") {
        return false;
    }
    let compact: Vec<u8> = head.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let has = |text: &str| memchr::memmem::find(&compact, text.as_bytes()).is_some();
    let begins = [r#"{"schema":"yusuan/"#, r#"{"document_sha256":""#].map(str::as_bytes);
    begins.iter().any(|begin| compact.starts_with(begin))
        || compact.starts_with(br#"{"path":""#)
            && [r#","sha256":"#, r#","status":""#, r#","limits":""#, r#","build":""#].into_iter().all(has)
        || has(r#""profile":"tabular-data-package""#) && has(r#""name":"yusuan""#)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_yusuan_writes_is_told_from_what_it_reads() {
        for (text, own) in [
            (r#"{"schema":"yusuan/document/1","source":{}}"#, true),
            ("\u{feff}{\n  \"schema\": \"yusuan/patch/1\"}", true),
            (
                r#"{"path":"a.pdf","sha256":null,"bytes":1,"status":"failed","limits":"1 s","version":"0","build":"1"}"#,
                true,
            ),
            ("document_sha256,issuer\n", true),
            ("{\"document_sha256\":\"9f\"}\n", true),
            (r#"{"columnTypes": [], "name": "yusuan", "profile": "tabular-data-package"}"#, true),
            (r#"{"schema":"other/1"}"#, false),
            (r#"{"pages":[{"schema":"yusuan/document/1"}]}"#, false),
            (r#"{"path":"a.pdf","text":"status"}"#, false),
            ("支出预算总表", false),
            ("", false),
        ] {
            assert_eq!(is_output(text.as_bytes()), own, "{text}");
        }
    }
}
