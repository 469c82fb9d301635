//! What is made of a guide once, and kept.

use std::sync::{PoisonError, RwLock};

use super::schema::Guide;

/// Tables made of each guide when they are first asked for; they stay for as long as the program runs.
#[derive(Debug)]
pub struct PerGuide<T: 'static> {
    make: fn(&'static Guide) -> T,
    made: RwLock<Vec<(&'static Guide, &'static T)>>,
}

impl<T: Send + Sync> PerGuide<T> {
    /// Nothing made yet.
    pub const fn new(make: fn(&'static Guide) -> T) -> Self {
        Self { make, made: RwLock::new(Vec::new()) }
    }

    /// The tables of a guide.
    pub fn of(&self, guide: &'static Guide) -> &'static T {
        let find = |made: &[(&'static Guide, &'static T)]| {
            made.iter().find(|(of, _)| std::ptr::eq(*of, guide)).map(|(_, tables)| *tables)
        };
        if let Some(tables) = find(&self.made.read().unwrap_or_else(PoisonError::into_inner)) {
            return tables;
        }
        // Made outside of the lock: one table may be made of another. A second thread's work is thrown away.
        let tables = (self.make)(guide);
        let mut made = self.made.write().unwrap_or_else(PoisonError::into_inner);
        find(&made).unwrap_or_else(|| {
            let tables: &'static T = Box::leak(Box::new(tables));
            made.push((guide, tables));
            tables
        })
    }
}
