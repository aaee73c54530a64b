//! What tells contents apart: their SHA-256 in hexadecimal, or the first digits of it.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

/// The SHA-256 of these bytes: 64 hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// The SHA-256 of all that can be read, and how many bytes that is; it is never in memory as a whole.
pub(crate) fn sha256_of(content: &mut impl Read) -> io::Result<(String, u64)> {
    let (mut hasher, mut bytes) = (Sha256::new(), 0);
    let mut buffer = vec![0; 1 << 16];
    loop {
        match content.read(&mut buffer)? {
            0 => return Ok((hexadecimal(&hasher.finalize()), bytes)),
            read => {
                hasher.update(&buffer[..read]);
                bytes += read as u64;
            }
        }
    }
}

/// Eight hexadecimal digits that tell a few contents apart.
pub(crate) fn mark(bytes: impl AsRef<[u8]>) -> String {
    let mut digits = sha256(bytes.as_ref());
    digits.truncate(8);
    digits
}

fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_has_one_digest_however_it_is_read() {
        let whole = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(b"abc"), whole);
        assert_eq!(sha256_of(&mut &b"abc"[..]).unwrap(), (whole.to_owned(), 3));
        assert_eq!(mark("abc"), whole[..8]);
    }
}
