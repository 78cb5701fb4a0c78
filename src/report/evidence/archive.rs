//! A tar archive with one way to be written, so that no byte of it can be changed unseen.

use std::io::{self, Read as _};

use tar::{Archive, Builder, EntryType, Header};

use super::VerifyError;

/// What stands in the header of every file.
const MARK: &[u8] = b"ustar\0";

/// A file's path, with `/` between folders, and its bytes.
pub type Entry = (String, Vec<u8>);

/// The archive of these files: without times, owners and permissions.
pub fn write(entries: &[Entry]) -> io::Result<Vec<u8>> {
    let mut archive = Builder::new(Vec::new());
    for (name, bytes) in entries {
        let mut header = Header::new_ustar();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(0o644);
        header.set_size(bytes.len() as u64);
        archive.append_data(&mut header, name, bytes.as_slice())?;
    }
    archive.into_inner()
}

/// The files of an archive.
pub fn read(bytes: &[u8]) -> Result<Vec<Entry>, VerifyError> {
    let mut entries: Vec<Entry> = Vec::new();
    let unreadable = |error: io::Error| match entries_so_far(bytes).last() {
        Some(last) => VerifyError::Changed(format!("the archive cannot be read behind {last} ({error})")),
        // What it holds is not told.
        None if is_marked(bytes) => VerifyError::Changed("the archive cannot be read from its beginning".to_owned()),
        None => VerifyError::NoArchive,
    };
    for entry in Archive::new(bytes).entries().map_err(unreadable)? {
        let mut entry = entry.map_err(unreadable)?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).map_err(unreadable)?;
        if entries.iter().any(|(known, _)| *known == name) {
            return Err(VerifyError::Changed(format!("{name} was added: it is there twice")));
        }
        entries.push((name, content));
    }
    if entries.is_empty() && !is_marked(bytes) {
        return Err(VerifyError::NoArchive);
    }
    Ok(entries)
}

/// True for what was an archive, whatever was done to it.
fn is_marked(bytes: &[u8]) -> bool {
    bytes.windows(MARK.len()).any(|window| window == MARK)
}

/// The names of the files before the first that cannot be read.
fn entries_so_far(bytes: &[u8]) -> Vec<String> {
    let mut archive = Archive::new(bytes);
    let Ok(entries) = archive.entries() else { return Vec::new() };
    let readable = entries.map_while(Result::ok);
    readable.map(|entry| String::from_utf8_lossy(&entry.path_bytes()).into_owned()).collect()
}
