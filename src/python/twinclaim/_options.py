"""The options of each command. Made by tests/python/write_options.py from the command line itself."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from typing import Literal, TypedDict, Union

Value = Union[str, int, float, datetime.date, "os.PathLike[str]"]


class ConvertOptions(TypedDict, total=False):
    """Options of convert."""

    compact: bool
    """With `--to ndjson`: say once, on a line of its own, what claims share: envelope, submitter, receiver, billing provider, payer"""

    delimiters: Value
    """Separators of the X12 written: element, component, repetition, segment, such as '*:^~'; kept unless given"""

    line_breaks: Literal["none", "lf", "crlf"]
    """What to write behind each segment; kept unless given"""

    sender: Value
    """Sender of the X12 written (ISA06, GS02), 2 to 15 characters; kept unless given"""

    receiver: Value
    """Receiver of the X12 written (ISA08, GS03), 2 to 15 characters; kept unless given"""

    usage: Literal["production", "test"]
    """Whether the X12 written is for production or a test (ISA15); kept unless given"""

    claims_per_transaction: Value
    """Most claims that one transaction of the X12 written may hold"""

    renew_control_numbers: Value
    """New control numbers for interchanges, groups and transactions (ISA13, GS06, ST02), counting up from FIRST, or from the seconds since 2020 unless given. A changed file under old numbers is refused as a duplicate"""

    as_of: Value
    """Day for headers that have none, such as 2026-03-31; today unless given"""

    force: bool
    """Overwrite what is there"""

    partial: bool
    """Write what could be made even where an input could not be read to its end"""

    resume: bool
    """Go on with a run into a folder that was broken off: inputs are passed over whose outputs are there; tables, which hold all inputs together, are made anew"""

    encoding: Value
    """Encoding of text in X12, such as iso-8859-15; found out value by value unless given"""

    include: Value | Sequence[Value]
    """Of the files in folders only those of this name, such as '*.837'; several times for several"""

    exclude: Value | Sequence[Value]
    """Leave out files in folders of this name, or at this place in the folder, such as 'sent/**'; several times for several"""

    temp_dir: Value
    """Folder for what does not fit into memory; the system's own unless given"""

    manifest: Value
    """Write what became of each input and which files were made, with the SHA-256 of their contents, a line of JSON each; in an output folder it is manifest.ndjson unless named"""

    quarantine: Value
    """Move inputs that cannot be read to their end into this folder, each with its reason beside it; an archive when one of its members cannot"""

    done: Value
    """Move inputs that are done into this folder, archives when all of their members are"""

    seen: Value | Sequence[Value]
    """Pass over what an earlier run has taken, as its manifest says (`--manifest`); several times for several"""

    max_claim: Value
    """Largest claim, in bytes of X12; in JSON it may have eight times as many"""


class ValidateOptions(TypedDict, total=False):
    """Options of validate."""

    snip: Value | Sequence[Value]
    """SNIP types to check, 1 to 7, such as 1,2; all unless given"""

    profile: Value | Sequence[Value]
    """Payer profile: a companion guide as a file in the guide format. It looks at the claims of its payers"""

    edits: Literal["auto", "medicare", "none"]
    """Whose edits are applied besides: Medicare's to Medicare's claims, to every claim, or none"""

    output: Value
    """Output file, or a folder for a report on each input; standard output unless given. A folder is one that is there, or has a / behind its name; where --ack, --valid and --invalid name one, too, all of them do"""

    force: bool
    """Overwrite what is there"""

    partial: bool
    """Write what could be made even where an input could not be read to its end"""

    resume: bool
    """Go on with a run into folders that was broken off. What it has done is read again, as later inputs are compared with it, and not written again"""

    fail_on: Literal["error", "warning", "info", "never"]
    """Lightest finding that makes the exit code 1"""

    max_findings: Value
    """How many findings are shown for each input; 0 for all. 100 for people and all for programs unless given"""

    mask: bool
    """Hide names, identifiers, birth dates and addresses"""

    min_severity: Literal["error", "warning", "info"]
    """Least severity of the findings shown; `warning` for people on a terminal, everything elsewhere, unless given"""

    encoding: Value
    """Encoding of text in X12, such as iso-8859-15; found out value by value unless given"""

    include: Value | Sequence[Value]
    """Of the files in folders only those of this name, such as '*.837'; several times for several"""

    exclude: Value | Sequence[Value]
    """Leave out files in folders of this name, or at this place in the folder, such as 'sent/**'; several times for several"""

    temp_dir: Value
    """Folder for what does not fit into memory; the system's own unless given"""

    manifest: Value
    """Write what became of each input and which files were made, with the SHA-256 of their contents, a line of JSON each; in an output folder it is manifest.ndjson unless named"""

    quarantine: Value
    """Move inputs that cannot be read to their end into this folder, each with its reason beside it; an archive when one of its members cannot"""

    done: Value
    """Move inputs that are done into this folder, archives when all of their members are"""

    seen: Value | Sequence[Value]
    """Pass over what an earlier run has taken, as its manifest says (`--manifest`); several times for several"""

    max_claim: Value
    """Largest claim, in bytes of X12; in JSON it may have eight times as many"""

    patient: Value | Sequence[Value]
    """Only claims of this patient: words of the name, or exactly the member ID, medical record number or patient control number"""

    payer: Value | Sequence[Value]
    """Only claims to this payer: words of its name, or exactly its ID"""

    provider: Value | Sequence[Value]
    """Only claims with this provider in any role: words of the name, or exactly the NPI or the billing provider's tax ID"""

    date: Value
    """Only claims with a service on this day or in this range, such as 2026-03-01..2026-03-31; either end may be left out"""

    min_charge: Value
    """Only claims of at least this total charge, in dollars"""

    code: Value | Sequence[Value]
    """Only claims with this code: procedure, revenue, diagnosis, value, condition or occurrence code, DRG, modifier or NDC"""

    config: Value
    """twinclaim.toml: groups of payers and facilities, weights of rules, findings put aside; samples/twinclaim.toml has an example of everything. Unless given, what TWINCLAIM_CONFIG names, else twinclaim.toml in this folder, if it is there"""

    reference: Value | Sequence[Value]
    """Tables as CMS publishes them: fee schedule (PPRRVU), GPCI, unit limits (MUE), code pairs (PTP), OPPS addendum B, HCPCS, or code names: a folder with folders, a .zip, .gz, .xlsx, .csv or .txt; several times"""

    select: Value | Sequence[Value]
    """Only these rules: codes or families, such as PS-TOB or PS; with commas or several times"""

    ignore: Value | Sequence[Value]
    """Not these rules"""

    as_of: Value
    """The day for whatever depends on the day, such as 2026-03-31; today unless given"""

    ack_types: Value | Sequence[Value]
    """SNIP types whose errors refuse their transaction in the 999; errors of the others refuse their claims in the 277CA"""

    ack_control_number: Value
    """First control number of the acknowledgements; from the clock, or the day of --as-of, unless given"""

    valid: Value
    """Claims without errors, as a complete 837; in a folder, one for each input. A claim keeps its bytes; counts and HL numbers are made anew"""

    invalid: Value
    """Claims with errors, as a complete 837; in a folder, one for each input"""

    renew_control_numbers: Value
    """New control numbers for interchanges, groups and transactions (ISA13, GS06, ST02), counting up from FIRST, or from the seconds since 2020 unless given. A changed file under old numbers is refused as a duplicate"""


class ReconcileOptions(TypedDict, total=False):
    """Options of reconcile."""

    fail_on: Literal["error", "warning", "info", "never"]
    """Lightest finding that makes the exit code 1"""

    all: bool
    """Show what agrees as well: which lines belong together, and differences that are expected"""

    output: Value
    """Output file; standard output unless given"""

    force: bool
    """Overwrite what is there"""

    partial: bool
    """Write what could be made even where an input could not be read to its end"""

    mask: bool
    """Hide names, ids, birth dates and account numbers of persons"""

    baseline: Value | Sequence[Value]
    """An earlier outcome (`--format ndjson`): tells which findings are new, open or resolved. An earlier audit (`--audit OUT.ndjson`): tells what became better. Several times for both"""

    worked: Value
    """The work list (`--format csv`) as it came back: keeps status, owner, note and verdict of each finding, and tells which are new, open, reopened, done or no longer seen"""

    pending: Value
    """Days the other side of a visit may still take before its claim is missed"""

    max_findings: Value
    """Most findings to show, worst first; 0 for all. Totals speak of all of them"""

    memory: Value
    """Bytes of claims and of visits that stay in memory, such as 512MiB; what is more goes to a temporary file. Finding the visits takes about 3 KiB a claim on top"""

    max_person: Value
    """Most service lines of one person's claims; comparing them takes time by their square"""

    threads: Value
    """Threads; one a core unless given. The outcome is the same for any number"""

    min_severity: Literal["error", "warning", "info"]
    """Least severity of the findings shown; `warning` for people on a terminal, everything elsewhere, unless given"""

    encoding: Value
    """Encoding of text in X12, such as iso-8859-15; found out value by value unless given"""

    include: Value | Sequence[Value]
    """Of the files in folders only those of this name, such as '*.837'; several times for several"""

    exclude: Value | Sequence[Value]
    """Leave out files in folders of this name, or at this place in the folder, such as 'sent/**'; several times for several"""

    temp_dir: Value
    """Folder for what does not fit into memory; the system's own unless given"""

    manifest: Value
    """Write what became of each input and which files were made, with the SHA-256 of their contents, a line of JSON each; in an output folder it is manifest.ndjson unless named"""

    quarantine: Value
    """Move inputs that cannot be read to their end into this folder, each with its reason beside it; an archive when one of its members cannot"""

    done: Value
    """Move inputs that are done into this folder, archives when all of their members are"""

    seen: Value | Sequence[Value]
    """Pass over what an earlier run has taken, as its manifest says (`--manifest`); several times for several"""

    max_claim: Value
    """Largest claim, in bytes of X12; in JSON it may have eight times as many"""

    charges: Value
    """Write every line without its other half, by department, family and group, with price, age and likely owner, and the levels of visits: a sheet (.csv) or a page (.html). With the hospital's own list of charges in --reference its lines are held against that"""

    audit: Value
    """Write how often claims are right, by payer, facility, department, group and provider, with the money: a page (.html), a sheet (.csv), or lines of JSON (.ndjson), which --baseline of a later run takes for the trend. Claims are validated and reconciled"""

    sample: Value
    """Write a sheet (.csv) of claims drawn for a second reviewer, more of those with more money"""

    sample_size: Value
    """Claims of the sample"""

    sample_seed: Value
    """Another seed draws other claims"""

    reviewed: Value
    """A sample that came back: the audit tells how its verdicts (right, wrong) and the program agree"""

    profile: Value | Sequence[Value]
    """Payer profile, as `validate` takes it, for the audit; several times for several"""

    patient: Value | Sequence[Value]
    """Only claims of this patient: words of the name, or exactly the member ID, medical record number or patient control number"""

    payer: Value | Sequence[Value]
    """Only claims to this payer: words of its name, or exactly its ID"""

    provider: Value | Sequence[Value]
    """Only claims with this provider in any role: words of the name, or exactly the NPI or the billing provider's tax ID"""

    date: Value
    """Only claims with a service on this day or in this range, such as 2026-03-01..2026-03-31; either end may be left out"""

    min_charge: Value
    """Only claims of at least this total charge, in dollars"""

    code: Value | Sequence[Value]
    """Only claims with this code: procedure, revenue, diagnosis, value, condition or occurrence code, DRG, modifier or NDC"""

    config: Value
    """twinclaim.toml: groups of payers and facilities, weights of rules, findings put aside; samples/twinclaim.toml has an example of everything. Unless given, what TWINCLAIM_CONFIG names, else twinclaim.toml in this folder, if it is there"""

    reference: Value | Sequence[Value]
    """Tables as CMS publishes them: fee schedule (PPRRVU), GPCI, unit limits (MUE), code pairs (PTP), OPPS addendum B, HCPCS, or code names: a folder with folders, a .zip, .gz, .xlsx, .csv or .txt; several times"""

    select: Value | Sequence[Value]
    """Only these rules: codes or families, such as PS-TOB or PS; with commas or several times"""

    ignore: Value | Sequence[Value]
    """Not these rules"""

    as_of: Value
    """The day for whatever depends on the day, such as 2026-03-31; today unless given"""


class DiffOptions(TypedDict, total=False):
    """Options of diff."""

    ignore_path: Value | Sequence[Value]
    """What is no difference: loop, segment, element, component, as far as needed, such as 2300/REF[D9]/02; * for any loop"""

    ignore_file: Value
    """File with such paths, one a line; # begins a comment"""

    output: Value
    """Output file; standard output unless given"""

    force: bool
    """Overwrite what is there"""

    partial: bool
    """Write what could be made even where an input could not be read to its end"""

    manifest: Value
    """Write what became of each input and which file was made, with the SHA-256 of their contents, a line of JSON each"""

    memory: Value
    """Bytes of claims that stay in memory, such as 512MiB; what is more goes to a temporary file"""

    temp_dir: Value
    """Folder for what does not fit into memory; the system's own unless given"""

    mask: bool
    """Hide who the patients are"""

    encoding: Value
    """Encoding of text in X12, such as iso-8859-15; found out value by value unless given"""


class RedactOptions(TypedDict, total=False):
    """Options of redact."""

    mode: Literal["safe-harbor", "pseudonym"]
    """How values are replaced; pseudonym with --key, else safe-harbor"""

    key: Value
    """File with the secret of pseudonyms: at least 16 random bytes"""

    days: Value
    """Days by which pseudonyms move dates back at most, 1 to 3650. With many, codes and edits of other days apply"""

    shift: Literal["family", "all"]
    """Whose dates go back by the same days: those of a family, as its member id says, or all"""

    keep: Value | Sequence[Value]
    """A value that stays wherever it stands whole, such as a payer's identifier or name, so that its profile applies to the copies too; several times for several"""

    keep_file_names: bool
    """Keep the names of files and folders as they are; for names that name nobody"""

    as_of: Value
    """Day by which ages over 89 are known where an input has no date, such as 2026-03-31; today unless given"""

    force: bool
    """Overwrite what is there"""

    partial: bool
    """Write what could be made even where an input could not be read to its end"""

    resume: bool
    """Go on with a run into a folder that was broken off. Takes --manifest: what is known of it stands beside the manifest, which names the originals, and never beside the copies"""

    encoding: Value
    """Encoding of text in X12, such as iso-8859-15; found out value by value unless given"""

    include: Value | Sequence[Value]
    """Of the files in folders only those of this name, such as '*.837'; several times for several"""

    exclude: Value | Sequence[Value]
    """Leave out files in folders of this name, or at this place in the folder, such as 'sent/**'; several times for several"""

    temp_dir: Value
    """Folder for what does not fit into memory; the system's own unless given"""

    manifest: Value
    """Write what became of each input and which files were made, with the SHA-256 of their contents, a line of JSON each; in an output folder it is manifest.ndjson unless named"""

    quarantine: Value
    """Move inputs that cannot be read to their end into this folder, each with its reason beside it; an archive when one of its members cannot"""

    done: Value
    """Move inputs that are done into this folder, archives when all of their members are"""

    seen: Value | Sequence[Value]
    """Pass over what an earlier run has taken, as its manifest says (`--manifest`); several times for several"""

    max_claim: Value
    """Largest claim, in bytes of X12; in JSON it may have eight times as many"""


class GenerateOptions(TypedDict, total=False):
    """Options of generate."""

    seed: Value
    """Another seed gives other claims"""

    date: Value
    """The day the file is said to be made, from 2016 on; services lie in the four months before"""

    accents: bool
    """Names with accents, in UTF-8; claims without pairs are ASCII unless this is given"""

    noise: Value
    """Pairs: share of encounters that are noisy, from 0 to 1; 0.2 unless given"""

    discrepancies: Value
    """Pairs: share of encounters with a discrepancy, from 0 to 1; 0.1 unless given"""

    profile: Value
    """Claims of the payer of this profile that keep it, and all of Medicare's edits where Medicare pays"""

    force: bool
    """Overwrite what is there"""


class ExplainOptions(TypedDict, total=False):
    """Options of explain."""

    reference: Value
    """Folder with tables of codes and names"""

    as_of: Value
    """The day for which the code is judged; today unless given"""

    profile: Value
    """List what a payer's profile asks, or with CODE the edit of this reference"""

    write: Value
    """Write the example of rule CODE into a folder: claims that break this rule alone, claims that do not, and the tables and profiles they are looked at with"""

    force: bool
    """Overwrite what is there"""
