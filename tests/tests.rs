//! One binary with all tests of the whole, so that Arrow links once.

/// Undamaged reports with known numbers, printed in every layout, are read back right.
mod accuracy;
/// The command as people use it: help, exit codes, odd inputs, second runs, closed pipes.
mod command;
/// What real converters made of reports with known numbers is read right or refused.
mod converted;
/// Good definitions compile and hold; bad ones give their exact messages.
mod definitions;
/// No report is missed, in any container and any way of writing Chinese; one thread or two.
mod haystack;
/// Numbers that are not the reported ones are not confirmed, and the checks say what the contract says.
mod mutations;
/// DuckDB, pandas and Polars really read every table, as the README says.
mod readers;
/// Signals, full and read-only disks, few descriptors: the lake stays, and the message says what to do.
mod reliability;
/// A place to run the real binary in, and what came of it.
mod scene;
/// Two reports in one text: the first counts, and nothing of the second gets into it.
mod second_report;
/// Several machines, one lake: shards, whole, missing, damaged, killed, and what `merge` makes of them.
mod shards;
/// The documents of `tests/specimens`, cell by cell, against what was written down for them.
mod specimens;
/// What is true by absence: import order, names, sizes.
mod tidy;
/// Reports with known numbers, in every layout and with every damage: made, not read.
mod truth;
