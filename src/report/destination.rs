//! Where reports are written. A file is replaced when the whole report is there: of a run that is killed none stays, and no half.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{Format, Report, ReportError};

/// A report file that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// Its form.
    pub format: Format,
    /// Where it is written; missing folders are made.
    pub path: PathBuf,
}

impl Destination {
    /// Reads `FORMAT=PATH`.
    pub fn parse(text: &str) -> Result<Self, ReportError> {
        let wrong = || ReportError::Destination { text: text.to_owned() };
        let (name, path) = text.split_once('=').filter(|(_, path)| !path.is_empty()).ok_or_else(wrong)?;
        let (_, format) = Format::ALL.into_iter().find(|(known, _)| *known == name).ok_or_else(wrong)?;
        Ok(Self { format, path: path.into() })
    }

    /// True when it is this file, which is there; pipes and devices are none.
    pub fn is_file(&self, path: &Path) -> bool {
        let place = fs::canonicalize(&self.path).ok().filter(|place| place.is_file());
        place.is_some() && place == fs::canonicalize(path).ok()
    }

    /// True when what is written there is a file, or will be one.
    pub fn becomes_file(&self) -> bool {
        self.path.is_file() || !self.path.exists()
    }

    /// Opens the file, and makes the folders that it stands in; what it holds stays until it is written.
    fn open(&self) -> Result<Opened<'_>, ReportError> {
        let failed = |source| ReportError::Write { path: self.path.clone(), source };
        let folder = self.path.parent().filter(|folder| *folder != Path::new(""));
        folder.map_or(Ok(()), fs::create_dir_all).map_err(failed)?;
        let is_new = !self.path.exists();
        let file = File::options().create(true).write(true).truncate(false).open(&self.path).map_err(failed)?;
        // Pipes and devices are written as they come.
        let place = if file.metadata().map_err(failed)?.is_file() {
            Place::File { path: fs::canonicalize(&self.path).map_err(failed)?, is_new }
        } else {
            Place::Stream(file)
        };
        Ok(Opened { destination: self, place })
    }
}

/// Opens every file before a run, so that nothing is run for a report that cannot be written; nothing new is left behind before
/// there is a report.
pub fn open_all(destinations: &[Destination]) -> Result<Vec<Opened<'_>>, ReportError> {
    let mut opened: Vec<Opened<'_>> = Vec::new();
    let mut problem = None;
    for destination in destinations {
        if opened.iter().any(|file| file.destination.is_file(&destination.path)) {
            problem = Some(ReportError::Twice { path: destination.path.clone() });
            break;
        }
        match destination.open() {
            Ok(file) => opened.push(file),
            Err(error) => {
                problem = Some(error);
                break;
            }
        }
    }
    opened.iter().for_each(Opened::vacate);
    problem.map_or(Ok(opened), Err)
}

/// A report file that can be written.
#[derive(Debug)]
pub struct Opened<'a> {
    destination: &'a Destination,
    place: Place,
}

#[derive(Debug)]
enum Place {
    /// A file; it was not there before.
    File { path: PathBuf, is_new: bool },
    /// A pipe or a device.
    Stream(File),
}

impl Opened<'_> {
    /// Writes a run's report.
    pub fn write(self, report: &Report<'_>) -> Result<(), ReportError> {
        self.fill(|format, file| format.write(file, report))
    }

    /// Removes the empty file that was made to see whether it can be.
    fn vacate(&self) {
        if let Place::File { path, is_new: true } = &self.place {
            // An empty file that stays harms nobody.
            let _ = fs::remove_file(path);
        }
    }

    /// Fills the file and closes it.
    pub(super) fn fill(self, write: impl FnOnce(Format, &mut dyn Write) -> io::Result<()>) -> Result<(), ReportError> {
        let Self { destination: Destination { format, path }, place } = self;
        let written = match place {
            Place::Stream(file) => to(file, |out| write(*format, out)),
            Place::File { path, .. } => replace(&path, |out| write(*format, out)),
        };
        written.map_err(|source| ReportError::Write { path: path.clone(), source })
    }
}

/// Writes a file anew: the old one stays until all of the new one is there.
pub fn replace(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
    let Ok(file) = File::create_new(&beside) else {
        // A folder in which no file can be made may hold one that can be written.
        return to(File::create(path)?, write);
    };
    let permissions = fs::metadata(path).map(|old| old.permissions());
    let kept = permissions.map_or(Ok(()), |permissions| file.set_permissions(permissions));
    let written = kept.and_then(|()| to(file, write));
    let moved = written.and_then(|()| match fs::rename(&beside, path) {
        // A file that is mounted alone cannot be replaced.
        Err(_) => fs::copy(&beside, path).and_then(|_| fs::remove_file(&beside)),
        Ok(()) => Ok(()),
    });
    if moved.is_err() {
        // What was written in vain harms nobody.
        let _ = fs::remove_file(&beside);
    }
    moved
}

fn to(file: File, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut file = BufWriter::new(file);
    write(&mut file).and_then(|()| file.flush())
}

/// Writes a run's report to every file, all at once; returns what could not be written.
pub fn write_all(files: Vec<Opened<'_>>, report: &Report<'_>) -> Vec<ReportError> {
    std::thread::scope(|scope| {
        let started: Vec<_> = files.into_iter().map(|file| scope.spawn(|| file.write(report))).collect();
        let ended = started.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        ended.filter_map(Result::err).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_is_a_format_and_a_path() {
        let read = Destination::parse("junit=out/a=b.xml").unwrap();
        assert_eq!(read, Destination { format: Format::Junit, path: "out/a=b.xml".into() });
        for text in ["", "json", "json=", "xml=a", "=a"] {
            assert!(Destination::parse(text).is_err(), "{text:?} was read");
        }
    }

    #[test]
    fn the_old_file_stays_until_the_new_one_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        let names = || fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>();
        let destination = Destination { format: Format::Json, path: path.clone() };
        assert_eq!(open_all(std::slice::from_ref(&destination)).unwrap().len(), 1);
        assert!(names().is_empty(), "{:?} is there before there is a report", names());

        fs::write(&path, "old").unwrap();
        let fails = replace(&path, |out| out.write_all(b"ne").and(Err(io::Error::other("no more"))));
        assert_eq!((fails.is_err(), fs::read_to_string(&path).unwrap()), (true, "old".to_owned()));
        replace(&path, |out| out.write_all(b"new")).unwrap();
        assert_eq!((fs::read_to_string(&path).unwrap(), names().len()), ("new".to_owned(), 1));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_one_and_its_file_keeps_its_permissions() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let [file, link] = ["file", "link"].map(|name| folder.path().join(name));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        symlink(&file, &link).unwrap();
        let destination = Destination { format: Format::Json, path: link.clone() };
        let opened = open_all(std::slice::from_ref(&destination)).unwrap().pop().unwrap();
        opened.fill(|_, out| out.write_all(b"new")).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
