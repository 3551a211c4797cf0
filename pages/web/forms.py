"""The pages in front of the board: log in, change one's password, one's own account, pair a screen, be told no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kpi import words
from kpi.unit import Lang
from pages.web import pieces


@dataclass(frozen=True, slots=True)
class Session:
    """One login of the person: from which address, since when, when last seen (stamps), and whether it is this one."""

    address: str
    since: str
    seen: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """One key for programs: what revoking names it by, its name, since when, when last used ("" = never)."""

    id: int | str
    name: str
    since: str
    used: str = ""


def login(
    lang: Lang, *, next: str, name: str = "", problem: str = "", oidc: str = "", wall: Mapping[str, str] | None = None
) -> str:
    """``next``: the page asked for; ``oidc``: what the other identity provider is called, "" for none.

    ``wall``: what the screen's address asked for, kept for where this browser is to be paired as one.
    """
    fields = _LOGIN_FIELDS.format(
        next,
        pieces.field("login", words.say(lang, "door.login_label"), "username", value=name, focus=not name),
        pieces.field("password", words.say(lang, "door.password_label"), "current-password", focus=bool(name)),
    )
    form = pieces.form(lang, "/login", words.say(lang, "door.sign_in"), fields, css="main")
    # A link, not a form: the policy's form-action would stop the provider's own address after a form.
    other = pieces.link(
        pieces.to("/login/oidc", lang, next=next), words.say(lang, "door.with_oidc", provider=oidc), "button"
    )
    body = _LOGIN.format(
        pieces.problem(problem),
        form,
        other if oidc else "",
        words.say(lang, "door.forgot"),
        pieces.link(pieces.to("/login/screen", lang, **(wall or {})), words.say(lang, "door.screen_link")),
    )
    return pieces.page(
        lang, words.say(lang, "door.sign_in"), body, switch=pieces.to("/login", pieces.other(lang), next=next)
    )


def password(lang: Lang, *, rules: str, problem: str = "", must: bool, login: str = "") -> str:
    """``rules``: the policy in words; ``login`` tells the browser's password store whose password it is."""
    fields = _PASSWORD_FIELDS.format(
        login,
        pieces.field("old", words.say(lang, "door.old_label"), "current-password", focus=True),
        pieces.field("new", words.say(lang, "door.new_label"), "new-password", note=rules),
        pieces.field("again", words.say(lang, "door.again_label"), "new-password"),
    )
    out = pieces.form(lang, "/logout", words.say(lang, "door.sign_out"))
    back = pieces.link(pieces.to("/account", lang), words.say(lang, "door.back_account"))
    body = _PASSWORD.format(
        pieces.notice(words.say(lang, "door.must_change"), "must") if must else "",
        pieces.problem(problem),
        pieces.form(lang, "/account/password", words.say(lang, "door.save_password"), fields, css="main"),
        out if must else back,
        "" if must else out,
    )
    return pieces.page(
        lang, words.say(lang, "door.change_password"), body, switch=pieces.to("/account/password", pieces.other(lang))
    )


def account(
    lang: Lang,
    *,
    name: str,
    login: str,
    role: str,
    scope: str,
    sessions: Sequence[Session],
    tokens: Sequence[Token],
    fresh_token: str = "",
    notice: str = "",
) -> str:
    """``role``: its code; ``scope``: its name in the reader's language, "" for everything."""
    who = (
        ("login_label", login),
        ("name_label", name),
        ("role_label", words.say(lang, f"door.role_{role}")),
        ("scope_label", scope or words.say(lang, "door.everything")),
    )
    body = _ACCOUNT.format(
        pieces.notice(notice),
        pieces.joined(_WHO.format(words.say(lang, f"door.{label}"), said) for label, said in who if said),
        pieces.link(pieces.to("/", lang), words.say(lang, "door.back"), "button"),
        pieces.link(pieces.to("/account/password", lang), words.say(lang, "door.change_password"), "button"),
        pieces.form(lang, "/logout", words.say(lang, "door.sign_out")),
        _sessions(lang, sessions),
        _tokens(lang, tokens, fresh_token),
    )
    # Turning the language would lose a token that is shown only once.
    switch = "" if fresh_token else pieces.to("/account", pieces.other(lang))
    return pieces.page(lang, words.say(lang, "door.account"), body, switch=switch, css="wide")


def pairing(lang: Lang, *, code: str, minutes: int) -> str:
    """What a wall shows until it is paired; asks again every 3 seconds. ``minutes``: how long the code still holds."""
    body = _PAIRING.format(
        words.say(lang, "door.pairing_todo"),
        pieces.joined(Markup("<span>{}</span> ").format(code[at : at + 4]) for at in range(0, len(code), 4)),
        words.say(lang, "door.pairing_minutes", minutes=max(minutes, 1)),
        words.say(lang, "door.pairing_after"),
        pieces.link(pieces.to("/login", lang), words.say(lang, "door.pairing_not")),
    )
    return pieces.page(lang, words.say(lang, "door.pairing"), body, css="wall", head=_AGAIN)


def message(lang: Lang, *, title: str, text: str, link: tuple[str, str] | None = None) -> str:
    """A page that only says something; ``link``: its text and its address on this server."""
    way = Markup('<p class="ways">{}</p>').format(pieces.link(link[1], link[0], "button")) if link else ""
    return pieces.page(lang, title, Markup("<p>{}</p>{}").format(text, way))


_AGAIN = Markup('<meta name="color-scheme" content="dark">\n<meta http-equiv="refresh" content="3">\n')
_LOGIN_FIELDS = Markup('<input type="hidden" name="next" value="{}">{}{}')
_LOGIN = Markup('{}{}{}<p class="note">{}</p><p class="note foot">{}</p>')
_PASSWORD_FIELDS = Markup(
    '<input type="text" name="login" value="{}" autocomplete="username" aria-hidden="true" tabindex="-1" hidden>{}{}{}'
)
_PASSWORD = Markup('{}{}{}<div class="ways foot">{}{}</div>')
_ACCOUNT = Markup('{}<dl>{}</dl><div class="ways">{}{}{}</div><section>{}</section><section>{}</section>')
_WHO = Markup("<div><dt>{}</dt><dd>{}</dd></div>")
_SECTION = Markup('<h2>{}</h2><p class="note">{}</p>{}')
_FRESH = Markup('<div class="fresh" role="status"><p>{}</p><p><code>{}</code></p></div>')
_PAIRING = Markup('<p class="todo">{}</p><p class="code">{}</p><p>{}</p><p class="note">{}</p><p class="note">{}</p>')


def _sessions(lang: Lang, sessions: Iterable[Session]) -> Markup:
    heads = [words.say(lang, f"door.{head}") for head in ("address_head", "login_head", "seen_head")]
    here = Markup(' <span class="chip">{}</span>').format(words.say(lang, "door.here"))
    rows = [
        (
            Markup("{}{}").format(one.address or "—", here if one.here else ""),
            pieces.when(lang, one.since),
            pieces.when(lang, one.seen),
        )
        for one in sessions
    ]
    end = pieces.form(lang, "/account/logout-all", words.say(lang, "door.sign_out_all"))
    said = words.say(lang, "door.sessions"), words.say(lang, "door.sessions_note")
    return _SECTION.format(*said, pieces.table(heads, rows) + end)


def _tokens(lang: Lang, tokens: Sequence[Token], fresh: str) -> Markup:
    heads = [words.say(lang, f"door.{head}") for head in ("token_head", "made_head", "used_head")]
    rows = [(one.name, pieces.when(lang, one.since), pieces.when(lang, one.used), _revoke(lang, one)) for one in tokens]
    table = pieces.table([*heads, ""], rows) if tokens else Markup("<p>{}</p>").format(words.say(lang, "door.no_token"))
    shown = _FRESH.format(words.say(lang, "door.fresh"), fresh) if fresh else Markup("")
    label, hint = words.say(lang, "door.new_token_label"), words.say(lang, "door.new_token_hint")
    new = pieces.form(
        lang,
        "/account/token",
        words.say(lang, "door.new_token"),
        pieces.field("name", label, "off", note=hint),
        css="row",
    )
    said = words.say(lang, "door.tokens"), words.say(lang, "door.tokens_note")
    return _SECTION.format(*said, shown + table + new)


def _revoke(lang: Lang, token: Token) -> Markup:
    which = Markup('<input type="hidden" name="id" value="{}">').format(token.id)
    about = words.say(lang, "door.revoke_of", name=token.name)
    return pieces.form(lang, "/account/token/revoke", words.say(lang, "door.revoke"), which, about=about)
