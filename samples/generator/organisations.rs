//! The real organisations, as the reference lists of the rules give them.

/// A clinical commissioning group of one year.
#[derive(Clone, Debug)]
pub struct Organisation {
    /// Organisation code, such as 00C.
    pub code: String,
    /// Name as the reference list of the year has it.
    pub name: String,
    /// Code of its team, which is also the code of the direct commissioning team it deals with.
    pub team: String,
    /// Code of its region.
    pub region: String,
    /// Programme allocation of the year, in thousands of pounds.
    pub allocation: i64,
}

/// Reads the rows of a reference list. Rows stand one to a line, which is all that this reader understands: it is
/// meant for the lists of this repository and for nothing else.
pub fn parse(list: &str) -> Vec<Organisation> {
    let rows = list.lines().skip_while(|line| line.trim_end() != "rows:").skip(1);
    rows.filter_map(|line| {
        let (code, fields) = line.trim_start().strip_prefix('"')?.split_once("\": {")?;
        Some(Organisation {
            code: code.to_owned(),
            name: quoted(fields, "name")?,
            team: quoted(fields, "team")?,
            region: quoted(fields, "region")?,
            allocation: number(fields, "allocation")?,
        })
    })
    .collect()
}

fn after<'a>(fields: &'a str, key: &str) -> Option<&'a str> {
    if let Some(rest) = fields.strip_prefix(&format!("{key}: ")) {
        return Some(rest);
    }
    fields.split_once(&format!(", {key}: ")).map(|(_, rest)| rest)
}

fn quoted(fields: &str, key: &str) -> Option<String> {
    after(fields, key)?.strip_prefix('"')?.split_once('"').map(|(text, _)| text.to_owned())
}

fn number(fields: &str, key: &str) -> Option<i64> {
    let rest = after(fields, key)?;
    let end = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
    rest[..end].parse().ok()
}
