//! Writes the corpora that speed is measured on: the same bytes on every machine.
//!
//! `cargo run --release --example corpus -- DIRECTORY [REPORTS] [BYTES]` writes `R.jsonl` (every record is a report, undamaged),
//! `R/*.txt` (the same as files), `D.jsonl` (the same with one in five damaged) and `H.jsonl` (web pages, one report in 1,000).

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use fastrand::Rng;
use serde_json::json;
use truth::damage::Damage;
use truth::form::Edition;
use truth::layout::Layout;

#[expect(dead_code, reason = "what is read of the reports is counted elsewhere")]
#[path = "../tests/truth/mod.rs"]
mod truth;

const SEED: u64 = 20_190_515;

/// The layouts of today's crawls: those that text extractors leave of pages.
const LAYOUTS: [Layout; 6] = [Layout::Rows, Layout::Cells, Layout::RowsLeading, Layout::CellsLeading, Layout::Grid, Layout::Bare];

/// What pages are made of: common characters, the first the most common.
const CHARACTERS: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严";

/// Phrases that pages about open government hold without being reports.
const NEAR: [&str; 4] = ["政府信息公开指南", "依申请公开政府信息", "政府信息公开工作年度报告的通知", "信息公开条例"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let directory = PathBuf::from(arguments.first().ok_or("name a directory")?);
    let reports: u64 = arguments.get(1).map_or(Ok(20_000), |count| count.parse())?;
    let bytes: u64 = arguments.get(2).map_or(Ok(1_000_000_000), |bytes| bytes.parse())?;
    let prose = Prose::new();
    fs::create_dir_all(directory.join("R"))?;
    write_reports(&directory, reports, &prose)?;
    write_haystack(&directory, bytes, &prose)?;
    Ok(())
}

fn write_reports(directory: &Path, reports: u64, prose: &Prose) -> std::io::Result<()> {
    let [mut clean, mut damaged] = ["R.jsonl", "D.jsonl"].map(|name| File::create(directory.join(name)).map(BufWriter::new));
    for number in 0..reports {
        let whole = report(number, Damage::None, prose);
        fs::write(directory.join(format!("R/{number:06}.txt")), &whole)?;
        let spoiled = if number.is_multiple_of(5) { report(number, damage_of(number), prose) } else { whole.clone() };
        for (file, text) in [(&mut clean, whole), (&mut damaged, spoiled)] {
            let file = file.as_mut().map_err(|error| std::io::Error::new(error.kind(), error.to_string()))?;
            writeln!(
                file,
                "{}",
                json!({"text": text, "url": format!("http://www.x{}.gov.cn/art/{number}.html", number % 977), "date": "2023-01-20"})
            )?;
        }
    }
    [clean, damaged].into_iter().try_for_each(|file| file?.flush())
}

/// One kind of damage after the other.
fn damage_of(number: u64) -> Damage {
    let kinds = &Damage::ALL[1..];
    kinds[usize::try_from(number / 5).unwrap_or(0) % kinds.len()]
}

/// A report as long as those of crawls are: the numbers of a generated one, and prose around them.
fn report(number: u64, damage: Damage, prose: &Prose) -> String {
    let mut rng = Rng::with_seed(SEED ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let layout = LAYOUTS[rng.usize(0..LAYOUTS.len())];
    let edition = if rng.u32(0..4) == 0 { Edition::Trial2019 } else { Edition::Std2021 };
    let damage = if damage.fits(layout) { damage } else { Damage::BrokenLabels };
    let text = truth::make(layout, edition, vec![damage], &mut rng).text;
    // The prose stands behind the first section's first paragraph, where damage does not look.
    let at = text.find("总体情况").and_then(|at| text[at..].find('。').map(|end| at + end + '。'.len_utf8())).unwrap_or(text.len());
    let mut long = text[..at].to_owned();
    prose.write(700, &mut rng, &mut long);
    long.push_str(&text[at..]);
    long
}

fn write_haystack(directory: &Path, bytes: u64, prose: &Prose) -> std::io::Result<()> {
    let mut file = BufWriter::new(File::create(directory.join("H.jsonl"))?);
    let mut rng = Rng::with_seed(SEED);
    let (mut written, mut number) = (0, 0_u64);
    while written < bytes {
        let text = if rng.u32(0..1000) == 0 { report(number, Damage::None, prose) } else { page(prose, &mut rng) };
        let line = json!({
            "text": text, "id": format!("<urn:uuid:{number:08x}>"), "dump": "CC-MAIN-2024-10", "url": format!("https://www.site{}.com/a/{number}.html", number % 5000),
            "language": "cmn", "language_script": "Hani",
        });
        let line = format!("{line}\n");
        file.write_all(line.as_bytes())?;
        written += line.len() as u64;
        number += 1;
    }
    file.flush()
}

/// A page of the web: short ones are many, long ones few; one in a hundred comes near to a report.
fn page(prose: &Prose, rng: &mut Rng) -> String {
    let words = 60.0 * 40.0_f64.powf(rng.f64() * rng.f64().sqrt());
    let mut text = String::new();
    if rng.u32(0..100) == 0 {
        text.push_str(NEAR[rng.usize(0..NEAR.len())]);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 60 and 2,400")]
    prose.write(words as usize, rng, &mut text);
    text
}

/// Words by how common they are.
struct Prose {
    words: Vec<String>,
}

impl Prose {
    fn new() -> Self {
        let characters: Vec<char> = CHARACTERS.chars().collect();
        let mut rng = Rng::with_seed(SEED);
        let pick = |rng: &mut Rng| characters[rng.usize(0..characters.len()).min(rng.usize(0..characters.len()))];
        let word = |rng: &mut Rng| (0..[1, 2, 2, 2, 3][rng.usize(0..5)]).map(|_| pick(rng)).collect();
        Self { words: (0..20_000).map(|_| word(&mut rng)).collect() }
    }

    fn write(&self, words: usize, rng: &mut Rng, text: &mut String) {
        let mut left = 4;
        for _ in 0..words {
            text.push_str(&self.words[skewed(self.words.len(), rng)]);
            left -= 1;
            if left == 0 {
                text.push(['，', '，', '，', '，', '。', '。', '、', '；'][rng.usize(0..8)]);
                left = rng.usize(3..9);
                if rng.u32(0..40) == 0 {
                    text.push_str(&rng.u32(1..10_000).to_string());
                }
            }
        }
        text.push_str("。\n");
    }
}

/// A place in a list whose first entries are the most common: the logarithm of the place is even, as in natural language.
fn skewed(length: usize, rng: &mut Rng) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the length")]
    let place = ((length as f64).powf(rng.f64()) - 1.0) as usize;
    place.min(length - 1)
}
