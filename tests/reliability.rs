//! What keeps a data engineer up at two in the morning: signals, full disks, few descriptors. The real binary.

use std::fs;
use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::scene::{Ended, Scene};

/// A run that waits for its standard input, once it holds the lake.
fn waiting(scene: &Scene, mut command: Command) -> Child {
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a run");
    while !scene.path("lake/staging").exists() {
        assert!(child.try_wait().expect("a state").is_none(), "the run ended before it held the lake");
    }
    child
}

fn from_input(scene: &Scene) -> Command {
    let mut command = scene.command();
    command.args(["extract", "-", "--out", "lake", "--progress", "none"]);
    command
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([format!("-{name}"), child.id().to_string()]).status();
    assert!(sent.expect("kill").success());
}

/// Whether these tests themselves run under nohup: what they start does, too.
fn is_under_nohup() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 != 0)
}

#[test]
fn a_signal_ends_a_run_that_hangs_at_its_input() {
    for name in ["INT", "TERM", "HUP"].into_iter().filter(|name| *name != "HUP" || !is_under_nohup()) {
        let scene = Scene::with_specimens();
        let child = waiting(&scene, from_input(&scene));
        signal(&child, name);
        // The input stays open: nothing ever comes.
        let ended = Ended::of(&child.wait_with_output().expect("an end"));
        assert_eq!(ended.code, Some(130), "{name}: {ended:?}");
        assert!(ended.stderr.starts_with("error: interrupted; nothing was published"), "{name}: {ended:?}");
        assert!(!scene.path("lake/current").exists());
        scene.extract();
    }
}

/// One record of a crawl must not hold up a night's load: within a report, each of these took minutes or the stack.
#[test]
fn texts_that_were_made_to_break_readers_are_read_soon() {
    let extractor = reportlake::extract::Extractor::builtin().expect("the definitions that ship with the program compile");
    let report = fs::read_to_string(super::scene::root().join("tests/specimens/01_rows.txt")).expect("a specimen");
    let (before, behind) = report.split_at(report.find("三、收到").expect("its heading"));
    let many = |text: &str| text.repeat(20_000);
    for hostile in [
        format!("规章  {}", many("0 ")),
        format!("规章  {}", many("a  ")),
        format!("| {} |", many("**")),
        many("一、本年新收\n"),
        many("一、总体情况\n二、主动公开政府信息情况\n"),
        many("规章\n0\n1\n2\n"),
        many("| 1.重复申请 | 5 |\n| 0 | 3 | 2 |\n"),
    ] {
        let begun = Instant::now();
        let found = extractor.extract(&format!("{before}{hostile}\n{behind}"));
        assert!(found.recognition.family.is_some(), "{hostile:.60} hides the report");
        let shown: String = hostile.chars().take(20).collect();
        assert!(begun.elapsed() < Duration::from_secs(30), "{shown}: {:?}", begun.elapsed());
    }
}

#[test]
fn a_second_signal_ends_a_run_at_once() {
    let scene = Scene::with_specimens();
    let mut child = waiting(&scene, from_input(&scene));
    let begun = Instant::now();
    while child.try_wait().expect("a state").is_none() {
        signal(&child, "TERM");
    }
    assert_eq!(child.wait().expect("an end").code(), Some(130));
    assert!(begun.elapsed() < Duration::from_secs(2), "it took {:?}", begun.elapsed());
}

#[test]
fn a_hangup_that_nohup_lets_pass_passes() {
    let scene = Scene::with_specimens();
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' HUP; exec \"$0\" extract - --out lake --progress none", env!("CARGO_BIN_EXE_reportlake")]);
    command.current_dir(scene.path(""));
    let mut child = waiting(&scene, command);
    signal(&child, "HUP");
    child.stdin.take().expect("its input").write_all("无关的文字。".as_bytes()).expect("an open input");
    assert_eq!(child.wait().expect("an end").code(), Some(0));
}

/// Runs a script with the binary as `$0`, where it may mount things; `None` where the system does not allow that.
fn mounting(scene: &Scene, script: &str) -> Option<Ended> {
    let can = Command::new("unshare").args(["-r", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).status();
    if !can.is_ok_and(|status| status.success()) {
        return None;
    }
    let script = ["-r", "-m", "sh", "-c", script, env!("CARGO_BIN_EXE_reportlake")];
    Some(Ended::of(&Command::new("unshare").args(script).current_dir(scene.path("")).output().expect("a shell")))
}

/// A corpus that needs some megabytes of disk.
fn large(scene: &Scene) {
    let specimen = fs::read_to_string(scene.path("corpus/01_rows.txt")).expect("text");
    let line = |number: usize| serde_json::json!({"text": specimen.replace("安吉", &format!("第{number}"))}).to_string() + "\n";
    scene.write("more.jsonl", (0..3000).map(line).collect::<String>());
}

#[test]
fn a_full_disk_leaves_the_lake_and_names_the_place() {
    let scene = Scene::with_specimens();
    large(&scene);
    let script = "mkdir full && mount -t tmpfs -o size=3m tmpfs full || exit 90
        all() { (cd full/lake/current/ && find . -type f | sort | xargs sha256sum); }
        \"$0\" extract corpus --out full/lake --progress none || exit 91
        before=$(all); mv more.jsonl corpus
        \"$0\" extract corpus --out full/lake; code=$?
        [ \"$before\" = \"$(all)\" ] || exit 92
        [ -z \"$(find full/lake/staging -type f)\" ] || exit 93
        \"$0\" extract corpus --out full/lake --shard 1/1; [ $? = 1 ] || exit 94
        mount -o remount,size=100m full
        \"$0\" extract corpus --out full/lake --progress none || exit 95
        exit $code";
    let Some(ended) = mounting(&scene, script) else { return };
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{ended:?}");
    let lines: Vec<&str> = ended.stderr.lines().collect();
    assert!(lines[0].starts_with("error: could not write full/lake/staging/") && lines[0].contains("No space left"), "{ended:?}");
    assert_eq!(lines[1], "hint: make room on that disk, or give another with --out, and run the same command again");
    assert!(lines[2].starts_with("error: could not write full/lake/shards/1-of-1/staging/"), "{ended:?}");
}

#[test]
fn a_read_only_disk_is_told_before_anything_is_read() {
    let scene = Scene::with_specimens();
    let script = "mkdir fixed && mount -t tmpfs -o ro tmpfs fixed || exit 90
        \"$0\" extract corpus --out fixed/lake";
    let Some(ended) = mounting(&scene, script) else { return };
    assert_eq!(
        (ended.code, ended.stderr.trim_end()),
        (Some(1), "error: could not create fixed/lake: Read-only file system (os error 30)\nhint: give a directory that you may write to with --out")
    );
}

/// Reports of every province and many years.
fn everywhere(scene: &Scene) -> usize {
    let provinces = "北京市 天津市 河北省 山西省 辽宁省 吉林省 黑龙江省 上海市 江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省 湖北省 湖南省 广东省 海南省 重庆市 四川省 贵州省 云南省 陕西省 甘肃省 青海省";
    let mut lines = String::new();
    for province in provinces.split(' ') {
        for year in 2000..2025 {
            let text = format!(
                "{province}民政厅{year}年政府信息公开工作年度报告\n按照《中华人民共和国政府信息公开条例》的要求,编制本报告,统计期限自{year}年1月1日起至{year}年12月31日止。\n\
                 一、总体情况\n本机关{year}年主动公开信息12条,在网站和公开栏发布,方便群众查询和监督。全年收到政府信息公开申请3件,全部按期答复。\n\
                 五、政府信息公开工作存在的主要问题及改进情况\n人手不足。\n六、其他需要报告的事项\n无。\n"
            );
            lines.push_str(&(serde_json::json!({ "text": text }).to_string() + "\n"));
        }
    }
    scene.write("corpus/everywhere.jsonl", &lines);
    lines.lines().count()
}

#[test]
fn hundreds_of_partitions_and_shards_need_few_open_files() {
    let scene = Scene::with_specimens();
    let partitions = everywhere(&scene);
    let options = "--threads 64 --progress none";
    let script = format!(
        "ulimit -n 64; run=\"extract corpus --partition-by year,province --tables documents,occurrences {options}\"
         \"$0\" $run --out whole || exit 91
         for i in $(seq 1 20); do \"$0\" $run --out lake --shard $i/20 || exit 92; done
         \"$0\" merge --out lake {options}"
    );
    let run = Command::new("sh").args(["-c", &script, env!("CARGO_BIN_EXE_reportlake")]).current_dir(scene.path("")).output();
    let ended = Ended::of(&run.expect("a shell"));
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    let manifest = |lake: &str| fs::read_to_string(scene.path(lake).join("snapshots/000001/manifest.json")).expect("a manifest");
    let files = |lake: &str| manifest(lake).split("\"files\"").nth(1).and_then(|rest| rest.split("\"timings\"").next()).map(str::to_owned);
    assert_eq!(files("lake"), files("whole"));
    let found = manifest("lake").matches("data/documents/").count();
    assert!(found > partitions * 9 / 10, "{found} of {partitions}");
}

#[test]
fn without_descriptors_the_message_says_so() {
    let scene = Scene::with_specimens();
    let script = "ulimit -n 8; exec \"$0\" extract corpus --out lake";
    let run = Command::new("sh").args(["-c", script, env!("CARGO_BIN_EXE_reportlake")]).current_dir(scene.path("")).output();
    let ended = Ended::of(&run.expect("a shell"));
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stderr.contains("Too many open files") && ended.stderr.contains("hint: raise `ulimit -n`"), "{ended:?}");
}
