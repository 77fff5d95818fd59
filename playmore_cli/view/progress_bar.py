"""How far a long step is: a bar, the rate, the time left and the loss as it falls."""

from collections.abc import Sequence

from rich.text import Text

from playmore_cli.outputs import Progress
from playmore_cli.view.theme import Theme

_SPARKS = "▁▂▃▄▅▆▇█"


def bar(progress: Progress, losses: Sequence[float], width: int, theme: Theme) -> Text:
    """
    Return one line of at most *width* columns; the curve of the *losses* so far takes what room is left.

    Without a known total there is no bar, only the count.
    """
    line = Text("  ", no_wrap=True, overflow="crop")
    if progress.total:
        cells = max(8, min(24, width // 5))
        filled = round(cells * progress.done / progress.total)
        line.append("━" * filled, theme.accent).append("━" * (cells - filled), theme.rule).append(" ")
    line.append(progress_text(progress), theme.muted)
    room = width - len(line.plain) - 2
    if len(losses) > 1 and room >= 8:
        line.append("  ").append(spark(losses, min(room, 32)), theme.spread)
    return line


def progress_text(progress: Progress) -> str:
    """
    Return rounds, rate, time left and loss in words.

    >>> progress_text(Progress(50, 200, 5.0, 2.31))
    '50 of 200 · 10/s · 15 s left · loss 2.31'
    >>> progress_text(Progress(198, 200, 5.0))
    '198 of 200 · 40/s · under 1 s left'
    """
    rate = progress.done / progress.seconds if progress.seconds else 0.0
    parts = [f"{progress.done:,} of {progress.total:,}" if progress.total else f"{progress.done:,} rounds"]
    if rate:
        parts.append(f"{rate:,.0f}/s" if rate >= 10 else f"{rate:.1f}/s")
        if progress.total and progress.done < progress.total:
            left = (progress.total - progress.done) / rate
            parts.append(f"{duration(left) if left >= 1 else 'under 1 s'} left")
    if progress.loss is not None:
        parts.append(f"loss {progress.loss:.4g}")
    return " · ".join(parts)


def duration(seconds: float) -> str:
    """
    Return a span of time as one would say it.

    >>> duration(8.2), duration(75), duration(7300), duration(0.02)
    ('8 s', '1 min 15 s', '2 h 2 min', '20 ms')
    """
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s" if whole % 60 else f"{whole // 60} min"
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} h"


def spark(values: Sequence[float], width: int) -> str:
    """
    Return a curve of *width* characters at most, the mean of its share of *values* in each.

    >>> spark([3.0, 2.0, 1.0, 1.0], 4)
    '█▅▁▁'
    """
    finite = [value for value in values if value - value == 0]
    if not finite:
        return ""
    count = min(width, len(finite))
    means = []
    for index in range(count):
        share = finite[index * len(finite) // count : (index + 1) * len(finite) // count]
        means.append(sum(share) / len(share))
    low, high = min(means), max(means)
    if high == low:
        return _SPARKS[0] * count
    return "".join(_SPARKS[min(int((mean - low) / (high - low) * 8), 7)] for mean in means)
