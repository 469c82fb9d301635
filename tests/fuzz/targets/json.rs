#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| twinclaim_fuzz::json::attack(bytes));
