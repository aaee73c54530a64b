//! Writes font programs by hand: the tables that say what glyphs mean, and no outlines.

/// Platform and encoding of a `cmap` subtable, and the glyph of each of its codes in ascending order.
pub type Subtable<'a> = (u16, u16, &'a [(u32, u32)]);

/// A TrueType or OpenType program of these tables.
pub fn sfnt(tables: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut font = vec![0, 1, 0, 0, 0, tables.len() as u8, 0, 16, 0, 0, 0, 0];
    let mut offset = 12 + 16 * tables.len();
    for (tag, table) in tables {
        font.extend_from_slice(*tag);
        for number in [0, offset as u32, table.len() as u32] {
            font.extend_from_slice(&number.to_be_bytes());
        }
        offset += table.len();
    }
    tables.iter().for_each(|(_, table)| font.extend_from_slice(table));
    font
}

/// A `cmap` table of subtables of format 12: groups of characters and their first glyph.
pub fn cmap(subtables: &[Subtable<'_>]) -> Vec<u8> {
    let mut table = vec![0, 0, 0, subtables.len() as u8];
    let mut bodies = Vec::new();
    for (platform, encoding, characters) in subtables {
        table.extend_from_slice(&platform.to_be_bytes());
        table.extend_from_slice(&encoding.to_be_bytes());
        table.extend_from_slice(&((4 + 8 * subtables.len() + bodies.len()) as u32).to_be_bytes());
        bodies.extend_from_slice(&[0, 12, 0, 0]);
        for number in [16 + 12 * characters.len() as u32, 0, characters.len() as u32] {
            bodies.extend_from_slice(&number.to_be_bytes());
        }
        for (character, glyph) in *characters {
            for number in [*character, *character, *glyph] {
                bodies.extend_from_slice(&number.to_be_bytes());
            }
        }
    }
    [table, bodies].concat()
}

/// A TrueType program that has nothing but a table from codes to glyphs.
pub fn truetype(subtables: &[Subtable<'_>]) -> Vec<u8> {
    sfnt(&[(b"cmap", cmap(subtables))])
}

/// A bare CFF program whose glyphs 1, 2, … have these names.
pub fn named_cff(names: &[&str]) -> Vec<u8> {
    let charset: Vec<u16> = (391..).take(names.len()).collect();
    cff(names, &charset, false)
}

/// A CFF program whose glyphs 1, 2, … have these CIDs.
pub fn cid_keyed_cff(cids: &[u16]) -> Vec<u8> {
    cff(&["Adobe", "Identity"], cids, true)
}

fn cff(strings: &[&str], charset: &[u16], cid_keyed: bool) -> Vec<u8> {
    let glyphs = charset.len() + 1;
    let strings: Vec<&[u8]> = strings.iter().map(|text| text.as_bytes()).collect();
    let head = [&[1_u8, 0, 4, 2][..], &index(&[b"A"])].concat();
    let tail = [index(&strings), index(&[])].concat();
    // Registry, ordering and supplement of a CID-keyed font, then the offsets of the charset (15), of the glyph
    // programs (17), of the font dictionaries (12 36) and of their choice for each glyph (12 37).
    let top = |[charset, programs, dictionaries, choice]: [usize; 4]| {
        let mut dictionary = Vec::new();
        if cid_keyed {
            dictionary.extend([long(391), long(392), long(0), vec![12, 30]].concat());
        }
        dictionary.extend([long(charset), vec![15], long(programs), vec![17]].concat());
        if cid_keyed {
            dictionary.extend([long(dictionaries), vec![12, 36], long(choice), vec![12, 37]].concat());
        }
        index(&[&dictionary])
    };
    let charset = [vec![0], charset.iter().flat_map(|number| number.to_be_bytes()).collect()].concat();
    let programs = index(&vec![&[14_u8][..]; glyphs]);
    let dictionaries = index(&[b""]);
    let choice = vec![0_u8; 1 + glyphs];
    let first = head.len() + top([0; 4]).len() + tail.len();
    let second = first + charset.len();
    let third = second + programs.len();
    let offsets = [first, second, third, third + dictionaries.len()];
    [head, top(offsets), tail, charset, programs, dictionaries, choice].concat()
}

fn index(items: &[&[u8]]) -> Vec<u8> {
    let mut bytes = (items.len() as u16).to_be_bytes().to_vec();
    if items.is_empty() {
        return bytes;
    }
    bytes.push(2);
    let mut offset = 1_u16;
    bytes.extend_from_slice(&offset.to_be_bytes());
    for item in items {
        offset += item.len() as u16;
        bytes.extend_from_slice(&offset.to_be_bytes());
    }
    items.iter().for_each(|item| bytes.extend_from_slice(item));
    bytes
}

/// A number of a dictionary, always five bytes long.
fn long(number: usize) -> Vec<u8> {
    [&[29_u8][..], &(number as u32).to_be_bytes()].concat()
}
