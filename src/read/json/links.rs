//! Parts of a document that JSON lists one beside the other, each of which names the parts that it holds.
//!
//! ```text
//! {"body": {"children": [{"$ref": "#/texts/0"}, {"$ref": "#/tables/0"}]},       #/texts/0: 表1
//!  "texts": [{"text": "表1"}], "tables": [{"data": {…}}]}                      #/tables/0: …
//!
//! {"Blocks": [{"BlockType": "CELL", "RowIndex": 1, "ColumnIndex": 1,            row 1, column 1: 合计
//!              "Relationships": [{"Type": "CHILD", "Ids": ["w1"]}]},
//!             {"BlockType": "WORD", "Id": "w1", "Text": "合计"}]}
//!
//! {"markdown": "表1\\n[tbl-0.html](tbl-0.html)",                                 表1
//!  "tables": [{"id": "tbl-0.html", "content": "<table>…"}]}                   <table>…
//! ```
//!
//! Every part is read once, wherever it is named again.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::cells::{Cell, Table};
use super::value::{Source, Value};

/// Names of lists of parts of which the children are said by the part itself, or are in a picture.
const WHOLE: [&str; 2] = ["tables", "pictures"];

/// What is to be done next.
enum Step<'a> {
    Follow(&'a Value),
    Write(&'a Value),
}

/// The parts that the body of a document names, in reading order; captions stand before what they belong to.
pub(super) fn body<'a>(source: Source<'a>, root: &'a Value) -> Option<Vec<&'a Value>> {
    let references = |value: &'a Value, name: &str| {
        source.member(value, &[name]).map_or(&[][..], Value::list).iter().rev().map(Step::Follow)
    };
    let body = source.member(root, &["body"])?;
    source.member(body, &["children"])?.list().iter().find_map(|value| reference(source, value))?;
    let lists: BTreeMap<&str, (usize, &Value)> =
        root.members().iter().enumerate().map(|(at, (name, list))| (source.text(name), (at, list))).collect();
    let mut waiting: Vec<Step<'a>> = references(body, "children").collect();
    let (mut seen, mut parts) = (BTreeSet::new(), Vec::new());
    while let Some(step) = waiting.pop() {
        let named = match step {
            Step::Follow(value) => reference(source, value),
            Step::Write(part) => {
                parts.push(part);
                continue;
            }
        };
        let Some((list, index)) = named else { continue };
        let Some(&(at, values)) = lists.get(list) else { continue };
        let Some(part) = values.list().get(index).filter(|_| seen.insert((at, index))) else { continue };
        if !WHOLE.contains(&list) {
            waiting.extend(references(part, "children"));
        }
        waiting.extend(references(part, "footnotes"));
        waiting.push(Step::Write(part));
        waiting.extend(references(part, "captions"));
    }
    Some(parts)
}

/// The list and the index in it that a reference names: `#/texts/0`.
fn reference<'a>(source: Source<'a>, value: &Value) -> Option<(&'a str, usize)> {
    let (list, index) = source.string(value, &["ref"])?.strip_prefix("#/")?.split_once('/')?;
    Some((list, index.parse().ok()?))
}

/// The text of an object and the tables beside it to which it links, in reading order; a table without a link stands behind.
/// `None` where it links to none.
pub(super) fn linked(source: Source<'_>, object: &Value, text: &Range<usize>) -> Option<Vec<Range<usize>>> {
    let string = |table: &Value, name: &str| match source.member(table, &[name]) {
        Some(Value::Text(bytes)) => Some(bytes.clone()),
        _ => None,
    };
    let table = |table: &Value| Some((string(table, "id")?, string(table, "content")?));
    let tables: Vec<_> = source.member(object, &["tables"])?.list().iter().filter_map(table).collect();
    let by_name: BTreeMap<&str, usize> =
        tables.iter().enumerate().map(|(at, (name, _))| (source.text(name), at)).collect();
    let longest = by_name.keys().map(|name| name.len()).max()?;
    let written = source.text(text);
    let (mut parts, mut seen, mut from) = (Vec::new(), vec![false; tables.len()], 0);
    for (middle, _) in written.match_indices("](") {
        // No name is longer, so that no bracket is looked for further left.
        let nearest = from.max(middle.saturating_sub(longest + 1));
        let before = written.as_bytes().get(nearest..middle);
        let Some(start) = before.and_then(|before| memchr::memrchr(b'[', before)).map(|at| nearest + at)
        else {
            continue;
        };
        let name = &written[start + 1..middle];
        let Some(&at) = by_name.get(name).filter(|at| !seen[**at]) else { continue };
        let behind = &written[middle + 2..];
        if !behind.strip_prefix(name).is_some_and(|rest| rest.starts_with(')')) {
            continue;
        }
        parts.extend([text.start + from..text.start + start, tables[at].1.clone()]);
        seen[at] = true;
        from = middle + 2 + name.len() + 1;
    }
    if from == 0 {
        return None;
    }
    parts.push(text.start + from..text.end);
    parts.extend(tables.into_iter().zip(seen).filter(|(_, seen)| !seen).map(|((_, content), _)| content));
    Some(parts)
}

/// What blocks hold, in reading order.
pub(super) enum Read<'a> {
    /// A line and the kind of what it lies in.
    Line(&'a Value, &'a str),
    Table(Table),
}

/// The blocks of answers that list them, if these do.
pub(super) fn blocks<'a>(source: Source<'a>, answers: &'a [Value]) -> Option<Vec<Read<'a>>> {
    let lists = answers.iter().filter_map(|answer| source.member(answer, &["blocks"]));
    let blocks: Vec<&Value> = lists.flat_map(Value::list).collect();
    let is_linked = |block: &&Value| source.member(block, &["relationships"]).is_some();
    if !blocks.iter().any(is_linked) {
        return None;
    }
    Some(Blocks::of(source, blocks).read())
}

/// Blocks, and where each stands among them.
struct Blocks<'a> {
    source: Source<'a>,
    blocks: Vec<&'a Value>,
    named: BTreeMap<&'a str, usize>,
}

impl<'a> Blocks<'a> {
    fn of(source: Source<'a>, blocks: Vec<&'a Value>) -> Self {
        let name = |(at, block): (usize, &&Value)| Some((source.string(block, &["id"])?, at));
        let named = blocks.iter().enumerate().filter_map(name).collect();
        Self { source, blocks, named }
    }

    fn kind(&self, at: usize) -> &'a str {
        self.blocks.get(at).and_then(|block| self.source.string(block, &["blocktype"])).unwrap_or("")
    }

    /// The blocks that one names in such a relation.
    fn related(&self, at: usize, relation: &str) -> Vec<usize> {
        let relations = self.blocks.get(at).and_then(|block| self.source.member(block, &["relationships"]));
        let is_such = |value: &&Value| self.source.string(value, &["type"]) == Some(relation);
        let such = relations.map_or(&[][..], Value::list).iter().filter(is_such);
        let names = such.filter_map(|value| self.source.member(value, &["ids"])).flat_map(Value::list);
        let block = |name: &Value| match name {
            Value::Text(bytes) => self.named.get(self.source.text(bytes)).copied(),
            _ => None,
        };
        names.filter_map(block).collect()
    }

    /// The lines in their order, and every table where the first of its lines stood.
    fn read(&self) -> Vec<Read<'a>> {
        let mut seen = vec![false; self.blocks.len()];
        let mut tables: Vec<Option<Table>> = Vec::new();
        // Of a word the table it stands in, of a line what it lies in.
        let mut within: BTreeMap<usize, usize> = BTreeMap::new();
        let mut kinds: BTreeMap<usize, &str> = BTreeMap::new();
        for at in 0..self.blocks.len() {
            if self.kind(at) == "TABLE" {
                let cells = self.cells(at, tables.len(), &mut seen, &mut within);
                tables.push(Some(Table { between: " ", ..Table::of(self.source, cells) }));
            } else if let Some(kind) = self.kind(at).strip_prefix("LAYOUT_") {
                kinds.extend(self.related(at, "CHILD").into_iter().map(|line| (line, kind)));
            }
        }
        let mut read = Vec::new();
        for at in (0..self.blocks.len()).filter(|&at| self.kind(at) == "LINE") {
            let words = self.related(at, "CHILD");
            match words.iter().find_map(|word| within.get(word)).and_then(|&table| tables.get_mut(table)) {
                Some(table) => read.extend(table.take().map(Read::Table)),
                None => {
                    read.push(Read::Line(self.blocks[at], kinds.get(&at).copied().unwrap_or("")));
                }
            }
        }
        read.extend(tables.into_iter().flatten().map(Read::Table));
        read
    }

    /// The cells of a table with their words. A merged cell has those of the cells that it names.
    fn cells(
        &self,
        table: usize,
        number: usize,
        seen: &mut [bool],
        within: &mut BTreeMap<usize, usize>,
    ) -> Vec<Cell> {
        let mut is_new = |at: usize| !std::mem::replace(&mut seen[at], true);
        let mut cells = Vec::new();
        for relation in ["MERGED_CELL", "CHILD"] {
            for at in self.related(table, relation) {
                let Some(mut cell) = Some(at).filter(|&at| is_new(at)).and_then(|at| self.cell(at)) else {
                    continue;
                };
                let mut parts = vec![at];
                if relation == "MERGED_CELL" {
                    parts = self.related(at, "CHILD");
                    parts.retain(|&part| is_new(part));
                }
                for word in parts.into_iter().flat_map(|part| self.related(part, "CHILD")) {
                    if is_new(word) {
                        within.insert(word, number);
                        cell.texts.extend(self.text(word));
                    }
                }
                cells.push(cell);
            }
        }
        cells
    }

    fn cell(&self, at: usize) -> Option<Cell> {
        Cell::of(self.source, self.blocks.get(at)?)
    }

    fn text(&self, at: usize) -> Option<Range<usize>> {
        match self.source.member(self.blocks.get(at)?, &["text"]) {
            Some(Value::Text(bytes)) => Some(bytes.clone()),
            _ => None,
        }
    }
}
