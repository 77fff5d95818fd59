"""The small lesson that many tests write, whose steps alone concern them."""


def one_chapter(steps: str, *, name: str = "tiny", title: str = "Tiny") -> str:
    """Return a lesson file of one chapter that holds *steps*, which are indented by six spaces."""
    return f"""\
format: 1
id: {name}
title: {title}
lecture: {{title: Three, by: nobody, video: abc, length: "00:10:00"}}
about: For tests.
chapters:
  - at: "00:00:00"
    title: the only chapter
    steps:
{steps}"""
