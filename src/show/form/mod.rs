//! A claim on its paper form: pages of labelled boxes, and an addendum of what the form has no box for.
//!
//! Which box shows what is in `form`. Here the values are masked ([`FormView`]) and the boxes drawn
//! ([`FormText`]).

mod pdf;
mod text;
mod view;

#[cfg(test)]
mod tests;

pub use pdf::FormPdf;
pub use text::FormText;
pub use view::{BoxView, FormView, PageView, RestView, RowView};
