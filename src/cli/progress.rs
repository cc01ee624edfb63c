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
    state: Mutex<State>,
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
        let state = State { stage: Stage::Discovering, said: now, begun: now, planned_bytes: 0, progress: Progress::default() };
        Self { manner, bar, state: Mutex::new(state) }
    }

    /// Shows one event.
    pub(crate) fn tell(&self, event: &Event) {
        // A thread that panicked while it held the lock leaves numbers that are still good to show.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Stage(stage) => self.stage(&mut state, *stage),
            Event::Planned { sources, bytes } => self.planned(&mut state, *sources, *bytes),
            Event::Progress(progress) => self.progress(&mut state, *progress),
            Event::Merged { done, buckets } => self.merged(&mut state, *done, *buckets),
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

    fn stage(&self, state: &mut State, stage: Stage) {
        (state.stage, state.begun) = (stage, Instant::now());
        let Some(bar) = &self.bar else { return };
        let template = match stage {
            Stage::Extracting if state.planned_bytes > 0 => "{msg} [{wide_bar}] {bytes}/{total_bytes} {bytes_per_sec} eta {eta}",
            Stage::Merging => "{msg} [{wide_bar}] {pos}/{len} eta {eta}",
            _ => "{msg} {spinner}",
        };
        // The templates are ours and well formed; a bar without style would do as well.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.reset();
        bar.set_length(if stage == Stage::Extracting { state.planned_bytes } else { 0 });
        bar.set_message(Cow::from(stage.code()));
    }

    fn planned(&self, state: &mut State, sources: u64, all: u64) {
        state.planned_bytes = all;
        match self.manner {
            Manner::Json => output::say(&json!({"message_type": "planned", "sources": sources, "bytes": all}).to_string()),
            Manner::Plain if state.said.elapsed() >= PLAIN_PAUSE => {
                state.said = Instant::now();
                output::say(&format!("found {}, {}", counted(sources, "file"), bytes(all)));
            }
            _ => {}
        }
    }

    fn progress(&self, state: &mut State, progress: Progress) {
        // Threads may arrive late with an older total.
        if progress.bytes < state.progress.bytes {
            return;
        }
        state.progress = progress;
        if let Some(bar) = &self.bar {
            bar.set_position(progress.bytes);
            bar.set_message(format!("{} reports", count(progress.reports)));
        }
        if self.due(state) {
            let (done, all) = (progress.bytes, state.planned_bytes);
            let seconds = state.begun.elapsed().as_secs_f64();
            if self.manner == Manner::Json {
                let status = json!({
                    "message_type": "status", "stage": state.stage.code(), "bytes": done, "bytes_total": all, "records": progress.records,
                    "reports": progress.reports, "quarantined": progress.quarantined, "seconds": seconds,
                });
                output::say(&status.to_string());
            } else {
                output::say(&plain(progress, all, seconds));
            }
        }
    }

    fn merged(&self, state: &mut State, done: u64, buckets: u64) {
        if let Some(bar) = &self.bar {
            bar.set_length(buckets);
            bar.set_position(done);
        }
        if self.due(state) {
            match self.manner {
                Manner::Json => output::say(
                    &json!({"message_type": "status", "stage": state.stage.code(), "buckets": done, "buckets_total": buckets}).to_string(),
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
    fn due(&self, state: &mut State) -> bool {
        let pause = match self.manner {
            Manner::Plain => PLAIN_PAUSE,
            Manner::Json => JSON_PAUSE,
            Manner::Bar | Manner::None => return false,
        };
        let due = state.said.elapsed() >= pause;
        if due {
            state.said = Instant::now();
        }
        due
    }
}

/// One line of progress: share, bytes, rate, time left.
fn plain(progress: Progress, all: u64, seconds: f64) -> String {
    let rate = progress.bytes as f64 / seconds.max(0.001);
    let mut line = String::from("reading: ");
    if all > 0 {
        let left = all.saturating_sub(progress.bytes) as f64 / rate.max(1.0);
        line.push_str(&format!("{:.0} %, {} of {}", 100.0 * progress.bytes as f64 / all as f64, bytes(progress.bytes), bytes(all)));
        line = format!("{line}, about {left:.0} s left");
    } else {
        line.push_str(&bytes(progress.bytes));
    }
    format!("{line}, {} MB/s, {} of {}", (rate / 1e6).round(), counted(progress.reports, "report"), counted(progress.records, "record"))
}
