//! The names that programs give to what they recognized, in small letters without anything between them.

/// Names of the parts of a document, the best first: what stands beside them says the same again.
pub(super) const PARTS: [&str; 5] =
    ["parsingreslist", "parablocks", "contentlist", "layoutparsingresults", "pdfinfo"];
/// Names of a text, the best first.
pub(super) const TEXTS: [&str; 23] = [
    "tablebody",
    "blockcontent",
    "markdown",
    "mdcontent",
    "md",
    "html",
    "predhtml",
    "latex",
    "content",
    "text",
    "naturaltext",
    "texts",
    "rectexts",
    "rectext",
    "listitems",
    "transcription",
    "words",
    "detectedtext",
    "fulltext",
    "ocrtext",
    "pages",
    "textlines",
    "contents",
];
/// Where some have the HTML of a table whose text runs together: within the first, by the second.
pub(super) const HTML_WITHIN: (&str, &str) = ("metadata", "textashtml");
/// Names of the text of a cell, the best first.
pub(super) const CELL_TEXTS: [&str; 11] = [
    "text",
    "content",
    "words",
    "word",
    "cellcontent",
    "value",
    "transcription",
    "lines",
    "contents",
    "blocks",
    "textblock",
];
/// Names of what stands above a table.
pub(super) const CAPTIONS: [&str; 3] = ["tablecaption", "caption", "captions"];
/// Names of what stands above a table, beside its cells.
pub(super) const HEADS: [&str; 6] = ["tablecaption", "caption", "captions", "titles", "header", "head"];
/// Names of what stands below it.
pub(super) const FOOTNOTES: [&str; 3] = ["tablefootnote", "footnote", "footnotes"];
/// Names of what stands below it, beside its cells.
pub(super) const TAILS: [&str; 5] = ["tablefootnote", "footnote", "footnotes", "footer", "tail"];
/// The name of a list of what stands above and below the tables, and what says which is whose.
pub(super) const HEADS_AND_TAILS: (&str, &str) = ("tableheadtail", "tableid");
/// Names of the kind of a block.
pub(super) const KINDS: [&str; 7] =
    ["type", "blocklabel", "category", "label", "blocktype", "categorytype", "role"];
/// Kinds of blocks that repeat on every page, or are pictures.
pub(super) const MARGINS: [&str; 13] = [
    "discarded",
    "header",
    "footer",
    "pageheader",
    "pagefooter",
    "pagenumber",
    "number",
    "headerimage",
    "footerimage",
    "asidetext",
    "image",
    "figure",
    "picture",
];
/// Kinds of blocks that are headings.
pub(super) const HEADINGS: [&str; 6] =
    ["title", "doctitle", "documenttitle", "paragraphtitle", "sectionheader", "sectionheading"];
/// What the kind of a heading may begin with, before its level.
pub(super) const HEADING: &str = "heading";
/// The name of what such a heading has below it.
pub(super) const BELOW: [&str; 1] = ["blocks"];
/// What a text that holds tables has in it, as it is written in JSON. A bar alone may be a rule that was read as one.
pub(super) const TABLE_MARKS: [&str; 8] =
    ["<table", "&lt;table", "|-", "| -", "|:-", "| :-", "<otsl>", "\\\\begin{"];
