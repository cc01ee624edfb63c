//! The tags that say something about lines and tables. All others are dropped, their text stays.

/// What a kept tag does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Begins and ends a line, and nests.
    Block,
    /// As a block, but ends another heading.
    Heading,
    /// As a block, but any block ends it.
    Paragraph,
    /// As a block, but ends another item.
    Item,
    /// As a block, but ends another term.
    Term,
    /// A table.
    Table,
    /// The caption of a table.
    Caption,
    /// A group of rows.
    Group,
    /// A row.
    Row,
    /// A cell.
    Cell,
    /// Has no content and ends a line.
    Void,
    /// The title of the page.
    Title,
}

/// A tag by its place in [`TAGS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag(u8);

const TAGS: &[(&str, Class)] = &[
    ("div", Class::Block),
    ("p", Class::Paragraph),
    ("td", Class::Cell),
    ("tr", Class::Row),
    ("table", Class::Table),
    ("tbody", Class::Group),
    ("br", Class::Void),
    ("th", Class::Cell),
    ("thead", Class::Group),
    ("tfoot", Class::Group),
    ("caption", Class::Caption),
    ("li", Class::Item),
    ("ul", Class::Block),
    ("ol", Class::Block),
    ("h1", Class::Heading),
    ("h2", Class::Heading),
    ("h3", Class::Heading),
    ("h4", Class::Heading),
    ("h5", Class::Heading),
    ("h6", Class::Heading),
    ("title", Class::Title),
    ("hr", Class::Void),
    ("pre", Class::Block),
    ("center", Class::Block),
    ("section", Class::Block),
    ("article", Class::Block),
    ("header", Class::Block),
    ("footer", Class::Block),
    ("main", Class::Block),
    ("nav", Class::Block),
    ("aside", Class::Block),
    ("blockquote", Class::Block),
    ("dl", Class::Block),
    ("dt", Class::Term),
    ("dd", Class::Term),
    ("fieldset", Class::Block),
    ("figure", Class::Block),
    ("figcaption", Class::Block),
    ("address", Class::Block),
    ("details", Class::Block),
    ("summary", Class::Block),
    ("dir", Class::Block),
    ("menu", Class::Block),
];

impl Tag {
    /// The tag of a name, in any case; `None` for those that are dropped.
    pub(super) fn of(name: &str) -> Option<Self> {
        TAGS.iter().position(|(known, _)| known.eq_ignore_ascii_case(name)).and_then(|at| u8::try_from(at).ok()).map(Self)
    }

    /// The name, in lower case.
    pub(super) fn name(self) -> &'static str {
        TAGS[usize::from(self.0)].0
    }

    /// What it does.
    pub(super) fn class(self) -> Class {
        TAGS[usize::from(self.0)].1
    }
}
