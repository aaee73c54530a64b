//! Files that are damaged, hostile, locked, or no PDF at all: a result or one clear error, at a bounded cost.

use std::collections::BTreeMap;
use std::sync::Arc;

use lopdf::encryption::crypt_filters::{Aes128CryptFilter, Aes256CryptFilter, CryptFilter};
use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, StringFormat};
use yusuan::error::ErrorKind;
use yusuan::read::pdf::{Limits, read};

use crate::writer::{Writer, add_page, composite, deflate, hexadecimal, page, page_in, show};
use crate::{sheet, sheets, text};

fn font() -> String {
    format!("/Font<</F1 {}>>", composite("GBK-EUC-H", "GB1"))
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

/// A file of three pages that say 第一页, 第二页, 第三页, the content packed.
fn three_pages() -> Vec<u8> {
    let mut writer = Writer::default();
    let pages: Vec<u32> = ["第一页", "第二页", "第三页"]
        .iter()
        .map(|text| {
            let content = writer.stream("/Filter/FlateDecode", deflate(show(&gbk(text)).as_bytes()));
            writer.add(format!(
                "<</Type/Page/MediaBox[0 0 595 842]/Contents {content} 0 R/Resources<<{}>>>>",
                font()
            ))
        })
        .collect();
    writer.finish(&pages)
}

fn texts(bytes: &[u8]) -> Vec<String> {
    sheets(bytes).0.iter().map(text).collect()
}

fn replace(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let mut replaced = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(from.len()).position(|found| found == from.as_bytes()) {
        replaced.extend_from_slice(&rest[..at]);
        replaced.extend_from_slice(to.as_bytes());
        rest = &rest[at + from.len()..];
    }
    assert!(!replaced.is_empty(), "{from} is not in the file");
    replaced.extend_from_slice(rest);
    replaced
}

const ALL: [&str; 3] = ["第一页", "第二页", "第三页"];

#[test]
fn a_sound_file_has_no_warning() {
    let (_, warnings) = sheets(&three_pages());
    assert!(warnings.is_empty(), "{warnings:?}");
}

#[test]
fn the_cross_reference_may_be_missing_or_wrong() {
    let file = three_pages();
    let table = file.windows(5).position(|word| word == b"xref\n").unwrap();
    let cases = [
        ("missing", [&file[..table], &b"trailer<</Root 8 0 R>>\n%%EOF"[..]].concat()),
        ("missing with its trailer", file[..table].to_vec()),
        ("startxref wrong", replace(&file, "startxref\n", "startxref\n9")),
        ("startxref past the end", replace(&file, "startxref\n", "startxref\n99999")),
        ("shifted by junk before", [&b"HTTP/1.1 200 OK\r\n\r\n"[..], &file].concat()),
        ("offsets off by three", replace(&file, "%PDF-1.7\n", "%PDF-1.7\n%  ")),
        ("junk behind", [&file[..], &[0_u8; 3000]].concat()),
        ("html behind", [&file[..], &b"<html>not found</html>\n".repeat(100)].concat()),
    ];
    for (name, bytes) in cases {
        assert_eq!(texts(&bytes), ALL, "{name}");
    }
}

#[test]
fn lengths_may_lie() {
    let file = three_pages();
    let length = {
        let at = file.windows(8).position(|word| word == b"/Length ").unwrap();
        let digits: String = file[at + 8..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .map(|byte| *byte as char)
            .collect();
        format!("/Length {digits}>>")
    };
    for wrong in [
        "/Length 5>>",
        "/Length 99999>>",
        "/Length 0>>",
        "/Length -1>>",
        "/Length 1 0 R>>",
        "/Length 77 0 R>>",
        ">>",
    ] {
        let found = texts(&replace(&file, &length, wrong));
        assert_eq!(found[0], ALL[0], "{wrong}");
    }
}

/// A file of this many pages, one after the other as most producers write them.
fn many_pages(count: usize) -> Vec<u8> {
    let mut writer = Writer::default();
    let shared = writer.add(composite("GBK-EUC-H", "GB1"));
    let pages: Vec<u32> = (1..=count)
        .map(|number| {
            let line = show(&gbk(&format!("第{number}页")));
            let lines: String = (0..30).map(|row| line.replace("700", &(800 - 20 * row).to_string())).collect();
            let content = writer.stream("/Filter/FlateDecode", deflate(lines.as_bytes()));
            writer.add(format!(
                "<</Type/Page/MediaBox[0 0 595 842]/Contents {content} 0 R/Resources<</Font<</F1 {shared} 0 R>>>>>>"
            ))
        })
        .collect();
    writer.finish(&pages)
}

#[test]
fn a_truncated_file_keeps_the_pages_that_survive() {
    let file = many_pages(20);
    for percent in [30, 50, 70, 95] {
        let cut = &file[..file.len() * percent / 100];
        // Every page object ends with the ends of its fonts, of its resources and of itself.
        let whole = String::from_utf8_lossy(cut).matches(">>>>>>").count();
        let (sheets, warnings) = sheets(cut);
        assert_eq!(sheets.len(), whole, "{percent} %");
        for (sheet, number) in sheets.iter().zip(1..) {
            assert!(text(sheet).starts_with(&format!("第{number}页")), "{percent} %");
            assert_eq!(sheet.unknown, 0, "{percent} %");
        }
        assert_eq!(warnings[0].code, "repaired", "{percent} %");
    }
    // The second page object is whole, the third is not.
    let file = three_pages();
    let cut = file.windows(7).position(|word| word == b"6 0 obj").unwrap();
    assert_eq!(texts(&file[..cut]), ALL[..2]);
}

#[test]
fn samples_may_be_cut_anywhere() {
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    for name in ["yunxi-ruled.pdf", "yunxi-predefined-cmap.pdf", "wanghu-encrypted.pdf"] {
        let file = std::fs::read(samples.join(name)).unwrap();
        let all = sheets(&file).0.len();
        for percent in [30, 70, 95] {
            match read(&file[..file.len() * percent / 100], &Limits::default()) {
                Ok((sheets, warnings)) => {
                    assert!(!sheets.is_empty() && sheets.len() <= all, "{name} at {percent} %");
                    assert!(
                        warnings.iter().any(|warning| warning.code == "repaired"),
                        "{name} at {percent} %"
                    );
                }
                Err(error) => assert_eq!(error.kind(), ErrorKind::Broken, "{name} at {percent} %"),
            }
        }
    }
}

#[test]
fn a_truncated_file_inherits_from_the_parents_that_survive() {
    let mut writer = Writer::default();
    let parent = writer
        .add(format!("<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 300 200]/Resources<<{}>>>>", font()));
    let content = writer.stream("", show(&gbk("预算")).replace("700", "100"));
    writer.add(format!("<</Type/Page/Parent {parent} 0 R/Contents {content} 0 R>>"));
    let file = writer.write(4);
    let end = file.windows(4).position(|word| word == b"xref").unwrap();
    let page = sheet(&file[..end]);
    assert_eq!((page.width, page.height, text(&page).as_str()), (300.0, 200.0, "预算"));
}

/// The objects packed into an object stream, as writers since PDF 1.5 do.
fn packed(objects: &[String]) -> String {
    let mut index = String::new();
    let mut bodies = String::new();
    for (number, body) in (20..).zip(objects) {
        index.push_str(&format!("{number} {} ", bodies.len()));
        bodies.push_str(body);
        bodies.push(' ');
    }
    index + &bodies
}

#[test]
fn a_truncated_file_may_have_its_pages_in_object_streams() {
    let mut writer = Writer::default();
    let content = writer.stream("", show(&gbk("预算")));
    let page = format!("<</Type/Page/MediaBox[0 0 595 842]/Contents {content} 0 R/Resources<<{}>>>>", font());
    let objects = packed(&[page]);
    let first = objects.find("<<").unwrap();
    writer.stream(&format!("/Type/ObjStm/N 1/First {first}/Filter/FlateDecode"), deflate(objects.as_bytes()));
    let file = writer.write(9);
    let end = file.windows(4).position(|word| word == b"xref").unwrap();
    assert_eq!(texts(&file[..end]), ["预算"]);
}

#[test]
fn damaged_streams_give_what_can_be_unpacked() {
    let lines: String = (0..400)
        .map(|line| {
            format!(
                "BT /F1 9 Tf 50 {} Td {} Tj ET\n",
                800 - 2 * line,
                hexadecimal(&gbk(&format!("第{line}行")))
            )
        })
        .collect();
    let mut body = deflate(lines.as_bytes());
    let middle = body.len() * 3 / 4;
    body[middle] ^= 0x55;
    let digits = hexadecimal(&body).into_bytes().split_off(1);
    for (filter, body) in [("/FlateDecode", body), ("[/ASCIIHexDecode/FlateDecode]", digits)] {
        let mut writer = Writer::default();
        let content = writer.stream(&format!("/Filter{filter}"), body);
        let page = writer.add(format!(
            "<</Type/Page/MediaBox[0 0 595 842]/Contents {content} 0 R/Resources<<{}>>>>",
            font()
        ));
        let (sheets, warnings) = sheets(&writer.finish(&[page]));
        let found = text(&sheets[0]);
        assert!(found.starts_with("第0行第1行第2行"), "{filter}: {found}");
        let codes: Vec<&str> = warnings.iter().map(|warning| warning.code.as_str()).collect();
        assert_eq!(
            codes.first(),
            Some(&"repaired"),
            "what is lost may be said once more, by its font: {filter}"
        );
    }
}

#[test]
fn page_trees_may_run_in_circles() {
    let mut writer = Writer::default();
    let content = writer.stream("", show(&gbk("预算")));
    // 2 is a page and its own parent's kid twice; 3 and 4 are each other's kids.
    writer.add(format!("<</Type/Page/Parent 3 0 R/Contents {content} 0 R/Resources<<{}>>>>", font()));
    writer.add("<</Type/Pages/Parent 4 0 R/Kids[2 0 R 4 0 R 3 0 R 2 0 R]/Count 9>>");
    writer.add("<</Type/Pages/Parent 3 0 R/Kids[3 0 R]/Count 9>>");
    let root = writer.add("<</Type/Catalog/Pages 4 0 R>>");
    let page = sheet(&writer.write(root));
    assert_eq!((text(&page).as_str(), page.width), ("预算", 595.0));
}

#[test]
fn forms_may_call_themselves_and_each_other() {
    let mut writer = Writer::default();
    let own = show(&gbk("预"));
    writer.stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</A 1 0 R/B 2 0 R>>>>",
        "/A Do /B Do",
    );
    let resources = format!("/Resources<<{}/XObject<</A 1 0 R>>>>", font());
    writer
        .stream(&format!("/Type/XObject/Subtype/Form/BBox[0 0 595 842]{resources}"), format!("/A Do {own}"));
    let file = page_in(writer, "/A Do", "/XObject<</A 1 0 R>>");
    assert_eq!(text(&sheet(&file)), "预");
}

#[test]
fn forms_that_double_end_at_a_limit() {
    let mut writer = Writer::default();
    for level in 1..=30 {
        let resources = format!("/Resources<</XObject<</N {} 0 R>>>>", level + 1);
        writer.stream(&format!("/Type/XObject/Subtype/Form/BBox[0 0 595 842]{resources}"), "/N Do /N Do");
    }
    writer.stream("/Type/XObject/Subtype/Form/BBox[0 0 595 842]", "0 0 m 100 0 l S");
    let content = format!("{} /N Do", show(&gbk("预算")));
    let file = page_in(writer, content, &format!("{}/XObject<</N 1 0 R>>", font()));
    let (sheets, warnings) = sheets(&file);
    assert_eq!(text(&sheets[0]), "预算");
    assert_eq!((warnings[0].code.as_str(), warnings[0].page), ("limit", Some(1)));
}

/// A stream of 64 MiB in 64 KiB, which the limits of these tests cut at 1 MiB.
fn bomb(head: &[u8]) -> Vec<u8> {
    let mut plain = head.to_vec();
    plain.resize(64 << 20, b' ');
    deflate(&plain)
}

fn small() -> Limits {
    Limits { stream_bytes: 1 << 20, page_bytes: 16 << 20, ..Limits::default() }
}

#[test]
fn a_stream_that_unpacks_without_end_is_cut() {
    let body = bomb(show(&gbk("预算")).as_bytes());
    for filter in ["/FlateDecode", "[/FlateDecode]"] {
        let mut writer = Writer::default();
        let content = writer.stream(&format!("/Filter{filter}"), &body);
        let page = writer.add(format!("<</Type/Page/Contents {content} 0 R/Resources<<{}>>>>", font()));
        let (sheets, warnings) = read(&writer.finish(&[page]), &small()).unwrap();
        assert_eq!(text(&sheets[0]), "预算", "{filter}");
        assert_eq!(warnings[0].code, "limit", "{filter}");
    }
}

#[test]
fn bombs_hide_in_chains_and_object_streams() {
    let twice = deflate(&bomb(b""));
    let mut writer = Writer::default();
    let content = writer.stream("/Filter[/FlateDecode/FlateDecode]", &twice);
    let page = writer.add(format!("<</Type/Page/Contents {content} 0 R>>"));
    let (sheets, warnings) = read(&writer.finish(&[page]), &small()).unwrap();
    assert!(sheets[0].glyphs.is_empty());
    assert_eq!(warnings[0].code, "limit");

    let mut writer = Writer::default();
    writer.stream("/Type/ObjStm/N 1/First 5/Filter/FlateDecode", bomb(b"20 0 <<>>"));
    writer.add("<</Type/Page/Contents 20 0 R>>");
    let file = writer.write(9);
    let end = file.windows(4).position(|word| word == b"xref").unwrap();
    let error = read(&file[..end], &small()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Broken);
}

#[test]
fn nesting_is_bounded() {
    let deep = "[".repeat(200_000) + &"]".repeat(200_000);
    let mut writer = Writer::default();
    writer.add(&deep);
    writer.add(format!("<</A {}>>", "<</A ".repeat(100_000)));
    let text_content = show(&gbk("预算"));
    let content = format!("{deep} {} {} {text_content}", "q ".repeat(100_000), "/P BMC ".repeat(100_000));
    let file = page_in(writer, content, &font());
    assert_eq!(text(&sheet(&file)), "预算");
}

#[test]
fn stray_bytes_do_not_end_the_page() {
    for junk in [
        ") ] } >> > ",
        "\u{FF}\u{FE} ",
        "<zz> Tj ",
        "/ ",
        "(( Tj )) ",
        "1 2 3 nonsense ",
        "[ 1 2 ",
        "<< /A ",
        "%",
        "-- +. 5-3 ",
    ] {
        let content = format!("{junk}\n{}", show(&gbk("预算")));
        assert_eq!(text(&sheet(&page(content, &font()))), "预算", "{junk}");
    }
}

#[test]
fn operators_are_counted() {
    let content = format!("{} {}", "0 0 m 9 9 l S ".repeat(1000), show(&gbk("预算")));
    let limits = Limits { operators: 100, ..Limits::default() };
    let (sheets, warnings) = read(&page(content, &font()), &limits).unwrap();
    assert!(sheets[0].glyphs.is_empty());
    assert_eq!(warnings[0].code, "limit");
}

#[test]
fn pages_are_counted() {
    let limits = Limits { pages: 2, ..Limits::default() };
    let (sheets, warnings) = read(&three_pages(), &limits).unwrap();
    assert_eq!(sheets.len(), 2);
    assert_eq!(
        (warnings[0].code.as_str(), warnings[0].message.as_str()),
        ("limit", "only the first 2 pages were read")
    );
}

/// The file encrypted with this user password, in one of the ways that PDF knows.
fn encrypted(bytes: &[u8], way: &str, user: &str) -> Vec<u8> {
    let mut document = Document::load_mem(bytes).unwrap();
    let id = Object::String(b"0123456789abcdef".to_vec(), StringFormat::Literal);
    document.trailer.set("ID", Object::Array(vec![id.clone(), id]));
    let permissions = Permissions::all();
    let filters = |filter: Arc<dyn CryptFilter>| BTreeMap::from([(b"StdCF".to_vec(), filter)]);
    let filter = || b"StdCF".to_vec();
    let owner = "owner";
    let version = match way {
        "RC4-40" => EncryptionVersion::V1 {
            document: &document,
            owner_password: owner,
            user_password: user,
            permissions,
        },
        "RC4-128" => EncryptionVersion::V2 {
            document: &document,
            owner_password: owner,
            user_password: user,
            key_length: 128,
            permissions,
        },
        "AES-128" => EncryptionVersion::V4 {
            document: &document,
            encrypt_metadata: true,
            crypt_filters: filters(Arc::new(Aes128CryptFilter)),
            stream_filter: filter(),
            string_filter: filter(),
            owner_password: owner,
            user_password: user,
            permissions,
        },
        _ => EncryptionVersion::V5 {
            encrypt_metadata: true,
            crypt_filters: filters(Arc::new(Aes256CryptFilter)),
            file_encryption_key: &[7; 32],
            stream_filter: filter(),
            string_filter: filter(),
            owner_password: owner,
            user_password: user,
            permissions,
        },
    };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    let mut out = Vec::new();
    document.save_to(&mut out).unwrap();
    assert!(out.windows(8).any(|word| word == b"/Encrypt"));
    out
}

const WAYS: [&str; 4] = ["RC4-40", "RC4-128", "AES-128", "AES-256"];

#[test]
fn an_empty_user_password_opens_the_file() {
    for way in WAYS {
        assert_eq!(texts(&encrypted(&three_pages(), way, "")), ALL, "{way}");
    }
}

#[test]
fn a_user_password_is_asked_for() {
    for way in WAYS {
        let file = encrypted(&three_pages(), way, "secret");
        for password in [None, Some("wrong".to_owned())] {
            let error = read(&file, &Limits { password, ..Limits::default() }).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Password, "{way}");
            assert!(error.to_string().contains("--password"), "{error}");
        }
        let limits = Limits { password: Some("secret".to_owned()), ..Limits::default() };
        let (sheets, _) = read(&file, &limits).unwrap();
        assert_eq!(sheets.iter().map(text).collect::<Vec<_>>(), ALL, "{way}");
    }
}

#[test]
fn what_is_no_pdf_is_said_to_be_none() {
    let inputs: [&[u8]; 7] = [
        b"",
        b"%PDF-1.7\n",
        b"<html><body>404 Not Found</body></html>",
        b"PK\x03\x04word/document.xml",
        b"\x89PNG\r\n\x1A\n",
        "部门预算公开表".as_bytes(),
        b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\n",
    ];
    for input in inputs {
        let error = read(input, &Limits::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Broken, "{input:?}");
        assert!(error.to_string().starts_with("no page can be found in this PDF"), "{error}");
    }
}

#[test]
fn the_name_of_a_file_says_nothing_about_it() {
    let media_type = |name: &str, bytes: &[u8]| {
        let document = yusuan::process(name, bytes, &yusuan::Options::default()).unwrap();
        document.source.media_type
    };
    assert_eq!(media_type("budget.txt", &three_pages()), "application/pdf");
    assert_eq!(media_type("budget", &three_pages()), "application/pdf");
    assert_eq!(media_type("budget.pdf", "2024年度部门预算\n".as_bytes()), "text/plain");
    assert_eq!(
        media_type(
            "budget.pdf",
            "<html><body><table><tr><td>合计</td></tr></table></body></html>".as_bytes()
        ),
        "text/html"
    );
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let mut writer = Writer::default();
    let pages: Vec<u32> = (0..40)
        .map(|number| {
            let font = format!(
                "/Font<</F1 {}>>",
                composite(if number % 2 == 0 { "GBK-EUC-H" } else { "GBK-EUC-V" }, "GB1")
            );
            add_page(&mut writer, show(&gbk(&format!("第{number}页"))), &font, "")
        })
        .collect();
    let file = writer.finish(&pages);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| format!("{:?}", read(&file, &Limits::default()).unwrap()))
    };
    assert_eq!(on(1), on(4));
}

/// Damages a file at random places: any outcome but a panic will do.
#[test]
fn no_damage_makes_it_panic() {
    let mut writer = Writer::default();
    writer.stream("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Matrix[1 0 0 1 9 9]", "0 0 m 9 0 l S");
    let content = format!("q 0.5 w 10 10 100 0.5 re f /X Do {} Q", show(&gbk("预算")));
    let form = page_in(writer, content, &format!("{}/XObject<</X 1 0 R>>", font()));
    let files = [three_pages(), form, encrypted(&three_pages(), "AES-128", "")];
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below as u64) as usize
    };
    let mut read_back = 0;
    for round in 0..600 {
        let mut file = files[round % files.len()].clone();
        for _ in 0..=random(4) {
            let at = random(file.len());
            match random(5) {
                0 => file[at] ^= 1 << random(8),
                1 => drop(file.drain(at..(at + random(40)).min(file.len()))),
                2 => drop(file.splice(at..at, (0..random(9)).map(|_| random(256) as u8).collect::<Vec<_>>())),
                3 => file[at] = b"0123456789<>[]()/R "[random(19)],
                _ => file.truncate(at.max(file.len() / 2)),
            }
        }
        read_back += usize::from(read(&file, &Limits::default()).is_ok());
    }
    assert!(read_back > 400, "only {read_back} of 600 damaged files gave anything");
}
