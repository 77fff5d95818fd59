"""
The JSON Schema of the lesson file, for completion and hints in editors.

``python -m playmore_cli.lesson.schema`` writes it to ``lessons/lesson.schema.json``; a test checks that it is current.
"""

import json
from typing import Any, get_args

import msgspec

from playmore_cli.lesson.model import Lesson, PaceName, Timecode
from playmore_cli.lesson.shape import CLOCK
from playmore_cli.paths import lessons_folder

FILE_NAME = "lesson.schema.json"

FIELD_HELP: dict[str, dict[str, str]] = {
    "Lesson": {
        "format": "The version of this format: 1.",
        "id": "The short name that commands use, as in p1.",
        "title": "The lesson's title.",
        "lecture": "The video that the lesson transcribes.",
        "about": "One paragraph for the home screen and the exports.",
        "data": "What the code opens: data sets of the lectures, and files beside the lesson, as in [links.csv]; they "
        "lie in its working folder.",
        "needs": "The ids of lessons beside this one whose ideas it takes for granted; told at its start.",
        "seed": "Python's, NumPy's and torch's random numbers are seeded with it before the first step.",
        "milestones": "Steps that a learner's own versions of the ideas are run up to, by their ids.",
        "checks": "Code that runs before each check: functions that several checks share.",
        "terms": "The words and calls of the lecture, each with the step that introduces it, as in "
        "{gradient: {is: the slope of the loss in each weight, step: nudge}}.",
        "chapters": "The chapters of the video, in order.",
    },
    "Term": {
        "is": "What it is, in one sentence.",
        "step": "The id of the step that introduces it; check finds the word used before.",
        "forms": "Other forms of it, as in [biases].",
        "everyday": "True: the word has an everyday meaning too, so it may stand before, and means this here only.",
    },
    "Lecture": {
        "title": "The video's title.",
        "by": "Who gives the lecture.",
        "video": "The video's id on YouTube.",
        "length": "The length of the video, as in 02:25:52.",
    },
    "Chapter": {
        "at": "When the chapter begins, exactly.",
        "title": "The chapter's title in the video's description.",
        "steps": "The steps, in order; the timecodes never decrease.",
    },
    "Step": {
        "id": "A slug, unique in the lesson and never reused; progress, notes and links hang on it.",
        "at": "When the lecture does this, as in 00:08:31.",
        "say": "Narration before the code, in Markdown; a list is revealed piece by piece. {{ expression:.4f }} is a "
        "live value, $...$ maths.",
        "code": "Python, exactly what runs. The last line's value is shown unless it ends in a semicolon.",
        "then": "Narration after the output; its live values are taken after the code.",
        "expect": "This step is meant to fail.",
        "pace": "Constants that the code assigns at its top level, by pace, as in "
        "{max_steps: {quick: 20_000, full: 200_000}}.",
        "lecture": "The lecture's figures, shown beside the learner's own.",
        "holds": "What the narration claims of the run, tried by check --run.",
        "predict": "A question before the code runs, judged by the live value.",
        "draws": "What the plot or graph of this step shows, in one sentence.",
        "recreate": "A key idea to write oneself, at the state before this step.",
        "cards": "Review cards about this step.",
        "see": "Links to other steps, as in p4/bn-backward.",
        "formerly": "Ids that the step had before; what learners did there is carried over.",
    },
    "Expect": {
        "error": "The exception's name, as in TypeError.",
        "match": "A regular expression found in the exception's message.",
    },
    "Figure": {
        "what": "What the figure is, in a few words.",
        "value": "An expression over the variables after the step.",
        "is": 'The lecture\'s figure: a number, a list of numbers, or text; "?" is filled by check --run --update.',
        "within": "How far the learner's own may be from it.",
        "pace": "The pace at which the comparison holds, where it holds at one only.",
        "data": "The data with which the comparison holds, where it depends on data.",
        "recorded": "Whether check --run --update wrote it, and not the lecture showed it.",
    },
    "Claim": {
        "that": "An expression over the variables after the step that must be true.",
        "says": "The claim in words.",
        "pace": "The pace at which it holds, where it holds at one only.",
        "data": "The lecture's data with which it holds, where it depends on data.",
    },
    "Prediction": {
        "ask": "The question.",
        "answer": "An expression judged after the code, or one of the choices word for word.",
        "choices": "The answers to choose from; without them the learner writes one.",
        "why": "Why the answer is what it is, shown afterwards.",
        "within": "How far a number may be from the answer; what is counted must be exact without it.",
        "also": "Further right answers: another of the choices, or words that a learner may type instead.",
        "hold": "True: the question comes before the code, which tells the answer. False: the code may tell it.",
    },
    "Recreate": {
        "task": "What to write; name what has to be defined.",
        "check": "Code run after the attempt; a failing assert tells the learner what is wrong.",
        "start": "What the editor holds at first.",
        "hints": "Hints, from gentle to plain.",
        "mistakes": "Wrong solutions that learners write, and what the check then says.",
        "solution": "The solution, where it is not the step's own code.",
        "after": "How many pieces of the narration come before the exercise is offered, where the next one tells how.",
        "forbids": "What an attempt may not use, with the reasons.",
    },
    "Ban": {
        "uses": "loops, comprehensions, imports, products, autograd, a name (softmax), an attribute (.softmax) or a "
        "dotted name (F.softmax).",
        "because": "Why not, as the learner is told.",
    },
    "Mistake": {
        "code": "The wrong solution.",
        "says": "A part of the check's message.",
    },
    "Card": {
        "ask": "The question.",
        "answer": "The answer in words.",
        "code": "A reference answer for a card that is answered with code.",
        "check": "Code that judges the learner's code, at the state after this step.",
        "forbids": "What an answer in code may not use, with the reasons.",
    },
}
"""What each key is for, by record and key; editors show it."""

_NEEDS_ONE_OF = {"Step": ("say", "code"), "Card": ("answer", "check")}


def lesson_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a lesson file."""
    schema: dict[str, Any] = msgspec.json.schema(Lesson, schema_hook=_describe_timecode)
    for name, definition in schema["$defs"].items():
        definition["properties"] = {
            key: {"description": FIELD_HELP[name][key], **_without_null(described)}
            for key, described in definition["properties"].items()
        }
        if name in _NEEDS_ONE_OF:
            definition["anyOf"] = [{"required": [key]} for key in _NEEDS_ONE_OF[name]]
    by_pace = schema["$defs"]["Step"]["properties"]["pace"]["additionalProperties"]
    by_pace |= {"propertyNames": {"enum": list(get_args(PaceName))}, "minProperties": 1}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A playmore lesson", **schema}


def schema_text() -> str:
    """Return the schema as the text of its file."""
    return json.dumps(lesson_schema(), indent=2, ensure_ascii=False) + "\n"


def _describe_timecode(kind: type) -> dict[str, Any]:
    if kind is not Timecode:
        raise TypeError(f"{kind.__name__} has no description in the schema")
    return {"type": "string", "pattern": CLOCK}


def _without_null(described: dict[str, Any]) -> dict[str, Any]:
    """Take out null, which stands for a key that is left out and is not written in a file."""
    described = {key: value for key, value in described.items() if key != "default" or value}
    members = [member for member in described.get("anyOf", []) if member != {"type": "null"}]
    if len(members) == 1:
        only: dict[str, Any] = members[0]
        return {key: value for key, value in described.items() if key != "anyOf"} | only
    return described | ({"anyOf": members} if members else {})


if __name__ == "__main__":
    (lessons_folder() / FILE_NAME).write_text(schema_text(), encoding="utf-8")
