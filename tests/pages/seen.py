"""What a reader sees of a page that AppTest has run: its words, cards and tiles, and every element not ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from streamlit.testing.v1 import AppTest

VOID = {"br", "img"}
OURS = frozenset(
    [
        "a",
        "b",
        "br",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "h3",
        "img",
        "p",
        "section",
        "small",
        "span",
        "summary",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "u",
    ]
)
"""The elements our own markup is made of; none of them runs anything."""
ATTRIBUTES = frozenset(
    [
        "alt",
        "class",
        "data-brand",
        "data-head",
        "data-key",
        "data-picture",
        "data-said",
        "data-status",
        "download",
        "href",
        "id",
        "role",
        "src",
        "target",
        "title",
    ]
)
INTERPRETED = ("markdown", "caption", "success", "info", "error", "warning")
"""Streamlit elements whose text is read as Markdown."""


@dataclass
class Node:
    """One element of a page."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def all(self, tag: str = "", **attributes: str) -> Iterator[Node]:
        """Every element below with this tag and these attributes; ``data_key`` stands for data-key."""
        for child in self.children:
            if isinstance(child, Node):
                wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
                if (not tag or child.tag == tag) and wanted.items() <= child.attributes.items():
                    yield child
                yield from child.all(tag, **attributes)

    def words(self) -> list[str]:
        """The texts below, in reading order."""
        found: list[str] = []
        for child in self.children:
            found += [child.strip()] if isinstance(child, str) else child.words()
        return [text for text in found if text]

    def __str__(self) -> str:
        return " | ".join(self.words())


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("root")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "wbr":  # a place where a line may break is no word's end
            return
        made = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        if tag in (node.tag for node in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        children = self.open[-1].children
        if children and isinstance(children[-1], str):
            data = str(children.pop()) + data
        children.append(data)


def parsed(html: str) -> Node:
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


class Seen:
    """One run of one page."""

    def __init__(self, at: AppTest) -> None:
        assert list(at.exception) == [], [str(error.value) for error in at.exception]
        self.at = at
        markup = "".join(element.proto.body for element in at.get("html"))
        self.html = parsed(re.sub(r"<style>:root{[^<]*</style>", "", markup, count=1))
        self.interpreted = [str(element.value) for kind in INTERPRETED for element in at.get(kind)]
        labels = [str(element.label) for kind in ("expander", "button", "file_uploader") for element in at.get(kind)]
        boxes = [text for box in at.selectbox for text in (box.label, *box.options)]
        self.said = [*self.html.words(), *self.interpreted, *labels, *boxes]

    @property
    def text(self) -> str:
        return "\n".join(self.said)

    @property
    def hints(self) -> list[str]:
        """What is said on hover and to those who hear the page."""
        return [
            node.attributes[name] for node in self.html.all() for name in ("title", "alt") if name in node.attributes
        ]

    def card(self, key: str) -> str:
        return str(next(self.html.all("section", data_key=key)))

    def tile(self, brand: str) -> str:
        return str(next(self.html.all("section", data_brand=brand)))

    def fact(self, key: str, name: str) -> str:
        """What an indicator's card states under a name."""
        pairs = next(self.html.all("section", data_key=key)).all("div")
        return next(pair.words()[1] for pair in pairs if pair.words()[:1] == [name])

    def row(self, key: str) -> list[str]:
        return next(self.html.all("tr", data_key=key)).words()


def _width(node: Node, name: str) -> bool:
    """Whether this is the one style our pages give an element: a first column's width, a measure's lines."""
    return name == "style" and re.fullmatch(r"--named:\d+px;--lines:\d+", node.attributes[name]) is not None


def foreign(root: Node) -> list[str]:
    """Everything in a page that our own markup cannot have made: elements, attributes and addresses."""
    found: list[str] = []
    for node in root.all():
        found += [] if node.tag in OURS else [f"<{node.tag}>"]
        found += [f"{node.tag} {name}" for name in node.attributes if name not in ATTRIBUTES and not _width(node, name)]
        address = node.attributes.get("href" if node.tag == "a" else "src", "/")
        wanted = "data:image/svg+xml;base64," if node.tag == "img" else "/"
        found += [address] if node.tag in ("a", "img") and not address.startswith(wanted) else []
    return found
