//! Damaged and hostile files: no panic reaches the user, no document costs more than its limit.
//!
//! Thousands of mutants of the samples (see `common/mutate.rs`) and hand-made bombs go through the program itself, as entries of one archive. A release build makes 5,000 mutants, a
//! development build fewer; `YUSUAN_MUTANTS` sets another number. Mutant n is always the same file.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "common/mutate.rs"]
mod mutate;

use std::io::Write;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use mutate::{mutant, seeds};
use yusuan::Options;
use yusuan::batch::journal::Redo;
use yusuan::batch::plan::{Filter, Input, Origin};
use yusuan::batch::run::{Message, Outcome, Settings, Target, run};
use yusuan::batch::supervise::Contract;
use yusuan::batch::worker::Setup;
use yusuan::error::ErrorKind;

/// A mutant is small and must stay far below this; a bomb may reach it.
const LIMIT: Duration = Duration::from_secs(60);
const BOMB_LIMIT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 5 } else { 30 });
const MEMORY: u64 = 1 << 30;

/// A PDF of these objects, numbered from 1; the first is its catalog.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        offsets.push(bytes.len());
        writeln!(bytes, "{} 0 obj", number + 1).unwrap();
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let start = bytes.len();
    writeln!(bytes, "xref\n0 {}\n0000000000 65535 f ", objects.len() + 1).unwrap();
    for offset in offsets {
        writeln!(bytes, "{offset:010} 00000 n ").unwrap();
    }
    writeln!(bytes, "trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF", objects.len() + 1)
        .unwrap();
    bytes
}

fn stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
    let mut object = format!("<<{dictionary}/Length {}>>\nstream\n", content.len()).into_bytes();
    object.extend(content);
    object.extend(b"\nendstream");
    object
}

/// A PDF of one page with these resources and content, and further objects from number 5.
fn page(resources: &str, content: Vec<u8>, more: Vec<Vec<u8>>) -> Vec<u8> {
    let page =
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<{resources}>>/Contents 4 0 R>>");
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        page.into_bytes(),
        content,
    ];
    objects.extend(more);
    pdf(&objects)
}

fn deflated(bytes: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    bytes.for_each(|piece| encoder.write_all(&piece).unwrap());
    encoder.finish().unwrap()
}

/// Files made to cost more than they should, each with what it is.
fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let text = b"BT /F 12 Tf 72 700 Td (1) Tj ET";
    let font = "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>";
    let plain = |content: &[u8]| stream("", content);
    let packed = |piece: &[u8], times| {
        stream("/Filter/FlateDecode", &deflated(std::iter::repeat_n(piece.repeat(1 << 10), times)))
    };
    let fonts: String = (0..100_000).map(|number| format!("/F{number} 5 0 R")).collect();
    let widths = format!(
        "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2\
         /BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 0>>/W[{}]>>]>>",
        "0 65535 500 ".repeat(100_000)
    );
    let shows_next = |number: usize| {
        let resources =
            format!("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {number} 0 R>>>>");
        stream(&resources, &b"/X Do ".repeat(10))
    };
    let doubled = deflated(std::iter::once(deflated(std::iter::repeat_n(vec![b' '; 1 << 20], 100))));
    vec![
        ("deflate 1:1000 of blanks", page(font, packed(&[b' '; 1024], 200), vec![])),
        ("deflate 1:1000 of saved states", page(font, packed(b"q ", 50_000), vec![])),
        ("deflate 1:1000 of text", page(font, packed(b"BT /F 1 Tf (a) Tj ET ", 2000), vec![])),
        ("deflate in deflate", page(font, stream("/Filter[/FlateDecode/FlateDecode]", &doubled), vec![])),
        ("10^6 nested arrays", page(&format!("/A {}", "[".repeat(1_000_000)), plain(text), vec![])),
        ("10^6 nested dictionaries", page(&"/A<<".repeat(1_000_000), plain(text), vec![])),
        ("10^6 nested arrays in a page", page(font, plain(&b"[".repeat(1_000_000)), vec![])),
        ("10^5 saved states", page(font, plain(&b"q ".repeat(100_000)), vec![])),
        ("a huge /W", page("/Font<</F 5 0 R>>", plain(text), vec![widths.into_bytes()])),
        (
            "10^5 fonts",
            page(&format!("/Font<<{fonts}>>"), plain(text), vec![b"<</Type/Font/Subtype/Type0>>".to_vec()]),
        ),
        ("a form that shows itself", page("/XObject<</X 5 0 R>>", plain(b"/X Do"), vec![shows_next(5)])),
        (
            "forms to the tenth power",
            page("/XObject<</X 5 0 R>>", plain(b"/X Do"), (6..18).map(shows_next).collect()),
        ),
        (
            "a cyclic page tree",
            pdf(&[
                b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
                b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 1000000000>>".to_vec(),
                b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 1>>".to_vec(),
            ]),
        ),
        ("a catalog that is its own pages", pdf(&[b"<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>".to_vec()])),
        ("a PDF of nothing", b"%PDF-1.7\n%%EOF".to_vec()),
        ("10^6 columns", "a|".repeat(1_000_000).into_bytes()),
        ("10^6 tabs a line, twice", format!("{0}\n{0}\n", "1\t".repeat(1_000_000)).into_bytes()),
        ("10^6 rows", "合计\t1.00\t2.00\n".repeat(1_000_000).into_bytes()),
        ("a line of 10^7 characters", "预算".repeat(5_000_000).into_bytes()),
        ("10^6 headings", "一、部门预算\n".repeat(1_000_000).into_bytes()),
        ("10^5 nested tables", "<table><tr><td>".repeat(100_000).into_bytes()),
        ("10^6 nested elements", "<div><b>".repeat(1_000_000).into_bytes()),
        (
            "spans without end",
            "<table><tr><td rowspan=4294967295 colspan=4294967295>1<td>2</table>".repeat(1000).into_bytes(),
        ),
        (
            "10^6 entities",
            format!("<table><tr><td>{}</table>", "&nbsp;&#9999999;".repeat(1_000_000)).into_bytes(),
        ),
        ("10^6 formulas", "$\\geq ".repeat(1_000_000).into_bytes()),
        ("10^6 brackets", "（".repeat(1_000_000).into_bytes()),
        ("10^6 digits", "9".repeat(1_000_000).into_bytes()),
        ("10^6 points in a number", format!("收入\t预算数\n合计\t{}\n", "1.".repeat(1_000_000)).into_bytes()),
    ]
}

/// Runs the program over these files and gives every one that a user must not meet: a bug, or a limit passed.
fn offenders(
    name: &str,
    time: Duration,
    files: impl Iterator<Item = Vec<u8>>,
) -> (usize, Vec<(usize, String)>) {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&directory).unwrap();
    let archive = directory.join("mutants.tar");
    let mut builder = tar::Builder::new(std::io::BufWriter::new(std::fs::File::create(&archive).unwrap()));
    let mut count = 0;
    for bytes in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        builder.append_data(&mut header, format!("{count:06}"), &bytes[..]).unwrap();
        count += 1;
    }
    builder.into_inner().unwrap().flush().unwrap();
    let inputs = [Input { name: "m".to_owned(), path: "m".to_owned(), origin: Origin::File(archive) }];
    let setup = Setup { options: Options::default(), pretty: false, threads: 1, memory_bytes: MEMORY };
    let settings = Settings {
        jobs: std::thread::available_parallelism().map_or(1, usize::from),
        contract: Contract { program: env!("CARGO_BIN_EXE_yusuan").into(), setup, time },
        target: Target::Caller,
        filter: Filter::default(),
        shard: None,
        redo: Redo::default(),
    };
    let (mut offenders, mut ended) = (Vec::new(), 0);
    run(&inputs, &settings, &AtomicBool::new(false), &mut |message| {
        if let Message::Finished(_, finished) = message {
            ended += 1;
            let number =
                finished.path.rsplit('/').next().and_then(|number| number.parse().ok()).unwrap_or(usize::MAX);
            match finished.outcome {
                Outcome::Failed(error) if matches!(error.kind(), ErrorKind::Internal | ErrorKind::Limit) => {
                    offenders.push((number, error.to_string()));
                }
                _ => {}
            }
        }
    })
    .unwrap();
    assert_eq!(ended, count, "every file is accounted for");
    (count, offenders)
}

#[test]
fn no_mutant_of_a_sample_is_more_than_a_failure() {
    let wanted = std::env::var("YUSUAN_MUTANTS").ok().and_then(|number| number.parse().ok());
    let wanted: u64 = wanted.unwrap_or(if cfg!(debug_assertions) { 400 } else { 5000 });
    let seeds = seeds();
    assert!(seeds.len() >= 6, "the samples are there");
    let (count, offenders) = offenders("mutants", LIMIT, (0..wanted).map(|number| mutant(&seeds, number)));
    assert_eq!(count as u64, wanted);
    for (number, said) in &offenders {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("mutants/{number}"));
        std::fs::write(&path, mutant(&seeds, *number as u64)).unwrap();
        eprintln!("{}: {said}", path.display());
    }
    assert!(offenders.is_empty(), "{} of {count} mutants", offenders.len());
}

#[test]
fn no_bomb_is_more_than_a_failure() {
    let bombs = bombs();
    let (_, mut offenders) = offenders("bombs", BOMB_LIMIT, bombs.iter().map(|(_, bytes)| bytes.clone()));
    // A bomb may end at a limit; that is what limits are for. It may not end with a bug.
    offenders.retain(|(number, said)| {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bombs/{number}"));
        std::fs::write(&path, &bombs[*number].1).unwrap();
        eprintln!("{} ({}): {said}", bombs[*number].0, path.display());
        said.contains("bug") || said.contains("died")
    });
    assert!(offenders.is_empty(), "{offenders:?}");
}
