"""What the gate must come to, in plain Python: dicts replayed from the list of publications. Not a test module.

Written from the issue's words and sharing nothing with the code it judges: no SQL, no projection, no windows.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Cell = tuple[str, str, str]
"""Indicator, scope, month."""
Said = tuple[float | None, str, str]
"""Value, qualifier, text."""
Sheet = dict[Cell, Said]
"""What one file says."""


@dataclass(frozen=True)
class Published:
    """One publication: a sheet in force from its number on, or (``takes``) the end of another's force."""

    sheet: Sheet
    takes: int = 0
    added: int = 0
    changed: int = 0


@dataclass
class Upload:
    """One upload through the gate."""

    owner: str
    state: str
    sheets: list[Sheet]
    reviewer: str | None = None
    reason: str = ""
    batches: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Change:
    """新增, 改动 (with what stood), 相同, 上次有而这次没有."""

    added: Sheet
    changed: dict[Cell, tuple[Said, Said]]
    same: Sheet
    absent: Sheet


@dataclass
class Oracle:
    """Everything that was ever done; each publication's number is its place in the list, from 1."""

    log: list[Published] = field(default_factory=list)
    uploads: dict[int, Upload] = field(default_factory=dict)
    meetings: dict[str, int] = field(default_factory=dict)
    trail: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def head(self) -> int:
        return len(self.log)

    def standing(self, revision: int) -> list[tuple[int, Sheet]]:
        """The numbers and sheets that were in force."""
        known = self.log[:revision]
        taken = {each.takes for each in known}
        return [(number, each.sheet) for number, each in enumerate(known, 1) if not each.takes and number not in taken]

    def at(self, revision: int) -> dict[Cell, tuple[Said, int]]:
        """What stood in every cell, and since which publication."""
        found: dict[Cell, tuple[Said, int]] = {}
        for number, sheet in self.standing(revision):
            found.update({cell: (said, number) for cell, said in sheet.items()})
        return found

    def first(self, revision: int, cell: Cell) -> float | None:
        """The value first said of a cell, of what was in force."""
        return next(sheet[cell][0] for _, sheet in self.standing(revision) if cell in sheet)

    def difference(self, sheet: Sheet) -> Change:
        now = self.at(self.head)
        changed = {c: (now[c][0], said) for c, said in sheet.items() if c in now and now[c][0] != said}
        same = {c: said for c, said in sheet.items() if c in now and now[c][0] == said}
        added = {c: said for c, said in sheet.items() if c not in now}
        before = self.log[max((now[c][1] for c in sheet if c in now), default=0) - 1].sheet if changed or same else {}
        months = {month for *_, month in sheet}
        return Change(added, changed, same, {c: s for c, s in before.items() if c not in sheet and c[2] in months})

    def news(self, sheets: list[Sheet]) -> bool:
        """Whether anything would be other than it is."""
        now = self.at(self.head)
        return any(cell not in now or now[cell][0] != said for sheet in sheets for cell, said in sheet.items())

    def overtaken(self, sheets: list[Sheet], seen: int) -> bool:
        """Whether a cell is no longer as it was seen, nor as these sheets have it."""
        now, then = ({cell: said for cell, (said, _) in self.at(at).items()} for at in (self.head, seen))
        cells = {cell: said for sheet in sheets for cell, said in sheet.items()}
        return any(now.get(cell) not in (then.get(cell), said) for cell, said in cells.items())

    def publish(self, sheets: list[Sheet]) -> list[int]:
        """The numbers of what the sheets become, those without news left out."""
        made = []
        for sheet in sheets:
            if self.news([sheet]):
                found = self.difference(sheet)
                self.log.append(Published(sheet, added=len(found.added), changed=len(found.changed)))
                made.append(self.head)
        return made

    def in_force(self, number: int) -> bool:
        return number in {at for at, _ in self.standing(self.head)}
