//! DuckDB, pandas and Polars read every table of a lake of the specimens, without options beyond the README's.
//!
//! The readers come from PyPI, pinned in `tests/readers/requirements.txt`, into an environment below `target/`. It is
//! made once and found again while the pins are the same.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use super::scene::{Ended, Scene, root};

/// Runs a program and demands success.
fn run(command: &mut Command) -> Ended {
    let ended = Ended::of(&command.output().unwrap_or_else(|e| panic!("{command:?}: {e}; python3 with venv and pip is needed")));
    assert_eq!(ended.code, Some(0), "{command:?}\n{}\n{}", ended.stdout, ended.stderr);
    ended
}

/// A Python that has the readers.
fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| {
        let pins = root().join("tests/readers/requirements.txt");
        // Below the target directory that the binary was built in.
        let binary = Path::new(env!("CARGO_BIN_EXE_reportlake"));
        let home = binary.ancestors().nth(2).expect("a target directory").join("readers");
        let (python, done) = (home.join("bin/python"), home.join("pins.txt"));
        let wanted = fs::read_to_string(&pins).expect("the pins");
        if fs::read_to_string(&done).is_ok_and(|made| made == wanted) {
            return python;
        }
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home));
        run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]).arg(&pins));
        fs::write(&done, wanted).expect("a writable target directory");
        python
    })
}

/// Extracts with these options and has the three readers read everything.
fn read(options: &[&str]) {
    let scene = Scene::with_specimens();
    let ended = scene.run([&["extract", "corpus", "--out", "lake", "--progress", "none"], options].concat());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    scene.write("schema.json", scene.run(["schema", "--format", "json"]).stdout);
    let ended = run(Command::new(python()).arg(root().join("tests/readers/read.py")).args(["lake", "schema.json"]).current_dir(scene.path("")));
    assert!(ended.stdout.trim_end().ends_with("3 readers agree"), "{ended:?}");
}

#[test]
fn three_readers_see_the_same() {
    read(&[]);
    read(&["--partition-by", "year,province"]);
    read(&["--tables=documents,cells"]);
}
