//! Signals become a flag that the run looks at.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::exit::Exit;
use super::failure::Failure;

/// A flag that the first SIGINT or SIGTERM raises; the second ends the process at once.
///
/// # Errors
/// When the system takes no handler.
pub(crate) fn flag() -> Result<Arc<AtomicBool>, Failure> {
    let raised = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // In this order: the first signal finds the flag down and raises it, the second finds it raised.
        flag::register_conditional_shutdown(signal, i32::from(Exit::Interrupted.number()), Arc::clone(&raised))
            .and_then(|_| flag::register(signal, Arc::clone(&raised)))
            .map_err(|e| Failure::internal(format!("cannot listen for signals: {e}")))?;
    }
    Ok(raised)
}
