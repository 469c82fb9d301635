"""Writes twinclaim/_options.py: the options of each command, as the command line names them.

    python tests/python/write_options.py > src/python/twinclaim/_options.py
"""

from twinclaim import _native

COMMANDS = ["convert", "validate", "reconcile", "diff", "redact", "generate", "explain"]
# Those that a function itself gives.
GIVEN = {
    "convert": {"to", "output"},
    "validate": {"format", "ack"},
    "reconcile": {"format"},
    "diff": {"format"},
    "redact": {"output"},
    "generate": {"claims", "output"},
    "explain": set(),
}


def kind(takes: bool, repeats: bool, values: list[str]) -> str:
    if not takes:
        return "bool"
    one = "Literal[" + ", ".join(f'"{value}"' for value in values) + "]" if values else "Value"
    return f"{one} | Sequence[{one}]" if repeats else one


def text() -> str:
    all_options = dict(_native.options())
    out = [
        '"""The options of each command. Made by tests/python/write_options.py from the command line itself."""',
        "",
        "from __future__ import annotations",
        "",
        "import datetime",
        "import os",
        "from collections.abc import Sequence",
        "from typing import Literal, TypedDict, Union",
        "",
        'Value = Union[str, int, float, datetime.date, "os.PathLike[str]"]',
    ]
    for command in COMMANDS:
        out += ["", "", f"class {command.title()}Options(TypedDict, total=False):", f'    """Options of {command}."""']
        for name, takes, repeats, values, about in all_options[command]:
            if name in GIVEN[command]:
                continue
            out += ["", f"    {name.replace('-', '_')}: {kind(takes, repeats, values)}"]
            about = about.replace("\\", "\\\\").replace('"""', "'''")
            out += [f"    r'''{about}'''"] if '"' in about else [f'    """{about}"""']
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    print(text(), end="")
