//! What can be read from: archives, lists, globs, links; and that no name leaves the output directory.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::io::{Cursor, Write};
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};

use common::{Room, Run, document};
use encoding_rs::GBK;
use flate2::Compression;
use flate2::write::GzEncoder;

/// A `.zip` as old Chinese programs write it: names are bytes in any encoding, contents are stored.
fn zip(entries: &[(&[u8], &[u8])]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in entries {
        let offset = u32::try_from(bytes.len()).unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let (size, length) = (u32::try_from(content.len()).unwrap(), u16::try_from(name.len()).unwrap());
        let mut common = Vec::new();
        common.extend([20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0x50]);
        common.extend(crc.sum().to_le_bytes());
        common.extend(size.to_le_bytes());
        common.extend(size.to_le_bytes());
        common.extend(length.to_le_bytes());
        common.extend([0, 0]);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&common);
        bytes.extend(*name);
        bytes.extend(*content);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(*name);
    }
    let (count, start) = (u16::try_from(entries.len()).unwrap(), u32::try_from(bytes.len()).unwrap());
    let size = u32::try_from(directory.len()).unwrap();
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(count.to_le_bytes());
    bytes.extend(count.to_le_bytes());
    bytes.extend(size.to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

/// A `.tar` with names as they are given, also such as no honest program writes.
fn tar(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in entries {
        let mut header = tar::Header::new_gnu();
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append(&header, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(Cursor::new(bytes), ruzstd::encoding::CompressionLevel::Fastest)
}

#[test]
fn every_kind_of_archive_gives_its_entries_whatever_it_is_called() {
    let room = Room::new("kinds");
    let (one, two) = (document(1), document(2));
    let entries: &[(&str, &[u8])] = &[("市/一.txt", one.as_bytes()), ("二.txt", two.as_bytes())];
    let bytes: Vec<(&[u8], &[u8])> =
        entries.iter().map(|(name, content)| (name.as_bytes(), *content)).collect();
    for (kind, archive) in [
        ("zip", zip(&bytes)),
        ("tar", tar(entries)),
        ("gz", gzip(&tar(entries))),
        ("zst", zstd(&tar(entries))),
    ] {
        room.file("archive.dat", archive);
        let run = room.run(&["extract", "archive.dat", "-o", kind]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{kind}");
        assert_eq!(room.names(kind), ["archive.dat/二.txt.json", "archive.dat/市/一.txt.json"], "{kind}");
        assert_eq!(room.documents(kind), room.documents("zip"), "{kind}");
        let mut paths: Vec<_> = room.manifest(kind).iter().map(|line| line["path"].to_string()).collect();
        paths.sort();
        assert_eq!(paths, ["\"archive.dat/二.txt\"", "\"archive.dat/市/一.txt\""], "{kind}");
    }
}

#[test]
fn names_in_gbk_are_read() {
    let room = Room::new("gbk");
    let name = GBK.encode("云溪市/部门预算.txt").0.into_owned();
    room.file("a.zip", zip(&[(&name, document(1).as_bytes())]));
    assert_eq!(room.run(&["extract", "a.zip"]).code, 0);
    assert_eq!(room.names("output"), ["a.zip/云溪市/部门预算.txt.json"]);
}

#[test]
fn no_entry_leaves_the_output_directory_and_none_is_lost_to_another() {
    let room = Room::new("traversal");
    let documents: Vec<String> = (0..5).map(document).collect();
    let names = ["../../evil.txt", "/abs.txt", "a/../../evil.txt", "evil.txt", "..\\win.txt"];
    let entries: Vec<(&str, &[u8])> =
        names.iter().copied().zip(documents.iter().map(String::as_bytes)).collect();
    room.file("in/a.tar", tar(&entries));
    let run = room.run(&["extract", "in/a.tar", "-o", "deep/er/out"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let written = room.names("deep/er/out");
    assert_eq!(written.len(), 5, "{written:?}");
    assert_eq!(room.names("."), written.iter().map(|name| format!("deep/er/out/{name}")).collect::<Vec<_>>());
}

#[test]
fn archives_nest_one_level() {
    let room = Room::new("nested");
    let inner = zip(&[(b"a.txt", document(1).as_bytes())]);
    let middle = zip(&[(b"inner.zip", &inner), (b"b.txt", document(2).as_bytes())]);
    room.file("once.zip", &middle).file("twice.zip", zip(&[(b"middle.zip", &middle)]));
    assert_eq!(room.run(&["extract", "once.zip", "-o", "once"]).code, 0);
    assert_eq!(room.names("once"), ["once.zip/b.txt.json", "once.zip/inner.zip/a.txt.json"]);
    let run = room.run(&["extract", "twice.zip", "-o", "twice"]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.starts_with("twice.zip/middle.zip/inner.zip: it is an archive in an archive"),
        "{}",
        run.err
    );
    assert_eq!(room.names("twice"), ["twice.zip/middle.zip/b.txt.json"]);
}

#[test]
fn archives_of_any_kind_nest_in_archives_of_any_kind() {
    let room = Room::new("nested-kinds");
    let documents: Vec<String> = (0..4).map(document).collect();
    let entry = |number: usize| [("市/预算.txt", documents[number].as_bytes())];
    let inner = [
        ("inner.tar.gz", gzip(&tar(&entry(0)))),
        ("inner.tar.zst", zstd(&tar(&entry(1)))),
        ("inner.tar", tar(&entry(2))),
        ("inner.zip", zip(&entry(3).map(|(name, content)| (name.as_bytes(), content)))),
    ];
    let entries: Vec<(&str, &[u8])> = inner.iter().map(|(name, bytes)| (*name, &bytes[..])).collect();
    let bytes: Vec<(&[u8], &[u8])> = entries.iter().map(|(name, bytes)| (name.as_bytes(), *bytes)).collect();
    for (outer, archive) in [
        ("outer.zip", zip(&bytes)),
        ("outer.tar.gz", gzip(&tar(&entries))),
        ("outer.tar.zst", zstd(&tar(&entries))),
    ] {
        let run = room.file(outer, archive).run(&["extract", outer, "-o", "output"]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{outer}");
        let names = inner.each_ref().map(|(name, _)| format!("{outer}/{name}/市/预算.txt.json"));
        assert_eq!(room.names("output"), names, "{outer}");
        std::fs::remove_dir_all(room.0.join("output")).unwrap();
    }
}

#[test]
fn the_same_content_in_a_file_and_in_an_archive_is_extracted_once() {
    let room = Room::new("same-content");
    let content = document(1);
    let entry: &[(&str, &[u8])] = &[("b.txt", content.as_bytes())];
    room.file("in/a.txt", &content).file("in/z.tar.gz", gzip(&tar(entry)));
    assert_eq!(room.run(&["extract", "in", "--jobs", "1"]).code, 0);
    assert_eq!(room.names("output"), ["a.txt.json"]);
    let lines = room.manifest("output");
    let same = lines.iter().find(|line| line["path"] == "in/z.tar.gz/b.txt").unwrap();
    assert_eq!((&same["status"], &same["same_as"]), (&"skipped".into(), &"in/a.txt".into()));
}

#[test]
fn a_compressed_document_is_a_document() {
    let room = Room::new("compressed");
    room.file("a.txt.gz", gzip(document(1).as_bytes())).file("b.txt.zst", zstd(document(2).as_bytes()));
    room.run(&["extract", "a.txt.gz", "-o", "packed"]);
    let review = room.run(&["review", "packed"]);
    assert!(!review.out.contains("without source") && review.err.is_empty(), "{}{}", review.out, review.err);
    assert_eq!(room.run(&["extract", "a.txt.gz", "b.txt.zst"]).code, 0);
    assert_eq!(room.names("output"), ["a.txt.gz.json", "b.txt.zst.json"]);
}

#[test]
fn a_broken_archive_gives_what_can_be_read_and_is_named() {
    let room = Room::new("broken-archive");
    let (one, two) = (document(1), document(2).repeat(500));
    let whole = tar(&[("1.txt", one.as_bytes()), ("2.txt", two.as_bytes())]);
    room.file("cut.tar", &whole[..2000]).file("cut.zip", &zip(&[(b"a.txt", one.as_bytes())])[..60]);
    room.file("empty.tar.gz", gzip(&[0; 1024]))
        .file("office.docx", zip(&[(b"[Content_Types].xml", b"<x/>")]));
    let run = room.run(&["extract", "cut.tar", "cut.zip", "empty.tar.gz", "office.docx"]);
    assert_eq!(run.code, 2);
    for name in ["cut.tar", "cut.zip", "office.docx"] {
        assert!(run.err.lines().any(|line| line.starts_with(name)), "{name}: {}", run.err);
    }
    assert_eq!(room.names("output"), ["cut.tar/1.txt.json"]);
}

#[test]
fn an_entry_that_is_packed_in_another_way_is_not_called_broken() {
    let room = Room::new("packed-otherwise");
    let mut archive = zip(&[(b"a.txt", document(1).as_bytes()), (b"b.txt", document(2).as_bytes())]);
    let directory = archive.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    (archive[8], archive[directory + 10]) = (12, 12);
    room.file("a.zip", archive);
    let run = room.run(&["extract", "a.zip"]);
    assert!(
        run.err.starts_with("a.zip/a.txt: it is packed in a way that yusuan does not read"),
        "{}",
        run.err
    );
    assert_eq!(room.names("output"), ["a.zip/b.txt.json"]);
}

#[test]
fn an_encrypted_entry_asks_for_its_password() {
    let room = Room::new("encrypted-entry");
    let mut archive = zip(&[(b"a.txt", document(1).as_bytes()), (b"b.txt", document(2).as_bytes())]);
    let directory = archive.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    archive[6] |= 1;
    archive[directory + 8] |= 1;
    room.file("a.zip", archive);
    let run = room.run(&["extract", "a.zip"]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("a.zip/a.txt: it is encrypted") && run.err.contains("--password"),
        "{}",
        run.err
    );
    assert_eq!(room.names("output"), ["a.zip/b.txt.json"]);
}

#[test]
fn a_password_opens_an_encrypted_entry() {
    let room = Room::new("password-entry");
    let content = document(1);
    let mut archive = zip(&[(b"a.txt", &zip_crypto(content.as_bytes(), b"2024"))]);
    let directory = archive.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    let mut crc = flate2::Crc::new();
    crc.update(content.as_bytes());
    // The flag of encryption, the checksum and the size of what is encrypted, in both headers.
    for header in [6, directory + 8] {
        archive[header] |= 1;
        archive[header + 8..header + 12].copy_from_slice(&crc.sum().to_le_bytes());
        archive[header + 16..header + 20].copy_from_slice(&(content.len() as u32).to_le_bytes());
    }
    room.file("a.zip", archive);
    let wrong = room.run(&["extract", "a.zip", "--password", "2023"]);
    assert_eq!(wrong.code, 2);
    assert!(
        wrong.err.starts_with("a.zip/a.txt: ") && wrong.err.contains("check --password"),
        "{}",
        wrong.err
    );
    let right = room.run(&["extract", "a.zip", "--password", "2024"]);
    assert_eq!((right.code, right.err.as_str()), (0, ""));
    assert_eq!(room.names("output"), ["a.zip/a.txt.json"]);
}

#[test]
fn a_password_opens_an_entry_that_is_encrypted_with_aes() {
    let room = Room::new("aes-entry");
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    writer.start_file("a.txt", options.with_aes_encryption(zip::AesMode::Aes256, "2024")).unwrap();
    writer.write_all(document(1).as_bytes()).unwrap();
    room.file("a.zip", writer.finish().unwrap().into_inner());
    for (password, said) in [(&[][..], "give its password"), (&["--password", "2023"], "check --password")] {
        let run = room.run(&[&["extract", "a.zip"][..], password].concat());
        assert_eq!(run.code, 2, "{password:?}");
        assert!(run.err.starts_with("a.zip/a.txt: ") && run.err.contains(said), "{password:?}: {}", run.err);
    }
    let right = room.run(&["extract", "a.zip", "--password", "2024"]);
    assert_eq!((right.code, right.err.as_str()), (0, ""));
    assert_eq!(room.names("output"), ["a.zip/a.txt.json"]);
}

/// Content as the traditional encryption of `.zip` has it: a header of twelve bytes whose last one checks the
/// password, then the content, both under a key stream.
fn zip_crypto(content: &[u8], password: &[u8]) -> Vec<u8> {
    let step = |sum: u32, byte: u8| {
        (0..8).fold(sum ^ u32::from(byte), |sum, _| (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg()))
    };
    let mut keys = [0x1234_5678_u32, 0x2345_6789, 0x3456_7890];
    let mut mix = |byte: u8| {
        let other = (keys[2] | 2) as u16;
        let stream = (other.wrapping_mul(other ^ 1) >> 8) as u8;
        keys[0] = step(keys[0], byte);
        keys[1] = keys[1].wrapping_add(keys[0] & 0xff).wrapping_mul(134_775_813).wrapping_add(1);
        keys[2] = step(keys[2], (keys[1] >> 24) as u8);
        byte ^ stream
    };
    for &byte in password {
        mix(byte);
    }
    let mut crc = flate2::Crc::new();
    crc.update(content);
    let header = [[0; 11].as_slice(), &[(crc.sum() >> 24) as u8]].concat();
    header.iter().chain(content).map(|&byte| mix(byte)).collect()
}

#[test]
fn archives_are_read_as_streams_and_never_unpacked_to_disk() {
    let room = Room::new("streams");
    // Much prose and a small table: the entry is far larger than its document.
    let prose = format!("{}\n{}", document(1), "本部门认真履行职责。\n".repeat(20_000));
    for (kind, archive) in
        [("zip", zip(&[(b"a.txt", prose.as_bytes())])), ("gz", gzip(&tar(&[("a.txt", prose.as_bytes())])))]
    {
        room.file("archive", archive);
        // No file may grow beyond 64 blocks of 512 bytes, and there is no place for temporary files.
        let run = Command::new("sh")
            .args([
                "-c",
                "ulimit -f 64; exec \"$0\" extract archive -o \"$1\"",
                env!("CARGO_BIN_EXE_yusuan"),
                kind,
            ])
            .current_dir(&room.0)
            .env("TMPDIR", "/nonexistent")
            .output()
            .unwrap();
        let run = Run::of(run);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{kind}");
        assert_eq!(room.names(kind), ["archive/a.txt.json"], "{kind}");
    }
}

#[test]
fn content_says_what_a_file_is_and_its_name_does_not() {
    let room = Room::new("content");
    let pdf = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/yunxi-two-tables.pdf")).unwrap();
    let html =
        "<html><body><p>云溪市档案局2024年部门预算</p><table><tr><td>项目<td>预算数<tr><td>合计<td>1</table>";
    room.file("in/a.doc", pdf).file("in/b.txt", html).file("in/c.pdf", document(1));
    room.file("in/d.txt", zip(&[(b"inner.pdf", document(2).as_bytes())]));
    let run = room.run(&["extract", "in"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    for (name, media_type) in [
        ("a.doc.json", "application/pdf"),
        ("b.txt.json", "text/html"),
        ("c.pdf.json", "text/plain"),
        ("d.txt/inner.pdf.json", "text/plain"),
    ] {
        let document: serde_json::Value = serde_json::from_slice(&room.documents("output")[name]).unwrap();
        assert_eq!(document["source"]["media_type"], media_type, "{name}");
    }
}

#[test]
fn globs_choose_below_directories_and_in_archives() {
    let room = Room::new("globs");
    let archive = zip(&[(b"x/c.txt", document(1).as_bytes()), (b"x/c.csv", document(2).as_bytes())]);
    room.file("in/a.txt", document(3)).file("in/a.csv", document(4)).file("in/old/b.txt", document(5));
    room.file("in/z.zip", archive);
    let run = room.run(&["extract", "in", "--include", "*.txt", "--include", "*.zip", "--exclude", "old"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(room.names("output"), ["a.txt.json", "z.zip/x/c.txt.json"]);
    assert_eq!(room.run(&["extract", "in", "--include", "a[b"]).code, 1, "a wrong glob is a usage error");
}

#[test]
fn paths_come_from_a_list() {
    let room = Room::new("lists");
    room.file("a.txt", document(1)).file("b.txt", document(2)).file("list", "a.txt\r\nb.txt\n");
    assert_eq!(room.run(&["extract", "@list", "-o", "file"]).code, 0);
    let mut child = room.command(&["extract", "@-", "-o", "input"]).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"a.txt\0b.txt\0").unwrap();
    assert_eq!(Run::of(child.wait_with_output().unwrap()).code, 0);
    assert_eq!(room.names("file"), ["a.txt.json", "b.txt.json"]);
    assert_eq!(room.documents("file"), room.documents("input"));
    let missing = room.run(&["extract", "@nowhere"]);
    assert_eq!(missing.code, 1);
    assert!(missing.err.contains("nowhere cannot be read"), "{}", missing.err);
}

#[test]
fn a_loop_of_links_is_left_out_and_said_so() {
    let room = Room::new("links");
    room.file("in/a.txt", document(1));
    symlink(room.0.join("in"), room.0.join("in/loop")).unwrap();
    let run = room.run(&["extract", "in"]);
    assert_eq!(run.code, 0);
    assert!(run.err.contains("in/loop: left out"), "{}", run.err);
    assert_eq!(room.names("output"), ["a.txt.json"]);
}

#[test]
fn a_link_that_leads_nowhere_costs_the_others_nothing() {
    for target in ["self", "missing"] {
        let room = Room::new(&format!("link-{target}"));
        room.file("in/a.txt", document(1));
        symlink(target, room.0.join("in/self")).unwrap();
        let run = room.run(&["extract", "in"]);
        assert!(run.err.contains("in/self"), "{target}: {}", run.err);
        assert_eq!(room.names("output"), ["a.txt.json"], "{target}");
    }
}
