//! The small toolkit for text on a terminal: colours by meaning, harmless text, widths, wrapping, columns.
//!
//! Nothing here asks how wide the terminal is or whether it has colours; the command line does.

mod columns;
mod palette;
mod safe_terminal;
#[cfg(test)]
mod tests;
mod text;

pub use columns::{Align, Cell, Column, Layout};
pub use palette::{Painted, Palette, Role};
pub use safe_terminal::{SafeTerminal, for_people};
pub use text::{truncate, visible, width, wrap};
