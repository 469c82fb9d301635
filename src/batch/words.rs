//! The words of a command line as files: folders, patterns and lists of names among them.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::path::{Component, Path, PathBuf};

use glob::Pattern;

use crate::limits;

use super::error::{Error, ErrorKind};
use super::judge::read_text;
use super::output::is_temporary;
use super::walk::{self, Found};

/// An input that is not open yet.
pub(super) enum Waiting {
    StandardInput,
    File(Place),
    Failed(Error),
    Passed(Error),
}

impl Waiting {
    /// How many bytes are to be read of it, packed as they are; none where nobody knows.
    pub(super) fn bytes(&self) -> Option<u64> {
        match self {
            Self::File(place) => fs::metadata(&place.path).ok().filter(Metadata::is_file).map(|m| m.len()),
            Self::StandardInput => None,
            Self::Failed(_) | Self::Passed(_) => Some(0),
        }
    }
}

/// A file and what it is called.
pub(super) struct Place {
    pub(super) path: PathBuf,
    pub(super) relative: PathBuf,
    pub(super) named: bool,
}

/// Which of the files in folders are taken, by patterns of their names (`*.837`) or of their places in the folder
/// (`archive/**`).
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only these; none for all.
    pub include: Vec<Pattern>,
    /// But not these.
    pub exclude: Vec<Pattern>,
}

impl Selection {
    fn takes(&self, relative: &Path) -> bool {
        let name = relative.file_name().map_or(relative, Path::new);
        let is_one = |patterns: &[Pattern]| {
            patterns.iter().any(|pattern| pattern.matches_path(name) || pattern.matches_path(relative))
        };
        (self.include.is_empty() || is_one(&self.include)) && !is_one(&self.exclude)
    }
}

/// The files behind the words, in their order; the files of a folder or pattern by name.
pub(super) fn expand(words: &[OsString], selection: &Selection) -> VecDeque<Waiting> {
    let mut named = Vec::with_capacity(words.len());
    for word in words {
        match word.to_str().and_then(|word| word.strip_prefix('@')) {
            Some(list) => match listed(list) {
                Ok(words) => named.extend(words.into_iter().map(Ok)),
                Err(error) => named.push(Err(error)),
            },
            None => named.push(Ok(word.clone())),
        }
    }
    let plain: Vec<OsString> = named.iter().filter_map(|word| word.as_ref().ok()).cloned().collect();
    let places = Places::new(&plain);
    let mut waiting = VecDeque::new();
    for word in named {
        match word {
            Err(error) => waiting.push_back(Waiting::Failed(error)),
            Ok(word) => waiting.extend(files(Path::new(&word), &places, selection)),
        }
    }
    waiting
}

/// Whether the word is one file: no folder, pattern or list.
pub fn is_one_file(word: &OsString) -> bool {
    let path = Path::new(word);
    let is_list = word.to_str().is_some_and(|word| word.starts_with('@'));
    !path.is_dir() && !is_list && pattern(path).is_none()
}

/// The lines of a list of names; empty ones are none.
fn listed(list: &str) -> Result<Vec<OsString>, Error> {
    let text = read_text(list, limits::OUTCOME)?;
    let lines = text.lines().map(|line| line.trim_end_matches('\r')).filter(|line| !line.trim().is_empty());
    Ok(lines.map(OsString::from).collect())
}

/// The word as a pattern, where it is one and no file is called that.
fn pattern(word: &Path) -> Option<&str> {
    let text = word.to_str()?;
    (text.contains(['*', '?', '[']) && std::fs::symlink_metadata(word).is_err()).then_some(text)
}

/// The files behind a pattern. Names that begin with a dot are meant only where the pattern says so.
fn matching(word: &Path, text: &str, places: &Places, selection: &Selection) -> Vec<Waiting> {
    let options = glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::new() };
    let Ok(paths) = glob::glob_with(text, options) else {
        return vec![Waiting::Failed(Error::new(word, ErrorKind::NoPattern))];
    };
    let mut waiting = Vec::new();
    for path in paths {
        match path {
            Ok(path) => {
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
                match name.and_then(|name| walk::in_the_making(&name)) {
                    Some(why) => waiting.push(Waiting::Passed(Error::new(path, why))),
                    None => waiting.extend(files(&path, places, selection)),
                }
            }
            Err(error) => {
                let path = error.path().to_owned();
                waiting.push(Waiting::Failed(Error::io(path, "listed", error.into())));
            }
        }
    }
    if waiting.is_empty() {
        waiting.push(Waiting::Failed(Error::new(word, ErrorKind::NothingMatches)));
    }
    waiting
}

/// The files behind one word.
fn files(word: &Path, places: &Places, selection: &Selection) -> Vec<Waiting> {
    if word == Path::new("-") {
        return vec![Waiting::StandardInput];
    }
    if word.file_name().is_some_and(|name| is_temporary(&name.to_string_lossy())) {
        return vec![Waiting::Failed(Error::new(word, ErrorKind::Incomplete))];
    }
    if let Some(text) = pattern(word) {
        return matching(word, text, places, selection);
    }
    if !word.is_dir() {
        let place = Place { path: word.to_owned(), relative: places.of_file(word), named: true };
        return vec![Waiting::File(place)];
    }
    let above = places.of_folder(word);
    let found = walk::list(word);
    if found.is_empty() {
        return vec![Waiting::Failed(Error::new(word, ErrorKind::EmptyFolder))];
    }
    let waiting = found.into_iter().map(|found| match found {
        Found::File(path, relative) if !selection.takes(&relative) => {
            Waiting::Passed(Error::new(path, ErrorKind::NotSelected))
        }
        Found::File(path, relative) => {
            Waiting::File(Place { path, relative: above.join(relative), named: false })
        }
        Found::Failed(error) => Waiting::Failed(error),
        Found::Passed(path, why) => Waiting::Passed(Error::new(path, why)),
    });
    waiting.collect()
}

/// Where the words of a run stand in an output folder, so that no two get in each other's way.
struct Places {
    /// What the absolute paths of all files named have in common; nothing if fewer than two.
    common: PathBuf,
    several_folders: bool,
}

impl Places {
    fn new(words: &[OsString]) -> Self {
        let paths = || words.iter().map(Path::new);
        let several_folders = paths().filter(|p| p.is_dir()).nth(1).is_some();
        let mut parents = paths().filter(|p| p.is_absolute() && !p.is_dir()).filter_map(Path::parent);
        let first = parents.next().unwrap_or(Path::new("")).to_owned();
        let common = parents.fold(first, |common, parent| in_common(&common, parent));
        Self { common, several_folders }
    }

    /// Place of a file that was named.
    fn of_file(&self, path: &Path) -> PathBuf {
        let below = match path.strip_prefix(&self.common) {
            Ok(below) if path.is_absolute() => below,
            _ => path,
        };
        if let Some(plain) = plain(below) {
            return plain;
        }
        path.file_name().map_or_else(|| "unnamed".into(), PathBuf::from)
    }

    /// What is above the files of a folder: nothing for the only one, its own name where there are several.
    fn of_folder(&self, path: &Path) -> PathBuf {
        if !self.several_folders {
            return PathBuf::new();
        }
        plain(path).unwrap_or_else(|| path.file_name().map(PathBuf::from).unwrap_or_default())
    }
}

/// A relative path that goes nowhere but down.
fn plain(path: &Path) -> Option<PathBuf> {
    let parts = path.components().filter(|part| *part != Component::CurDir);
    parts.map(|part| matches!(part, Component::Normal(_)).then_some(part)).collect()
}

fn in_common(a: &Path, b: &Path) -> PathBuf {
    a.components().zip(b.components()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_named_file_is_its_relative_path_or_its_name() {
        let places = Places::new(&[]);
        for (path, place) in [
            ("b.837.gz", "b.837.gz"),
            ("a/b.837", "a/b.837"),
            ("./a/./b.837", "a/b.837"),
            ("../a/b.837", "b.837"),
            ("a/../b.837", "b.837"),
            ("/data/jan/b.837", "b.837"),
        ] {
            assert_eq!(places.of_file(Path::new(path)), Path::new(place), "{path}");
        }
    }

    #[test]
    fn absolute_paths_lose_what_they_have_in_common() {
        let words = ["/no/such/jan/a.837", "/no/such/feb/a.837", "rel/a.837"].map(OsString::from);
        let places = Places::new(&words);
        let of = |n: usize| places.of_file(Path::new(&words[n]));
        assert_eq!(of(0), Path::new("jan/a.837"));
        assert_eq!(of(1), Path::new("feb/a.837"));
        assert_eq!(of(2), Path::new("rel/a.837"));
    }
}
