use crate::guide::registry::supported;
#[test]
fn loads() {
    for g in supported() {
        println!("{} {} {}", g.id, g.loops.len(), g.segments.len());
    }
}
