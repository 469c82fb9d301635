//! Which levels HL makes in a guide, and which stands below which.

use crate::guide::{Guide, LoopId, PerGuide, SegmentRow};

/// A kind of level: billing provider, subscriber, patient.
#[derive(Clone, Debug)]
pub(super) struct Rung {
    /// HL03.
    pub(super) code: Vec<u8>,
    /// The loop that the HL opens.
    pub(super) in_loop: LoopId,
    /// Index of the level above.
    pub(super) parent: Option<usize>,
}

static RUNGS: PerGuide<Vec<Rung>> = PerGuide::new(rungs);

/// The levels of a guide, from the outside in.
pub(super) fn of(guide: &'static Guide) -> &'static [Rung] {
    RUNGS.of(guide)
}

fn rungs(guide: &'static Guide) -> Vec<Rung> {
    let mut rungs: Vec<Rung> = Vec::new();
    // Parents stand before children in a guide.
    for n in 0..guide.loops.len() {
        let in_loop = LoopId(n as u16);
        let opener = guide.row(guide.opener(in_loop));
        if let Some(code) = level_code(opener) {
            let parents = &guide.loop_(in_loop).parents;
            let parent = rungs.iter().position(|rung| parents.contains(&rung.in_loop));
            rungs.push(Rung { code, in_loop, parent });
        }
    }
    rungs
}

/// The HL03 of a row, if it is an HL.
fn level_code(row: &SegmentRow) -> Option<Vec<u8>> {
    let condition = row.conditions.iter().find(|condition| condition.spot.element == 3);
    let code = condition.filter(|_| row.id == "HL")?.codes.first()?;
    Some(code.as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use crate::guide::registry;

    use super::*;

    #[test]
    fn both_guides_have_three_levels_one_below_the_other() {
        for guide in registry::supported() {
            let rungs: Vec<(&[u8], Option<usize>)> =
                of(guide).iter().map(|rung| (&rung.code[..], rung.parent)).collect();
            assert_eq!(rungs, [(&b"20"[..], None), (b"22", Some(0)), (b"23", Some(1))]);
        }
    }
}
