//! `probity explain`.

use super::{FINE, RuleOptions, ShowOptions, UNREAD, write};
use crate::diag::Diagnostic;
use crate::output;
use crate::report::Explained;
use crate::source::shown;
use clap::Args;

/// The arguments of `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// Rules such as PER-05, diagnostic codes such as E302, functions such as "round half up", parts
    /// of the language such as between; language is all of it, in Markdown
    #[arg(value_name = "NAME", required = true)]
    names: Vec<String>,
    #[command(flatten)]
    rules: RuleOptions,
    #[command(flatten)]
    show: ShowOptions,
}

impl Explain {
    /// Runs the command; gives the exit status.
    pub fn run(mut self) -> u8 {
        let mut diagnostics = Vec::new();
        let mut book = super::book_of(&self.rules, &mut self.show, &mut diagnostics).book;
        let mut text = String::new();
        for name in &self.names {
            if name == "language" {
                text.push_str(&output::language());
                continue;
            }
            match book.explain(name) {
                Ok(explained) => explained.iter().for_each(|one| paragraph(one, &mut text)),
                Err(nearest) => {
                    let words = format!("there is no rule, code or function `{}`", crate::source::shown_short(name));
                    let help = nearest
                        .map_or("rules list shows the rules".to_owned(), |name| format!("did you mean `{name}`?"));
                    diagnostics.push(Diagnostic::of_command("E403", words).help(help));
                }
            }
        }
        let written = write::out(&text);
        diagnostics.extend(written.err().map(|diagnostic| *diagnostic));
        let (format, look) = self.show.of_errors();
        write::error(&output::diagnostics(&diagnostics, &book.sources, format, look));
        if diagnostics.is_empty() { FINE } else { UNREAD }
    }
}

fn paragraph(explained: &Explained, out: &mut String) {
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(&shown(&explained.heading));
    out.push('\n');
    for (title, lines) in &explained.paragraphs {
        out.push('\n');
        if !title.is_empty() {
            out.push_str(&format!("{}:\n", shown(title)));
        }
        for line in lines.iter().flat_map(|line| line.lines()) {
            out.push_str(&format!("  {}\n", shown(line)));
        }
    }
}
