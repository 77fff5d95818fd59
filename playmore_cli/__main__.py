"""``python -m playmore_cli`` and the ``playmore`` command."""

import os
import sys

if __name__ == "__main__" and not sys.flags.safe_path:
    # Python has put the folder that somebody stands in first. Nothing of ours is imported from there, unless
    # playmore itself is.
    _here = sys.path.pop(0)
    if _here == os.path.dirname(os.path.dirname(os.path.abspath(__file__))):  # noqa: PTH100, PTH120  pathlib is not ours yet
        sys.path.append(_here)

if sys.platform == "win32":  # pipes that a child inherits, terminals and signals are not as here
    sys.exit("playmore runs on Linux and macOS; on Windows in WSL")

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
