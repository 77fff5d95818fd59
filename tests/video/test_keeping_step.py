"""What is wished of the player, and what the lesson says of it: decisions without a player."""

import math
from collections.abc import Iterable

from playmore_cli.video.keeping_step import (
    Emptied,
    Following,
    Happening,
    Landed,
    Left,
    Moved,
    Opened,
    Passages,
    Pause,
    Paused,
    Play,
    Seek,
    Turned,
    Wanted,
    Wish,
    follow,
)

PASSAGES = Passages((0.0, 60.0, 120.0, 120.0, 180.0))


def told(state: Following, *happenings: Happening) -> tuple[Following, tuple[Wish, ...]]:
    """Let one thing happen after the other; return where that leads and all wishes on the way."""
    wishes: list[Wish] = []
    for happening in happenings:
        state, more = follow(state, happening)
        wishes += more
    return state, tuple(wishes)


def at(step: int, position: float) -> Following:
    """Return a lesson at *step* with the video open and brought there, then played on to *position*."""
    state, _ = told(Following(PASSAGES, step), Opened(PASSAGES.starts[step]), Moved(position))
    return state


def play(positions: Iterable[float]) -> tuple[Happening, ...]:
    """Return the video playing through *positions*."""
    return tuple(Moved(position) for position in positions)


def test_pause_where_the_next_step_begins() -> None:
    """
    Playing on, the video is paused once, at the first frame of the next step's passage.
    """
    state, wishes = told(at(1, 118.0), *play((119.0, 119.96, 120.02, 120.06)))

    assert wishes == (Pause(),)
    assert state.is_held


def test_held_at_the_end_is_still_this_step() -> None:
    """
    Paused where the next step begins, the video is not said to be at the next step.
    """
    state, _ = told(at(1, 118.0), *play((119.7, 120.0)), Paused(True))

    assert state.video_step is None
    assert at(1, 119.8).video_step is None


def test_steps_of_one_second_share_a_passage() -> None:
    """
    Between steps with the same timecode the video goes on undisturbed.
    """
    state, wishes = told(at(2, 150.0), Turned(3))

    assert wishes == ()
    assert state.video_step is None and state.fence == 180.0


def test_next_step_at_its_start_needs_no_seek() -> None:
    """
    Held where the next step begins, turning to that step moves nothing.
    """
    state, wishes = told(at(0, 59.0), Moved(60.03), Paused(True), Turned(1))

    assert wishes == (Pause(),)
    assert state.fence == 120.0


def test_turning_seeks() -> None:
    """
    Another step brings the video to its timecode; positions told before it lands there count for nothing.
    """
    state, wishes = told(
        at(1, 70.0), Turned(4), Moved(70.1), Left(), Moved(130.0), Landed(180.0), Moved(180.1)
    )

    assert wishes == (Seek(180.0),)
    assert state.position == 180.1 and state.fence == math.inf and state.video_step is None


def test_back_while_held() -> None:
    """
    Going back from a step whose passage has not begun returns to the passage before.
    """
    _, wishes = told(at(1, 119.0), Moved(120.0), Turned(2), Turned(1))

    assert wishes == (Pause(), Seek(60.0))


def test_passage() -> None:
    """
    The passage is played from its beginning, wherever the video is, and paused at its end.
    """
    state, wishes = told(at(1, 90.0), Wanted(1), Left(), Landed(60.0), Paused(False), *play((119.0, 120.0)))

    assert wishes == (Seek(60.0), Play(), Pause())
    assert state.is_held


def test_passage_again_when_held() -> None:
    """
    At the end of a passage it can be played again.
    """
    held, _ = told(at(1, 119.0), Moved(120.0), Paused(True))
    _, wishes = told(held, Wanted(1))

    assert wishes == (Seek(60.0), Play())


def test_seek_of_the_user_is_offered() -> None:
    """
    After the user's own seek the step there is offered, nothing is wished, and the video stops at that step's end.
    """
    state, wishes = told(at(1, 70.0), Left(), Landed(150.0))
    assert wishes == ()
    assert state.video_step == 2  # the first of those at this second

    _, wishes = told(state, *play((179.0, 180.0)))
    assert wishes == (Pause(),)


def test_seek_within_the_passage_is_not_offered() -> None:
    """
    The user may go about in this step's passage; it still ends where it ends.
    """
    state, _ = told(at(1, 70.0), Left(), Landed(61.0), Left(), Landed(118.0))
    assert state.video_step is None

    assert told(state, Moved(120.0))[1] == (Pause(),)


def test_going_where_the_video_is_leaves_it_there() -> None:
    """
    A lesson that goes to the video does not pull it to the beginning of the step.
    """
    state, wishes = told(at(0, 5.0), Left(), Landed(150.0), Turned(2, to_video=True))

    assert wishes == ()
    assert state.video_step is None and state.fence == 180.0


def test_playing_on_past_the_end() -> None:
    """
    A user who sets the held video going is let go on, to the end of the next passage.
    """
    held, _ = told(at(0, 59.0), Moved(60.0), Paused(True))
    state, wishes = told(held, Paused(False), Moved(61.0))
    assert wishes == ()
    assert state.video_step == 1

    assert told(state, *play((119.0, 120.0)))[1] == (Pause(),)


def test_two_seeks_of_ours() -> None:
    """
    When the learner turns on before a seek has landed, only the last target counts.
    """
    state, wishes = told(at(0, 5.0), Turned(1), Turned(4), Left(), Landed(60.0), Left(), Landed(180.0))

    assert wishes == (Seek(60.0), Seek(180.0))
    assert state.video_step is None and state.target is None


def test_beyond_the_end_of_a_short_file() -> None:
    """
    A seek of ours that ends where the file ends is taken for what it is: the video is elsewhere.
    """
    state, _ = told(at(0, 5.0), Turned(4), Left(), Landed(90.0))

    assert state.video_step == 1


def test_turning_before_the_video_is_open() -> None:
    """
    While a video is being opened nothing is wished; once open it is brought to the step on screen by then.
    """
    state, wishes = told(Following(PASSAGES, 1), Turned(2), Turned(4), Wanted(4))
    assert wishes == ()

    assert told(state, Opened(60.0))[1] == (Seek(180.0),)


def test_attached_without_a_step() -> None:
    """
    A player that stood somewhere before the lesson came stays there; its step is offered.
    """
    state, wishes = told(Following(PASSAGES, 0, leads=False), Opened(130.0))

    assert wishes == ()
    assert state.video_step == 2 and state.fence == 180.0


def test_another_file() -> None:
    """
    A file that the user opens in the player stays where it begins, and without a file there is no place.
    """
    state, wishes = told(at(4, 200.0), Emptied())
    assert state.video_step is None and state.position is None

    state, more = told(state, Opened(0.0))
    assert (*wishes, *more) == ()
    assert state.video_step == 0
