"""How well a colour can be read on the grounds that terminals have."""

from rich.color import Color

DARK_GROUNDS = tuple(map(Color.parse, ("#000000", "#1e1e1e", "#1e1e2e", "#282c34", "#2e3440", "#002b36")))
LIGHT_GROUNDS = tuple(map(Color.parse, ("#ffffff", "#fafafa", "#faf4e6", "#fdf6e3", "#eee8d5")))


def contrast(ink: Color, paper: Color) -> float:
    """Return the WCAG contrast of two colours, 1 (none) to 21 (black on white)."""
    lights = sorted((_luminance(colour) for colour in (ink, paper)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def _luminance(colour: Color) -> float:
    parts = (part / 255 for part in colour.get_truecolor())
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
