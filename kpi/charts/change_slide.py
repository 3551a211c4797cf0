"""The slide 上次例会以来: how many statuses turned and how, what can no longer be judged, and the turns themselves."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from kpi import since
from kpi.charts import lettering
from kpi.charts.slides import ROWS, short_name, state
from kpi.charts.stage import PAD, RIGHT, Slide, Stage
from kpi.model import Status
from kpi.progress import Figure
from kpi.since import Turn
from kpi.verdict import RANK


def slide(stage: Stage) -> Slide:
    """The statuses that turned since the base, what is judged first, and how many figures were stated anew."""
    title = Markup("{}").format(stage.say("frame.changes"))
    if stage.before is None:  # nought of what cannot be counted would be a finding
        nothing = Markup('<div class="panel turns alone"><p class="none">{}</p></div>').format(stage.say("wall.first"))
        return Slide("changes", stage.say("wall.changes"), title, nothing)
    turns = since.ranked(since.turned(stage.before, stage.board))
    left = Markup("").join(
        Markup('<p class="{}"><b>{}</b><span>{}</span></p>').format(css, count, said)
        for css, count, said in _counts(turns, stage)
    )
    rows = Markup("").join(_turn(turn, stage) for turn in turns[:ROWS])
    if len(turns) > ROWS:
        rows += Markup('<p class="rest muted">{}</p>').format(stage.say("wall.rest", count=len(turns) - ROWS))
    if not rows:
        rows = Markup('<p class="none">{}</p>').format(stage.say("wall.nothing_turned"))
    base = stage.say("wall.compared", base=stage.base)
    body = Markup('<div class="panel counts"><p class="muted">{}</p>{}</div><div class="panel turns">{}</div>')
    return Slide("changes", stage.say("wall.changes"), title, body.format(base, left, rows))


def _counts(turns: Sequence[Turn], stage: Stage) -> list[tuple[str, int, str]]:
    """(class, how many, what): all turns, better and worse, and apart what can no longer or again be judged."""
    lost = [turn for turn in turns if _status(turn.now) == "unknown"]
    known = [_step(turn) for turn in turns if _status(turn.now) != "unknown"]
    steps = [step for step in known if step is not None]
    found = len(known) - len(steps)
    unreported = all(turn.now.month.actual is None and not turn.now.text for turn in lost)
    return [
        ("figure", len(turns), stage.say("wall.turned")),
        ("", sum(step > 0 for step in steps), stage.say("wall.better")),
        ("", sum(step < 0 for step in steps), stage.say("wall.worse")),
        *[("", len(lost), stage.say("wall.unreported" if unreported else "wall.undecided"))] * bool(lost),
        *[("", found, stage.say("wall.decided"))] * bool(found),
        *([("", stage.restated, stage.say("wall.restated"))] if stage.restated is not None else []),
    ]


def _step(turn: Turn) -> int | None:
    """How far for the better; None of what could not be judged before.

    A milestone that was not due was never lost: reached it is better, missed it is worse.
    """
    before, now = turn.before, _status(turn.now)
    if before is not None and before.ytd.verdict.reason.code == "reason.not_due":
        return 1 if now == "met" else -1
    return RANK[now] - RANK[_status(before)] if before is not None and _status(before) != "unknown" else None


def _status(figure: Figure) -> Status:
    return figure.ytd.verdict.status


def _turn(turn: Turn, stage: Stage) -> Markup:
    brand = next(b for b in stage.board.brands if b.brand.key == turn.indicator.brand)
    before = state(turn.before, stage.lang) if turn.before else Markup("—")
    beside = short_name(brand, stage.lang)
    room = stage.room(RIGHT - 2 * PAD) - lettering.width(beside) - 1
    return Markup('<div class="turn"><b>{}</b><span class="muted">{}</span><p>{} → {}</p></div>').format(
        lettering.short(turn.indicator.name.of(stage.lang), room, 1), beside, before, state(turn.now, stage.lang)
    )
