"""
A lesson on its worker: any step's code at exactly the state before it.

`Stage` knows what the namespace holds and brings it to wherever it is asked for; player, checker, replay and exports
stand on it. `Script` tells what runs at each step and names the states between.
"""

from playmore_cli.stage.outcome import Ask, Came, CameOut, Hear, Ran, came_out, judge_in_copy
from playmore_cli.stage.records import StepRecord, redrawn
from playmore_cli.stage.script import Answers, heavy_imports
from playmore_cli.stage.stage import Rebuilt, Stage
from playmore_cli.stage.traces import leaves_a_trace

__all__ = [
    "Answers",
    "Ask",
    "Came",
    "CameOut",
    "Hear",
    "Ran",
    "Rebuilt",
    "Stage",
    "StepRecord",
    "came_out",
    "heavy_imports",
    "judge_in_copy",
    "leaves_a_trace",
    "redrawn",
]
