//! Differences as a page: no script, nothing from elsewhere, readable in print and without color.

use std::io;
use std::ops::Range;

use crate::compare::{ChangedClaim, ClaimName, SegmentChange, SegmentSide, Summary};
use crate::show::words::count;

use super::{Report, called, place, totals};
use crate::show::markup::escaped;

const HEAD: &str = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
<meta name=\"viewport\" content=\"width=device-width\"><title>twinclaim diff</title><style>\n\
:root{color-scheme:light dark}body{background:light-dark(#fff,#0d1117);color:light-dark(#1b1f24,#e6edf3);font:15px/1.5 system-ui,sans-serif;margin:1.5rem auto;max-width:75rem;padding:0 1rem}\n\
h2{font-size:1rem;margin:1.6rem 0 .3rem;border-top:1px solid #8886;padding-top:.8rem}h3{font-size:.9rem;margin:.7rem 0 .1rem;font-weight:600}\n\
p,ul{margin:.2rem 0}code{font:13px/1.5 ui-monospace,monospace;overflow-wrap:anywhere}.l::before{content:'- '}.r::before{content:'+ '}\n\
.l{color:light-dark(#a3262a,#ff9a93)}.r{color:light-dark(#176a37,#7fdc9b)}mark{color:inherit;background:#f5c51844;font-weight:700;text-decoration:underline}\n\
@media print{h2{break-after:avoid}section{break-inside:avoid}}\n</style></head><body><main><h1>Differences</h1>\n";

/// Writes a page.
#[derive(Debug, Default)]
pub struct Html {
    begun: bool,
}

impl Html {
    fn begin(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        if std::mem::replace(&mut self.begun, true) { Ok(()) } else { out.write_all(HEAD.as_bytes()) }
    }
}

fn side(class: &str, side: &SegmentSide, spans: impl Iterator<Item = Range<usize>>) -> String {
    let (mut html, mut from) = (format!("<p class=\"{class}\"><code>"), 0);
    for span in spans {
        html += &escaped(&side.text[from..span.start]);
        if !span.is_empty() {
            html.extend(["<mark>", &escaped(&side.text[span.clone()]), "</mark>"]);
        }
        from = span.end;
    }
    html + &escaped(&side.text[from..]) + "</code></p>\n"
}

fn change(change: &SegmentChange) -> String {
    let name = change.name.as_ref().map_or(String::new(), |name| format!(" · {}", escaped(name)));
    let mut html = format!("<h3>{}{name}</h3>\n", escaped(&change.address));
    if let Some(left) = &change.left {
        html += &side("l", left, change.elements.iter().map(|element| element.left_span.clone()));
    }
    if let Some(right) = &change.right {
        html += &side("r", right, change.elements.iter().map(|element| element.right_span.clone()));
    }
    if !change.elements.is_empty() {
        html += "<ul>";
        for element in &change.elements {
            let [left, right] =
                [&element.left, &element.right].map(|side| side.as_deref().unwrap_or("nothing"));
            let name = element.name.as_deref().unwrap_or_default();
            let at = place(&element.element, element.component);
            let [at, name, left, right] = [&at, name, left, right].map(escaped);
            html.extend(["<li>", &at, " ", &name, ": ", &left, " → ", &right, "</li>"]);
        }
        html += "</ul>\n";
    }
    html
}

fn about(claim: &ClaimName) -> String {
    let patient = claim.patient.as_ref().map_or(String::new(), |patient| format!(" · {patient}"));
    let charge = claim.total_charge.as_ref().map_or(String::new(), |charge| format!(" · ${charge}"));
    escaped(&format!("{}{patient}{charge}", called(claim)))
}

impl Report for Html {
    fn changed(&mut self, changed: &ChangedClaim, out: &mut dyn io::Write) -> io::Result<()> {
        self.begin(out)?;
        if changed.changes.is_empty() {
            return Ok(());
        }
        let file = |claim: &ClaimName| escaped(claim.file.as_deref().unwrap_or_default());
        writeln!(out, "<section><h2>Claim {}</h2>", about(&changed.left))?;
        writeln!(
            out,
            "<p class=\"l\">{}</p><p class=\"r\">{}</p>",
            file(&changed.left),
            file(&changed.right)
        )?;
        changed.changes.iter().try_for_each(|c| out.write_all(change(c).as_bytes()))?;
        writeln!(out, "</section>")
    }

    fn alone(&mut self, is_left: bool, claim: &ClaimName, out: &mut dyn io::Write) -> io::Result<()> {
        self.begin(out)?;
        let (class, side) = if is_left { ("l", "left") } else { ("r", "right") };
        let about = about(claim);
        writeln!(
            out,
            "<section><h2>Claim {about}</h2><p class=\"{class}\">only on the {side} side</p></section>"
        )
    }

    fn segment(&mut self, segment: &SegmentChange, out: &mut dyn io::Write) -> io::Result<()> {
        self.begin(out)?;
        out.write_all(change(segment).as_bytes())
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
        self.begin(out)?;
        for shared in &summary.shared {
            let first = escaped(shared.first.as_deref().unwrap_or("without a number"));
            let at = escaped(&shared.addresses.join(", "));
            let claims = count(shared.claims as usize, "claim");
            writeln!(out, "<p>{at}: the change shown at claim {first} is the same in {claims}.</p>")?;
        }
        writeln!(out, "<p><strong>{}</strong></p></main></body></html>", escaped(&totals(summary)))
    }
}
