"""Words by which a rate is worked out from assays, which another indicator is: 理论平衡, 工艺指标 over 镍回收率."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kpi.headings import normal
from kpi.intake.words.vocabulary import Vocabulary
from kpi.reading import Row

_WORKED_OUT = re.compile(r"理论(?!学习|知识|武装)|工艺(?=[值数]|(?:金属|生产)*平衡|回收率|指标|$)")


def said(text: str) -> list[str]:
    """The words of a text by which rates are worked out, none where it speaks of the actual ones too."""
    return [] if "实际" in text else list(dict.fromkeys(_WORKED_OUT.findall(normal(text))))


def may_be(rows: Iterable[Row], names: Vocabulary) -> bool:
    """Whether a stored rate is one that is worked out, too, under another name: 镍理论回收率."""
    keys = {row.indicator for row in rows if row.kind == "actual"}
    known = (names.catalog.indicators[key] for key in keys if key in names.catalog.indicators)
    return any(names.theory(normal(one.name.zh).replace("(实际)", "")) not in (None, one) for one in known)
