//! The table of administrative divisions becomes a look-up from names to codes.

/// Today's provinces, prefectures and counties.
#[derive(Debug)]
pub struct Gazetteer {}
