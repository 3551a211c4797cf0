"""Comments on a sheet's cells that may make their figures others: 8月数, 预计数, 累计数 over a heading."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from kpi.headings import normal
from kpi.intake.grid import groups
from kpi.intake.headings import around, days, remarks
from kpi.intake.headings.around import Outside
from kpi.intake.words.cleaning import shown

_SHORT = 8
"""Characters of a comment that is no sentence about the work: 二系列, DCS数."""
_MOST_SHOWN = 300
_TITLE = re.compile(r".*(?:表|报|情况|指标|通报|计划|台账|完成|数据|年|月份?)\)?")
"""What a text box says that is drawn over a table in the place of its title."""


def telling(comments: Sequence[tuple[str, str]], periods: Collection[str] = ()) -> str:
    """The comments that may deny a figure, each behind its cell; '' for none.

    ``periods``: those of all figures, of which a text box that stands as a title may name none.
    """
    said = [(cell, list(_lines(text))) for cell, text in comments]
    found = [(cell, lines) for cell, lines in said if any(_tells(each) or _is_others(each, periods) for each in lines)]
    listed = "、".join(f"{cell}（{shown(' '.join(lines), longest=40)}）" for cell, lines in found)
    return shown(listed, longest=_MOST_SHOWN)


def _lines(text: str) -> Iterator[str]:
    """The lines of a comment without its author's name."""
    for place, line in enumerate(text.splitlines()):
        if line.strip() and not (place == 0 and normal(line).endswith(":")):
            yield line.strip()


def _tells(line: str) -> bool:
    return len(normal(line)) <= _SHORT or remarks.tells(line) or bool(groups.states_unit(line))


def _is_others(line: str, periods: Collection[str]) -> bool:
    """Whether a line is the title of another month, or of another year: 2022年9月生产月报 over October's figures."""
    said = days.month_of(around.month(Outside((line,)))[0]) if _TITLE.fullmatch(normal(line)) else (0, 0)
    known = {(int(period[:4]), int(period[5:] or 0)) for period in periods}
    own = any(said[0] in (0, year) and said[1] in (0, month) for year, month in known)
    return bool(known) and said != (0, 0) and not own
