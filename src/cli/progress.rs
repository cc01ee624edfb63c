//! The events of a run become a bar, lines, or objects on the error output.

use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use reportlake::run::{Event, Progress, Stage};
use serde_json::json;

use super::args::ProgressWord;
use super::escape::escaped;
use super::output::{self, Paint};
use super::size::{bytes, count, counted};

/// Between two plain lines: often enough to see that it lives, seldom enough for the log of a night.
const PLAIN_PAUSE: Duration = Duration::from_secs(5);
/// Between two objects.
const JSON_PAUSE: Duration = Duration::from_secs(1);
/// Redraws a second.
const BAR_RATE: u8 = 5;

/// How progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// A bar on a terminal.
    Bar,
    /// A line every few seconds.
    Plain,
    /// An object a line.
    Json,
    /// Not at all.
    None,
}

impl Manner {
    /// What the word means here and now. A bar needs a terminal that may be painted on.
    pub(crate) fn of(word: ProgressWord) -> Self {
        let paintable = output::stderr_paint() == Paint::Colours;
        match word {
            ProgressWord::Bar | ProgressWord::Auto if paintable => Self::Bar,
            ProgressWord::Bar | ProgressWord::Auto | ProgressWord::Plain => Self::Plain,
            ProgressWord::Json => Self::Json,
            ProgressWord::None => Self::None,
        }
    }
}

/// Shows the events of a run, from any thread.
pub(crate) struct Reporter {
    manner: Manner,
    bar: Option<ProgressBar>,
    shown: Mutex<State>,
}

/// What was last said.
struct State {
    stage: Stage,
    said: Instant,
    begun: Instant,
    planned_bytes: u64,
    progress: Progress,
}

impl Reporter {
    /// A reporter that has said nothing yet.
    pub(crate) fn new(manner: Manner) -> Self {
        let bar = (manner == Manner::Bar).then(|| ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(BAR_RATE)));
        let now = Instant::now();
        let shown = State { stage: Stage::Discovering, said: now, begun: now, planned_bytes: 0, progress: Progress::default() };
        Self { manner, bar, shown: Mutex::new(shown) }
    }

    /// Shows one event.
    pub(crate) fn tell(&self, event: &Event) {
        // A thread that panicked while it held the lock leaves numbers that are still good to show.
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Stage(stage) => self.stage(&mut shown, *stage),
            Event::Planned { sources, bytes } => self.planned(&mut shown, *sources, *bytes),
            Event::Progress(progress) => self.progress(&mut shown, *progress),
            Event::ShardsFound { shards, bytes } => self.found(&mut shown, *shards, *bytes),
            Event::Checked { bytes } => self.checked(*bytes),
            Event::Merged { done, buckets } => self.merged(&mut shown, *done, *buckets),
            Event::Warning(message) => self.warn(message),
            _ => {}
        }
    }

    /// Takes the bar away.
    pub(crate) fn close(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn stage(&self, shown: &mut State, stage: Stage) {
        (shown.stage, shown.begun) = (stage, Instant::now());
        let Some(bar) = &self.bar else { return };
        let template = match stage {
            Stage::Checking => "{msg} [{wide_bar}] {bytes}/{total_bytes} {bytes_per_sec}",
            Stage::Extracting if shown.planned_bytes > 0 => "{msg} [{wide_bar}] {bytes}/{total_bytes} {bytes_per_sec} eta {eta}",
            Stage::Merging => "{msg} [{wide_bar}] {pos}/{len} eta {eta}",
            _ => "{msg} {spinner}",
        };
        // The templates are ours and well formed; a bar without style would do as well.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.reset();
        bar.set_length(if stage == Stage::Extracting { shown.planned_bytes } else { 0 });
        bar.set_message(Cow::from(stage.code()));
    }

    fn planned(&self, shown: &mut State, sources: u64, all: u64) {
        shown.planned_bytes = all;
        match self.manner {
            Manner::Json => output::say(&json!({"message_type": "planned", "sources": sources, "bytes": all}).to_string()),
            Manner::Plain if shown.said.elapsed() >= PLAIN_PAUSE => {
                shown.said = Instant::now();
                output::say(&format!("found {}, {}", counted(sources, "file"), bytes(all)));
            }
            _ => {}
        }
    }

    fn found(&self, shown: &mut State, shards: u64, all: u64) {
        if let Some(bar) = &self.bar {
            bar.set_length(all);
        }
        match self.manner {
            Manner::Json => output::say(&json!({"message_type": "planned", "shards": shards, "bytes": all}).to_string()),
            Manner::Plain if shown.said.elapsed() >= PLAIN_PAUSE => {
                shown.said = Instant::now();
                output::say(&format!("found {}, {}", counted(shards, "shard"), bytes(all)));
            }
            _ => {}
        }
    }

    fn checked(&self, bytes: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(bytes);
        }
    }

    fn progress(&self, shown: &mut State, progress: Progress) {
        // Threads may arrive late with an older total.
        if progress.bytes < shown.progress.bytes {
            return;
        }
        shown.progress = progress;
        if let Some(bar) = &self.bar {
            bar.set_position(progress.bytes);
            bar.set_message(format!("{} reports", count(progress.reports)));
        }
        if self.due(shown) {
            let (done, all) = (progress.bytes, shown.planned_bytes);
            let seconds = shown.begun.elapsed().as_secs_f64();
            if self.manner == Manner::Json {
                let status = json!({
                    "message_type": "status", "stage": shown.stage.code(), "bytes": done, "bytes_total": all, "records": progress.records,
                    "reports": progress.reports, "quarantined": progress.quarantined, "seconds": seconds,
                });
                output::say(&status.to_string());
            } else {
                output::say(&plain(progress, all, seconds));
            }
        }
    }

    fn merged(&self, shown: &mut State, done: u64, buckets: u64) {
        if let Some(bar) = &self.bar {
            bar.set_length(buckets);
            bar.set_position(done);
        }
        if self.due(shown) {
            match self.manner {
                Manner::Json => output::say(
                    &json!({"message_type": "status", "stage": shown.stage.code(), "buckets": done, "buckets_total": buckets}).to_string(),
                ),
                _ => output::say(&format!("writing: {} of {} parts", count(done), count(buckets))),
            }
        }
    }

    fn warn(&self, message: &str) {
        match (self.manner, &self.bar) {
            (Manner::None, _) => {}
            (Manner::Json, _) => output::say(&json!({"message_type": "warning", "message": message}).to_string()),
            (_, Some(bar)) => bar.suspend(|| output::say(&format!("warning: {}", escaped(message)))),
            _ => output::say(&format!("warning: {}", escaped(message))),
        }
    }

    /// Whether it is time for the next line or object.
    fn due(&self, shown: &mut State) -> bool {
        let pause = match self.manner {
            Manner::Plain => PLAIN_PAUSE,
            Manner::Json => JSON_PAUSE,
            Manner::Bar | Manner::None => return false,
        };
        let due = shown.said.elapsed() >= pause;
        if due {
            shown.said = Instant::now();
        }
        due
    }
}

/// One line of progress: share, bytes, rate, time left.
fn plain(done: Progress, all: u64, seconds: f64) -> String {
    let rate = done.bytes as f64 / seconds.max(0.001);
    let part = if all > 0 {
        let left = all.saturating_sub(done.bytes) as f64 / rate.max(1.0);
        let percent = 100.0 * done.bytes as f64 / all as f64;
        format!("{percent:.0} %, {} of {}, about {left:.0} s left", bytes(done.bytes), bytes(all))
    } else {
        bytes(done.bytes)
    };
    format!("reading: {part}, {:.0} MB/s, {} of {}", rate / 1e6, counted(done.reports, "report"), counted(done.records, "record"))
}

#[cfg(test)]
mod tests {
    use super::plain;
    use reportlake::run::Progress;

    #[test]
    fn a_plain_line_says_how_far_how_fast_how_long() {
        let mut done = Progress::default();
        (done.bytes, done.records, done.reports) = (250_000_000, 40_000, 12);
        assert_eq!(plain(done, 1_000_000_000, 2.5), "reading: 25 %, 250.0 MB of 1.0 GB, about 8 s left, 100 MB/s, 12 reports of 40,000 records");
        assert_eq!(plain(done, 0, 2.5), "reading: 250.0 MB, 100 MB/s, 12 reports of 40,000 records");
    }
}
