// What all pages of a review share: elements, labels in two languages, numbers, the theme, scripts of data.
//
// Text from documents only ever becomes a text node or an attribute's value; nothing here parses markup.
"use strict";

const yusuan = (() => {
  /** An element. Attributes that are false or null are left out, functions listen, `label` is in both languages. */
  function el(tag, attributes = {}, ...children) {
    return fill(document.createElement(tag), attributes, children);
  }

  /** An SVG element. */
  function svg(tag, attributes = {}, ...children) {
    return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
  }

  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (value === false || value === null || value === undefined) continue;
      if (typeof value === "function") element.addEventListener(name, value);
      else if (name === "label") labelled(element, value);
      else element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
    return element;
  }

  // ---- languages ----

  let language = stored("language") || (navigator.language.startsWith("zh") ? "zh" : "en");

  /** A label in the language that is shown. A sentence of the program is its own key: its Chinese, if any, and its English. */
  function say(key, ...values) {
    if (Array.isArray(key)) return visible((language === "zh" && key[0]) || key[1]);
    // A word that is not ours may come from a document.
    const other = visible(key).replaceAll("_", " ");
    const both = [LABELS, KINDS, RULES, WARNINGS].find((words) => Object.hasOwn(words, key))?.[key] ?? [other, other];
    return values.reduce((text, value, at) => text.replace(`{${at}}`, value), both[language === "zh" ? 0 : 1]);
  }

  /** Gives an element a label that changes with the language: `key`, or `[key, values…]`. */
  function labelled(element, label) {
    element.dataset.label = JSON.stringify([label].flat());
    show(element);
  }

  function show(element) {
    const text = say(...JSON.parse(element.dataset.label));
    if (element.matches("input, [data-icon]")) {
      element.setAttribute("aria-label", text);
      element.title = text;
      if (element.matches("input")) element.placeholder = text;
    } else {
      element.textContent = text;
    }
  }

  const listeners = [];
  function setLanguage(next) {
    language = next;
    store("language", next);
    document.documentElement.lang = next === "zh" ? "zh-CN" : "en";
    document.querySelectorAll("[data-label]").forEach(show);
    listeners.forEach((listener) => listener());
  }

  // ---- what is kept between visits; a browser may refuse to ----

  function stored(key) {
    try { return localStorage.getItem(`yusuan.${key}`); } catch { return null; }
  }
  function store(key, value) {
    try { localStorage.setItem(`yusuan.${key}`, value); } catch { /* It is as it was at the next visit. */ }
  }

  // ---- text and numbers ----

  const UNSEEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

  /** Text that shows what would hide or reorder it: U+202E becomes ⟦202E⟧. */
  function visible(text) {
    const code = (character) => character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return String(text).replace(UNSEEN, (character) => `⟦${code(character)}⟧`);
  }

  /** A value of a sheet as text: a number is the one text of a list. */
  function text(value) {
    if (value === null || value === undefined) return "";
    return Array.isArray(value) ? value[0] : String(value);
  }

  /** An amount of yuan in words of the language. */
  function yuan(amount) {
    const units = language === "zh"
      ? [[1e8, "亿元"], [1e4, "万元"], [1, "元"]]
      : [[1e9, " bn"], [1e6, " m"], [1e3, " k"], [1, ""]];
    const [size, name] = units.find(([size]) => Math.abs(amount) >= size) || units[units.length - 1];
    const figure = (amount / size).toLocaleString("en", { maximumFractionDigits: 2 });
    return language === "zh" ? figure + name : `¥ ${figure}${name}`;
  }

  /** A share in percent, rounded down so that 100 % means all; `null` where there is nothing. */
  function percent(part, whole) {
    return whole ? Math.floor((part / whole) * 1000) / 10 : null;
  }

  // ---- data ----

  const waiting = new Map();

  /** The data of a script beside the page, which is loaded once. */
  function load(name) {
    if (!waiting.has(name)) {
      let resolve, reject;
      const promise = new Promise((yes, no) => { [resolve, reject] = [yes, no]; });
      waiting.set(name, { promise, resolve });
      document.head.append(el("script", { src: `${name}.js`, error: () => reject(new Error(`${name}.js`)) }));
    }
    return waiting.get(name).promise;
  }

  /** Called by such a script. */
  function hand(name, data) {
    waiting.get(name)?.resolve(data);
  }

  const data = JSON.parse(document.getElementById("data").textContent);

  // ---- the bar over every page ----

  function bar(...middle) {
    const theme = () => document.documentElement.dataset.theme
      || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    const turn = () => {
      document.documentElement.dataset.theme = theme() === "dark" ? "light" : "dark";
      store("theme", document.documentElement.dataset.theme);
    };
    return el("header", { class: "bar" }, ...middle, el("span", { class: "tools" },
      el("button", { type: "button", id: "language", lang: "zh-CN",
        click: () => setLanguage(language === "zh" ? "en" : "zh") }, "中文 / English"),
      el("button", { type: "button", id: "theme", "data-icon": true, label: "theme", click: turn }, "◐")));
  }

  if (stored("theme")) document.documentElement.dataset.theme = stored("theme");
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";

  // ---- words ----

  const LABELS = {
    review: ["预算数据核对", "Budget data review"],
    documents: ["文档", "Documents"],
    theme: ["明暗", "Light or dark"],
    all_documents: ["全部文档", "All documents"],
    tables: ["表", "Tables"],
    rows: ["行", "Rows"],
    amounts: ["金额", "Amounts"],
    checks: ["校验", "Checks"],
    failed: ["不符", "Failed"],
    passed: ["相符", "passed"],
    skipped: ["未能校验", "skipped"],
    proven: ["已证实", "Proven"],
    contradicted: ["有矛盾", "contradicted"],
    unchecked: ["未校验", "unchecked"],
    no_amount: ["非金额", "no amount"],
    warnings: ["提示", "Warnings"],
    corrected: ["已更正", "Corrected"],
    issuer: ["单位", "Issuer"],
    year: ["年度", "Year"],
    kind: ["类型", "Kind"],
    title: ["标题", "Title"],
    file: ["文件", "File"],
    pages: ["页", "Pages"],
    any_year: ["全部年度", "Any year"],
    any_kind: ["全部类型", "Any kind"],
    only_failed: ["仅看不符", "Only with failed checks"],
    only_unproven: ["仅看未全证实", "Only not wholly proven"],
    only_warned: ["仅看有警告", "Only with warnings"],
    filter: ["筛选单位、标题、文件", "Filter by issuer, title, file"],
    shown: ["显示 {0} / {1} 份文档", "{0} of {1} documents"],
    more: ["继续显示", "Show more"],
    by_function: ["支出：按功能分类", "Expenditure by function"],
    by_source: ["收入：按来源", "Revenue by source"],
    by_economic: ["支出：按经济分类", "Expenditure by economic class"],
    by_document: ["各文档金额证实率", "Proven share by document"],
    least_first: ["由低到高", "lowest first"],
    no_figures: ["没有可汇总的数据", "Nothing to sum up"],
    failed_checks: ["不符的校验", "Failed checks"],
    none_failed: ["没有不符的校验", "No check failed"],
    listed: ["列出 {0} / {1}", "{0} of {1} listed"],
    contents: ["目录", "Contents"],
    print: ["原件", "Print"],
    extracted: ["提取结果", "Extracted"],
    page: ["第 {0} 页，共 {1} 页", "Page {0} of {1}"],
    lines: ["第 {0} 段，共 {1} 段", "Part {0} of {1}"],
    previous: ["上一页 (p)", "Previous page (p)"],
    next: ["下一页 (n)", "Next page (n)"],
    search: ["查找 (/)", "Search (/)"],
    no_hits: ["没有找到", "Nothing found"],
    hits: ["{0} 处", "{0} found"],
    zoom: ["放大 (z)", "Enlarge (z)"],
    printed_text: ["显示原文", "As printed"],
    flow: ["资金流向", "Flow of money"],
    close: ["关闭", "Close"],
    unit: ["单位：{0}", "Unit: {0}"],
    empty: ["空表", "Empty"],
    nothing_here: ["本页没有表格", "No table on this page"],
    indicators: ["绩效指标", "Indicators"],
    level1: ["一级指标", "Level 1"],
    level2: ["二级指标", "Level 2"],
    level3: ["三级指标", "Level 3"],
    target: ["指标值", "Target"],
    measure_unit: ["计量单位", "Unit"],
    expected: ["应为", "expected"],
    printed: ["实为", "printed"],
    difference: ["差额", "difference"],
    suggestion: ["可能的更正", "Suggestion"],
    operands: ["涉及的数", "Figures involved"],
    correct: ["更正", "Correct"],
    correct_this: ["更正此单元格 (e)", "Correct this cell (e)"],
    old_value: ["提取值", "Extracted value"],
    new_value: ["更正为", "Correct value"],
    reason: ["理由", "Reason"],
    keep: ["保留更正", "Keep correction"],
    cancel: ["取消", "Cancel"],
    withdraw: ["撤销更正", "Withdraw correction"],
    not_a_number: ["此列为数值，请填数字或留空", "This column holds figures: give a number or nothing"],
    unchanged: ["与提取值相同", "It is the extracted value"],
    save_patch: ["保存更正（{0}）", "Save corrections ({0})"],
    place: ["位置", "Place"],
    drawn: ["此页为示意图：{0}", "This page is drawn from what was read: {0}"],
    keys: ["j/k 下/上一处不符 · n/p 翻页 · z 放大 · / 查找 · e 更正 · Esc 取消",
      "j/k next/previous failure · n/p page · z enlarge · / search · e correct · Esc clear"],
    unreadable: ["无法载入 {0}", "{0} cannot be loaded"],
    department: ["本部门", "Department"],
    budget: ["预算", "Budget"],
    final_accounts: ["决算", "Final accounts"],
    performance: ["绩效", "Performance"],
    unknown: ["未知", "Unknown"],
    revenue_side: ["收入", "Revenue"],
    expenditure_side: ["支出", "Expenditure"],
  };

  const KINDS = {
    units: ["单位构成", "Units"],
    revenue_expenditure_summary: ["收支总表", "Revenue and expenditure"],
    revenue: ["收入总表", "Revenue"],
    expenditure: ["支出总表", "Expenditure"],
    appropriation_summary: ["财政拨款收支总表", "Appropriation summary"],
    appropriation_expenditure: ["财政拨款支出表", "Appropriation expenditure"],
    appropriation_basic: ["财政拨款基本支出表", "Appropriation, basic"],
    general_public_expenditure: ["一般公共预算支出表", "General public expenditure"],
    general_public_economic: ["一般公共预算经济分类表", "General public, economic"],
    general_public_basic: ["一般公共预算基本支出表", "General public, basic"],
    government_fund: ["政府性基金支出表", "Government funds"],
    state_capital: ["国有资本经营支出表", "State capital"],
    three_public: ["“三公”经费表", "Three public expenses"],
    operating_funds: ["机关运行经费表", "Operating funds"],
    project_expenditure: ["项目支出表", "Projects"],
    special_fund: ["专项资金表", "Special funds"],
    department_performance: ["部门整体绩效", "Department performance"],
    project_performance: ["项目绩效", "Project performance"],
    procurement: ["政府采购表", "Procurement"],
    other: ["其他表", "Other"],
  };

  const RULES = {
    parent_equals_children: ["上级科目 = 下级之和", "Parent = its children"],
    total_equals_rows: ["合计 = 各行之和", "Total = its rows"],
    columns_add_up: ["合计 = 各列之和", "Columns add up"],
    carry_over: ["结转平衡", "Carry-over balances"],
    revenue_equals_expenditure: ["收入 = 支出", "Revenue = expenditure"],
    tables_agree: ["两表一致", "Tables agree"],
    three_public_adds_up: ["“三公”经费之和", "Three public expenses add up"],
    projects_add_up: ["项目之和", "Projects add up"],
    narrative_agrees: ["文字与表一致", "Text agrees with table"],
    empty_table_agrees: ["空表一致", "Empty table agrees"],
    listed_table_present: ["目录所列之表", "Listed table is present"],
  };

  const WARNINGS = {
    aligned_text: ["空格排版", "Aligned by blanks"],
    stacked_text: ["单元格逐行排列", "Cells one under the other"],
    blank_against_prose: ["空白与文字不符", "Blank against the text"],
    blank_cells_lost: ["空白单元格丢失", "Blank cells lost"],
    caption_repaired: ["表名修复", "Caption repaired"],
    chart: ["图表", "Chart"],
    code_name_mismatch: ["编码与名称不符", "Code and name differ"],
    code_repaired: ["编码修复", "Code repaired"],
    columns_shifted: ["列错位", "Columns shifted"],
    contents_disagree: ["目录不符", "Contents disagree"],
    covered_text: ["被遮盖的文字", "Covered text"],
    header_too_short: ["表头过短", "Header too short"],
    implausible_amount: ["金额异常", "Implausible amount"],
    indicators_taken_apart: ["指标拆分", "Indicators taken apart"],
    item_without_row: ["表中无此科目", "Item in no table"],
    limit: ["超出限度", "Limit"],
    name_mismatch: ["单位名称不符", "Another organization"],
    negative_amount: ["负数金额", "Negative amount"],
    number_repaired: ["数字修复", "Number repaired"],
    omitted_table: ["转换时略去的表", "Table left out by a converter"],
    orphaned_target: ["无主指标值", "Orphaned target"],
    patch_unfit: ["更正不符", "Correction does not fit"],
    percent_of_nothing: ["基数为零的比率", "Percentage of nothing"],
    percent_out_of_range: ["占比异常", "Percentage out of range"],
    percent_without_sign: ["占比缺百分号", "Percentage without sign"],
    picture: ["未读图片", "Picture not read"],
    reading_decided: ["读法择定", "Reading decided"],
    recognized_text: ["识别文字", "Recognized text"],
    repaired: ["文件损坏", "File repaired"],
    scanned_page: ["图像页", "Scanned page"],
    table_repeated: ["表格重复", "Table repeated"],
    tables_missing: ["缺少报表", "Tables missing"],
    too_many_rules: ["线条过多", "Too many rules"],
    total_missing: ["总计缺失", "Total missing"],
    undecodable_bytes: ["无法解码", "Undecodable bytes"],
    unit_slip: ["单位之误", "Slip of the unit"],
    unknown_glyphs: ["字形不明", "Unknown glyphs"],
    unmapped_column: ["未对应的列", "Unmapped column"],
    unmapped_row: ["未对应的行", "Unmapped row"],
    unread_column: ["未读之列", "Column not read"],
    unread_sums: ["未读之合计", "Sums not read"],
    unread_table: ["未读之表", "Table not read"],
    unread_unit: ["单位难辨", "Unit not read"],
    unreadable_number: ["数字难辨", "Unreadable number"],
    year_mismatch: ["年度不符", "Another year"],
  };

  return {
    el, svg, say, labelled, visible, text, yuan, percent, load, hand, data, bar, stored, store,
    onLanguage: (listener) => listeners.push(listener),
  };
})();
