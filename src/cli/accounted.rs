//! A command over inputs, and its manifest however it ends.

use std::io;

use crate::batch::Inputs;
use crate::meter::Meter;

use super::Exit;
use super::common::{InputArgs, Tally};
use super::screen::Screen;

impl Tally {
    /// Runs a command over its inputs. Where it ends without the manifest that is asked for, whatever the reason, one is
    /// written that says so of each input; with `force`, over what is there.
    pub(super) fn run(
        self,
        input: &InputArgs,
        force: bool,
        screen: &mut Screen,
        work: impl FnOnce(&mut Self, &mut Screen) -> Result<Exit, String>,
    ) -> Exit {
        self.run_over(|standard| input.inputs(standard), force, screen, work)
    }

    /// The same for inputs that are named otherwise: they are opened with these bytes for standard input.
    pub(super) fn run_over(
        mut self,
        inputs: impl FnOnce(Box<dyn io::Read + Send>) -> Inputs,
        force: bool,
        screen: &mut Screen,
        work: impl FnOnce(&mut Self, &mut Screen) -> Result<Exit, String>,
    ) -> Exit {
        let exit = work(&mut self, screen).unwrap_or_else(|message| {
            self.fail(screen, &message);
            self.account.stop(&message);
            self.exit()
        });
        // What is to be named is looked at anew, by nobody's meter. Standard input is gone.
        let all = || inputs(Box::new(io::empty())).meter(Meter::default()).open();
        match self.account.close(all, force) {
            Ok(false) => exit,
            // Whoever reads no further than the exit code has to know that inputs are not done.
            Ok(true) => Exit::Failed,
            Err(message) => {
                self.fail(screen, &message);
                self.exit()
            }
        }
    }
}
