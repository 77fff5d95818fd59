"""A small lesson with one of everything, and what a run of any lesson gives."""

from pathlib import Path

import pytest

from playmore_cli.environment import Environment
from playmore_cli.export.document import Recording
from playmore_cli.lesson.model import Lesson
from playmore_cli.recorder import record
from playmore_cli.runner.client import Runner, WorkerSettings
from playmore_cli.sitting.lesson_data import place_all
from playmore_cli.stage import Stage, heavy_imports

LESSON = r"""
format: 1
id: every
title: One of everything
lecture: {title: "Everything: spelled out", by: nobody, video: abcdefghijk, length: "00:10:00"}
about: A lesson for tests, with <angle brackets> & signs.
data: [names]
seed: 7
chapters:
  - at: "00:00:00"
    title: the first chapter
    steps:
      - id: welcome
        at: "00:00:00"
        say: Some *words*, and $x^2$. See `a < b`.
      - id: define-f
        at: "00:00:30"
        say:
          - A function.
          - Its slope is $\frac{df}{dx}$.
        code: |
          def f(x):
              return 3*x**2

          f(2), 'two'
        lecture: [{what: f(2), value: f(2), is: 12}]
        cards: [{ask: What is f(1)?, answer: Three.}]
        predict:
          ask: What is f(2)?
          choices: ["12", "6"]
          answer: str(f(2))
          why: Because 3 times 4 is {{ f(2) }}.
        then: At two it is {{ f(2):.1f }}, in code `{{ f(2) }}`.
      - id: names
        at: "00:01:00"
        say: There is data.
        code: |
          words = open('names.txt').read().splitlines()
          print(len(words) > 1000, words[0].islower())
          text = '''two
          lines'''
  - at: "00:02:00"
    title: the second chapter
    steps:
      - id: oops
        at: "00:02:00"
        say: This fails.
        code: |
          note = '''kept
          as it is'''
          f('a')
        expect: {error: TypeError}
        then: It did.
      - id: better-f
        at: "00:03:00"
        say: Change it.
        recreate:
          task: Write `f` with a `4`.
          start: |
            def f(x):
                ...
          check: assert f(1) == 4, "f(1) should be 4"
          hints: [It begins with 4.]
        code: |
          def f(x):
              return 4*x**2

          f(1)
        see: [every/define-f]
      - id: random-numbers
        at: "00:04:00"
        say: Random, yet always the same.
        code: |
          import random
          import numpy as np
          random.random(), round(float(np.random.rand()), 6)
      - id: plot
        at: "00:05:00"
        say: A picture.
        code: |
          import matplotlib.pyplot as plt

          def draw():
              plt.plot([1, 2, 3], [f(1), f(2), f(3)])

          draw()
        draws: A parabola rises.
      - id: graph
        at: "00:06:00"
        say: A graph.
        code: |
          from graphviz import Digraph
          dot = Digraph(graph_attr={'rankdir': 'LR'})
          dot.node('a', '{ a | data 2.0 }', shape='record')
          dot.node('+', '+')
          dot.node('b', '{ b<c | data 4.0 }', shape='record')
          dot.edge('a', '+')
          dot.edge('+', 'b')
          dot
      - id: train
        at: "00:07:00"
        say: Longer.
        pace: {steps: {quick: 3, full: 3000}}
        code: |
          steps = 3000
          total = sum(range(steps))
          total
        lecture: [{what: total, value: total, is: 4498500, pace: full}]
"""


def play(lesson: Lesson, folder: Path) -> Recording:
    """Return what a run of *lesson* gives on the data that ships."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PLAYMORE_DATA_DIR", raising=False)
        lecture_data = place_all(lesson, folder, Environment.of_process())
    with Runner(WorkerSettings(folder, lesson.seed, heavy_imports(lesson))) as runner:
        taken = record(Stage(lesson, runner, "quick"), lecture_data)
    assert taken.failed == ()
    return Recording(taken.played)
