"""``python -m twinclaim``: the command line."""

import sys

from . import _native


def main() -> int:
    """Runs the command line with the arguments of the process; the exit code."""
    return _native.main(["twinclaim", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
