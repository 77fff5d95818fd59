"""Links into a video that is not the lesson's: which lesson they belong to."""

from playmore_cli.errors import PlaymoreError
from playmore_cli.lesson.model import OtherVideoError
from playmore_cli.sitting.access import catalog
from playmore_cli.timecode import video_in


def in_words(error: PlaymoreError) -> str:
    """Return what to say of an error; of a link into another lesson's video, how to go there."""
    if not isinstance(error, OtherVideoError):
        return str(error)
    for one in catalog().summaries():
        if (video_in(one.video) or one.video) == error.video:
            return (
                f"this link leads into the video of {one.id}, {one.title}; "
                f"playmore start {one.name} --at '{error.link}' begins there"
            )
    return f"{error}; no lesson here has it"
