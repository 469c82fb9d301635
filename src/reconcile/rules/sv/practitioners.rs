//! Visits that two practitioners shared, and residents.

use crate::codes::services::Kind;
use crate::reconcile::billed::Line;
use crate::reconcile::hit::{Hit, Hits};
use crate::reconcile::scope::{Encounter, Pair};

use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check { code: "SV-FS", needs: &[], run: Run::Visit(shared_visit) },
    Check { code: "SV-TEACH", needs: &[], run: Run::Pair(residents) },
];

fn shared_visit(visit: &Encounter<'_>, hits: &mut Hits) {
    let is_visit = |line: &Line<'_>| line.kind() == Some(Kind::Visit);
    for line in visit.professional_lines().filter(|line| is_visit(line) && line.has_modifier("FS")) {
        let twice = visit.professional_lines().find(|other| {
            let group = other.of.biller() == line.of.biller() || other.of.tax_id() == line.of.tax_id();
            let after = !other.has_modifier("FS")
                || (other.of.position, other.index) > (line.of.position, line.index);
            group
                && after
                && other.same_code(line)
                && other.same_day(line)
                && other.renderer() != line.renderer()
        });
        if let Some(other) = twice {
            let message = "Two practitioners of one group bill the visit that they shared";
            let hit = Hit::new(message, [line.at_modifiers(), other.at("procedure.code")]);
            hits.push(visit.context.risk_of_payment(hit, &[other], "charge of the second line"));
        }
    }
}

fn residents(pair: &Pair<'_>, hits: &mut Hits) {
    let teaching = &pair.context.groups.teaching;
    if teaching.is_empty() || pair.context.is_listed(teaching, pair.facility) {
        return;
    }
    let taught = pair.lines().find(|line| line.has_modifier("GC") || line.has_modifier("GE"));
    if let Some(line) = taught {
        let message = "The professional claim says that a resident took part, and the hospital is not among those that teach";
        hits.push(Hit::new(message, [line.at_modifiers()]));
    }
}
