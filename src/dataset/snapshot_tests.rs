//! A lake is cut or failed at every file operation, and must come back whole.

use super::super::faulty::{Fault, Faulty, directory};
use super::super::storage::Disk;
use super::*;

fn sync_in_order(paths: &[PathBuf], sync: &(dyn Fn(&Path) -> io::Result<()> + Sync)) -> Result<(), (PathBuf, io::Error)> {
    paths.iter().try_for_each(|path| sync(path).map_err(|error| (path.clone(), error)))
}

/// Publishes two files that say `content`.
fn publish(root: &Path, storage: &dyn Storage, content: &str) -> Result<PathBuf, LakeError> {
    let mut lake = HeldLake::hold(root, storage)?;
    let staging = lake.begin()?;
    let mut files = Vec::new();
    for table in ["cells", "documents"] {
        let directory = staging.root.join("data").join(table);
        storage.create_directory(&directory).on("create", &directory)?;
        let path = format!("data/{table}/part-{content}.parquet");
        write_file(storage, &staging.root.join(&path), content.as_bytes()).on("write", &staging.root)?;
        files.push(DataFile { path, table: table.into(), rows: 1, bytes: content.len() as u64, blake3: String::new() });
    }
    let manifest = Manifest { snapshot: staging.number, previous: lake.published(), files: files.clone(), ..Manifest::default() }.sealed();
    lake.publish(&staging, &manifest, "select 1;\n", &files, &sync_in_order)
}

/// What a reader of `current` finds: the content of both files, which must agree.
fn seen(root: &Path) -> Option<String> {
    let read = |table: &str| {
        let entries = Disk.list(&root.join("current").join(table)).ok()?;
        assert_eq!(entries.len(), 1, "a mixture of two snapshots");
        Some(fs::read_to_string(&entries[0].path).expect("a file that is listed can be read"))
    };
    let (cells, documents) = (read("cells"), read("documents"));
    assert_eq!(cells, documents, "half a snapshot");
    cells
}

fn publish_survives(fault: Fault, first: bool) -> usize {
    for at in 0.. {
        let directory = directory();
        let root = directory.path().join("lake");
        if !first {
            publish(&root, &Faulty::none(), "old").expect("published");
        }
        let faulty = Faulty::new(at, fault);
        let result = publish(&root, &faulty, "new");
        let old = (!first).then(|| "old".to_owned());
        let after = seen(&root);
        assert!(after == old || after.as_deref() == Some("new"), "{fault:?} at {at}: {after:?}");
        if result.is_ok() {
            assert_eq!(after.as_deref(), Some("new"), "{fault:?} at {at}: acknowledged and lost");
        }
        let reached = faulty.operations() > at;

        drop(HeldLake::hold(&root, &Faulty::none()).expect("recovery works"));
        let recovered = seen(&root);
        assert!(recovered == after || recovered.as_deref() == Some("new"), "{fault:?} at {at}: going back");
        assert_eq!(linked(&root).expect("a link"), written(&root), "{fault:?} at {at}: CURRENT differs");
        assert_eq!(Disk.list(&root.join("staging")).expect("listed"), [], "{fault:?} at {at}: garbage");
        publish(&root, &Faulty::none(), "next").expect("the next run works");
        assert_eq!(seen(&root).as_deref(), Some("next"));
        if !reached {
            return at;
        }
    }
    unreachable!("the number of operations is finite")
}

#[test]
fn every_cut_and_every_failure_leaves_a_whole_snapshot() {
    for fault in [Fault::Fails, Fault::Cut, Fault::CutAfter] {
        assert!(publish_survives(fault, true) > 25);
        assert!(publish_survives(fault, false) > 25);
    }
}

#[test]
fn a_cut_during_recovery_is_recovered_from() {
    let publishing = publish_survives(Fault::Cut, false);
    for first_cut in publishing.saturating_sub(10)..publishing {
        for second_cut in 0..12 {
            let directory = directory();
            let root = directory.path().join("lake");
            publish(&root, &Faulty::none(), "old").expect("published");
            assert!(publish(&root, &Faulty::new(first_cut, Fault::Cut), "new").is_err());
            let _cut = HeldLake::hold(&root, &Faulty::new(second_cut, Fault::Cut)).map(drop);
            assert!(seen(&root).is_some_and(|content| content == "old" || content == "new"));
            publish(&root, &Faulty::none(), "next").expect("the next run works");
            assert_eq!(seen(&root).as_deref(), Some("next"));
        }
    }
}

#[test]
fn a_second_run_is_told_who_holds_the_lake() {
    let directory = directory();
    let held = HeldLake::hold(directory.path(), &Disk).expect("held");
    match HeldLake::hold(directory.path(), &Disk) {
        Err(LakeError::Busy { holder, .. }) => assert_eq!(holder, Some(std::process::id())),
        other => panic!("{:?}", other.map(|lake| lake.published())),
    }
    drop(held);
    HeldLake::hold(directory.path(), &Disk).expect("free again");
}

#[test]
fn what_is_not_ours_is_refused_and_left_alone() {
    let directory = directory();
    let root = directory.path();
    fs::write(root.join("thesis.txt"), "mine").expect("written");
    assert!(matches!(HeldLake::hold(root, &Disk), Err(LakeError::Foreign { .. })));
    assert_eq!(Disk.list(root).expect("listed").len(), 1);

    let lake = root.join("lake");
    publish(&lake, &Faulty::none(), "old").expect("published");
    fs::create_dir(lake.join("snapshots/foo")).expect("made");
    fs::create_dir(lake.join("snapshots/000009")).expect("made");
    fs::write(lake.join("notes.txt"), "mine").expect("written");
    let snapshot = publish(&lake, &Faulty::none(), "new").expect("published");
    assert!(snapshot.ends_with("snapshots/000010"), "a number is never reused");
    assert!(lake.join("snapshots/foo").exists() && lake.join("notes.txt").exists());
}

#[test]
fn a_damaged_lake_is_refused_with_a_remedy() {
    let damages: [fn(&Path); 4] = [
        |root| fs::write(root.join("snapshots/000001/manifest.json"), "{}").expect("written"),
        |root| fs::remove_dir_all(root.join("snapshots/000001")).expect("removed"),
        |root| {
            fs::remove_file(root.join("current")).expect("removed");
            fs::create_dir(root.join("current")).expect("made");
        },
        |root| {
            fs::remove_file(root.join("current")).expect("removed");
            std::os::unix::fs::symlink("/somewhere", root.join("current")).expect("linked");
        },
    ];
    for (case, damage) in damages.iter().enumerate() {
        let directory = directory();
        let root = directory.path().join("lake");
        publish(&root, &Faulty::none(), "old").expect("published");
        damage(&root);
        assert!(HeldLake::hold(&root, &Faulty::none()).is_err(), "damage {case}");
    }
}

#[test]
fn a_lake_copied_without_links_is_whole_again() {
    let directory = directory();
    let root = directory.path().join("lake");
    publish(&root, &Faulty::none(), "old").expect("published");
    fs::remove_file(root.join("current")).expect("removed");
    assert!(published(&root).expect("readable").ends_with("snapshots/000001"));
    drop(HeldLake::hold(&root, &Faulty::none()).expect("recovered"));
    assert_eq!(seen(&root).as_deref(), Some("old"));
}
