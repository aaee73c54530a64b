//! What the fuzz targets do with bytes, and `tests/fuzzed.rs` in every `cargo test`: whatever the bytes, nothing panics.

use yusuan::Options;
use yusuan::read::Content;
use yusuan::read::pdf::Limits;

/// The PDF reader and layout: any bytes behind a PDF header.
pub fn pdf(bytes: &[u8]) {
    let file = [b"%PDF-1.7\n", bytes].concat();
    let limits = Limits { stream_bytes: 1 << 20, page_bytes: 1 << 22, pages: 50, ..Limits::default() };
    if let Ok(Content::Pages(sheets, _)) = yusuan::read::read(&file, &limits) {
        let _ = yusuan::layout::layout(sheets);
    }
}

/// The text dialects: tab-separated rows, pipes, HTML and one cell per line, in any encoding.
pub fn dialects(bytes: &[u8]) {
    let _ = yusuan::read::read(bytes, &Limits::default());
}

const WORDS: &[&str] = &[
    "\n",
    "\t",
    "\n\n",
    "\t\t",
    "一、",
    "（一）",
    "1、",
    "其中：",
    "表1",
    "第二部分",
    "单位：万元",
    "收入预算总表",
    "支出预算总表",
    "一般公共预算支出表",
    "“三公”经费支出表",
    "项目支出绩效目标表",
    "科目编码",
    "科目名称",
    "合计",
    "基本支出",
    "项目支出",
    "人员经费",
    "公用经费",
    "208",
    "20805",
    "2080505",
    "301",
    "30101",
    "0.00",
    "1,234.56",
    "-12.3",
    "（12.3）",
    "—",
    "99999999999999999999999999999.99",
    "项目名称",
    "一级指标",
    "二级指标",
    "三级指标",
    "指标值",
    "产出指标",
    "数量指标",
    "≥264万人",
    "$\\geq 50\\%$",
    "收入",
    "支出",
    "本年收入合计",
    "年末结转和结余",
    "备注：",
    "\u{c}",
    "|",
    "|---|",
    "<table>",
    "<tr>",
    "<td rowspan=2>",
    "</table>",
    "云溪市档案局",
];

/// Everything behind the readers: a table of Chinese header words, labels and figures, chosen and arranged by the
/// bytes. What is written reads back as itself.
pub fn tables(bytes: &[u8]) {
    let text: String = bytes.iter().map(|&byte| WORDS[usize::from(byte) % WORDS.len()]).collect();
    if let Ok(document) = yusuan::process("fuzz", text.as_bytes(), &Options::default()) {
        for row in document.tables.iter().flat_map(|table| &table.rows) {
            assert_eq!(row.cells.len(), row.places.len());
        }
        let json = yusuan::write::json::to_bytes(&document, false);
        assert_eq!(json.ok().and_then(|json| yusuan::write::json::from_bytes(&json).ok()), Some(document));
    }
}
