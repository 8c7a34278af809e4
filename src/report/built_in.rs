//! The rule files that are part of the program, as texts and packed.

/// Names and texts of the files, in the order in which they are loaded.
pub static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/built_in.rs"));

/// The same, packed; empty when something was wrong with them when the program was built.
pub static PACK: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/built_in.pack"));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Library, check_library};
    use crate::pack::Pack;
    use crate::plan::{Settings, plan};
    use crate::source::{Sources, Text};
    use crate::value::{Period, Year};

    /// Both ways to the same plans: from the files, and as they were packed.
    #[test]
    fn what_is_packed_is_what_the_files_say() {
        let pack = Pack::open(PACK).expect("the built-in rules are packed");
        let mut sources = Sources::default();
        let mut library = Library::default();
        let mut wrong = Vec::new();
        for (name, text) in FILES {
            let file = sources.add(*name, Text::BuiltIn(text));
            library.add(&sources, file, &mut wrong);
        }
        let checked = check_library(&mut library, &mut wrong);
        assert!(wrong.is_empty(), "{wrong:?}");
        let ids: Vec<&str> = library.sets.iter().flat_map(|set| &set.rules).map(|rule| rule.id.as_str()).collect();
        assert_eq!(pack.rules().collect::<Vec<_>>(), ids);
        assert_eq!(pack.forms().collect::<Vec<_>>(), library.layouts.keys().collect::<Vec<_>>());
        let month = |year, month| Some(Period { year: Year(year), month });
        let periods = (2005..2045).flat_map(|year| (1..=12).map(move |of| month(year, of)));
        let periods: Vec<Option<Period>> = std::iter::once(None).chain(periods).collect();
        let mut compared = 0;
        for (id, layout) in &library.layouts {
            let packed = pack.layout(id).expect("the form is packed");
            assert_eq!(format!("{:?}", packed.form), format!("{:?}", layout.form));
            assert_eq!(format!("{:?}", packed.tables), format!("{:?}", layout.tables));
            for list in library.lists.iter().filter(|list| list.form == *id) {
                let table = layout.table_named(&list.name).unwrap();
                for code in list.rows().iter().flat_map(|rows| rows.codes()) {
                    let year = list.years.first.unwrap_or(Year(2016));
                    let of =
                        |layout: &crate::reference::Layout| format!("{:?}", layout.look_up(table, code, year, None));
                    assert_eq!(of(&packed), of(layout), "{code}");
                }
            }
            for period in &periods {
                let made = plan(&library, &checked, layout, *period, &Settings::new());
                match pack.plan(id, *period) {
                    Some(packed) => {
                        compared += 1;
                        let bytes = |plan| postcard::to_allocvec(plan).unwrap();
                        assert!(bytes(&packed) == bytes(&made), "{id} {period:?}");
                    }
                    None => assert!(made.rules.is_empty(), "{id} {period:?} is not packed"),
                }
            }
        }
        assert!(compared > 72, "{compared} plans were compared");
    }
}
