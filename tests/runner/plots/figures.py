"""Figures of every kind for the tests: those of the lectures, and random ones made of many artists."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.figure import Figure

Maker = Callable[[], Figure]

LETTERS = ".abcdefghijklmnopqrstuvwxyz"


def _axes(**options: Any) -> tuple[Figure, Any]:
    figure = Figure(**options)
    return figure, figure.add_subplot()


def parabola() -> Figure:
    """A line of 40 points, the first plot of all."""
    figure, axes = _axes()
    x = np.arange(-5, 5, 0.25)
    axes.plot(x, 3 * x**2 - 4 * x + 5)
    return figure


def tanh_grid() -> Figure:
    """A line with a grid behind it."""
    figure, axes = _axes()
    x = np.arange(-5, 5, 0.2)
    axes.plot(x, np.tanh(x))
    axes.grid()
    return figure


def moons() -> Figure:
    """Filled decision regions with two classes of points on them."""
    figure, axes = _axes()
    random = np.random.default_rng(7)
    x, y = np.meshgrid(np.linspace(-2, 3, 60), np.linspace(-1.8, 2, 60))
    spectral = colormaps["Spectral"]
    axes.contourf(x, y, (y - np.cos(2 * x) * 0.8) > 0, cmap=spectral, alpha=0.8)
    turn = random.uniform(0, np.pi, 50)
    upper = np.c_[np.cos(turn), np.sin(turn)]
    lower = np.c_[1 - np.cos(turn), 0.5 - np.sin(turn)]
    points = np.r_[upper, lower] + random.normal(0, 0.1, (100, 2))
    axes.scatter(points[:, 0], points[:, 1], c=[0] * 50 + [1] * 50, s=40, cmap=spectral)
    axes.set_xlim(-2, 3)
    axes.set_ylim(-1.8, 2)
    return figure


def _counts() -> np.ndarray:
    random = np.random.default_rng(2147483647)
    weights = np.outer(random.gamma(0.5, 1, 27), random.gamma(0.6, 1, 27)) * random.gamma(0.5, 1, (27, 27))
    return random.poisson(weights / weights.max() * 6763)


def bigrams(counts: np.ndarray | None = None) -> Figure:
    """The count matrix: an image with the pair and its count in each of 27 x 27 pixels."""
    figure, axes = _axes(figsize=(16, 16))
    counts = _counts() if counts is None else counts
    axes.imshow(counts, cmap="Blues")
    for row in range(27):
        for column in range(27):
            pair = LETTERS[row] + LETTERS[column]
            axes.text(column, row, pair, ha="center", va="bottom", color="gray")
            axes.text(column, row, str(counts[row, column]), ha="center", va="top", color="gray")
    axes.axis("off")
    return figure


def counts_image() -> Figure:
    """The same matrix without text."""
    figure, axes = _axes()
    axes.imshow(_counts())
    return figure


def one_hot() -> Figure:
    """Five one-hot rows of 27."""
    figure, axes = _axes()
    axes.imshow(np.eye(27)[[0, 5, 13, 13, 1]])
    return figure


def loss_rates() -> Figure:
    """Loss against the exponent of the learning rate."""
    figure, axes = _axes()
    random = np.random.default_rng(1)
    exponents = np.linspace(-3, 0, 1000)
    axes.plot(
        exponents, 2.6 + (exponents + 1) ** 2 + np.where(exponents > -0.4, 2, 0.15) * random.random(1000)
    )
    return figure


def log_rates() -> Figure:
    """Loss against the rate itself, on a logarithmic axis, with a guide line."""
    figure, axes = _axes()
    random = np.random.default_rng(1)
    rates = np.logspace(-3, 0, 1000)
    axes.plot(rates, 2 + np.abs(np.log10(rates) + 0.8) ** 1.6 + random.normal(0, 0.15, 1000))
    axes.axhline(2.454, color="k", linestyle="--")
    axes.set_xscale("log")
    axes.set_xlabel("learning rate")
    axes.set_ylabel("loss")
    return figure


def long_loss() -> Figure:
    """20,000 noisy losses."""
    figure, axes = _axes()
    random = np.random.default_rng(3)
    steps = np.arange(20000)
    axes.plot(steps, 0.3 + 0.25 * np.exp(-steps / 2500) + random.normal(0, 0.05, 20000))
    return figure


def embedding() -> Figure:
    """27 large dots with a white letter on each, and a grid."""
    figure, axes = _axes(figsize=(8, 8))
    places = np.random.default_rng(5).normal(0, 1, (27, 2))
    axes.scatter(places[:, 0], places[:, 1], s=200)
    for letter, (x, y) in zip(LETTERS, places, strict=True):
        axes.text(x, y, letter, ha="center", va="center", color="white")
    axes.grid(which="minor")
    return figure


def histogram() -> Figure:
    """Saturated activations in 50 bins."""
    figure, axes = _axes()
    axes.hist(np.tanh(np.random.default_rng(0).normal(0, 1.5, 6400)), 50)
    return figure


def two_histograms() -> Figure:
    """x and y = x @ w side by side, 50 bins each."""
    figure = Figure(figsize=(20, 5))
    random = np.random.default_rng(0)
    left, right = figure.subplots(1, 2)
    left.hist(random.normal(0, 1, 10000), 50, density=True)
    right.hist(random.normal(0, 3, 10000), 50, density=True)
    left.set_title("x")
    right.set_title("y")
    return figure


def saturation() -> Figure:
    """Which of 32 x 200 activations are saturated, as an image of booleans."""
    figure, axes = _axes(figsize=(20, 10))
    random = np.random.default_rng(4)
    activations = np.tanh(random.normal(0, 2.2, (32, 200)) * random.uniform(0.3, 3, 200))
    axes.imshow(np.abs(activations) > 0.99, cmap="gray", interpolation="nearest")
    return figure


def densities() -> Figure:
    """Activation distributions of five layers, with a legend and a title."""
    figure, axes = _axes(figsize=(20, 4))
    random = np.random.default_rng(6)
    names = []
    for layer in range(5):
        values = np.tanh(random.normal(0, 1.5 - 0.2 * layer, 6400))
        heights, edges = np.histogram(values, 100, density=True)
        axes.plot(edges[:-1], heights)
        names.append(f"layer {2 * layer + 1} (Tanh)")
    axes.legend(names)
    axes.set_title("activation distribution")
    return figure


def update_ratios() -> Figure:
    """Update ratios of five layers over 1,000 steps, with the guide line at -3."""
    figure, axes = _axes(figsize=(20, 4))
    random = np.random.default_rng(6)
    names = []
    for layer in range(5):
        start = -0.8 * (layer == 4) * np.exp(-np.arange(1000) / 60)
        axes.plot(-3.2 + 0.15 * layer + start + random.normal(0, 0.07, 1000))
        names.append(f"param {layer}")
    axes.plot([0, 1000], [-3, -3], "k")
    axes.legend(names)
    return figure


def dlogits() -> Figure:
    """The gradient of the logits, 32 x 27, in grey."""
    figure, axes = _axes(figsize=(4, 4))
    random = np.random.default_rng(8)
    gradient = random.dirichlet(np.ones(27) * 3, 32)
    gradient[np.arange(32), random.integers(0, 27, 32)] -= 1
    axes.imshow(gradient / 32, cmap="gray")
    return figure


def softmax_bars() -> Figure:
    """Softmax and gradient of one row, 27 bars each."""
    figure, axes = _axes()
    chances = np.random.default_rng(8).dirichlet(np.ones(27))
    axes.bar(range(27), chances, label="softmax")
    axes.set_xticks(range(27), list(LETTERS))
    axes.legend()
    return figure


def stages() -> Figure:
    """Validation loss after each change, as bars with names."""
    figure, axes = _axes()
    names = ["bigram", "one head", "4 heads", "feed-forward", "no residual", "residual", "norm", "scaled up"]
    axes.bar(names, [2.51, 2.45, 2.33, 2.28, 2.42, 2.16, 2.16, 2.00])
    axes.set_ylabel("validation loss")
    return figure


def attention() -> Figure:
    """Attention weights, 8 x 8, with their numbers."""
    figure, axes = _axes()
    weights = np.tril(np.ones((8, 8)) / np.arange(1, 9)[:, None])
    axes.imshow(weights)
    for row in range(8):
        for column in range(row + 1):
            axes.text(column, row, f"{weights[row, column]:.2f}", ha="center", va="center")
    axes.set_xlabel("source")
    axes.set_ylabel("receiver")
    return figure


def train_and_dev() -> Figure:
    """Two curves with a legend and labels."""
    figure, axes = _axes()
    steps = np.arange(0, 5000, 100)
    axes.plot(steps, 1.5 + 2.7 * np.exp(-steps / 700), label="train")
    axes.plot(steps, 1.65 + 2.5 * np.exp(-steps / 650) + steps / 30000, "--", label="validation")
    axes.set_xlabel("step")
    axes.set_ylabel("loss")
    axes.legend()
    return figure


def twin() -> Figure:
    """Loss and learning rate over the same steps, with a y axis on each side."""
    figure, axes = _axes()
    steps = np.arange(200)
    axes.plot(steps, 2 + np.exp(-steps / 30))
    axes.set_ylabel("loss")
    right = axes.twinx()
    right.plot(steps, np.where(steps < 100, 0.1, 0.01), color="tab:red")
    right.set_ylabel("rate")
    right.tick_params(axis="y", labelcolor="tab:red")
    return figure


def color_bar() -> Figure:
    """An image with a colour bar."""
    figure, axes = _axes()
    image = axes.imshow(np.random.default_rng(9).random((12, 19)))
    figure.colorbar(image, label="weight")
    return figure


def surface() -> Figure:
    """A saddle in three dimensions."""
    figure = Figure()
    axes: Any = figure.add_subplot(projection="3d")
    x, y = np.meshgrid(np.linspace(-2, 2, 50), np.linspace(-2, 2, 50))
    axes.plot_surface(x, y, x**2 - y**2, cmap="viridis")
    return figure


def normalised() -> Figure:
    """Batch normalisation: points joined to where they move, and two densities."""
    figure, axes = _axes()
    values = np.array([-3.0, -1.2, 0.1, 0.8, 6.0])
    moved = (values - values.mean()) / values.std()
    for before, after in zip(values, moved, strict=True):
        axes.plot([before, after], [1, 0], "o-", color="gray")
    x = np.linspace(-6, 8, 300)
    axes.plot(x, 0.6 * np.exp(-(x**2) / 2))
    axes.plot(x, 1 - 0.3 * np.exp(-((x - values.mean()) ** 2) / 2 / values.var()))
    return figure


LECTURES: dict[str, Maker] = {
    maker.__name__: maker
    for maker in (
        parabola, tanh_grid, moons, bigrams, counts_image, one_hot, loss_rates, log_rates, long_loss, embedding,
        histogram, two_histograms, saturation, densities, update_ratios, dlogits, softmax_bars, stages, attention,
        train_and_dev, twin, color_bar, surface, normalised,
    )
}  # fmt: skip


def short_log_axis() -> Figure:
    """A logarithmic axis that spans less than a decade."""
    figure, axes = _axes()
    axes.plot([1, 2, 3], [200, 300, 420])
    axes.set_yscale("log")
    return figure


def four_plots() -> Figure:
    """Two by two subplots with titles and a common one."""
    figure = Figure()
    for number, axes in enumerate(figure.subplots(2, 2).flat):
        axes.plot(np.sin(np.arange(50) / 5 * (number + 1)))
        axes.set_title(f"plot {number}")
        axes.set_xlabel("step")
    figure.suptitle("four plots")
    return figure


def random_figure(seed: int) -> Figure:
    """One to four axes with random artists, scales, labels and values, some of them not numbers."""
    random = np.random.default_rng(seed)
    figure = Figure(figsize=tuple(random.uniform(1, 20, 2)))
    down, across = random.integers(1, 3, 2)
    if random.random() < 0.1:
        for part in figure.subfigures(1, 2):
            part.suptitle(_words(random))
            _line(part.subplots(2, 1)[1], random)
    for number in range(down * across):
        space = random.random() < 0.1
        axes = figure.add_subplot(down, across, number + 1, projection="3d" if space else None)
        for _ in range(random.integers(0, 4)):
            (_in_space if space else random.choice(FLAT))(axes, random)
        if not space:
            _furnish(figure, axes, random)
    if random.random() < 0.3:
        figure.suptitle(_words(random))
    return figure


def _words(random: np.random.Generator) -> str:
    return str(
        random.choice(
            ["loss", "$\\sigma_1^2$", "a\nb", "", "損失", "x" * 200, "\x1b[31mred", "e\u0301", "100%"]
        )
    )


def _values(random: np.random.Generator, count: int) -> np.ndarray:
    values = random.normal(0, 10.0 ** random.integers(-8, 9), count)
    if random.random() < 0.2 and count:
        values[random.integers(0, count)] = random.choice([np.nan, np.inf, -np.inf, 0.0])
    return values * (random.random() > 0.05)


def _line(axes: Any, random: np.random.Generator) -> None:
    count = int(random.integers(0, 3000))
    style = {"linestyle": str(random.choice(["-", "--", ":", "-.", "None"]))}
    axes.plot(np.arange(count), _values(random, count), label=_words(random), lw=random.uniform(0, 8), **style,
              marker=str(random.choice(["None", "o", ".", "x", "s", "|", "_", "*", "$a$"])))  # fmt: skip


def _bars(axes: Any, random: np.random.Generator) -> None:
    count = int(random.integers(1, 60))
    sizes = np.nan_to_num(_values(random, count), posinf=1, neginf=-1)
    if random.random() < 0.5:
        axes.bar(np.arange(count), sizes, width=random.uniform(0.1, 1))
    else:
        axes.barh([f"name {n}" for n in range(count)], sizes)


def _hist(axes: Any, random: np.random.Generator) -> None:
    axes.hist(
        random.normal(size=500), int(random.integers(1, 200)), histtype=str(random.choice(["bar", "step"]))
    )


def _points(axes: Any, random: np.random.Generator) -> None:
    count = int(random.integers(0, 900))
    axes.scatter(_values(random, count), _values(random, count), s=random.uniform(0, 900, count),
                 c=random.random(count), marker=str(random.choice(["o", "^", "+"])))  # fmt: skip


def _image(axes: Any, random: np.random.Generator) -> None:
    shape = tuple(random.integers(1, 60, 2))
    image = axes.imshow(
        _values(random, int(np.prod(shape))).reshape(shape), aspect=str(random.choice(["equal", "auto"]))
    )
    for _ in range(int(random.integers(0, 40))):
        axes.text(
            int(random.integers(0, shape[1])), int(random.integers(0, shape[0])), _words(random), ha="center"
        )
    if random.random() < 0.3:
        axes.figure.colorbar(image, orientation=str(random.choice(["vertical", "horizontal"])))


def _mesh(axes: Any, random: np.random.Generator) -> None:
    axes.pcolormesh(random.random(tuple(random.integers(1, 30, 2))))


def _contour(axes: Any, random: np.random.Generator) -> None:
    heights = random.random((12, 15))
    (axes.contourf if random.random() < 0.5 else axes.contour)(heights)


def _fill(axes: Any, random: np.random.Generator) -> None:
    axes.fill_between(np.arange(30), _values(random, 30), alpha=random.uniform(0, 1))


def _guides(axes: Any, random: np.random.Generator) -> None:
    axes.axhline(random.normal(), color="k", ls="--")
    axes.axvspan(0, 1, alpha=0.2)
    axes.annotate(
        _words(random), xy=(0, 0), xytext=tuple(random.normal(size=2)), arrowprops={"arrowstyle": "->"}
    )


def _others(axes: Any, random: np.random.Generator) -> None:
    choice = random.integers(0, 6)
    if choice == 0:
        axes.boxplot([random.normal(size=20) for _ in range(4)])
    elif choice == 1:
        axes.quiver(random.normal(size=(5, 5)), random.normal(size=(5, 5)))
    elif choice == 2:
        axes.pie(random.random(5), labels=list("abcde"))
    elif choice == 3:
        axes.errorbar(np.arange(9), random.normal(size=9), yerr=random.random(9), capsize=3, fmt="o-")
    elif choice == 4:
        axes.stem(random.normal(size=12))
    else:
        axes.hexbin(random.normal(size=99), random.normal(size=99), gridsize=9)


FLAT: list[Any] = [_line, _bars, _hist, _points, _image, _mesh, _contour, _fill, _guides, _others]


def _in_space(axes: Any, random: np.random.Generator) -> None:
    if random.random() < 0.5:
        axes.scatter(*random.normal(size=(3, 40)))
    else:
        axes.plot(*random.normal(size=(3, 40)))


def _furnish(figure: Figure, axes: Any, random: np.random.Generator) -> None:
    """Give *axes* random labels, scales, grids, a legend, a second y axis or an inset."""
    axes.set_title(_words(random))
    axes.set_xlabel(_words(random))
    axes.set_ylabel(_words(random))
    if random.random() < 0.2 and not axes.images:
        axes.set_yscale(str(random.choice(["log", "symlog", "linear"])))
    if random.random() < 0.2:
        axes.grid(True, which="both")
    if random.random() < 0.3 and axes.lines:
        axes.legend([_words(random) for _ in axes.lines])
    if random.random() < 0.1:
        axes.twinx().plot(random.normal(size=9), "r")
    if random.random() < 0.1:
        axes.inset_axes([0.5, 0.5, 0.4, 0.4]).plot(random.normal(size=9))
    if random.random() < 0.1:
        axes.secondary_xaxis("top", functions=(np.negative, np.negative)).set_xlabel("other")
    if random.random() < 0.1:
        axes.axis("off")
    if random.random() < 0.1:
        axes.set_aspect("equal")
    if random.random() < 0.1:
        axes.invert_xaxis()
    if random.random() < 0.1:
        axes.xaxis.tick_top()
