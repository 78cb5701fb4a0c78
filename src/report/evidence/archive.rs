//! A tar archive with one way to be written, so that no byte of it can be changed unseen.

use std::io::{self, Read as _};

use tar::{Archive, Builder, EntryType, Header};

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

/// The files of an archive; the error is a sentence.
pub fn read(bytes: &[u8]) -> Result<Vec<Entry>, String> {
    let mut entries: Vec<Entry> = Vec::new();
    let unreadable = |error: io::Error| match entries_so_far(bytes).last() {
        Some(last) => format!("the archive cannot be read behind {last} ({error})"),
        // What it holds is not told.
        None => "it is no archive of evidence".to_owned(),
    };
    for entry in Archive::new(bytes).entries().map_err(unreadable)? {
        let mut entry = entry.map_err(unreadable)?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).map_err(unreadable)?;
        if entries.iter().any(|(known, _)| *known == name) {
            return Err(format!("{name} was added: it is there twice"));
        }
        entries.push((name, content));
    }
    Ok(entries)
}

/// The names of the files before the first that cannot be read.
fn entries_so_far(bytes: &[u8]) -> Vec<String> {
    let mut archive = Archive::new(bytes);
    let Ok(entries) = archive.entries() else { return Vec::new() };
    let readable = entries.map_while(Result::ok);
    readable.map(|entry| String::from_utf8_lossy(&entry.path_bytes()).into_owned()).collect()
}
