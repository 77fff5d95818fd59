"""``python -m playmore_cli`` and the ``playmore`` command."""

import sys

from playmore_cli.cli import run
from playmore_cli.environment import Environment
from playmore_cli.sitting.signals import orderly_ending


def main() -> None:
    """Run the command line and leave with its exit status."""
    with orderly_ending():
        status = run(sys.argv[1:], Environment.of_process())
    sys.exit(status)


if __name__ == "__main__":
    main()
