"""Rows of text to rows of figures: month, scope, indicator, kind, value and unit of every filled cell."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from kpi.headings import normal
from kpi.intake.carriers.table import Line, letters
from kpi.intake.grid import groups, labels
from kpi.intake.headings import blanks, branded
from kpi.intake.headings.columns import Figures, Layout
from kpi.intake.headings.meanings import Meanings
from kpi.intake.words import cleaning, figures, formats, measures, numbers, units
from kpi.intake.words.cleaning import BROKEN, Arg, Wrong, plain, shown
from kpi.intake.words.figures import Figure
from kpi.intake.words.limits import Side
from kpi.intake.words.periods import Periods
from kpi.intake.words.units import Stated
from kpi.intake.words.vocabulary import STORED, Field, Said, Vocabulary
from kpi.model import Indicator, Kind
from kpi.period import Month
from kpi.reading import Issue, Row
from kpi.unit import Sentence, Words

_JOINT = re.compile(r"((19|20)\d\d[年./-]?)?0?1月?[-—–~至到]0?2月份?(合计|累计)?")
"""January and February reported as one figure."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A row as it would be stored, with what a sentence about it quotes and how exactly it was written."""

    row: Row
    heading: str
    found: str
    half: float = 0.0
    unit: str = ""
    """The unit it was written in, where that is not the catalogue's."""
    bare: bool = False
    """Whether no unit is said anywhere."""

    def issue(self, code: str, severity: str = "warning", **args: Arg) -> Issue:
        row, place = self.row, f"{letters(self.row.column - 1)}{self.row.line}" if self.row.column else ""
        level: Literal["error", "warning"] = "error" if severity == "error" else "warning"
        return Issue(code, level, row.line, self.heading, self.found, args, sheet=row.sheet, cell=place)


@dataclass
class Cells:
    """What was read of a table: good cells, issues, and the conversions to tell."""

    good: list[Cell] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    said: dict[tuple[str, str], Sentence] = field(default_factory=dict)


def read(
    rows: Sequence[Line],
    layout: Layout,
    periods: Periods,
    stated: Sequence[Stated],
    names: Vocabulary,
    scope: str | None = None,
    kind: Said = "actual",
) -> Cells:
    """Every filled figure of the data rows; empty cells assert nothing.

    ``stated`` are the units said around it, ``scope`` that of a table whose rows name none, else the plant's, and
    ``kind`` what figures are that say neither plan nor actual.
    """
    reader = _Rows(layout, periods, stated, names)
    reader.brands.look(rows)
    reader.meant.whole, reader.unsaid = scope or names.catalog.plant.key, kind
    for line in rows:
        reader.measure(line) if layout.form == "measures" else reader.figures_of(line)
    reader.ask_blank_scopes()
    reader.ask_units()
    reader.cells.issues += reader.brands.asked()
    return reader.cells


class _Rows:
    """Reads line by line; remembers what each distinct text meant."""

    def __init__(self, layout: Layout, periods: Periods, stated: Sequence[Stated], names: Vocabulary) -> None:
        self.layout, self.periods, self.stated, self.names = layout, periods, stated, names
        self.cells = Cells()
        self.memory: dict[tuple[str, str], Any] = {}
        self.meant = Meanings(names, of_brands="brand" in layout.fields)
        self.brands = branded.Branded(layout, names)
        self.blank_scopes: dict[int, str] = {}
        self.contradicted: dict[tuple[str, str, str], dict[str, None]] = {}
        """The indicators, by a text around the table, the unit that it says and the one they were read in."""
        self.unsaid: Said = "actual"

    def text(self, line: Line, name: Field) -> str:
        index = self.layout.fields.get(name)
        return line.cells[index] if index is not None else ""

    def field(self, line: Line, name: Field, meaning: Callable[[str], Any]) -> Any:
        """What a field's cell means, remembered by its text; None once its issue is noted."""
        text = self.text(line, name)
        found = self.memory.get((name, text))
        if found is None:
            found = Wrong("broken_character") if BROKEN in text else meaning(text)
            self.memory[name, text] = found
        if isinstance(found, Wrong):
            self.wrong(found, line, self.layout.fields.get(name, 0), text)
            return None
        return found

    def placed(self, line: Line) -> str | None:
        """The row's scope; remembers the rows that leave it blank."""
        if "scope" in self.layout.fields:
            at = f"{letters(line.column(self.layout.fields['scope']))}{line.number}"
            self.blank_scopes |= {} if plain(self.text(line, "scope")) else {line.number: at}
        found: str | None = self.field(line, "scope", self.meant.scope)
        return found

    def ask_blank_scopes(self) -> None:
        """Merged cells keep their scope on the first row only; the others must not pass for the plant unsaid."""
        blank, rows = set(self.blank_scopes), [cell.row for cell in self.cells.good if cell.row.kind != "action"]
        whole = self.meant.whole
        odd = blanks.doubtful(rows, blank, whole)
        fields, heading = self.layout.fields, self.layout.headings[self.layout.fields.get("scope", 0)]
        inner = fields.get("indicator", len(fields)) < fields.get("scope", 0)
        refused, ours = {}, "kind" in fields and fields.get("month", len(fields)) < fields.get("scope", 0)
        if not ours:  # of our own long form (README) blank is the plant's by definition, so that asking will do
            refused = blanks.below_part(rows, odd, whole, inner=inner)
        self.cells.issues += blanks.refused(refused, heading, self.blank_scopes, self.names.catalog)
        self.cells.good = [cell for cell in self.cells.good if cell.row.line not in refused]
        if odd := odd - set(refused):
            told: dict[str, Arg] = {"count": len(odd), "scope": self.names.catalog.scopes[whole].name}
            self.cells.issues.append(Issue("scope_partly_blank", "warning", min(odd), heading, args=told))

    def period(self, line: Line) -> Month | int | None:
        found: Month | int | None = self.field(line, "month", lambda text: labels.month(text, self.periods, self.names))
        return found

    def wrong(self, why: Wrong, line: Line, index: int, text: str) -> None:
        place = line.column(index)
        is_made = line.source and index >= len(line.cells) - line.made
        heading = shown(plain(line.under)) if is_made else self.layout.headings[index]
        at = f"{letters(place)}{line.number}"
        if why.code == "period_span" and _JOINT.fullmatch(normal(text)):
            self.cells.issues.append(Issue("period_joint", "warning", line.number, heading, shown(text), cell=at))
            return  # January and February are reported as one by habit: a gap, no error
        if why.code in ("period_span", "period_unknown") and groups.is_quarter(text):
            why = Wrong("period_quarter")
        elif why.code == "period_missing" and is_made:
            why, text = Wrong("heading_no_month"), heading
        self.cells.issues.append(Issue(why.code, "error", line.number, heading, shown(text), why.args, cell=at))

    def figures_of(self, line: Line) -> None:
        """All filled figures of one row, long or wide."""
        filled = [c for c in self.layout.figures if c.index < len(line.cells) and plain(line.cells[c.index])]
        if not filled:
            return
        period, scope = self.period(line), self.placed(line)
        said: Said | None = self.field(line, "kind", self.meant.kind) if "kind" in self.layout.fields else self.unsaid
        stage, note = self.field(line, "state", self.meant.stage), self.field(line, "note", cleaning.note)
        named: tuple[Indicator | None, str, Side] | None = (None, "", "")
        if self.layout.form == "long":
            named = self.field(line, "indicator", self.meant.indicator)
        for column in filled if named else ():
            indicator = self.branded(line, column, named[0] if named else None)
            side = column.side or (named[2] if named else "") or units.limited(self.text(line, "unit"))[1]
            for kind, text in self.ends(line, column, indicator, self.bounded(line, column, said, side), side):
                text = formats.without_kind(text, plan=kind != "actual")
                found = self.figure(line, column, indicator, named[1] if named else "", text) if indicator else None
                if period is None or scope is None or kind is None or stage is None or note is None or found is None:
                    continue  # what is wrong with the row is noted; its other cells are still looked at
                if indicator is None or not (when := self.when(line, kind, period)):
                    continue
                row = Row(indicator.key, scope, *when, found.value, found.qualifier, found.text, note,
                          found.stage or stage, line=line.number, column=line.source or column.index + 1)  # fmt: skip
                heading = shown(plain(line.under)) or self.layout.headings[column.index]
                written = shown(line.cells[column.index])
                self.cells.good.append(Cell(row, heading, written, found.half, found.unit, found.bare))

    def branded(self, line: Line, column: Figures, named: Indicator | None) -> Indicator | None:
        """The indicator of a figure, by the row's brand where each brand reports its own; None once that is noted."""
        brand = self.field(line, "brand", self.meant.brand) if (own := "brand" in self.layout.fields) else None
        if (indicator := column.indicator or named) is None or (own and brand is None):
            return None
        found = self.brands.settle(indicator, brand, line, column)
        if isinstance(found, Wrong):
            self.wrong(found, line, self.layout.fields.get("brand", column.index), self.text(line, "brand"))
            return None
        return found

    def when(self, line: Line, said: Said, period: Month | int) -> tuple[Kind, str] | None:
        """The kind and the period a figure is stored under; a year stands for a plan only."""
        if said == "actual":
            if isinstance(period, Month):
                return "actual", str(period)
            self.wrong(Wrong("year_of_actual"), line, self.layout.fields["month"], self.text(line, "month"))
            return None
        year = period.year if isinstance(period, Month) else period
        return STORED[said], str(year) if said.startswith("year") or isinstance(period, int) else str(period)

    def bounded(self, line: Line, column: Figures, said: Said | None, side: Side) -> Said | None:
        """What a figure is; None where a name sets a limit and nothing says whether it is a plan or an actual."""
        if side and said == "actual" and column.kind is None and "kind" not in self.layout.fields:
            place = column.index if column.side else self.layout.fields["indicator"]
            self.wrong(Wrong("limit_unclear"), line, place, column.heading if column.side else line.cells[place])
            return None
        return column.kind or said

    def ends(
        self, line: Line, column: Figures, indicator: Indicator | None, said: Said | None, side: Side
    ) -> Sequence[tuple[Said | None, str]]:
        """The cell as one figure, or of a plan as its ends: 82.5–83.5, ≥82.5; ``side`` is that of its name."""
        text = line.cells[column.index]
        found = figures.ends(text, indicator, said, side) if indicator and said else [(said, text)]
        if isinstance(found, Wrong):
            self.wrong(found, line, column.index, text)
            return []
        return found

    def figure(self, line: Line, column: Figures, indicator: Indicator, unit_in_name: str, text: str) -> Figure | None:
        """A filled cell's figure within its hard limits; None once its issue is noted."""
        beside = "" if numbers.missing(self.text(line, "unit")) else units.limited(self.text(line, "unit"))[0]
        if unit_in_name and units.factor(indicator, unit_in_name) is None and units.is_no_unit(unit_in_name):
            found: Figure | Wrong = Wrong("bracket_unknown", {"bracket": unit_in_name, "indicator": indicator.name})
        elif beside and unit_in_name and units.factor(indicator, beside) != units.factor(indicator, unit_in_name):
            found = Wrong("unit_conflict", {"unit": beside, "other": unit_in_name})
        elif told := column.unit and units.odd(indicator, column.unit, beside or unit_in_name, self.names):
            found = Wrong(*told)
        elif column.index in line.repeated:
            found = Wrong("merged_figure")
        else:
            found = self.converted(text, indicator, beside or unit_in_name or column.unit)
        if isinstance(found, Figure) and found.value is not None:
            found = figures.beyond(indicator, found) or found
        if isinstance(found, Figure):
            return found
        at_unit: Field = "unit" if found.code == "unit_unknown" and found.args["unit"] == beside else "indicator"
        index = self.layout.fields[at_unit] if at_unit == "unit" or found.code == "bracket_unknown" else column.index
        self.wrong(found, line, index, line.cells[index])
        return None

    def converted(self, text: str, indicator: Indicator, own: str) -> Figure | Wrong:
        """The cell in the catalogue's unit; each conversion is told once (intake.md rule 7)."""
        around = units.fitting(indicator, self.stated) if not own else ()
        found = figures.read(text, indicator, own or (around[0].unit if len(around) == 1 else ""))
        if isinstance(found, Figure) and found.bare and len(around) > 1:
            return Wrong(
                "unit_ambiguous", {"indicator": indicator.name, "units": "、".join(each.unit for each in around)}
            )
        if not isinstance(found, Figure) or found.value is None or found.bare:
            return found
        if problem := self.contradicting(indicator, own or found.unit or (around[0].unit if len(around) == 1 else "")):
            return problem
        if found.unit:
            told: dict[str, Arg] = {"indicator": indicator.name, "unit": found.unit, "stored": indicator.unit.name}
            self.cells.said.setdefault((indicator.key, found.unit), Sentence("issue.told_unit", told))
        return found

    def contradicting(self, indicator: Indicator, own: str) -> Wrong | None:
        """The refusal where 指标(万吨) heads a figure in another unit; what a title says so is asked once, later."""
        own = own or indicator.unit.key
        if (key := (f"around {indicator.key}", own)) not in self.memory:
            self.memory[key] = units.against(indicator, own, self.stated)
        other: Stated | None = self.memory[key]
        if other and other.within:
            return Wrong("unit_conflict", {"unit": own, "other": other.unit})
        if other:
            self.contradicted.setdefault((other.source, other.unit, own), {})[indicator.key] = None
        return None

    def ask_units(self) -> None:
        """One question for all figures whose own unit is another than a title's or a sheet's."""
        for (source, unit, own), keys in self.contradicted.items():
            known = [self.names.catalog.indicators[key].name for key in keys]
            called = Words("、".join(name.zh for name in known), ", ".join(name.en for name in known))
            told: dict[str, Arg] = {"indicators": called, "unit": unit, "own": own}
            self.cells.issues.append(Issue("unit_around_differs", "warning", found=shown(plain(source)), args=told))

    def measure(self, line: Line) -> None:
        """One measure (措施) against a gap; its owner is an office, never asked to be a person."""
        period, scope = self.period(line), self.placed(line)
        named, words = self.field(line, "indicator", self.meant.aim), self.field(line, "action", measures.action)
        rest = {name: self.field(line, name, meaning) for name, meaning in measures.REST.items()}
        if isinstance(period, int):
            self.wrong(Wrong("year_of_measure"), line, self.layout.fields["month"], self.text(line, "month"))
            return
        if period is None or scope is None or named is None or words is None or None in rest.values():
            return
        for name, why in measures.doubts(rest):
            heading = self.layout.headings[self.layout.fields[name]]
            self.cells.issues.append(Issue(why.code, "warning", line.number, heading, shown(rest[name]), why.args))
        index = self.layout.fields["action"]
        row = Row(named[0].key, scope, "action", str(period), None, label=words, line=line.number, column=index + 1,
                  text=json.dumps(rest, ensure_ascii=False, sort_keys=True))  # fmt: skip
        self.cells.good.append(Cell(row, self.layout.headings[index], shown(words)))
