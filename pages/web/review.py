"""The doors to uploads on their way through the gate: which there are, what one would change, publish, return."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import get_args

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db import as_json, history, outlook, read, reader, remembered, settings, store, submissions, uploads, vouched
from db.actor import Actor
from db.effect import PARTS, Effect
from db.submissions import State, Submission
from kpi import export
from kpi.export import Stamp, Table
from kpi.reading import Issue
from kpi.unit import Lang, Sentence
from pages.web import asked, gate, incoming, mended, publish, told
from pages.web.incoming import Fields, Refusal

STATES: tuple[State, ...] = get_args(State)
_OPEN = ("draft", "pending", "returned")


async def listed(request: Request) -> Response:
    """All that one may see, newest first; ``?state=`` once or more narrows."""
    states = [asked.one_of(text, STATES, "http_state") for text in request.query_params.getlist("state") if text]
    wanted = [state for state in states if state] or STATES
    return await _run(_listed, request, wanted)


async def one(request: Request) -> Response:
    return await _run(_one, request)


async def submit(request: Request) -> Response:
    """Hand in one's draft or returned upload, with what is ticked and an optional note."""
    seen = await run_in_threadpool(asked.seen, request.query_params)
    return await _run(_submit, request, await incoming.words(request), seen)


async def publish_it(request: Request) -> Response:
    seen = await run_in_threadpool(asked.seen, request.query_params)
    if seen is None:
        raise Refusal(400, Issue("http_no_seen"))
    if not (saw := request.query_params.get("saw", "")):
        raise Refusal(400, Issue("http_no_saw"))
    return await _run(_publish, request, seen, saw)


async def send_back(request: Request) -> Response:
    return await _run(_send_back, request, first(await incoming.words(request), "reason"))


async def discard(request: Request) -> Response:
    return await _run(_discard, request)


async def issues_table(request: Request) -> Response:
    return await _table(request, "issues", problems)


async def difference_table(request: Request) -> Response:
    return await _table(request, "changes", _changes)


async def marked_workbook(request: Request) -> Response:
    """One of the files (``?part=``, from 1) as a workbook with its problems marked."""
    part = asked.number(request.query_params.get("part"), "http_part")
    return await _run(_marked, request, 1 if part is None else part, asked.language(request.query_params))


def first(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, ())), "")


async def _run(do: Callable[..., Response], request: Request, *more: object) -> Response:
    numbered = (asked.number_of(request),) if "number" in request.path_params else ()
    return await run_in_threadpool(do, request.scope[gate.ACTOR], *numbered, *more)


async def _table(request: Request, name: str, make: Callable[[uploads.Preview, Actor, Lang], Table]) -> Response:
    form, lang = asked.form(request), asked.language(request.query_params)

    def made(by: Actor, number: int) -> Response:
        found = _seen(by, number)
        if found.state == "published" and make is _changes:
            table = _then(found, by, lang)
        else:
            table = make(_undecided(found, by), by, lang)
        return asked.download(table, form, f"{name}-{number}")

    return await _run(made, request)


def _listed(by: Actor, states: list[State]) -> Response:
    with store.reading(store.engine()) as connection:
        found = history.uploads(connection, by, settings.catalog(), states)
        revision = read.head(connection).revision
    return JSONResponse({"revision": revision, "uploads": [told.submission(each) for each in found]})


def _one(by: Actor, number: int) -> Response:
    """With what publishing it would do now and what was said beyond its files, as long as that is undecided."""
    found = _seen(by, number)
    if found.state not in _OPEN:
        return JSONResponse({"submission": told.submission(found)})
    preview, said = vouched.preview(store.engine(), settings.catalog(), number, by)
    turned = outlook.turns(store.engine(), settings.catalog(), preview, by)
    body = {"submission": told.submission(found), **as_json.preview(preview, turned)}
    return JSONResponse(body | {"confirmed": [told.vouched(each) for each in said]})


def _submit(by: Actor, number: int, fields: Fields, seen: int | None) -> Response:
    """Who says nothing of what he saw is taken to have seen what he saw when he put the files by."""
    found = _seen(by, number)
    engine, catalog = store.engine(), settings.catalog()
    with store.reading(engine) as connection:
        files = submissions.sent(connection, number)
    given, names = fields.get("tick", ()), [file.name for file in files]
    made, meant = mended.corrections(fields, names), mended.meanings(fields, names)
    asked = [replace(file, choices={**file.choices, "mapping": of}) for file, of in zip(files, meant, strict=True)]
    if wrong := remembered.unfit(asked, catalog):
        return JSONResponse({"issues": as_json.issues(wrong)}, 422)
    sent = tuple(
        vouched.more(file, cells, of, told.ticks(given, file.name))
        for file, cells, of in zip(files, made, meant, strict=True)
    )
    note, plan = first(fields, "note") or found.note, publish.approval(fields, found.plan)
    seen = found.seen if seen is None else seen
    answer = submissions.save(engine, catalog, sent, by=by, seen=seen, note=note, number=number, plan=plan)
    return publish.handed_in(answer, sent, by)


def _publish(by: Actor, number: int, seen: int, saw: str) -> Response:
    _seen(by, number)
    answer = submissions.publish(store.engine(), settings.catalog(), number, by=by, seen=seen, saw=saw)
    return publish.refused(answer) if isinstance(answer, uploads.Refused) else JSONResponse(asdict(answer))


def _send_back(by: Actor, number: int, reason: str) -> Response:
    _seen(by, number)
    submissions.send_back(store.engine(), number, by=by, reason=reason)
    return _state(by, number)


def _discard(by: Actor, number: int) -> Response:
    _seen(by, number)
    submissions.discard(store.engine(), number, by=by)
    return _state(by, number)


def _state(by: Actor, number: int) -> Response:
    return JSONResponse({"submission": told.submission(_seen(by, number))})


def _seen(by: Actor, number: int) -> Submission:
    """The upload, or the refusal of one that does not exist for him."""
    with store.reading(store.engine()) as connection:
        return history.upload(connection, number, by, settings.catalog())


def _undecided(of: Submission, by: Actor) -> uploads.Preview:
    """Of what is decided the store of now says nothing: neither what it changed nor what was wrong with it."""
    preview = vouched.preview(store.engine(), settings.catalog(), of.id, by)[0] if of.state in _OPEN else None
    if preview is None or _seen(by, of.id).state not in _OPEN:  # or decided while its files were being read
        raise settings.Unusable(Sentence("review.decided", {"number": of.id}))
    return preview


def _then(of: Submission, by: Actor, lang: Lang) -> Table:
    """What a published upload changed the moment it was published."""
    with store.reading(store.engine()) as connection:
        did, revision = history.published(connection, of, by, settings.catalog())
    return changed(did, revision, by, lang)


def changed(did: Effect, revision: int, by: Actor, lang: Lang) -> Table:
    """What publications changed, the last of them made at this revision."""
    parts = [(part, [(delta.row, delta.before) for delta in getattr(did, part)]) for part in PARTS]
    return export.changes(parts, settings.catalog(), _stamp(revision, by, lang), lang, done=True)


def _stamp(revision: int, by: Actor, lang: Lang) -> Stamp:
    catalog = settings.catalog()
    return Stamp(catalog.scopes[asked.scope(catalog, "", by)].name.of(lang), revision)


def _marked(by: Actor, number: int, part: int, lang: Lang) -> Response:
    found = _seen(by, number)
    with store.reading(store.engine()) as connection:
        files = submissions.sent(connection, number)
    if not 1 <= part <= len(files):
        raise Refusal(404, Issue("http_part", found=str(part)))
    file, issues = files[part - 1], _undecided(found, by).issues
    made = reader.mark(file.data, file.name, settings.catalog(), issues, lang, file.choices)
    return asked.attachment(made.data, made.name, f"marked-{number}-{part}.xlsx", export.FORMS["xlsx"])


def problems(found: uploads.Preview, by: Actor, lang: Lang) -> Table:
    """Everything wrong or odd with an upload, as the page and the address give it."""
    return export.issues(found.issues, _stamp(found.revision, by, lang), lang)


def _changes(found: uploads.Preview, by: Actor, lang: Lang) -> Table:
    parts = [
        (part, [(delta.row, delta.before) for delta in getattr(found.difference, part)])
        for part in ("added", "changed", "absent")
    ]
    return export.changes(parts, settings.catalog(), _stamp(found.revision, by, lang), lang)
