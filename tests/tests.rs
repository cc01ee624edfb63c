//! The tests of the whole program: one binary, so that what is large is linked once.

/// Good definitions compile, bad ones give their exact message.
mod definitions;
