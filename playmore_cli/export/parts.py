"""Parts of a lesson as Markdown, for the notebook, the script and the Markdown file alike."""

import re
from collections.abc import Iterable, Sequence

from playmore_cli.export.document import Document, ExportedGuess, Section, ShownStep
from playmore_cli.export.requirements import packages
from playmore_cli.lesson.model import Card, Figure, Recreate, Step
from playmore_cli.timecode import format_timecode
from playmore_cli.view.after_run import comparison_text

_MARKUP = re.compile(r"[\\`*_\[\]<>|~$#&]")


OPENS = "The code opens files that lie beside the lesson; put copies of them where it runs:"


def plain(text: str) -> str:
    r"""
    Return words that are no Markdown so that they show as they are.

    >>> plain("a*b")
    'a\\*b'
    """
    return _MARKUP.sub(r"\\\g<0>", text)


def fenced(source: str, language: str = "python") -> str:
    """Return code as a Markdown block, its fence longer than any within."""
    longest = max((len(ticks) for ticks in re.findall(r"^ *(`{3,})", source, re.MULTILINE)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{source.rstrip()}\n{fence}"


def folded(summary: str, inside: str) -> str:
    """Return Markdown that shows *summary* and opens to what is *inside*."""
    return f"<details><summary>{summary}</summary>\n\n{inside.strip()}\n\n</details>"


def paragraphs(parts: Iterable[str]) -> str:
    """Return the parts that are not empty, a blank line between them."""
    return "\n\n".join(part.strip("\n") for part in parts if part.strip())


def linked(words: str, address: str) -> str:
    """Return words as a link; as words alone where there is no address."""
    return f"[{words}]({address})" if address else words


def time_link(moment: ShownStep) -> str:
    """Return a step's timecode as a link to the second of the video."""
    return linked(moment.clock, moment.address)


def title(document: Document) -> str:
    """Return the head of the lesson: its title, the lecture it transcribes, and what it is about."""
    lecture = document.lesson.lecture
    if document.recording is not None:
        made = f"The outputs are those of a run at the {document.pace} pace{document.recording.data}."
    else:
        made = f"Long steps have the constants of the {document.pace} pace."
    return paragraphs(
        [
            f"# {document.lesson.title}",
            f"*{lecture.title}*, a lecture by {lecture.by}"
            + (
                f": {linked('the video', document.address)}, {format_timecode(lecture.length)} long."
                if document.address
                else "."
            ),
            document.lesson.about,
            f"{timecodes_line(document)}{made} Written by playmore, which plays the same lesson "
            f"step by step in a terminal: `{document.start}`.",
        ]
    )


def timecodes_line(document: Document) -> str:
    """Return what timecodes are for; nothing where there is no video."""
    if not document.address:
        return ""
    return "Each timecode leads to its second of the video; ≈ stands behind those known to a few seconds. "


def heading(section: Section) -> str:
    """Return a chapter's heading, its timecode a link."""
    return (
        f"## {plain(section.chapter.title)}\n\n{linked(format_timecode(section.chapter.at), section.address)}"
    )


def narration(moment: ShownStep, *, link: bool = True) -> str:
    """Return the narration before the code, the timecode above it."""
    return paragraphs([time_link(moment) if link else "", *(piece.markdown() for piece in moment.pieces)])


def question(moment: ShownStep) -> str:
    """Return the prediction that a step asks for, its answer folded."""
    predict = moment.step.predict
    assert predict is not None
    if moment.played is not None and moment.played.answer is not None:
        answer = f"**{plain(moment.played.answer)}**"
    elif predict.answer in predict.choices:
        answer = f"**{plain(predict.answer)}**"
    else:
        answer = f"It is what this gives after the code has run: `{predict.answer}`"
    choices = "\n".join(f"- {plain(choice)}" for choice in predict.choices)
    why = moment.said(predict.why).markdown()
    return paragraphs(
        [
            f"**Predict.** {moment.said(predict.ask).markdown()}",
            choices,
            *(guess_line(guess) for guess in moment.mine.guesses),
            folded("Answer", paragraphs([answer, why])),
        ]
    )


def guess_line(guess: ExportedGuess) -> str:
    """Return what the learner predicted and what came of it."""
    return f"*You predicted: {plain(guess.given)}{verdict_words(guess.verdict)}*"


def verdict_words(verdict: bool | None) -> str:
    """Return how a prediction turned out, to stand behind it."""
    return {True: ", which was right", False: ", which was not so", None: ""}[verdict]


def exercise(moment: ShownStep) -> str:
    """Return the task of an exercise with its hints and its check folded; the step's code solves it."""
    recreate = moment.step.recreate
    assert recreate is not None
    hints = "\n".join(f"{number}. {hint}" for number, hint in enumerate(recreate.hints, start=1))
    return paragraphs(
        [
            f"**Your turn**, before you go on. {recreate.task}",
            folded("Hints", hints) if hints else "",
            folded("A check to run after your code", fenced(recreate.check)),
        ]
    )


def attempts(moment: ShownStep) -> str:
    """Return what the learner wrote for the exercise of a step, folded."""
    return paragraphs(
        folded(f"Your attempt, which {'passed' if one.passed else 'did not pass'}", fenced(one.source))
        for one in moment.mine.attempts
    )


def solution(recreate: Recreate) -> str:
    """Return the solution where it is not simply the step's code, folded."""
    return folded("A solution", fenced(recreate.solution)) if recreate.solution else ""


def figures(moment: ShownStep) -> str:
    """Return the lecture's figures beside those of the run."""
    if moment.played is None:
        return ""
    return "\n".join(f"- {plain(comparison_text(one))}" for one in moment.played.figures)


def told_figures(step: Step) -> tuple[str, ...]:
    """Return the figures of a step in words, for a form without a run: whose they are, what, and how much."""
    return tuple(
        f"{'Recorded' if one.recorded else 'In the lecture'}, {one.what}: {as_written(one)}"
        for one in step.lecture
        if not one.is_open
    )


def as_written(figure: Figure) -> str:
    """Return the lecture's figure as text."""
    if isinstance(figure.is_, tuple):
        return "[" + ", ".join(str(one) for one in figure.is_) + "]"
    return str(figure.is_)


def references(moment: ShownStep) -> str:
    """Return where else to look."""
    named = [linked(plain(one.words), one.address) for one in moment.see]
    return f"See also {', '.join(named)}." if named else ""


def notes(moment: ShownStep) -> str:
    """Return the learner's notes and mark as a quotation."""
    lines = [f"**Your note.** {line}" for note in moment.mine.notes for line in [note.replace("\n", "\n> ")]]
    if moment.mine.marked:
        lines.append("**You marked this step:** did not get this.")
    return "\n>\n".join(f"> {line}" for line in lines)


def own_version(moment: ShownStep) -> str:
    """Return that the code is the learner's, with the lecture's version folded."""
    if moment.original is None:
        return ""
    return paragraphs(["**Your version** of the code:", folded("The lecture's", fenced(moment.original))])


def cards(section: Section) -> str:
    """Return the review questions of a chapter, their answers folded."""
    found = [card for moment in section.moments for card in moment.step.cards]
    if not found:
        return ""
    return paragraphs(["### Questions", *(_card(card) for card in found)])


def _card(card: Card) -> str:
    answer = paragraphs([card.answer, fenced(card.code) if card.code else ""])
    return f"{card.ask.strip()}\n\n{folded('Answer', answer)}"


def needs(document: Document) -> Sequence[str]:
    """Return the packages that the lesson needs, each once, sorted."""
    return sorted(set(packages(document.lesson).values()))
