//! What a run reads, and what each output is called: files and directories become a list of inputs.
//!
//! The rule: every input has an output of its own, whatever the order of the arguments. A file argument keeps its
//! file name, a file below a directory argument its path below it:
//!
//! ```text
//! a.txt  2024/   →   a.txt → a.txt.json     2024/x/b.pdf → x/b.pdf.json
//! ```
//!
//! Inputs that would share a name (`2023/a.txt 2024/a.txt`) all get a mark made from their path: `a.txt~1f3c9a2b.json`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};

use encoding_rs::GB18030;
use globset::{GlobBuilder, GlobSet};
use walkdir::WalkDir;

use crate::digest::mark;
use crate::document::output::{HEAD_BYTES, is_output};
use crate::error::{Error, ErrorKind};

/// One thing to read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Input {
    /// What the output is called, below the output directory and without `.json`.
    pub name: String,
    /// The path as the user gave it, or as it is found below an argument.
    pub path: String,
    /// Where it is read from.
    pub origin: Origin,
}

/// Where an input is read from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A file.
    File(PathBuf),
    /// The program's standard input.
    Standard,
}

impl Origin {
    /// What tells it from others of its name.
    fn mark(&self) -> String {
        match self {
            Self::File(path) => mark(path.as_os_str().as_bytes()),
            Self::Standard => mark("-"),
        }
    }
}

/// Which files of directories and archives are read.
///
/// A glob without `/` is about the file name, one with `/` about the path below the directory or in the archive. What
/// an exclusion names it excludes with everything below. Nothing hidden is read.
#[derive(Debug, Default)]
pub struct Filter {
    include: GlobSet,
    exclude: GlobSet,
}

impl Filter {
    /// The filter of these globs; without an inclusion everything is included. `Err` names what is no glob.
    pub fn new(include: &[String], exclude: &[String]) -> Result<Self, String> {
        let set = |globs: &[String]| {
            let mut set = GlobSet::builder();
            for glob in globs {
                let anywhere = if glob.contains('/') { glob.clone() } else { format!("**/{glob}") };
                let built =
                    GlobBuilder::new(&anywhere).literal_separator(true).case_insensitive(true).build();
                set.add(built.map_err(|error| format!("{glob} is no glob ({})", error.kind()))?);
            }
            set.build().map_err(|error| error.to_string())
        };
        Ok(Self { include: set(include)?, exclude: set(exclude)? })
    }

    /// Whether a file of this path below a directory is read.
    fn takes(&self, below: &Path) -> bool {
        (self.include.is_empty() || self.include.is_match(below)) && !self.excludes(below)
    }

    /// Whether a directory or file is left out with everything below it.
    fn excludes(&self, below: &Path) -> bool {
        below.ancestors().any(|part| !part.as_os_str().is_empty() && self.exclude.is_match(part))
    }

    /// Whether an entry of this name in an archive is read.
    pub(super) fn takes_entry(&self, name: &str) -> bool {
        let hidden =
            name.split('/').any(|part| part == "__MACOSX" || (part.starts_with('.') && part.len() > 2));
        !hidden && self.takes(Path::new(name))
    }
}

/// Replaces every `@file` by the paths it lists, one a line (or ended by NUL); `@-` is a list on standard input.
pub fn expanded(arguments: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut paths = Vec::new();
    for argument in arguments {
        let Some(list) = argument.to_str().and_then(|argument| argument.strip_prefix('@')) else {
            paths.push(argument.clone());
            continue;
        };
        let mut bytes = Vec::new();
        let read = match list {
            "-" => io::stdin().lock().read_to_end(&mut bytes).map(|_| ()),
            list => std::fs::read(list).map(|content| bytes = content),
        };
        read.map_err(|error| {
            let message = format!("the list {} cannot be read ({error}); check the path", argument.display());
            Error::new(ErrorKind::Io, message)
        })?;
        let end = if bytes.contains(&0) { 0 } else { b'\n' };
        let lines = bytes.split(|&byte| byte == end).map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        paths
            .extend(lines.filter(|line| !line.is_empty()).map(|line| PathBuf::from(OsStr::from_bytes(line))));
    }
    Ok(paths)
}

/// Everything a run reads.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The inputs, sorted by name, no name twice.
    pub inputs: Vec<Input>,
    /// What a user should know about the choice: one sentence each.
    pub notes: Vec<String>,
}

/// The longest name that leaves room for `.json` and a mark in every common file system, in bytes.
const LONGEST_NAME: usize = 235;

/// Finds the inputs of these arguments. Below a directory, what the filter takes is an input, and nothing in `output`.
pub fn plan(arguments: &[PathBuf], filter: &Filter, output: Option<&Path>) -> Plan {
    let output = output.and_then(|output| output.canonicalize().ok());
    let mut found = BTreeSet::new();
    let mut notes = Vec::new();
    for argument in arguments {
        if argument.as_os_str() == "-" {
            found.insert(Input { name: "stdin".to_owned(), path: "-".to_owned(), origin: Origin::Standard });
        } else if argument.is_dir() {
            walk(argument, filter, output.as_deref(), &mut found, &mut notes);
        } else {
            let name = argument.file_name().map(PathBuf::from).unwrap_or_default();
            found.insert(input(&name, argument));
        }
    }
    Plan { inputs: told_apart(found, &mut notes), notes }
}

fn walk(
    root: &Path,
    filter: &Filter,
    output: Option<&Path>,
    found: &mut BTreeSet<Input>,
    notes: &mut Vec<String>,
) {
    let below = |path: &Path| path.strip_prefix(root).unwrap_or(path).to_owned();
    let entries = WalkDir::new(root).follow_links(true).into_iter().filter_entry(|entry| {
        let hidden = entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".");
        let ours = entry.file_type().is_dir()
            && output.is_some_and(|output| entry.path().canonicalize().is_ok_and(|path| path == output));
        !hidden && !ours && !filter.excludes(&below(entry.path()))
    });
    let mut outputs = 0;
    for entry in entries {
        match entry {
            Ok(entry) if entry.file_type().is_file() && filter.takes(&below(entry.path())) => {
                if holds_output(entry.path()) {
                    outputs += 1;
                    continue;
                }
                found.insert(input(&below(entry.path()), entry.path()));
            }
            Ok(_) => {}
            Err(error) if error.loop_ancestor().is_some() => {
                let path = error.path().unwrap_or(root).display();
                notes.push(format!("{path}: left out, it is a link to a directory that holds it"));
            }
            // Reading it fails again during the run, and is reported there.
            Err(error) => {
                let path = error.path().unwrap_or(root);
                found.insert(input(&below(path), path));
            }
        }
    }
    if outputs > 0 {
        notes.push(format!("{}: left out {outputs} files that yusuan has written", root.display()));
    }
}

/// Whether a file is what yusuan has written. Only those are looked into that are called as its outputs are.
fn holds_output(path: &Path) -> bool {
    let called =
        path.extension().is_some_and(|ending| ["json", "jsonl", "csv"].iter().any(|own| ending == *own));
    let mut head = Vec::new();
    let opened = if called { File::open(path).ok() } else { None };
    let read = opened.map(|file| file.take(HEAD_BYTES as u64).read_to_end(&mut head));
    read.is_some_and(|read| read.is_ok()) && is_output(&head)
}

fn input(name: &Path, path: &Path) -> Input {
    let text = |path: &Path| read_name(path.as_os_str().as_bytes()).into_owned();
    Input { name: safe_name(&text(name)), path: text(path), origin: Origin::File(path.to_owned()) }
}

/// The name of a file as text: in UTF-8 where it is that, else in GBK, as Chinese Windows writes names.
pub(super) fn read_name(name: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(name) {
        Ok(name) => Cow::Borrowed(name),
        Err(_) => GB18030.decode_without_bom_handling(name).0,
    }
}

/// Gives inputs whose output would be the file or the directory of another's a mark each, made from their path.
fn told_apart(found: BTreeSet<Input>, notes: &mut Vec<String>) -> Vec<Input> {
    let mut by_origin = BTreeMap::new();
    for input in found {
        // A file that is also below a directory argument is one input; the longer name says more.
        let other = by_origin.entry(input.origin.clone()).or_insert_with(|| input.clone());
        if other.name.len() < input.name.len() {
            *other = input;
        }
    }
    let mut by_name: BTreeMap<String, Vec<Input>> = BTreeMap::new();
    let mut directories = BTreeSet::new();
    for input in by_origin.into_values() {
        directories.extend(input.name.match_indices('/').map(|(end, _)| input.name[..end].to_owned()));
        by_name.entry(input.name.clone()).or_default().push(input);
    }
    let mut inputs = Vec::new();
    for (name, mut same) in by_name {
        if same.len() > 1 || directories.contains(&format!("{name}.json")) {
            for input in &mut same {
                input.name = format!("{name}~{}", input.origin.mark());
                notes.push(format!(
                    "{}: its output is called {}.json, another input has that name",
                    input.path, input.name
                ));
            }
        }
        inputs.append(&mut same);
    }
    inputs.sort();
    inputs
}

/// A name below the output directory, whatever an input is called: relative, without `..`, each part short
/// enough for a file system.
pub(crate) fn safe_name(name: &str) -> String {
    let parts = Path::new(name).components().filter_map(|part| match part {
        Component::Normal(part) => Some(shortened(&part.to_string_lossy())),
        _ => None,
    });
    let name = parts.collect::<Vec<_>>().join("/");
    if name.is_empty() { "unnamed".to_owned() } else { name }
}

fn shortened(part: &str) -> String {
    let part = part.replace('\0', "_");
    if part.len() <= LONGEST_NAME {
        return part;
    }
    let end = (0..=LONGEST_NAME - 9).rev().find(|&end| part.is_char_boundary(end)).unwrap_or(0);
    format!("{}~{}", part.get(..end).unwrap_or_default(), mark(&part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glob_is_about_the_name_or_about_the_path() {
        let of = |globs: &[&str]| globs.iter().map(|glob| (*glob).to_owned()).collect::<Vec<_>>();
        for (include, exclude, path, taken) in [
            (&[][..], &[][..], "x/a.txt", true),
            (&["*.pdf"], &[], "x/y/a.PDF", true),
            (&["*.pdf"], &[], "x/a.txt", false),
            (&["x/*.txt"], &[], "x/a.txt", true),
            (&["x/*.txt"], &[], "x/y/a.txt", false),
            (&["x/**"], &[], "x/y/a.txt", true),
            (&[], &["y"], "x/y/a.txt", false),
            (&["*.txt"], &["a.*"], "a.txt", false),
        ] {
            let filter = Filter::new(&of(include), &of(exclude)).unwrap();
            assert_eq!(filter.takes(Path::new(path)), taken, "{include:?} {exclude:?} {path}");
        }
        assert!(Filter::new(&of(&["a[b"]), &[]).is_err());
    }

    #[test]
    fn hidden_entries_of_archives_are_left_out() {
        let filter = Filter::default();
        for (name, taken) in [
            ("a/b.txt", true),
            ("./a.txt", true),
            ("../a.txt", true),
            (".DS_Store", false),
            ("__MACOSX/a/._b", false),
        ] {
            assert_eq!(filter.takes_entry(name), taken, "{name}");
        }
    }

    #[test]
    fn names_stay_below_the_output_directory_and_are_short() {
        for (name, expected) in [
            ("a.txt", "a.txt"),
            ("2024/a.txt", "2024/a.txt"),
            ("../../etc/passwd", "etc/passwd"),
            ("/etc/passwd", "etc/passwd"),
            ("a/./b//c", "a/b/c"),
            ("..", "unnamed"),
            ("", "unnamed"),
        ] {
            assert_eq!(safe_name(name), expected, "{name}");
        }
        let long = safe_name(&"预".repeat(200));
        assert!(
            long.len() <= LONGEST_NAME && long.starts_with("预预") && long != safe_name(&"预".repeat(201))
        );
    }
}
