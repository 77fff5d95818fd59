"""What is said of a fault of ours: one sentence, and where the rest is kept."""

import os
import traceback

from playmore_cli import __version__, paths


def keep_mishap(error: Exception) -> str:
    """Keep all that is known of a fault in a file; return what to say of it."""
    what = traceback.format_exception_only(error)[-1].strip().splitlines()[0][:200]
    sentence = f"something went wrong in playmore itself ({what}); your progress is kept"
    try:
        folder = paths.state_folder()
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "mishap.txt"
        kept = "".join(traceback.format_exception(error))
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as stream:
            stream.write(f"playmore {__version__}\n{kept}")
    except Exception as trouble:  # nothing of this may hide the first fault
        return f"{sentence}. It could not be written down: {trouble}"
    return f"{sentence}. To help mend it report {file} and what playmore doctor --report says"
