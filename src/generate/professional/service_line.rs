//! A line of a professional claim, loop 2400.

use super::super::line::Line;
use super::super::parties::{Clinician, another};
use super::super::random::Random;
use super::super::segments::{Put, put};
use super::super::values::{Number, Period};
use super::{Claim, Setting};

impl Claim<'_> {
    /// Everything of a line but loop 2430. `rendering`: who rendered the services of the claim.
    pub(super) fn put_line(
        &self,
        out: &mut dyn Put,
        random: &mut Random,
        n: usize,
        line: &Line,
        rendering: Option<usize>,
    ) {
        put!(out, "LX*{}", n + 1);
        self.put_service(out, random, line);
        if self.setting == Setting::Equipment {
            self.put_rental(out, line);
        }
        put!(out, "DTP*472*{}", Period(line.from, line.to));
        if self.setting == Setting::Equipment {
            put!(out, "DTP*463*D8*{}", line.from.before(200));
        }
        self.put_measures(out, random);
        if random.chance(45) {
            put!(out, "REF*6R*{}L{}", self.context.number, n + 1);
        }
        if line.modifiers[0] == "90" {
            put!(out, "REF*F4*99D{:07}", 1_000_000 + self.context.number % 9_000_000);
        }
        if line.procedure == "90471" {
            put!(out, "REF*BT*LOT{}", random.between(1000, 9999));
        }
        if random.chance(1) {
            put!(out, "AMT*T*{}", Number::cents(line.charge / 20));
        }
        if random.chance(2) {
            put!(out, "NTE*ADD*LINE {} SEE RECORDS", n + 1);
        }
        if let Some(drug) = line.drug {
            drug.put(out);
        }
        self.put_line_providers(out, random, rendering);
    }

    /// SV1: up to four pointers to diagnoses.
    fn put_service(&self, out: &mut dyn Put, random: &mut Random, line: &Line) {
        let mut pointers = String::from("1");
        for pointer in 2..=random.between(1, self.bill.diagnoses.min(4)) {
            pointers.push(':');
            pointers.push_str(&pointer.to_string());
        }
        // A pointer may as well name one of the last diagnoses.
        if self.bill.diagnoses > 4 && random.chance(50) {
            pointers = format!("{}", self.bill.diagnoses);
        }
        let (service, charge) = (line.service(), Number::cents(line.charge));
        let (unit, quantity) = (line.unit, line.quantity);
        // The place is on the line where it is not that of the claim.
        let place = if self.bill.place == "22" && random.chance(4) { "11" } else { "" };
        let emergency = if matches!(self.bill.place, "23" | "41") { "Y" } else { "" };
        put!(out, "SV1*{service}*{charge}*{unit}*{quantity}*{place}**{pointers}**{emergency}");
    }

    /// SV5, the certificate, and what the equipment is needed for.
    fn put_rental(&self, out: &mut dyn Put, line: &Line) {
        let (month, price) = (Number::cents(line.charge), Number::cents(line.charge * 9));
        put!(out, "SV5*HC:{}*DA*30*{month}*{price}*4", line.procedure);
        // Medicare no longer takes certificates.
        if !self.is_medicare() {
            put!(out, "PWK*CT*AB");
        }
        put!(out, "CR3*I*MO*12");
        put!(out, "CRC*09*Y*ZV");
    }

    fn put_measures(&self, out: &mut dyn Put, random: &mut Random) {
        match self.setting {
            Setting::Ambulance if random.chance(5) => put!(out, "QTY*PT*2"),
            Setting::Laboratory if random.chance(5) => {
                put!(out, "MEA*TR*R2*{}", Number::tenths(random.between(60, 180)));
            }
            _ => {}
        }
    }

    /// Loops 2420A, 2420D and 2420E.
    fn put_line_providers(&self, out: &mut dyn Put, random: &mut Random, rendering: Option<usize>) {
        let provider = self.context.provider;
        let may_differ = !provider.is_person() && matches!(self.setting, Setting::Hospital | Setting::Long);
        if may_differ && random.chance(6) {
            another(random, &provider.staff, 1, rendering).put(out, "82", Some("PE"));
        }
        // Equipment with a certificate always names who ordered it.
        let is_ordered = self.setting == Setting::Equipment || random.chance(60);
        if matches!(self.setting, Setting::Equipment | Setting::Laboratory) && is_ordered {
            Clinician::new(random, self.context.today).put(out, "DK", None);
        }
    }
}

/// Loop 2440: the questions of a certificate of medical necessity.
pub(super) fn put_form(out: &mut dyn Put, random: &mut Random, line: &Line) {
    put!(out, "LQ*UT*484.03");
    put!(out, "FRM*1A**{}", random.between(40, 60));
    put!(out, "FRM*1C***{}", line.from.before(20));
    put!(out, "FRM*2*{}", random.pick(&["Y", "N", "W"]));
    put!(out, "FRM*5****{}", random.between(1, 6));
}
