//! The review: static pages on which a person holds the figures against the print.
//!
//! ```text
//! review/index.html                   every document of a run: what failed, what is proven
//! review/review.css, *.js             the same for all pages, no framework
//! review/documents/0001/index.html    one document: its tables' heads, its failed checks
//! review/documents/0001/12.js         what was read on sheet 12: cells with their places
//! review/documents/0001/12.png        the image of page 12
//! ```
//!
//! A *sheet* is what is looked at at once: a page of a PDF, or a stretch of lines of a text. Browsers forbid a page that
//! was opened from disk to fetch files, but not to add scripts, so a sheet's data is a script that hands it over; a document
//! of 200 pages opens as fast as one of two. Everything that comes from documents travels as JSON and is written by
//! `review.js` as text, never as markup; the policy in every page lets nothing else run.

mod document;
mod escape;
mod flow;
mod index;
mod sentences;
mod sheets;

use serde::Serialize;

pub use document::files;
pub use flow::Flow;
pub use index::{Entry, index};
use sentences::Sentence;
pub use sentences::chinese;

/// A file of the review, below its directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path, with `/`.
    pub path: String,
    /// Its content.
    pub content: Vec<u8>,
}

impl File {
    fn new(path: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), content: content.into() }
    }
}

/// What a document was read from, for the left side of its page.
#[derive(Debug, Clone)]
pub enum Print {
    /// The pages of a PDF, in order.
    Pages(Vec<Leaf>),
    /// The lines of a text.
    Lines(Vec<String>),
    /// The source could not be had: one sentence that says why.
    Missing(String),
}

/// A page of a PDF.
#[derive(Debug, Clone, Serialize)]
pub struct Leaf {
    /// Width of the visible page in tenths of a point.
    pub width: i32,
    /// Height of the visible page in tenths of a point.
    pub height: i32,
    /// Its picture, beside the document's page; `None` where there is none.
    pub image: Option<String>,
    /// What is to be known of the picture.
    #[serde(serialize_with = "sentences::in_both")]
    pub note: Option<String>,
}

/// The files that all pages share.
pub fn assets() -> Vec<File> {
    vec![
        File::new("review.css", include_str!("review.css")),
        File::new("review.js", include_str!("review.js")),
        File::new("index.js", include_str!("index.js")),
        File::new("document.js", include_str!("document.js")),
        File::new("charts.js", include_str!("charts.js")),
        File::new("sheet.js", include_str!("sheet.js")),
        File::new("correct.js", include_str!("correct.js")),
    ]
}

/// A page that loads these scripts from `root` and has the data in it.
fn page(title: &str, root: &str, scripts: &[&str], data: &impl Serialize) -> String {
    let scripts: String =
        scripts.iter().map(|script| format!("<script src=\"{root}{script}\"></script>\n")).collect();
    format!(
        "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{}</title>\n\
         <link rel=\"stylesheet\" href=\"{root}review.css\">\n</head>\n<body>\n\
         <noscript>This page needs JavaScript, which runs from this directory alone. 本页需要启用 JavaScript。</noscript>\n\
         <script type=\"application/json\" id=\"data\">{}</script>\n{scripts}</body>\n</html>\n",
        escape::html(title),
        escape::json(data),
    )
}

/// Nothing is loaded but what lies beside the page, nothing is sent anywhere, no script or style stands in the markup.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; \
                      form-action 'none'";
