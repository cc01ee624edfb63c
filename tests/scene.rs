//! A temporary directory with the real binary in it.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A temporary directory that goes away with the value.
pub(crate) struct Scene {
    root: tempfile::TempDir,
}

/// How a run of the binary ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// The exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    /// The standard output.
    pub stdout: String,
    /// The error output.
    pub stderr: String,
}

impl Scene {
    /// An empty directory.
    pub(crate) fn new() -> Self {
        Self { root: tempfile::tempdir().expect("a temporary directory") }
    }

    /// A directory with the specimens in `corpus/`.
    pub(crate) fn with_specimens() -> Self {
        let scene = Self::new();
        for path in specimens() {
            let name = path.file_name().expect("a specimen has a name").to_owned();
            scene.write(Path::new("corpus").join(name), fs::read(path).expect("a readable specimen"));
        }
        scene
    }

    /// A path in the directory.
    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.root.path().join(name)
    }

    /// Writes a file, with the directories above it.
    pub(crate) fn write(&self, name: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a path in the scene")).expect("a writable scene");
        fs::write(&path, bytes).expect("a writable scene");
        path
    }

    /// The binary, to be run in the directory, without input.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_reportlake"));
        command.current_dir(self.root.path()).stdin(Stdio::null()).env_remove("NO_COLOR").env("COLUMNS", "80");
        command
    }

    /// Runs the binary with these arguments.
    pub(crate) fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Ended {
        Ended::of(&self.command().args(arguments).output().expect("a binary that starts"))
    }

    /// Extracts `corpus` to `lake`, quietly, and demands success.
    pub(crate) fn extract(&self) -> Ended {
        let ended = self.run(["extract", "corpus", "--out", "lake", "--progress", "none"]);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        ended
    }

    /// The directory that `lake/current` leads to.
    pub(crate) fn current(&self) -> PathBuf {
        fs::canonicalize(self.path("lake/current")).expect("a published snapshot")
    }
}

impl Ended {
    /// What came of a process.
    pub(crate) fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { code: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }
}

/// The root of the project.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files that `wanted` names, anywhere below a directory, sorted.
pub(crate) fn files_below(top: &Path, wanted: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(top).sort_by_file_name();
    walk.into_iter().filter_map(Result::ok).map(walkdir::DirEntry::into_path).filter(|path| path.is_file() && wanted(path)).collect()
}

/// The documents that ship with the project.
pub(crate) fn specimens() -> Vec<PathBuf> {
    files_below(&root().join("tests/specimens"), |_| true)
}
