"""Which indicator a row's brand makes of a name: the catalogue's own, or what each brand reports of itself."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.headings import normal
from kpi.intake.carriers.table import Line
from kpi.intake.headings.columns import Figures, Layout
from kpi.intake.words import brands
from kpi.intake.words.cleaning import Arg, Wrong, plain
from kpi.intake.words.vocabulary import Vocabulary
from kpi.model import Indicator
from kpi.reading import Issue


class Branded:
    """Settles the names of a table with a column 品牌, and remembers what has to be asked."""

    def __init__(self, layout: Layout, names: Vocabulary) -> None:
        self.layout, self.names = layout, names
        self.places = {name: layout.fields[name] for name in ("brand", "indicator") if name in layout.fields}
        self.reported: dict[tuple[str, int], set[str]] = {}
        """The brands that report a name of a row in a column."""
        self.composed: dict[str, tuple[int, Arg, Arg]] = {}

    def look(self, rows: Sequence[Line]) -> None:
        """See which brands report each name, before its figures are read."""
        for line in rows if "brand" in self.places else ():
            if key := self.names.brands.keys.get(normal(self._at(line, "brand"))):
                for column in self.layout.figures:
                    if column.index < len(line.cells) and plain(line.cells[column.index]):
                        self.reported.setdefault(self._name(line, column), set()).add(key)

    def settle(self, indicator: Indicator, brand: str | None, line: Line, column: Figures) -> Indicator | Wrong:
        """The indicator of a figure; 提出金点子 of its own brand alone is the plant's, 金点子数 is 创新·金点子数."""
        catalog, name = self.names.catalog, self._name(line, column)
        whose = brands.called(name[0] or normal(column.heading), indicator, self.names.brands)
        if brand == "" and whose == "plant" and indicator.key in catalog.indicators:
            return indicator
        found = brands.settled(indicator, brand, catalog, self.names.brands)
        if not isinstance(found, Indicator) or found.key == indicator.key or indicator.key not in catalog.indicators:
            return found
        own = brand == indicator.brand and len(self.reported.get(name, ())) < 2
        if own and whose in ("plant", "both"):
            return indicator
        if whose in ("plant", "either"):
            self.composed.setdefault(found.key, (line.number, indicator.name, found.name))
        return found

    def asked(self) -> list[Issue]:
        """A question for each name of the plant's that was taken for a brand's."""
        heading = self.layout.headings[self.places.get("brand", 0)]
        return [Issue("brand_composed", "warning", line, heading, args={"indicator": of, "read": read})
                for line, of, read in self.composed.values()]  # fmt: skip

    def _name(self, line: Line, column: Figures) -> tuple[str, int]:
        return normal(self._at(line, "indicator")), column.index

    def _at(self, line: Line, name: str) -> str:
        place = self.places.get(name, len(line.cells))
        return line.cells[place] if place < len(line.cells) else ""
