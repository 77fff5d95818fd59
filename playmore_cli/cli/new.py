"""``playmore new``: a lesson file to begin with."""

from typing import Annotated

import typer

from playmore_cli.cli.context import environment_of
from playmore_cli.cli.importing import Force, Length, Title, VideoName, read_length, read_video
from playmore_cli.errors import UsageError
from playmore_cli.paths import path_named
from playmore_cli.sitting.speech import complain, say

_LENGTH = 600.0
"""Seconds that a video is taken to be long until the author says otherwise."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(new)


def new(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The lesson file to write, such as slopes.yaml.")
    ],
    title: Title = "",
    video: VideoName = "",
    length: Length = None,
    force: Force = False,
) -> None:
    """
    Write a lesson file to begin with: valid, playable, and with a step of every kind to write over.

    Nothing is asked. The id is the file's name up to the first underscore.

    Example: playmore new slopes.yaml --title "Slopes" --video VMj-3S1tku0 --length 2:25:52
    """
    from playmore_cli.export.forms import Export
    from playmore_cli.importing.slugs import slug
    from playmore_cli.lesson.catalog import Located
    from playmore_cli.lesson.scaffold import HEAD, MODELINE, make_scaffold
    from playmore_cli.lesson.writing import write_lesson
    from playmore_cli.sitting.destinations import Target, find_target
    from playmore_cli.sitting.permission import allow_code
    from playmore_cli.sitting.remarks_on_ids import find_remarks

    environment = environment_of(context)
    seconds = read_length(length)
    path = path_named(file)
    if path.is_dir() or file.endswith(("/", "\\")):
        raise UsageError(f"{file} is a folder; name the lesson file in it, such as {path / 'slopes.yaml'}")
    if path.suffix not in (".yaml", ".yml"):
        path = path.with_name(f"{path.name}.yaml")
    stem, _, words = path.stem.partition("_")
    name = slug(stem)
    if not name:
        raise UsageError(
            f"{path.name} makes no id: begin the name with a letter or a digit, as in slopes.yaml"
        )
    if path.exists() and not force:
        raise UsageError(f"{path} is there already; --force replaces it, or choose another name")
    target: Target = find_target(str(path), path.name, force=True)
    spoken = (words or stem).replace("_", " ").replace("-", " ").strip()
    lesson = make_scaffold(
        name, title.strip() or spoken[:1].upper() + spoken[1:], read_video(video), seconds or _LENGTH
    )
    has_schema = (path.parent / "lesson.schema.json").is_file()
    text = write_lesson(lesson, f"{MODELINE}\n{HEAD}" if has_schema else HEAD)
    target.write(Export(text), environment.stdout)
    for remark in find_remarks(environment, lesson, Located(path)):
        complain(environment, remark)
    allow_code(environment, lesson, Located(path), trust=True)  # it is our own, until the author changes it
    say(
        environment,
        f"wrote {path}\n"
        f"play it:          playmore start {path}\n"
        f"while you write:  playmore check {path} --watch\n"
        f"                  playmore preview {path} --from define-f\n"
        f"at the end:       playmore check {path} --run",
    )
