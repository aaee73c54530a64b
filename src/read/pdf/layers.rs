//! Optional content: layers that the document's default configuration switches off do not exist.

use std::collections::HashSet;

use lopdf::{Dictionary, Object};

use super::file::{File, as_dictionary};
use super::lexer::{Operand, Operands};

/// The layers that are off. A layer is known by the address of its dictionary in the file.
#[derive(Debug, Default)]
pub(super) struct Layers {
    off: HashSet<usize>,
}

impl Layers {
    /// Reads the default configuration of the catalog.
    pub(super) fn load(file: &File) -> Self {
        let Some(properties) = file.catalog().and_then(|catalog| file.dictionary(catalog, b"OCProperties"))
        else {
            return Self::default();
        };
        let Some(configuration) = file.dictionary(properties, b"D") else { return Self::default() };
        let addresses = |holder: &Dictionary, key: &[u8]| -> Vec<usize> {
            let groups = file.array(holder, key).unwrap_or_default();
            groups.iter().filter_map(|group| as_dictionary(file.resolve(group))).map(address).collect()
        };
        let mut off = HashSet::new();
        if file.name(configuration, b"BaseState") == Some(b"OFF") {
            off.extend(addresses(properties, b"OCGs"));
            for on in addresses(configuration, b"ON") {
                off.remove(&on);
            }
        }
        off.extend(addresses(configuration, b"OFF"));
        Self { off }
    }

    /// Whether marked content (`/OC /MC0 BDC`) belongs to a hidden layer.
    pub(super) fn hides(&self, file: &File, resources: Option<&Dictionary>, operands: &Operands) -> bool {
        if self.off.is_empty() {
            return false;
        }
        let [Operand::Name(tag), Operand::Name(name), ..] = operands.list() else { return false };
        operands.bytes(tag) == b"OC"
            && resources
                .and_then(|resources| file.dictionary(resources, b"Properties"))
                .and_then(|properties| file.dictionary(properties, operands.bytes(name)))
                .is_some_and(|group| self.is_off(file, group))
    }

    /// Whether an XObject with `/OC` belongs to a hidden layer.
    pub(super) fn hides_object(&self, file: &File, object: &Dictionary) -> bool {
        !self.off.is_empty() && file.dictionary(object, b"OC").is_some_and(|group| self.is_off(file, group))
    }

    /// A group is off if the configuration says so; a membership by its policy over its groups.
    fn is_off(&self, file: &File, group: &Dictionary) -> bool {
        if file.name(group, b"Type") != Some(b"OCMD") {
            return self.off.contains(&address(group));
        }
        let states: Vec<bool> = match file.value(group, b"OCGs") {
            Object::Array(groups) => groups
                .iter()
                .filter_map(|group| as_dictionary(file.resolve(group)))
                .map(|group| self.off.contains(&address(group)))
                .collect(),
            single => {
                as_dictionary(single).map(|group| self.off.contains(&address(group))).into_iter().collect()
            }
        };
        if states.is_empty() {
            return false;
        }
        let visible = match file.name(group, b"P") {
            Some(b"AllOn") => states.iter().all(|off| !off),
            Some(b"AllOff") => states.iter().all(|off| *off),
            Some(b"AnyOff") => states.iter().any(|off| *off),
            _ => states.iter().any(|off| !off),
        };
        !visible
    }
}

fn address(dictionary: &Dictionary) -> usize {
    std::ptr::from_ref(dictionary).addr()
}
