//! The command line program.

fn main() -> std::process::ExitCode {
    twinclaim::internal::cli::main()
}
