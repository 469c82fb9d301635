//! The command line program.

fn main() -> std::process::ExitCode {
    twinclaim::cli::main()
}
