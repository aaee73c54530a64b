//! The review pages: what they hold, that nothing of a document becomes markup, and that a person can use them, which a
//! real browser shows (`tests/review/drive.mjs`).
//!
//! The browser test needs Chromium, Node.js and `npm ci` in `tests/review`, as `.ci/run` installs them. Where one is
//! missing it says so; with `YUSUAN_BROWSER=required` that is a failure.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Room, document};
use serde_json::{Value, json};

/// A document page without its images is smaller than this, however long the document is.
const LARGEST_PAGE: usize = 300_000;
/// What a hostile document would like to be: markup, the end of a script, an address, an order of its own.
const PAYLOAD: &str =
    "<img src=x onerror=alert(1)></script><script>window.pwned=1</script>\u{202e}\u{2028}'\"&]]><!--";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A document that contradicts itself once: 档案馆 is 31.00 where 30.00 would add up.
const FAILING: &str = "云溪市档案局2024年部门预算\n\n表2\n支出预算总表\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\
    201\t一般公共服务支出\t90.00\t60.00\t30.00\n20126\t档案事务\t90.00\t60.00\t30.00\n\
    2012601\t行政运行\t60.00\t60.00\t0.00\n2012604\t档案馆\t31.00\t\t30.00\n\t合计\t90.00\t60.00\t30.00\n";

/// Every file below a directory, with its path there.
fn files(directory: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut open = vec![directory.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(directory).unwrap().to_string_lossy().into_owned();
                found.push((name, fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// A document with the payload behind every text that comes from the print.
fn hostile(document: &Value) -> Value {
    const OURS: [&str; 10] =
        ["schema", "sha256", "media_type", "reader", "kind", "side", "role", "status", "id", "proof"];
    match document {
        Value::String(text) => format!("{text}{PAYLOAD}").into(),
        Value::Array(list) => list.iter().map(hostile).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| {
                let ours = OURS.contains(&key.as_str())
                    || matches!(key.as_str(), "table" | "tables")
                        && !value.as_array().is_some_and(|l| l.iter().any(Value::is_object));
                let enums =
                    matches!(key.as_str(), "phase" | "direction" | "operator" | "level") && value.is_string();
                (key.clone(), if ours || enums { value.clone() } else { hostile(value) })
            })
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

/// A document of so many pages, each with a copy of its first table with rows.
fn long(document: &Value, pages: u32) -> Value {
    let mut long = document.clone();
    let tables = document["tables"].as_array().unwrap();
    let model = tables.iter().max_by_key(|table| table["rows"].as_array().unwrap().len()).unwrap();
    let copies = (1..=pages).map(|page| {
        let mut table = model.clone();
        table["id"] = format!("t{page:03}").into();
        table["span"]["pages"] = json!([page]);
        for row in table["rows"].as_array_mut().unwrap() {
            for place in row["places"].as_array_mut().unwrap().iter_mut().filter(|place| place.is_array()) {
                place[0] = page.into();
            }
        }
        table
    });
    long["tables"] = copies.collect();
    long["source"]["pages"] = pages.into();
    long["source"]["sha256"] = "0".repeat(64).into();
    long
}

/// A room with extracted samples, a document that fails, a hostile and a long one, and their review.
fn reviewed(name: &str) -> Room {
    let room = Room::new(name);
    for sample in ["yunxi-ruled.pdf", "cuihu-library-2020.txt", "yunxi-performance.pdf"] {
        room.file(&format!("in/{sample}"), fs::read(root().join("samples").join(sample)).unwrap());
    }
    room.file("in/failing.txt", FAILING);
    let run = room.run(&["extract", "in"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let ruled: Value = serde_json::from_slice(&room.documents("output")["yunxi-ruled.pdf.json"]).unwrap();
    let mut told = ruled.clone();
    told["warnings"] = json!([{"code": "told", "message": "a warning", "table": "t01", "page": 3}]);
    told["checks"][0]["status"] = "fail".into();
    told["checks"][0]["suggestion"] = "a change".into();
    told["tables"][0]["rows"][0]["corrected"] = json!({"0": {"old": "旧", "reason": "因"}});
    room.file("output/zz-hostile.json", hostile(&told).to_string());
    room.file("output/zz-long.json", long(&ruled, 200).to_string());
    room.file("output/zz-other.json", "{\"some\": \"other file\"}");
    let run = room.run(&["review", "output"]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("zz-other.json is no document of yusuan"), "{}", run.err);
    assert!(run.out.starts_with("6 documents, "), "{}", run.out);
    room
}

/// The data in a page.
fn data(page: &str) -> Value {
    let (_, rest) = page.split_once("id=\"data\">").unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn pages_are_small_and_let_nothing_in() {
    let room = reviewed("review-pages");
    let review = room.0.join("review");
    for (name, content) in files(&review) {
        if name.ends_with(".html") {
            let text = String::from_utf8(content).unwrap();
            assert!(text.len() < LARGEST_PAGE, "{name}: {} bytes", text.len());
            assert!(text.contains("default-src 'none'; script-src 'self'"), "{name}");
            assert_eq!(text.matches("<script").count(), text.matches("</script>").count(), "{name}");
            let scripts = text.matches("<script src=\"").count();
            assert_eq!(text.matches("<script").count(), scripts + 1, "{name}: a script stands in the page");
            assert!(
                !text.contains("<img") && !text.contains("style=") && !text.contains("\u{202e}"),
                "{name}"
            );
            assert!(
                !text.contains("http://") && !text.contains("https://"),
                "{name}: nothing is loaded from elsewhere"
            );
        } else if name.starts_with("documents/") && name.ends_with(".js") {
            let text = String::from_utf8(content).unwrap();
            assert!(text.is_ascii() || !text.contains(['\u{202e}', '\u{2028}']), "{name}");
            assert!(!text.contains('<') && text.starts_with("yusuan.hand(\""), "{name}");
        }
    }
    let index = data(&fs::read_to_string(review.join("index.html")).unwrap());
    let paths: Vec<&str> =
        index["documents"].as_array().unwrap().iter().map(|d| d["path"].as_str().unwrap()).collect();
    assert_eq!(
        paths[..4],
        ["in/cuihu-library-2020.txt", "in/failing.txt", "in/yunxi-performance.pdf", "in/yunxi-ruled.pdf"]
    );
    assert!(paths[4].ends_with(PAYLOAD), "the data is what the document says: {}", paths[4]);
    let long = data(&fs::read_to_string(review.join("documents/0006/index.html")).unwrap());
    assert_eq!((long["sheets"].as_u64(), long["tables"].as_array().unwrap().len()), (Some(200), 200));
}

#[test]
fn the_same_review_for_any_number_of_jobs() {
    let room = Room::new("review-jobs");
    room.file("in/a.txt", document(1)).file("in/b.txt", document(2));
    room.file("in/c.pdf", fs::read(root().join("samples/yunxi-two-tables.pdf")).unwrap());
    room.run(&["extract", "in"]);
    room.run(&["review", "output", "-o", "one", "--jobs", "1"]);
    room.run(&["review", "output", "-o", "two", "--jobs", "3"]);
    assert_eq!(files(&room.0.join("one")), files(&room.0.join("two")));
}

#[test]
fn a_source_is_found_by_its_content() {
    let room = Room::new("review-source");
    room.file("in/a.txt", document(1));
    room.run(&["extract", "in"]);
    fs::create_dir_all(room.0.join("moved/2024")).unwrap();
    fs::rename(room.0.join("in/a.txt"), room.0.join("moved/2024/other.txt")).unwrap();
    let run = room.run(&["review", "output"]);
    assert!(run.out.contains("1 without source"), "{}", run.out);
    let run = room.run(&["review", "output", "--source", "moved"]);
    assert!(!run.out.contains("without source"), "{}", run.out);
    let sheet = fs::read_to_string(room.0.join("review/documents/0001/1.js")).unwrap();
    assert!(sheet.contains("收入预算总表"), "{sheet}");
    room.file("moved/2024/other.txt", document(2));
    assert!(room.run(&["review", "output", "--source", "moved"]).out.contains("1 without source"));
}

/// A `.tar` of these files.
fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        archive.append_data(&mut header, name, *content).unwrap();
    }
    archive.into_inner().unwrap()
}

#[test]
fn a_source_is_found_in_an_archive() {
    let room = Room::new("review-archive");
    let pdf = fs::read(root().join("samples/yunxi-two-tables.pdf")).unwrap();
    let inner = tar(&[("乙.txt", document(2).as_bytes()), ("丙.pdf", &pdf)]);
    room.file("in/all.tar", tar(&[("甲.txt", document(1).as_bytes()), ("inner.tar", &inner)]));
    assert_eq!(room.run(&["extract", "in"]).code, 0);
    for source in ["in", "moved/2024"] {
        let run = room.run(&["review", "output", "--source", source]);
        assert!(run.out.starts_with("3 documents, ") && !run.out.contains("without source"), "{}", run.out);
        assert!(!run.out.contains(" 0 pictures"), "{}", run.out);
        assert!(!room.0.join("review/.sources").exists());
        // The second time its path leads nowhere.
        fs::create_dir_all(room.0.join("moved/2024")).unwrap();
        let _ = fs::rename(room.0.join("in/all.tar"), room.0.join("moved/2024/other"));
    }
    fs::remove_file(room.0.join("moved/2024/other")).unwrap();
    assert!(room.run(&["review", "output", "--source", "moved"]).out.contains("3 without source"));
}

/// A PDF whose first page shows an image of a gigabyte, and whose second is plain.
#[cfg(feature = "review")]
fn bomb() -> Vec<u8> {
    use std::io::Write as _;
    let side: u64 = 18_000;
    let mut image = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    let row = vec![0x80; side as usize * 3];
    (0..side).for_each(|_| image.write_all(&row).unwrap());
    let image = image.finish().unwrap();
    let text = b"BT /F1 12 Tf 20 50 Td (1,234.50) Tj ET";
    let picture = b"q 100 0 0 100 0 0 cm /Im1 Do Q BT /F1 12 Tf 20 150 Td (first) Tj ET";
    let page = |content: u32| {
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents {content} 0 R \
             /Resources << /Font << /F1 8 0 R >> /XObject << /Im1 7 0 R >> >> >>"
        )
        .into_bytes()
    };
    let stream = |head: String, body: &[u8]| [head.as_bytes(), b"\nstream\n", body, b"\nendstream"].concat();
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>".to_vec(),
        page(5),
        page(6),
        stream(format!("<< /Length {} >>", picture.len()), picture),
        stream(format!("<< /Length {} >>", text.len()), text),
        stream(
            format!(
                "<< /Type /XObject /Subtype /Image /Width {side} /Height {side} /ColorSpace /DeviceRGB \
                 /BitsPerComponent 8 /Filter /FlateDecode /Length {} >>",
                image.len()
            ),
            &image,
        ),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_vec(),
    ];
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        offsets.push(pdf.len());
        pdf.extend(
            format!("{} 0 obj\n", number + 1).bytes().chain(object.iter().copied()).chain(*b"\nendobj\n"),
        );
    }
    let start = pdf.len();
    pdf.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    offsets.iter().for_each(|offset| pdf.extend(format!("{offset:010} 00000 n \n").bytes()));
    pdf.extend(
        format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1).bytes(),
    );
    pdf
}

#[test]
#[cfg(feature = "review")]
fn a_page_that_ends_the_renderer_is_drawn_and_the_next_one_rendered() {
    let room = Room::new("review-bomb");
    room.file("in/bomb.pdf", bomb());
    assert_eq!(room.run(&["extract", "in"]).code, 0);
    let run = room.run(&["review", "output", "--memory-limit", "400"]);
    assert!(run.code == 0 && run.out.starts_with("1 documents, 2 pictures"), "{} {}", run.out, run.err);
    let home = room.0.join("review/documents/0001");
    let drawn = fs::read_to_string(home.join("1.svg")).unwrap();
    assert!(drawn.contains(">f</text>"), "{drawn}");
    assert!(fs::read(home.join("2.png")).unwrap().starts_with(b"\x89PNG"));
    assert!(fs::read_to_string(home.join("1.js")).unwrap().contains("the renderer fails at it"));
}

/// What is missing for the browser test, if anything.
fn missing() -> Result<(PathBuf, &'static str), String> {
    let chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    let chromium =
        chromium.into_iter().find(|path| Path::new(path).exists()).ok_or("Chromium is not installed")?;
    let node = Command::new("node").arg("--version").output();
    if !node.is_ok_and(|node| node.status.success()) {
        return Err("Node.js is not installed".to_owned());
    }
    let directory = root().join("tests/review");
    if !directory.join("node_modules/playwright-core").is_dir()
        || !directory.join("node_modules/axe-core").is_dir()
    {
        return Err("`npm ci` was not run in tests/review".to_owned());
    }
    Ok((directory, chromium))
}

#[test]
fn a_person_can_use_it() {
    let (driver, chromium) = match missing() {
        Ok(found) => found,
        Err(why) => {
            let required = std::env::var("YUSUAN_BROWSER").is_ok_and(|value| value == "required");
            assert!(!required, "{why}");
            eprintln!("the browser test did not run: {why}; .ci/run installs what it needs");
            return;
        }
    };
    let room = reviewed("review-browser");
    let ruled: Value = serde_json::from_slice(&room.documents("output")["yunxi-ruled.pdf.json"]).unwrap();
    let table =
        ruled["tables"].as_array().unwrap().iter().find(|table| table["kind"] == "expenditure").unwrap();
    let row = table["rows"].as_array().unwrap().iter().find(|row| row["code"] == "2012601").unwrap();
    let performance = &room.documents("output")["yunxi-performance.pdf.json"];
    let performance: Value = serde_json::from_slice(performance).unwrap();
    let indicator = &performance["tables"][0]["indicators"][1];
    let task = json!({
        "review": room.0.join("review"),
        "documents": 6,
        "failing": 2,
        "filter": {"words": "档案 failing", "found": 1, "year": 2024, "ofYear": 1},
        "pdf": {"page": "documents/0004/index.html", "sheet": row["places"][2][0], "place": row["places"][2],
            "text": row["cells"][2].to_string(), "width": 5953},
        "failed": {"page": "documents/0002/index.html", "check": 1, "actual": ["90.00"], "expected": ["31.00", "60.00"],
            "difference": "-1.00", "cell": "2012604", "old": "31.00", "new": "30.00", "reason": "原件为 30.00"},
        "patch": room.0.join("patches/saved.json"),
        "indicator": {"page": "documents/0003/index.html", "name": indicator["level3"], "old": indicator["target"],
            "new": "≥97.50%", "patch": room.0.join("patches/target.json")},
        "hostile": "documents/0005/index.html",
        "long": "documents/0006/index.html",
    });
    room.file("task.json", task.to_string());
    let run = Command::new("node")
        .args([driver.join("drive.mjs").as_os_str(), chromium.as_ref(), room.0.join("task.json").as_os_str()])
        .output()
        .unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(run.status.success(), "{}{}", said(&run.stdout), said(&run.stderr));

    let run = room.run(&["extract", "in", "--patches", "patches"]);
    assert!(run.out.starts_with("2 documents") && run.out.contains(" 0 failed checks"), "{}", run.out);
    let patched: Value = serde_json::from_slice(&room.documents("output")["failing.txt.json"]).unwrap();
    let row =
        patched["tables"][0]["rows"].as_array().unwrap().iter().find(|row| row["code"] == "2012604").unwrap();
    assert_eq!(row["cells"][2].to_string(), "30.00");
    assert_eq!(row["corrected"]["2"]["reason"], "原件为 30.00");
    let patched: Value =
        serde_json::from_slice(&room.documents("output")["yunxi-performance.pdf.json"]).unwrap();
    let target = &patched["tables"][0]["indicators"][1];
    assert_eq!(
        (&target["target"], target["value"].to_string(), &target["corrected"]["target"]["old"]),
        (&json!("≥97.50%"), "97.50".to_owned(), &indicator["target"])
    );
}
