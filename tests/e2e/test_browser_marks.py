"""The four states as a colour-blind eye and a black-and-white print see them: the marks themselves stay different."""

from __future__ import annotations

import base64
from itertools import combinations
from typing import Any

import pytest

from kpi.charts import palette
from kpi.charts.palette import SHAPES, Theme

SIZE = 48
LEAST = 0.1
"""Of the pixels that either of two marks inks, the share that must differ clearly."""
DIFFERENCE = """async ([one, other]) => {
  const pixels = async shot => {
    const picture = await createImageBitmap(await (await fetch('data:image/png;base64,' + shot)).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height), pen = canvas.getContext('2d');
    pen.drawImage(picture, 0, 0);
    return pen.getImageData(0, 0, picture.width, picture.height).data;
  };
  const [a, b] = [await pixels(one), await pixels(other)];
  const far = (x, y) => Math.max(Math.abs(x[0]-y[0]), Math.abs(x[1]-y[1]), Math.abs(x[2]-y[2])) > 48;
  let inked = 0, differ = 0;
  for (let at = 0; at < a.length; at += 4) {
    const [p, q, g] = [a.slice(at, at + 3), b.slice(at, at + 3), a.slice(0, 3)];
    if (far(p, g) || far(q, g)) { inked++; if (far(p, q)) differ++; }
  }
  return differ / inked;
}"""


def least_difference(browser: Any, theme: Theme, shapes: dict[Any, str], eye: str) -> float:
    """Of all pairs of states, the smallest share of inked pixels that differ when seen by this eye."""
    page = browser.new_page(viewport={"width": 400, "height": 100})
    marks = "".join(
        f'<b style="position:absolute;left:{n * SIZE}px;top:0;width:{SIZE}px;height:{SIZE}px;color:{theme.status[s]};'
        f'font:36px/{SIZE}px {palette.FONT};text-align:center">{shape}</b>'
        for n, (s, shape) in enumerate(shapes.items())
    )
    page.set_content(f'<body style="margin:0;background:{theme.card}">{marks}</body>')
    page.context.new_cdp_session(page).send("Emulation.setEmulatedVisionDeficiency", {"type": eye})
    clips = [{"x": n * SIZE, "y": 0, "width": SIZE, "height": SIZE} for n in range(len(shapes))]
    shots = [base64.b64encode(page.screenshot(clip=clip)).decode() for clip in clips]
    found = min(page.evaluate(DIFFERENCE, [one, other]) for one, other in combinations(shots, 2))
    page.close()
    return float(found)


@pytest.mark.parametrize("eye", ["achromatopsia", "deuteranopia"])
@pytest.mark.parametrize("theme", [palette.LIGHT, palette.DARK], ids=lambda t: t.mode)
def test_no_two_states_look_alike_without_colour(browser: Any, theme: Theme, eye: str) -> None:
    assert least_difference(browser, theme, dict(SHAPES), eye) >= LEAST


@pytest.mark.parametrize("theme", [palette.LIGHT, palette.DARK], ids=lambda t: t.mode)
def test_colour_alone_would_not_do(browser: Any, theme: Theme) -> None:
    """The control: with one shape for all, at least one pair cannot be told apart in grey."""
    assert least_difference(browser, theme, dict.fromkeys(SHAPES, "●"), "achromatopsia") < LEAST
