"""``python -m playmore_cli`` and the ``playmore`` command."""

import sys

from playmore_cli.cli import run
from playmore_cli.environment import Environment


def main() -> None:
    """Run the command line and leave with its exit status."""
    sys.exit(run(sys.argv[1:], Environment.of_process()))


if __name__ == "__main__":
    main()
