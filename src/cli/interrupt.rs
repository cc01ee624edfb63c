//! Signals become a flag that the run looks at, and where it does not come to look, the end of the process.
//!
//! A run looks between two parts of a source. A part may be a huge archive, or an input that nothing is written to: after
//! a moment of patience the process ends all the same. That is safe at any time, since what is staged is garbage that
//! the next run removes; only a snapshot or shard that is being published is given the time that it takes.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use reportlake::run::{Event, Stage};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::{flag, low_level};

use super::exit::Exit;
use super::failure::Failure;
use super::output;

/// How long a run may take to come to a place where it looks at the flag.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the signals of a run lead to.
pub(crate) struct Interrupt {
    raised: Arc<AtomicBool>,
    publishing: Arc<AtomicBool>,
}

impl Interrupt {
    /// Listens: the first SIGINT, SIGTERM or SIGHUP raises the flag, the second ends the process at once. A SIGHUP that
    /// whoever started the program lets pass, as `nohup` does, passes.
    ///
    /// # Errors
    /// When the system takes no handler.
    pub(crate) fn listen() -> Result<Self, Failure> {
        let interrupt = Self { raised: Arc::default(), publishing: Arc::default() };
        interrupt.register().map_err(|error| Failure::internal(format!("cannot listen for signals: {error}")))?;
        Ok(interrupt)
    }

    fn register(&self) -> std::io::Result<()> {
        let hangup = Some(SIGHUP).filter(|&signal| !is_ignored(signal));
        let signals: Vec<i32> = [SIGINT, SIGTERM].into_iter().chain(hangup).collect();
        for &signal in &signals {
            // In this order: the first signal finds the flag down and raises it, the second finds it raised.
            flag::register_conditional_shutdown(signal, i32::from(Exit::Interrupted.number()), Arc::clone(&self.raised))?;
            flag::register(signal, Arc::clone(&self.raised))?;
        }
        let mut signals = Signals::new(signals)?;
        let publishing = Arc::clone(&self.publishing);
        thread::Builder::new().spawn(move || {
            for _ in signals.forever() {
                thread::sleep(PATIENCE);
                if !publishing.load(Ordering::Relaxed) {
                    output::say("error: interrupted; nothing was published; the next run begins anew");
                    low_level::exit(i32::from(Exit::Interrupted.number()));
                }
            }
        })?;
        Ok(())
    }

    /// The flag that the run looks at.
    pub(crate) fn flag(&self) -> &AtomicBool {
        &self.raised
    }

    /// Hears what the run tells of itself.
    pub(crate) fn hear(&self, event: &Event) {
        if matches!(event, Event::Stage(Stage::Publishing | Stage::Sealing)) {
            self.publishing.store(true, Ordering::Relaxed);
        }
    }
}

/// Whether the process was started so that this signal passes: a bit of the mask that Linux tells. Elsewhere it is not known.
fn is_ignored(signal: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}
