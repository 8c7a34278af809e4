//! A return as a tree of headings and figures, and its text in the block style of the other samples.

/// A value below a heading.
#[derive(Clone, Debug)]
pub enum Node {
    /// A figure in thousands of pounds, a month, or a count.
    Figure(i64),
    /// A word, a date, a percentage or a sentence, as it is to be written.
    Word(String),
    /// Headings with what stands below them.
    Table(Vec<(String, Node)>),
    /// Rows of a table.
    Rows(Vec<Node>),
}

/// A word, a date or a sentence.
pub fn word(text: impl Into<String>) -> Node {
    Node::Word(text.into())
}

/// A table of figures.
pub fn figures(of: &[(&str, i64)]) -> Node {
    Node::Table(of.iter().map(|&(name, figure)| (name.to_owned(), Node::Figure(figure))).collect())
}

/// A table of anything.
pub fn table<const N: usize>(of: [(&str, Node); N]) -> Node {
    Node::Table(of.into_iter().map(|(name, node)| (name.to_owned(), node)).collect())
}

impl Node {
    /// Adds a heading at the end of a table.
    pub fn put(&mut self, name: &str, node: Node) {
        if let Self::Table(entries) = self {
            entries.push((name.to_owned(), node));
        }
    }

    /// What stands at a path of headings; a row is named by its number, from 0.
    pub fn at(&mut self, path: &str) -> &mut Node {
        let mut node = self;
        for step in path.split('.') {
            node = match node {
                Self::Table(entries) => entries.iter_mut().find(|(name, _)| name == step).map(|(_, below)| below),
                Self::Rows(rows) => step.parse().ok().and_then(|row: usize| rows.get_mut(row)),
                Self::Figure(_) | Self::Word(_) => None,
            }
            .unwrap_or_else(|| panic!("no {step} on the path {path}"));
        }
        node
    }

    /// Adds to the figure at a path.
    pub fn add(&mut self, path: &str, amount: i64) {
        match self.at(path) {
            Self::Figure(figure) => *figure += amount,
            _ => panic!("{path} is no figure"),
        }
    }

    /// The figure at a path.
    pub fn figure(&mut self, path: &str) -> i64 {
        match self.at(path) {
            Self::Figure(figure) => *figure,
            _ => panic!("{path} is no figure"),
        }
    }

    /// The text of a whole file: comment lines, then the tree.
    pub fn file(&self, comment: &[String]) -> String {
        let mut text = String::new();
        for line in comment {
            text.push_str("# ");
            text.push_str(line);
            text.push('\n');
        }
        self.write(&mut text, 0);
        text
    }

    fn write(&self, text: &mut String, indent: usize) {
        match self {
            Self::Table(entries) => {
                for (name, node) in entries {
                    text.push_str(&" ".repeat(indent));
                    node.write_entry(text, name, indent);
                }
            }
            Self::Rows(rows) => {
                for row in rows {
                    text.push_str(&" ".repeat(indent));
                    text.push_str("- ");
                    row.write_row(text, indent + 2);
                }
            }
            Self::Figure(figure) => text.push_str(&figure.to_string()),
            Self::Word(word) => text.push_str(&plain_or_quoted(word)),
        }
    }

    /// The headings of a row; the first stands beside the dash.
    fn write_row(&self, text: &mut String, indent: usize) {
        if let Self::Table(entries) = self {
            for (index, (name, node)) in entries.iter().enumerate() {
                if index > 0 {
                    text.push_str(&" ".repeat(indent));
                }
                node.write_entry(text, name, indent);
            }
        }
    }

    fn write_entry(&self, text: &mut String, name: &str, indent: usize) {
        text.push_str(name);
        text.push(':');
        match self {
            Self::Rows(rows) if rows.is_empty() => text.push_str(" []\n"),
            Self::Table(_) | Self::Rows(_) => {
                text.push('\n');
                self.write(text, indent + 2);
            }
            Self::Figure(_) | Self::Word(_) => {
                text.push(' ');
                self.write(text, indent);
                text.push('\n');
            }
        }
    }
}

/// Only a colon or a hash could make a plain text mean something else in the texts that are written here.
fn plain_or_quoted(word: &str) -> String {
    if word.contains(": ") || word.contains(" #") { format!("\"{word}\"") } else { word.to_owned() }
}
