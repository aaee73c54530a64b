//! The page that a browser or an office program saved as one file with all that it shows (单个文件网页, `.mht`).
//!
//! ```text
//! MIME-Version: 1.0
//! Content-Type: multipart/related; boundary="----=_Part"
//!
//! ------=_Part
//! Content-Type: text/html; charset="gb2312"
//! Content-Transfer-Encoding: quoted-printable          the page: the first part that is HTML
//!
//! <td>=BA=CF=BC=C6</td>
//! ------=_Part
//! Content-Type: image/png                              what it shows
//! …
//! ```
//!
//! Only the parts of the archive itself are looked at, one after the other: archives within archives would cost as often
//! as they are deep. Places are those of the page, not of the archive.

use std::ops::Range;

use mailparse::MailHeaderMap;
use memchr::memmem;

use super::sniff::{self, TEXT_SAMPLE};

/// Whether this is a web archive.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    let holds = |word: &[u8]| sniff::holds(bytes, TEXT_SAMPLE, word);
    holds(b"MIME-Version:") && holds(b"multipart/related")
}

/// The bytes of the page in a web archive, `None` if it holds none.
pub(super) fn page(archive: &[u8]) -> Option<Vec<u8>> {
    let (headers, body) = mailparse::parse_headers(archive).ok()?;
    let content_type = mailparse::parse_content_type(&headers.get_first_value("Content-Type")?);
    let boundary = format!("--{}", content_type.params.get("boundary")?);
    let body = &archive[body..];
    let page = parts(body, boundary.as_bytes()).map(|part| &body[part]).find(|part| is_page(part))?;
    mailparse::parse_mail(page).ok()?.get_body_raw().ok()
}

/// The parts between lines that begin with a boundary.
fn parts<'a>(body: &'a [u8], boundary: &'a [u8]) -> impl Iterator<Item = Range<usize>> + 'a {
    let begins_line = |at: &usize| *at == 0 || body[at - 1] == b'\n';
    let mut ends = memmem::find_iter(body, boundary).filter(begins_line);
    let mut start = ends.next();
    std::iter::from_fn(move || {
        let first = start? + boundary.len();
        start = ends.next();
        let from = memchr::memchr(b'\n', &body[first..]).map_or(body.len(), |end| first + end + 1);
        Some(from..start.unwrap_or(body.len()).max(from))
    })
}

/// Whether a part is HTML.
fn is_page(part: &[u8]) -> bool {
    let content_type =
        mailparse::parse_headers(part).ok().and_then(|(headers, _)| headers.get_first_value("Content-Type"));
    content_type.is_some_and(|value| mailparse::parse_content_type(&value).mimetype == "text/html")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An archive with a picture before these headers and body of a page, as browsers write it.
    fn archive(headers: &str, body: &str) -> Vec<u8> {
        let page = format!(
            "From: <Saved by Blink>\nSnapshot-Content-Location: http://www.yunxi.gov.cn/yjs.html\nSubject: =?utf-8?Q?=E9?=\n\
             MIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype=\"text/html\";\n\tboundary=\"----Part--x\"\n\n\n\
             ------Part--x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n\
             ------Part--x\n{headers}\n\n{body}\n------Part--x--\n"
        );
        page.replace('\n', "\r\n").into_bytes()
    }

    fn text(archive: &[u8]) -> Option<String> {
        assert!(is_archive(archive));
        page(archive).map(|page| String::from_utf8_lossy(&page).trim_end().to_owned())
    }

    #[test]
    fn a_page_is_unwrapped_however_it_was_written() {
        for (encoding, body) in [
            ("quoted-printable", "<td width=3D\"5\">=E5=90=88=\n=E8=AE=A1</td>"),
            ("base64", "PHRkIHdpZHRoPSI1\nIj7lkIjorqE8L3RkPg=="),
            ("8bit", "<td width=\"5\">合计</td>"),
        ] {
            let headers = format!("Content-Type: text/html\nContent-Transfer-Encoding: {encoding}");
            assert_eq!(text(&archive(&headers, body)).as_deref(), Some("<td width=\"5\">合计</td>"));
        }
    }

    #[test]
    fn bytes_of_another_encoding_stay_as_they_are() {
        let headers =
            "Content-Type: text/html;\n\tcharset=\"gb2312\"\nContent-Transfer-Encoding: quoted-printable";
        assert_eq!(page(&archive(headers, "=BA=CF=BC=C6")).unwrap().trim_ascii_end(), b"\xBA\xCF\xBC\xC6");
    }

    #[test]
    fn an_archive_that_breaks_off_still_has_its_page() {
        let headers = "Content-Type: text/html\nContent-Transfer-Encoding: 8bit";
        let whole = archive(headers, "<td>合计</td>");
        let end = memmem::find(&whole, "计".as_bytes()).unwrap();
        assert_eq!(text(&whole[..end]).as_deref(), Some("<td>合"));
    }

    #[test]
    fn an_archive_without_a_page_has_none() {
        assert_eq!(text(&archive("Content-Type: text/css", "td { }")), None);
        let boundless = b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<td></td>";
        assert_eq!(text(boundless), None);
    }
}
