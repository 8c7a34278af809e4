//! A table: its inputs, its rows and the boxes in which they hold.

use super::cell::{Cell, Given};
use super::domain::{Domain, Input};
use super::labels::Label;
use super::point::Point;
use super::region::Region;
use std::fmt;

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<T: Ord> {
    /// What messages call it.
    pub id: String,
    /// What it asks of each input, in their order.
    pub cells: Vec<Cell<T>>,
    /// What it gives, in one way of writing: two outputs are the same when their texts are.
    pub then: String,
}

/// A table that can be analysed: every row has one cell of the right kind for each input.
#[derive(Debug, Clone)]
pub struct Table<T: Ord> {
    inputs: Vec<Input<T>>,
    outputs: Vec<String>,
    rows: Vec<Row<T>>,
    regions: Vec<Region<T>>,
}

/// Why something is no table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mistake {
    /// A row with more or fewer cells than there are inputs.
    Cells {
        /// The row.
        row: String,
        /// How many cells it has.
        has: usize,
        /// How many inputs there are.
        needs: usize,
    },
    /// A test on numbers for an input of texts or truth values, or the reverse.
    Kind {
        /// The row.
        row: String,
        /// The input.
        input: String,
    },
    /// An input that can have no value: its bounds are the wrong way round, or its list is empty.
    NoValue {
        /// The input.
        input: String,
    },
    /// A row gives what is not among the declared outputs.
    Output {
        /// The row.
        row: String,
        /// What it gives.
        then: String,
    },
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mistake::Cells { row, has, needs } => {
                write!(f, "row {row} has {has} tests, and there are {needs} inputs")
            }
            Mistake::Kind { row, input } => write!(f, "row {row} tests {input} against values of another kind"),
            Mistake::NoValue { input } => write!(f, "there is no value that {input} may have"),
            Mistake::Output { row, then } => write!(f, "row {row} gives {then}, which is not among the outputs"),
        }
    }
}

impl std::error::Error for Mistake {}

/// A row that never matches: nothing that an input may be satisfies its test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dead {
    /// The position of the row.
    pub row: usize,
    /// The position of the input.
    pub input: usize,
}

/// A cell that names a value which its input does not declare, most often misspelt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    /// The position of the row.
    pub row: usize,
    /// The position of the input.
    pub input: usize,
    /// The value.
    pub label: Label,
}

impl<T: Point> Table<T> {
    /// A table of inputs and rows, and the outputs it declares, the most urgent first; none when it
    /// declares none.
    ///
    /// # Errors
    /// The first [`Mistake`].
    pub fn new(inputs: Vec<Input<T>>, outputs: Vec<String>, rows: Vec<Row<T>>) -> Result<Table<T>, Mistake> {
        if let Some(input) = inputs.iter().find(|input| input.all().values.is_empty()) {
            return Err(Mistake::NoValue { input: input.name.clone() });
        }
        let mut regions = Vec::new();
        for row in &rows {
            if !outputs.is_empty() && !outputs.contains(&row.then) {
                return Err(Mistake::Output { row: row.id.clone(), then: row.then.clone() });
            }
            regions.push(region(&inputs, row)?);
        }
        Ok(Table { inputs, outputs, rows, regions })
    }

    /// Its inputs.
    pub fn inputs(&self) -> &[Input<T>] {
        &self.inputs
    }

    /// Its rows.
    pub fn rows(&self) -> &[Row<T>] {
        &self.rows
    }

    /// The boxes in which its rows hold, in their order.
    pub fn regions(&self) -> &[Region<T>] {
        &self.regions
    }

    /// Everything that its inputs may be.
    pub fn everything(&self) -> Region<T> {
        Region { sides: self.inputs.iter().map(Input::all).collect() }
    }

    /// How urgent an output is: its position among the declared ones; one that is not declared
    /// comes last.
    pub(super) fn rank(&self, then: &str) -> usize {
        self.outputs.iter().position(|output| output == then).unwrap_or(usize::MAX)
    }

    /// One point of a region, an input each. Nothing where the region is empty or the number type
    /// holds no number of it.
    pub fn sample(&self, region: &Region<T>) -> Option<Vec<Given<T>>> {
        self.inputs.iter().zip(&region.sides).map(|(input, side)| input.sample(side)).collect()
    }

    /// The cells that nothing can satisfy, under the bounds and values that the inputs declare.
    pub fn dead(&self) -> Vec<Dead> {
        let mut found = Vec::new();
        for (row, region) in self.regions.iter().enumerate() {
            let empty = region.sides.iter().enumerate().filter(|(_, side)| side.is_empty());
            found.extend(empty.map(|(input, _)| Dead { row, input }));
        }
        found
    }

    /// The values in cells that their inputs do not declare.
    pub fn strays(&self) -> Vec<Stray> {
        let mut found = Vec::new();
        for (row, cells) in self.rows.iter().map(|row| &row.cells).enumerate() {
            for (input, (cell, of)) in cells.iter().zip(&self.inputs).enumerate() {
                if let (Cell::Labels(labels), Domain::Labels(Some(declared))) = (cell, &of.domain) {
                    let strange = labels.named().filter(|label| !declared.contains(label));
                    found.extend(strange.cloned().map(|label| Stray { row, input, label }));
                }
            }
        }
        found
    }
}

/// The box in which a row holds.
fn region<T: Point>(inputs: &[Input<T>], row: &Row<T>) -> Result<Region<T>, Mistake> {
    if row.cells.len() != inputs.len() {
        return Err(Mistake::Cells { row: row.id.clone(), has: row.cells.len(), needs: inputs.len() });
    }
    let mut sides = Vec::new();
    for (input, cell) in inputs.iter().zip(&row.cells) {
        let side = input.side(cell);
        sides.push(side.ok_or_else(|| Mistake::Kind { row: row.id.clone(), input: input.name.clone() })?);
    }
    Ok(Region { sides })
}
