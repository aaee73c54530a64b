//! Every format holds the figures of the documents, exactly, and is what the tools of its users read.

#![cfg(feature = "export")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use calamine::{Data, Reader};
use common::{Room, Run, document};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use rusqlite::types::ValueRef;
use rust_decimal::Decimal;
use serde_json::Value;

/// The place of an amount: document, table, row, column.
type Key = (String, String, i64, i64);
type Amounts = BTreeMap<Key, Option<Decimal>>;

/// A table whose total is not the sum of its rows.
const CONTRADICTED: &str = "2024年青溪县林业站部门预算\n\n支出预算总表\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
    213\t农林水支出\t80.00\t50.00\t30.00\n21302\t林业和草原\t80.00\t50.00\t30.00\n\
    2130201\t行政运行\t50.00\t50.00\t\n2130205\t森林资源培育\t30.00\t\t30.00\n\t合计\t90.00\t50.00\t30.00\n";

/// The documents of the samples and one that contradicts itself, extracted once.
fn extracted() -> &'static Path {
    static DIRECTORY: OnceLock<PathBuf> = OnceLock::new();
    DIRECTORY.get_or_init(|| {
        let room = Room::new("export-samples");
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        room.file("contradicted.txt", CONTRADICTED);
        let run = room.run(&["extract", samples.to_str().unwrap(), "contradicted.txt", "-o", "documents"]);
        assert_eq!(run.code, 0, "{}", run.err);
        room.0.join("documents")
    })
}

fn export(room: &Room, arguments: &[&str]) {
    let run = room.run(&[&["export", extracted().to_str().unwrap()], arguments].concat());
    assert_eq!(run.code, 0, "{}", run.err);
}

fn documents() -> Vec<Value> {
    let room = Room(extracted().parent().unwrap().to_owned());
    room.documents("documents").values().map(|bytes| serde_json::from_slice(bytes).unwrap()).collect()
}

fn decimal(number: &Value) -> Option<Decimal> {
    number.as_number().map(|number| number.to_string().parse().unwrap())
}

/// What every format must hold: the amount cells of the JSON in yuan.
fn amounts() -> &'static Amounts {
    static AMOUNTS: OnceLock<Amounts> = OnceLock::new();
    AMOUNTS.get_or_init(|| {
        let mut amounts = Amounts::new();
        for document in documents() {
            let sha256 = document["source"]["sha256"].as_str().unwrap();
            for table in document["tables"].as_array().unwrap() {
                for (row_index, row) in (0..).zip(table["rows"].as_array().unwrap()) {
                    for (column_index, column) in (0..).zip(table["columns"].as_array().unwrap()) {
                        let number = decimal(&row["cells"][column_index as usize]);
                        if let (Some("amount"), Some(number)) = (column["role"].as_str(), number) {
                            let key = (
                                sha256.into(),
                                table["id"].as_str().unwrap().into(),
                                row_index,
                                column_index,
                            );
                            let yuan =
                                decimal(&table["yuan_per_unit"]).map(|unit| (number * unit).normalize());
                            assert!(
                                yuan.is_none_or(|yuan| yuan.scale() <= 2),
                                "the samples have no parts of a fen"
                            );
                            amounts.insert(key, yuan);
                        }
                    }
                }
            }
        }
        assert!(amounts.len() > 2000, "{}", amounts.len());
        amounts
    })
}

fn assert_holds_the_amounts(held: Amounts) {
    let lost = amounts().iter().find(|(key, amount)| held.get(key) != Some(amount));
    assert_eq!(lost.map(|(key, amount)| (key, Some(amount), held.get(key))), None);
    assert_eq!(held.len(), amounts().len());
}

#[test]
fn json_lines_hold_the_amounts() {
    let room = Room::new("export-jsonl");
    export(&room, &["--to", "jsonl", "-o", "out"]);
    let text = fs::read_to_string(room.0.join("out/facts.jsonl")).unwrap();
    let facts = text.lines().map(|line| {
        let fact: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| fact[name].as_str().unwrap().to_owned();
        let number = |name: &str| fact[name].as_i64().unwrap();
        let key = (text("document_sha256"), text("table_id"), number("row_index"), number("column_index"));
        (key, decimal(&fact["amount_yuan"]).map(|amount| amount.normalize()))
    });
    assert_holds_the_amounts(facts.collect());
}

#[test]
fn csv_holds_the_amounts_and_excel_reads_it() {
    let room = Room::new("export-csv");
    export(&room, &["--to", "csv", "-o", "out", "--bom"]);
    let bytes = fs::read(room.0.join("out/facts.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap());
    let heads = reader.headers().unwrap().clone();
    let at = |name: &str| heads.iter().position(|head| head == name).unwrap();
    let places = ["document_sha256", "table_id", "row_index", "column_index", "amount_yuan"].map(at);
    let facts = reader.records().map(|record| {
        let [sha256, table, row, column, amount] =
            places.map(|place| record.as_ref().unwrap()[place].to_owned());
        let key = (sha256, table, row.parse().unwrap(), column.parse().unwrap());
        (key, (!amount.is_empty()).then(|| amount.parse::<Decimal>().unwrap().normalize()))
    });
    assert_holds_the_amounts(facts.collect());
}

#[test]
fn parquet_holds_the_amounts() {
    let room = Room::new("export-parquet");
    export(&room, &["-o", "out"]);
    let file = fs::File::open(room.0.join("out/facts.parquet")).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let facts = reader.get_row_iter(None).unwrap().map(|row| {
        let cells: BTreeMap<String, Field> =
            row.unwrap().get_column_iter().map(|(name, field)| (name.clone(), field.clone())).collect();
        let text = |name: &str| match &cells[name] {
            Field::Str(text) => text.clone(),
            other => panic!("{name}: {other}"),
        };
        let number = |name: &str| match &cells[name] {
            Field::Long(number) => *number,
            other => panic!("{name}: {other}"),
        };
        let amount = match &cells["amount_yuan"] {
            Field::Null => None,
            Field::Decimal(decimal) => {
                let fen = i128::from_be_bytes(decimal.data().try_into().unwrap());
                Some(Decimal::from_i128_with_scale(fen, decimal.scale() as u32).normalize())
            }
            other => panic!("amount_yuan: {other}"),
        };
        ((text("document_sha256"), text("table_id"), number("row_index"), number("column_index")), amount)
    });
    assert_holds_the_amounts(facts.collect());
}

#[test]
fn sqlite_holds_the_amounts_and_its_keys_hold() {
    let room = Room::new("export-sqlite");
    export(&room, &["-o", "out.sqlite"]);
    let database = rusqlite::Connection::open(room.0.join("out.sqlite")).unwrap();
    let sql = "SELECT document_sha256, table_id, row_index, column_index, printf('%.2f', amount_yuan), amount_fen FROM facts";
    let mut select = database.prepare(sql).unwrap();
    let facts = select.query_map([], |row| {
        let fen = row.get::<_, Option<i64>>(5)?.map(|fen| Decimal::new(fen, 2).normalize());
        let yuan: Option<String> = row.get(4)?;
        let computed = fen.and(yuan).map(|yuan| yuan.parse::<Decimal>().unwrap().normalize());
        assert_eq!(computed, fen);
        Ok(((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?), fen))
    });
    assert_holds_the_amounts(facts.unwrap().map(Result::unwrap).collect());
    let count = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    assert_eq!(count("SELECT count(*) FROM documents"), documents().len() as i64);
    assert!(count("SELECT count(*) FROM pragma_index_list('stored_facts')") > 1);
    assert_eq!(count("SELECT count(*) FROM pragma_foreign_key_list('stored_facts')"), 3);
    assert_eq!(
        by_sqlite(
            &database,
            "SELECT group_concat(name) FROM pragma_index_info('sqlite_autoindex_stored_facts_1')"
        ),
        [["table,row_index,column_index"]]
    );
    assert_eq!(count("SELECT sum(\"unique\") FROM pragma_index_list('stored_facts')"), 1);
    assert_eq!(by_sqlite(&database, "PRAGMA integrity_check"), [["ok"]]);
    let yuan: Decimal = amounts().values().flatten().sum();
    assert_eq!(Decimal::from(count("SELECT sum(amount_fen) FROM facts")), yuan * Decimal::ONE_HUNDRED);
    assert_eq!(count("SELECT count(*) FROM checks"), count("SELECT count(*) FROM stored_checks"));
    for (table, columns) in [
        ("line_items", "org_code, org_name, code, item, label, level, is_total"),
        ("headers", "\"column\", measure, phase"),
        ("findings", "rule, unit, message, suggestion"),
        ("checked_columns", "\"column\""),
    ] {
        let distinct = format!("SELECT count(*) FROM (SELECT DISTINCT {columns} FROM {table})");
        assert_eq!(
            count(&format!("SELECT count(*) FROM {table}")),
            count(&distinct),
            "{table} holds each once"
        );
    }
    assert_eq!(count("SELECT count(*) FROM facts"), count("SELECT count(*) FROM stored_facts"));
    for searched in [
        "issuer = 'x' AND fiscal_year = 2024",
        "item = 'x' AND measure = 'total'",
        "code = 'x'",
        "table_kind = 'x'",
        "proof = 'contradicted'",
    ] {
        let plan = format!("EXPLAIN QUERY PLAN SELECT sum(amount_yuan) FROM facts WHERE {searched}");
        let plan = by_sqlite(&database, &plan).concat().concat();
        assert!(!plan.contains("SCAN"), "{searched}: {plan}");
    }
    assert!(count("SELECT count(*) FROM checks") > 0 && count("SELECT count(*) FROM indicators") > 0);
}

#[test]
fn parts_of_a_fen_are_held_exactly() {
    let room = Room::new("export-exact");
    let table = "云溪市档案局2024年部门预算\n\n支出预算总表\n单位：元\n\n项目\t单价（万元）\t金额\n\
        水费\t1234567.1234567\t0.12345\n电费\t0.00000001\t37.037\n";
    room.file("in/a.txt", table);
    assert_eq!(room.run(&["extract", "in"]).code, 0);
    let yuan = ["12345671234.567", "0.12345", "0.0001", "37.037"];
    for format in ["csv", "jsonl", "parquet", "sqlite"] {
        let run = room.run(&["export", "output", "--to", format, "-o", &format!("out/facts.{format}")]);
        assert_eq!(run.code, 0, "{}", run.err);
    }
    let csv = fs::read(room.0.join("out/facts.csv/facts.csv")).unwrap();
    let mut csv = csv::Reader::from_reader(csv.as_slice());
    let at = csv.headers().unwrap().iter().position(|head| head == "amount_yuan").unwrap();
    assert_eq!(csv.records().map(|record| record.unwrap()[at].to_owned()).collect::<Vec<_>>(), yuan);
    let jsonl = fs::read_to_string(room.0.join("out/facts.jsonl/facts.jsonl")).unwrap();
    assert!(
        yuan.iter().zip(jsonl.lines()).all(|(yuan, line)| line.contains(&format!("\"amount_yuan\":{yuan},"))),
        "{jsonl}"
    );
    let parquet = fs::File::open(room.0.join("out/facts.parquet/facts.parquet")).unwrap();
    let parquet = SerializedFileReader::new(parquet).unwrap();
    let amounts = parquet.get_row_iter(None).unwrap().map(|row| {
        let row = row.unwrap();
        let cell = row.get_column_iter().find(|(name, _)| *name == "amount_yuan").unwrap().1.clone();
        let Field::Decimal(decimal) = cell else { panic!("{cell}") };
        let parts = i128::from_be_bytes(decimal.data().try_into().unwrap());
        Decimal::from_i128_with_scale(parts, decimal.scale() as u32).normalize().to_string()
    });
    assert_eq!(amounts.collect::<Vec<_>>(), yuan);
    let database = rusqlite::Connection::open(room.0.join("out/facts.sqlite")).unwrap();
    let rows = by_sqlite(&database, "SELECT amount_yuan FROM facts");
    assert_eq!(rows.concat(), yuan);
}

#[test]
fn a_text_that_no_cell_can_have_costs_no_workbook() {
    let room = Room::new("export-long");
    let table = format!(
        "云溪市档案局2024年部门预算\n\n支出预算总表\n单位：万元\n\n项目\t金额\t备注\n水费\t1.00\t{}\n电费\t2.00\t\n",
        "说明".repeat(20_000)
    );
    room.file("in/a.txt", table).file("in/b.txt", document(1));
    assert_eq!(room.run(&["extract", "in"]).code, 0);
    let run = room.run(&["export", "output", "--to", "xlsx", "-o", "out"]);
    assert_eq!((run.code, room.0.join("out/b.txt.xlsx").is_file()), (0, true), "{}", run.err);
    let mut workbook = calamine::open_workbook_auto(room.0.join("out/a.txt.xlsx")).unwrap();
    let sheets = workbook.worksheets();
    let cells = sheets.iter().flat_map(|(_, sheet)| sheet.used_cells()).map(|(_, _, cell)| cell.to_string());
    assert!(cells.into_iter().any(|text| text.ends_with("字，见JSON文件）")));
}

#[test]
fn workbooks_hold_the_tables_as_printed() {
    let room = Room::new("export-xlsx");
    export(&room, &["--to", "xlsx", "-o", "out"]);
    let mut merged = 0;
    for (name, bytes) in Room(extracted().parent().unwrap().to_owned()).documents("documents") {
        let document: Value = serde_json::from_slice(&bytes).unwrap();
        let path = room.0.join("out").join(name.strip_suffix(".json").unwrap().to_owned() + ".xlsx");
        let mut workbook: calamine::Xlsx<_> = calamine::open_workbook(&path).unwrap();
        let sheets = workbook.sheet_names();
        assert_eq!(sheets.last().map(String::as_str), Some("checks"), "{name}");
        let checks = workbook.worksheet_range("checks").unwrap();
        assert_eq!(checks.height(), document["checks"].as_array().unwrap().len() + 1, "{name}");
        for (table, sheet) in document["tables"].as_array().unwrap().iter().zip(&sheets) {
            assert!(sheet.starts_with(table["id"].as_str().unwrap()), "{sheet}");
            let range = workbook.worksheet_range(sheet).unwrap();
            let numbers = range.used_cells().filter_map(|(.., cell)| match cell {
                Data::Float(number) => Some(number.to_string().parse::<Decimal>().unwrap().normalize()),
                Data::Int(number) => Some(Decimal::from(*number)),
                _ => None,
            });
            let mut numbers: Vec<Decimal> = numbers.collect();
            let cells =
                table["rows"].as_array().unwrap().iter().flat_map(|row| row["cells"].as_array().unwrap());
            let fields = table["fields"].as_array().unwrap().iter().map(|field| &field["value"]);
            let mut printed: Vec<Decimal> =
                cells.chain(fields).filter_map(decimal).map(|number| number.normalize()).collect();
            numbers.sort();
            printed.sort();
            assert_eq!(numbers, printed, "{name} {sheet}");
        }
        for sheet in &sheets {
            merged += workbook.merge_cells_by_sheet_name(sheet).unwrap().len();
        }
    }
    assert!(merged > 20, "headers are merged: {merged}");
}

#[test]
fn a_path_of_one_workbook_takes_one_document() {
    let room = Room::new("export-workbook");
    room.file("in/a.txt", document(1)).file("in/b.txt", document(2));
    room.run(&["extract", "in"]);
    assert_eq!(room.run(&["export", "output/a.txt.json", "-o", "a.xlsx"]).code, 0);
    assert!(room.0.join("a.xlsx").is_file());
    let run = room.run(&["export", "output", "-o", "both.xlsx"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("name a directory"), "{}", run.err);
    let mut names: Vec<_> = fs::read_dir(&room.0).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["a.xlsx", "in", "output"], "a refused export leaves nothing");
}

/// Every file below a directory with its content.
fn content(directory: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(content(&path));
        } else {
            found.insert(path.file_name().unwrap().into(), fs::read(&path).unwrap());
        }
    }
    found
}

#[test]
fn the_same_documents_give_the_same_bytes() {
    let room = Room::new("export-same");
    for number in 0..5 {
        room.file(&format!("in/{number}.txt"), document(number));
    }
    room.run(&["extract", "in"]);
    for format in ["parquet", "csv", "jsonl", "xlsx", "sqlite"] {
        let (one, two) = (format!("one/{format}/x.d"), format!("two/{format}/x.d"));
        assert_eq!(room.run(&["export", "output", "--to", format, "-o", &one]).code, 0);
        let files: Vec<String> = (0..5).rev().map(|number| format!("output/{number}.txt.json")).collect();
        let mut arguments = vec!["export", "output"];
        arguments.extend(files.iter().map(String::as_str));
        assert_eq!(room.run(&[&arguments[..], &["--to", format, "-o", &two]].concat()).code, 0);
        let [one, two] = ["one", "two"].map(|run| content(&room.0.join(run).join(format)));
        assert!(!one.is_empty() && one == two, "{format}");
        assert!(one.keys().all(|name| !name.to_string_lossy().ends_with(".partial")), "{format}");
    }
}

#[test]
fn extraction_exports_its_output_directory() {
    let room = Room::new("export-extract");
    room.file("in/a.txt", document(1)).file("in/b.txt", document(2));
    // Each run after the first finds one document new and takes the others over.
    for (number, ending) in (3..).zip(["sqlite", "csv", "jsonl", "parquet"]) {
        room.file(&format!("in/{number}.txt"), document(number));
        let [one, two] = ["one", "two"].map(|run| format!("{run}-{ending}/facts.{ending}"));
        let run = room.run(&["extract", "in", "--facts", &one]);
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        assert_eq!(room.run(&["export", "output", "-o", &two]).code, 0);
        let [one, two] = ["one", "two"].map(|run| content(&room.0.join(format!("{run}-{ending}"))));
        assert!(!one.is_empty() && one == two, "{ending}");
    }
    assert_eq!(room.run(&["extract", "in", "-o", "-", "--facts", "x"]).code, 1);
}

#[test]
fn what_cannot_be_read_back_is_named_and_the_others_are_exported() {
    let room = Room::new("export-broken");
    room.file("in/a.txt", document(1)).file("output/broken.json", "{}");
    room.run(&["extract", "in"]);
    let run = room.run(&["export", "output", "--to", "jsonl", "-o", "out"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("output/broken.json is no document of yusuan"), "{}", run.err);
    assert_eq!(fs::read_to_string(room.0.join("out/documents.jsonl")).unwrap().lines().count(), 1);
    assert_eq!(room.run(&["export", "nowhere", "-o", "out"]).code, 2);
    room.file("taken", "a file");
    let run = room.run(&["export", "output/a.txt.json", "-o", "taken/out"]);
    assert!(run.code == 2 && run.err.contains("cannot be written"), "{}", run.err);
}

#[test]
fn documents_of_one_name_have_a_workbook_each() {
    let room = Room::new("export-names");
    room.file("2023/a.txt", document(1)).file("2024/a.txt", document(2));
    for year in ["2023", "2024"] {
        room.run(&["extract", year, "-o", &format!("{year}.out")]);
    }
    for order in [["2023.out", "2024.out"], ["2024.out", "2023.out"]] {
        let _ = fs::remove_dir_all(room.0.join("books"));
        let run = room.run(&["export", order[0], order[1], "--to", "xlsx", "-o", "books"]);
        assert_eq!(run.code, 0, "{}", run.err);
        let mut names: Vec<String> = fs::read_dir(room.0.join("books"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        assert!(names.len() == 2 && names[0] == "a.txt.xlsx" && names[1].starts_with("a.txt~"), "{names:?}");
    }
}

#[test]
fn the_same_content_is_exported_once() {
    let room = Room::new("export-once");
    room.file("in/a.txt", document(1));
    for run in ["one", "two"] {
        assert_eq!(room.run(&["extract", "in", "-o", run]).code, 0);
    }
    let run = room.run(&["export", "two", "one", "-o", "out.sqlite"]);
    assert_eq!((run.code, run.err.as_str()), (0, "1 documents exported to out.sqlite\n"));
}

/// Runs a Python script in a directory, `None` with a message where a module it needs is not installed.
fn python(module: &str, directory: &Path, script: &str) -> Option<String> {
    let has = Command::new("python3").args(["-c", &format!("import {module}")]).output();
    if !has.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: python3 has no module {module} here (pip install {module})");
        return None;
    }
    let output = Command::new("python3").args(["-c", script]).current_dir(directory).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_data_package_is_valid_by_frictionless() {
    let room = Room::new("export-frictionless");
    export(&room, &["--to", "csv", "-o", "out"]);
    let script = "import frictionless\n\
                  report = frictionless.validate('datapackage.json')\n\
                  print(report.valid, sum(task.stats['rows'] for task in report.tasks))\n\
                  print(report.flatten(['type', 'message']) if not report.valid else '')";
    if let Some(said) = python("frictionless", &room.0.join("out"), script) {
        let rows: usize = said.split_whitespace().nth(1).unwrap().parse().unwrap();
        assert!(said.starts_with("True") && rows > amounts().len(), "{said}");
    }
}

/// The queries that users start with, each with its first line.
fn queries() -> Vec<&'static str> {
    include_str!("queries.sql").split("\n\n").collect()
}

/// A result with its rows as text: numbers with two decimals where the column is an amount.
fn by_sqlite(database: &rusqlite::Connection, query: &str) -> Vec<Vec<String>> {
    let mut select = database.prepare(query).unwrap();
    let columns = select.column_count();
    let rows = select.query_map([], |row| {
        let cell = |index| match row.get_ref(index)? {
            ValueRef::Null => Ok(String::new()),
            ValueRef::Text(text) => Ok(String::from_utf8(text.to_vec()).unwrap()),
            ValueRef::Integer(number) => Ok(number.to_string()),
            ValueRef::Real(number) => Ok(number.to_string()),
            ValueRef::Blob(_) => panic!("no column is a blob"),
        };
        (0..columns).map(cell).collect::<rusqlite::Result<Vec<_>>>()
    });
    rows.unwrap().map(Result::unwrap).collect()
}

#[test]
fn queries_give_the_same_in_sqlite_and_duckdb() {
    let room = Room::new("export-queries");
    export(&room, &["-o", "out.sqlite"]);
    export(&room, &["--to", "duckdb", "-o", "out"]);
    let database = rusqlite::Connection::open(room.0.join("out.sqlite")).unwrap();
    let found: Vec<_> = queries().iter().map(|query| by_sqlite(&database, query)).collect();
    assert_eq!(found.len(), 4);
    assert!(found.iter().all(|rows| !rows.is_empty()), "every query finds something");
    room.file("out/queries.json", serde_json::to_vec(&queries()).unwrap());
    let script = "import decimal, duckdb, json\n\
                  database = duckdb.connect('x.duckdb')\n\
                  database.execute(open('load.sql', encoding='utf-8').read())\n\
                  def text(cell):\n\
                  \x20   if cell is None: return ''\n\
                  \x20   if isinstance(cell, (float, decimal.Decimal)):\n\
                  \x20       return str(int(cell)) if cell == int(cell) else str(cell).rstrip('0')\n\
                  \x20   return str(cell)\n\
                  found = [[[text(cell) for cell in row] for row in database.execute(query).fetchall()]\n\
                  \x20        for query in json.load(open('queries.json', encoding='utf-8'))]\n\
                  comments = database.execute(\"SELECT count(comment) FROM duckdb_columns()\").fetchone()[0]\n\
                  print(json.dumps([found, comments]))";
    if let Some(said) = python("duckdb", &room.0.join("out"), script) {
        let (in_duckdb, comments): (Vec<Vec<Vec<String>>>, u32) = serde_json::from_str(&said).unwrap();
        assert_eq!(in_duckdb, found);
        assert!(comments > 80, "{comments}");
    }
}

#[test]
fn duckdb_on_the_path_makes_the_database() {
    let room = Room::new("export-duckdb");
    room.file("in/a.txt", document(1));
    room.run(&["extract", "in"]);
    let export = ["export", "output", "--to", "duckdb", "-o", "out"];
    let with_path = |path: String| Run::of(room.command(&export).env("PATH", path).output().unwrap());
    let without = with_path(String::new());
    assert_eq!(without.code, 0, "{}", without.err);
    assert!(without.err.contains("run `cd out && duckdb yusuan.duckdb < load.sql`"), "{}", without.err);
    // The Python module in the place of the program, with its arguments.
    room.file(
        "bin/duckdb",
        "#!/bin/sh\nexec python3 -c 'import sys, duckdb; \
         duckdb.connect(sys.argv[2]).execute(sys.stdin.read())' \"$@\"\n",
    );
    fs::set_permissions(room.0.join("bin/duckdb"), fs::Permissions::from_mode(0o755)).unwrap();
    let script = "import duckdb; print(duckdb.connect('yusuan.duckdb').execute('SELECT count(*) FROM facts').fetchone()[0])";
    if python("duckdb", &room.0, "pass").is_some() {
        let path = format!("{}:{}", room.0.join("bin").display(), std::env::var("PATH").unwrap());
        let with = with_path(path);
        assert_eq!((with.code, with.err.as_str()), (0, "1 documents exported to out\n"));
        assert_eq!(python("duckdb", &room.0.join("out"), script).unwrap(), "3\n");
    }
}

#[test]
fn the_readme_has_the_tested_queries() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let blocks = readme.split("```sql\n").skip(1).filter_map(|rest| rest.split("```").next());
    for query in blocks.flat_map(|block| block.trim_end().split("\n\n")) {
        assert!(queries().iter().any(|known| known.trim_end() == query), "not in tests/queries.sql: {query}");
    }
}
