//! Texts that would take a reader long, or fill its memory: what it must bear of anyone.

/// Inputs that are cheap to write and dear to read for a reader that goes over anything twice.
pub(super) fn inputs(size: usize) -> Vec<(&'static str, String)> {
    let fill = |piece: &str| piece.repeat(size / piece.len() + 1);

    vec![
        ("one line", fill("预算")),
        ("one line of tabs", fill("甲\t")),
        ("one row of bars", fill("|甲")),
        ("nested tables", fill("<table><tr><td>甲")),
        ("nested tables, closed", format!("{}{}", fill("<table><tr><td>甲"), fill("</td></tr></table>"))),
        ("nested blocks", fill("<div><b>甲")),
        ("nested blocks in a cell", format!("<table><td>{}", fill("<div><b><p>甲"))),
        ("cells", fill("<td>")),
        ("wide cells", format!("<table><tr>{}", fill("<td colspan=1000 rowspan=0>甲"))),
        ("wide rows", format!("<table>{}{}", fill("<td rowspan=0>"), fill("<tr><td>"))),
        ("tables that never close", fill("\n\n<table><td>甲\n")),
        ("angle brackets", fill("<")),
        ("ampersands", fill("&amp;&")),
        ("asterisks", fill("**甲 ")),
        ("asterisks in a row", format!("甲{}", fill("*"))),
        ("bold words", fill("**甲**")),
        ("cells with lines", format!("\t甲\n\t乙\n\n\t丙\n\t丁{}", fill("\n\n1、戊。"))),
        ("cells of one row", format!("\t甲\n\t乙\n\n{}", fill("\t丙\n"))),
        ("rows of one cell", format!("\t甲\n\t乙\n\n\t丙\n\t丁\n\n\n{}", fill("\t丙\n\n\n"))),
        ("indented sentences", format!("\t甲\n\t乙\n\n\t甲\n\t乙\n\n{}", fill("\t丙。\n"))),
        ("rows cut in two", fill("甲\t乙\t丙\n丁\t戊\n己\n庚\t辛\n")),
        ("rows without a last bar", format!("|甲|\n{}", fill("|乙\n"))),
        ("comments", fill("<!-- ")),
        ("form feeds", fill("甲\u{c}")),
        ("json lists", format!("{}\"甲\"{}", fill("["), fill("]"))),
        ("json objects", format!("{}\"甲\"{}", fill("{\"text\":"), "}".repeat(size / 8 + 1))),
        ("json objects within lists", format!("[[[{}{{}}]]]", fill("{\"a\":[[],[]],\"text\":[]},"))),
        ("json escapes", format!("[\"{}\"]", fill("\\u4e00\\n"))),
        ("json values", fill("[\"甲\"]")),
        ("json cells in one place", format!("[{}{{}}]", fill(r#"{"row":1,"col":1,"text":"甲"},"#))),
        (
            "json cells over each other",
            json(
                (0..size / 50).map(|n| {
                    format!(r#"{{"row":{},"col":{},"colspan":300,"rowspan":300}}"#, n / 300, n % 300)
                }),
            ),
        ),
        (
            "json cells far apart",
            json(
                (0..size / 50)
                    .map(|n| format!(r#"{{"row":{n},"col":{n}99999999,"text":"甲","rowspan":4000000000}}"#)),
            ),
        ),
        (
            "json tables of far cells",
            json((0..size / 50).map(|_| r#"[{"row":0,"col":0},{"row":3,"col":3}]"#.to_owned())),
        ),
        (
            "json parts that name each other",
            format!(
                r##"{{"body":{{"children":[{{"$ref":"#/x/0"}}]}},"x":{}}}"##,
                json((0..size / 60).map(|n| format!(
                    r##"{{"text":"甲","children":[{{"$ref":"#/x/{}"}},{{"$ref":"#/x/0"}}]}}"##,
                    n + 1
                )))
            ),
        ),
        (
            "json parts of one text",
            format!(
                r#"{{"text":"{}","paragraphs":{}}}"#,
                "甲".repeat(size / 6),
                json((0..size / 60).map(|_| format!(
                    r#"{{"textAnchor":{{"textSegments":[{{"endIndex":{}}}]}}}}"#,
                    size / 6
                )))
            ),
        ),
        (
            "json tables that a text tells",
            format!(
                r#"{{"text":"{}","tables":{}}}"#,
                "甲 乙\\n丙 丁\\n戊\\n".repeat(size / 40),
                json((0..size / 40).map(|_| r#"[["甲","乙"],["丙","丁"]]"#.to_owned()))
            ),
        ),
        ("tables in entities that never close", fill("&lt;table&gt;&lt;td&gt;甲")),
        ("pages in entities", fill("&lt;body&gt;&lt;body")),
        ("quotes that never close", fill("科目,\"预算数\n")),
        ("quotes and commas", fill("\",\"\",")),
        ("amounts between commas", format!("科目,预算数\n甲,1\n{}", fill("1,234,"))),
        ("heads between commas", fill("科目,预算数\n")),
        ("rules", fill("+-+\n")),
        ("one rule", format!("{0}+\n{0}+\n|甲|", fill("+-"))),
        ("one row in a frame", format!("+-+\n{}|", fill("|甲"))),
        ("a wide rule over many rows", format!("{}+\n{}", fill("+-"), fill("|甲|\n"))),
        ("rows of a frame that go on", format!("{}{}", "+-+\n|甲|\n".repeat(5), fill("|1|\n"))),
        ("a merged cell in a frame", format!("┌─┬─┐\n{}", fill("│1│1│\n│1├─┤\n"))),
        ("rules that do not meet", format!("┌──┬─┐\n{}", fill("│甲│乙│\n├─┼─┤\n├──┼─┤\n"))),
        ("dashes", fill("---- ----\n")),
        (
            "dashes of any width",
            (0..size / 200).map(|n| format!("{} ---\n甲\n", "-".repeat(3 + n % 90))).collect(),
        ),
        ("a table of dashes that never ends", format!("---- ----\n{}", fill("甲    乙\n\n"))),
        ("whole dashes that never end", fill("---------\n甲\n")),
        ("heads above dashes", fill("甲    乙\n---- ----\n")),
        ("one line of dashes", fill("--- ")),
        ("captions below tables", fill("|甲|\n|-|\n\n: 表\n")),
        ("rows that are broken", format!("甲|乙\n-|-\n{}", fill("丙|  \n|  \n"))),
        ("blank lines after rows", fill("甲|乙\n-|-\n丙|丁\n  \n  \n  \n  \n  \n  \n")),
        ("rows of pages", format!("|甲|\n|-|\n{}", fill("|乙|\u{c}|-|\n"))),
        ("links", fill("[甲](#")),
        ("links in one another", format!("{}甲{}", fill("["), fill("](#a)"))),
        ("escapes", fill("\\.")),
        ("latex columns that never end", fill("\\begin{tabular}{p{")),
        (
            "blank lines in a latex table",
            format!("\\begin{{tabular}}{{c}}{}\\end{{tabular}}", fill("甲\n\n")),
        ),
        (
            "feet of a latex table",
            format!("\\begin{{longtable}}{{c}}{}", fill("甲\\\\\\endfoot\\endlastfoot\n")),
        ),
        (
            "latex headings that never close",
            format!("\\begin{{tabular}}{{c}}甲\\end{{tabular}}\n{}", fill("\\section{甲\n")),
        ),
        (
            "latex groups of prose",
            format!("\\begin{{tabular}}{{c}}甲\\end{{tabular}}\n{}", fill("\\textbf{\\href{")),
        ),
        ("cells of a wiki", format!("{{|\n|{}\n|}}", fill("甲||"))),
        ("tables of wikis that never close", fill("{|\n|甲\n")),
        ("attributes of a wiki", format!("{{|\n|{}\n|}}", fill("a=1 "))),
        ("cells of asciidoc", format!("|===\n{}\n|===", fill("|甲"))),
        ("tall cells of asciidoc", format!("|===\n|甲\n{}|===", fill(".9999+|乙\n"))),
        ("wide cells of asciidoc", format!("[cols=\"9999*\"]\n|===\n{}|===", fill("999.2+|乙\n"))),
        ("tables of asciidoc that never close", fill("[a]\n|===\n\u{c}")),
        ("latex tables that never close", fill("\n\n\\begin{tabular}{c}甲\n")),
        ("latex tables in one another", fill("\\begin{tabular}{c}甲&")),
        ("a latex table that never closes", format!("\\begin{{tabular}}{{c}}{}", fill("甲 & 乙 \\\\ "))),
        ("latex groups", format!("\\begin{{tabular}}{{c}}{}", fill("{甲"))),
        ("latex arguments", format!("\\begin{{tabular}}{{c}}{}", fill("甲\\multicolumn{"))),
        ("latex options", format!("\\begin{{tabular}}{{c}}{}", fill("甲\\\\["))),
        ("latex mathematics", format!("\\begin{{tabular}}{{c}}{}", fill("$\\$甲"))),
        ("wide latex cells", format!("\\begin{{tabular}}{{c}}{}", fill("\\multicolumn{999}{c}{}\\\\"))),
        ("a wide latex row", format!("\\begin{{tabular}}{{c}}{}", fill("\\multicolumn{999}{c}{}&"))),
        ("latex captions", format!("\\begin{{table}}\\begin{{tabular}}{{c}}{}", fill("\\caption{甲"))),
        ("latex floats", format!("{}甲{}", fill("\\begin{table}"), fill("\\end{tabular}"))),
        ("an otsl table that never closes", format!("<otsl>{}", fill("<fcel>甲"))),
        ("otsl tables that never close", fill("<otsl><fcel>甲<nl>\n")),
        ("otsl cells that are merged", format!("<fcel>甲<nl>{}", fill("<ucel><xcel><lcel><nl>"))),
        ("a page", format!("<html><body>{}", fill("<p>甲<table><td>乙</table>"))),
    ]
}

/// A list of values.
fn json(values: impl Iterator<Item = String>) -> String {
    format!("[{}]", values.collect::<Vec<_>>().join(","))
}
