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

/// What sentences about figures are made of.
const CLAUSES: &[&str] = &[
    "，",
    "。",
    "；",
    "：",
    "、",
    "（",
    "）",
    "“",
    "”",
    "\n\n",
    "和",
    "与",
    "及",
    "其中：",
    "包括",
    "分别为",
    "合计",
    "共",
    "占",
    "的",
    "为",
    "万元",
    "元",
    "亿元",
    "%",
    "辆",
    "3.00",
    "4",
    "12.50",
    "0",
    "-1.20",
    "1,234.00",
    "2023年",
    "2024年",
    "上年",
    "年初",
    "比上年",
    "较",
    "同比",
    "增加",
    "减少",
    "增长",
    "下降",
    "持平",
    "完成",
    "预算",
    "决算",
    "支出",
    "收入",
    "一般公共预算",
    "财政拨款",
    "政府性基金",
    "本年收入",
    "支出总计",
    "基本支出",
    "项目支出",
    "人员经费",
    "公用经费",
    "事业收入",
    "“三公”经费",
    "公务接待费",
    "公务用车购置",
    "因公出国（境）费",
    "机关运行经费",
    "政府采购",
    "货物",
    "结转和结余",
    "结余分配",
    "农林水支出（类）",
    "农业（款）",
    "主要原因是",
    "用于",
    "全年",
    "本部门",
    "（一）",
    "二、收入情况",
    "2130101-行政运行",
];

/// The checks of prose: sentences of words that the bytes choose and arrange.
pub fn prose(bytes: &[u8]) {
    let heading = "2024年云溪市档案局部门决算\n\n一、收支情况说明\n\n";
    let text = heading.to_owned() + &chosen(bytes, CLAUSES);
    let _ = yusuan::process("fuzz", text.as_bytes(), &Options::default());
}

fn chosen(bytes: &[u8], words: &[&str]) -> String {
    bytes.iter().map(|&byte| words[usize::from(byte) % words.len()]).collect()
}

/// Everything behind the readers: a table of Chinese header words, labels and figures, chosen and arranged by the
/// bytes. What is written reads back as itself.
pub fn tables(bytes: &[u8]) {
    let text = chosen(bytes, WORDS);
    if let Ok(document) = yusuan::process("fuzz", text.as_bytes(), &Options::default()) {
        for row in document.tables.iter().flat_map(|table| &table.rows) {
            assert_eq!(row.cells.len(), row.places.len());
        }
        let json = yusuan::write::json::to_bytes(&document, false);
        assert_eq!(json.ok().and_then(|json| yusuan::write::json::from_bytes(&json).ok()), Some(document));
    }
}
