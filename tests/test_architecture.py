"""The shape of the project is a promise; each rule is also tried on a planted violation, which it must refuse."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from kpi import words

ROOT = Path(__file__).resolve().parent.parent
CODE = ("kpi", "db", "pages", "benchmarks")
LIMIT = 300
PLACES = {
    "app.py",
    "benchmarks/*.py",
    "db/*.py",
    "db/migrations/*.py",
    "db/migrations/versions/*.py",
    "kpi/*.py",
    "kpi/charts/*.py",
    "kpi/intake/*.py",
    "kpi/intake/*/*.py",
    "pages/*.py",
    "pages/parts/*.py",
    "pages/web/*.py",
}
VAGUE = {"helpers", "utils", "util", "common", "manager", "service", "base", "misc"}
# Names of other hosts may stand in the code only where they are data that nothing ever opens.
HARMLESS_URLS = ("http://www.w3.org/", "http://127.0.0.1", "http://localhost", "http://{")


def modules(root: Path = ROOT) -> list[Path]:
    return [root / "app.py"] + [path for part in CODE for path in sorted((root / part).rglob("*.py"))]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


# The rules, each as a function that yields what breaks it.


def too_long(path: Path) -> Iterator[str]:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    if lines > LIMIT:
        yield f"{lines} lines"


def without_opening_sentence(path: Path) -> Iterator[str]:
    if not (ast.get_docstring(tree(path)) or "").strip():
        yield "no module docstring"


def badly_placed(path: Path, root: Path = ROOT) -> Iterator[str]:
    place = path.relative_to(root)
    if not any(place.match(known) and len(place.parts) == known.count("/") + 1 for known in PLACES):
        yield f"{place} has no place in the architecture"
    if path.stem in VAGUE:
        yield f"{path.stem} says nothing"


def session_state(path: Path) -> Iterator[str]:
    if path.parts[-3:] != ("pages", "parts", "scene.py"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and node.attr == "session_state":
                yield f"line {node.lineno} reads st.session_state"


def catches_everything(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ExceptHandler):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            for kind in caught:
                if kind is None or (isinstance(kind, ast.Name) and kind.id in ("Exception", "BaseException")):
                    yield f"line {node.lineno} catches everything"


def unsafe_html(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.keyword) and node.arg in ("unsafe_allow_html", "unsafe_allow_javascript"):
            yield f"line {node.value.lineno} passes {node.arg}"


def other_hosts(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for url in re.findall(r"(?:https?|wss?):?//[^\s\"'<>)]+", node.value):
                if not url.startswith(HARMLESS_URLS):
                    yield f"line {node.lineno} names {url}"


RULES = (
    too_long,
    without_opening_sentence,
    badly_placed,
    session_state,
    catches_everything,
    unsafe_html,
    other_hosts,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_module_breaks_the_rule(rule) -> None:
    found = [f"{path.relative_to(ROOT)}: {said}" for path in modules() for said in rule(path)]
    assert found == []


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (too_long, '"""A page."""\n' + "x = 1\n" * LIMIT),
        (without_opening_sentence, "x = 1\n"),
        (session_state, '"""A page."""\nimport streamlit as st\nst.session_state.month = 1\n'),
        (session_state, '"""A page."""\nfrom streamlit import runtime as r\nprint(r.session_state["x"])\n'),
        (catches_everything, '"""A page."""\ntry:\n    pass\nexcept Exception:\n    pass\n'),
        (catches_everything, '"""A page."""\ntry:\n    pass\nexcept (ValueError, BaseException):\n    pass\n'),
        (catches_everything, '"""A page."""\ntry:\n    pass\nexcept:\n    pass\n'),
        (unsafe_html, '"""A page."""\nimport streamlit as st\nst.markdown("x", unsafe_allow_html=True)\n'),
        (other_hosts, '"""A page."""\nFONT = "https://fonts.example/noto.css"\n'),
        (other_hosts, '"""A page."""\nFONT = f"//{0}https://cdn.example/x.js"\n'),
    ],
)
def test_the_rule_refuses_a_planted_violation(rule, source: str, tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text(source, encoding="utf-8")
    assert len(list(rule(planted))) == 1


@pytest.mark.parametrize("place", ["kpi/web/answer.py", "helpers.py", "db/utils.py", "pages/parts/deep/piece.py"])
def test_a_module_nobody_placed_is_refused(place: str, tmp_path: Path) -> None:
    assert list(badly_placed(tmp_path / place, tmp_path))


@pytest.mark.parametrize("place", ["kpi/rollup.py", "kpi/charts/amount.py", "pages/web/api.py", "app.py"])
def test_a_module_in_its_place_is_accepted(place: str, tmp_path: Path) -> None:
    assert list(badly_placed(tmp_path / place, tmp_path)) == []


def test_only_the_scene_reads_the_session_state_and_it_does() -> None:
    scene = ROOT / "pages" / "parts" / "scene.py"
    assert list(session_state(scene)) == []
    assert "session_state" in scene.read_text(encoding="utf-8")


def test_no_page_is_named_like_a_library() -> None:
    """Streamlit puts the folder of the pages first on the import path while a page runs."""
    names = {path.stem for path in (ROOT / "pages").iterdir() if path.suffix in (".py", "")}
    taken = set(sys.stdlib_module_names) | {"streamlit", "pandas", "plotly", "sqlalchemy", "kpi", "db"}
    assert names & taken <= {"__init__"}


def test_there_is_no_pages_folder_beside_the_page_script() -> None:
    """With one, Streamlit would serve every page without the frame and its checks."""
    assert (ROOT / "pages" / "frame.py").is_file()
    assert not (ROOT / "pages" / "pages").exists()


# Imports: import-linter on the real tree, and on copies of it with a violation planted.


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    command = "import sys; from importlinter.cli import lint_imports_command as main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", command, "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_imports_run_one_way() -> None:
    answer = lint_imports(ROOT)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "0 broken" in answer.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("kpi/period.py", "import streamlit", "kpi is pure"),
        ("kpi/period.py", "import sqlalchemy", "kpi is pure"),
        ("kpi/period.py", "import starlette.requests", "kpi is pure"),
        ("kpi/period.py", "from db import settings", "imports run one way"),
        ("kpi/period.py", "from pages.web import html", "imports run one way"),
        ("kpi/period.py", "import plotly.graph_objects", "only kpi.charts knows Plotly"),
        ("db/settings.py", "import streamlit", "db knows no page"),
        ("db/settings.py", "import plotly", "db knows no page"),
        ("db/settings.py", "from pages.web import local", "imports run one way"),
        ("pages/web/local.py", "import sqlalchemy", "pages ask db in words"),
        ("pages/web/local.py", "import plotly", "only kpi.charts knows Plotly"),
    ],
)
def test_a_planted_import_is_refused(module: str, line: str, contract: str, tmp_path: Path) -> None:
    for part in ("kpi", "db", "pages"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "*.toml"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    planted = tmp_path / module
    planted.write_text(planted.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    answer = lint_imports(tmp_path)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    broken = re.findall(r"^(.*) BROKEN", answer.stdout, re.MULTILINE)
    assert any(contract in name for name in broken), broken


# Words, settings, files.


def test_both_languages_have_the_same_sentences() -> None:
    zh, en = words.sentences("zh"), words.sentences("en")
    assert sorted(zh) == sorted(en)


def test_every_sentence_names_what_is_put_into_it() -> None:
    """An unpaired brace or a bare {} would fail only when somebody needs the sentence."""
    for lang in ("zh", "en"):
        for key, said in words.sentences(lang).items():
            slots = [name for _, name, _, _ in Formatter().parse(said) if name is not None]
            assert all(re.fullmatch(r"[a-z_]+", name) for name in slots), f"{lang} {key}: {said}"


def test_every_setting_is_in_the_readme() -> None:
    readme = ROOT / "README.md"
    if not readme.exists():
        pytest.skip("no README yet")
    from db import settings

    text = readme.read_text(encoding="utf-8")
    assert [setting.name for setting in settings.TABLE if setting.name not in text] == []


def test_every_dependency_is_in_the_readme() -> None:
    readme = ROOT / "README.md"
    if not readme.exists():
        pytest.skip("no README yet")
    direct = (ROOT / "requirements.txt").read_text(encoding="utf-8").split("# 间接使用")[0]
    names = re.findall(r"^([A-Za-z][\w.-]*)(?:\[\w+\])?==", direct, re.MULTILINE)
    assert len(names) >= 8
    text = readme.read_text(encoding="utf-8").lower()
    assert [name for name in names if name.lower() not in text] == []


def test_every_requirement_is_pinned_exactly() -> None:
    for name in ("requirements.txt", "tests/requirements.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        asked = [line for line in lines if line and not line.startswith(("#", "-r "))]
        assert [line for line in asked if not re.match(r"[\w.\-]+(\[\w+\])?==[\w.]+(;|$)", line)] == []


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


MADE_AT = re.compile(r"(?<![\w.:/)}>])/(?:root|home|Users|work|opt)/[\w.-]+|--(?:extra-)?index-url")


def test_no_file_tells_where_it_was_made() -> None:
    found = []
    for path in tracked():
        if path.suffix not in (".png", ".xlsx", ".xls"):
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [f"{path.relative_to(ROOT)}: {hit[0]}" for hit in MADE_AT.finditer(text)]
    assert found == []


@pytest.mark.parametrize("folder", ["root", "home", "work"])
def test_such_a_place_would_be_found(folder: str) -> None:
    assert MADE_AT.search(f"see /{folder}/somebody/kpi")
    assert not MADE_AT.search("see ../shared and pages/home/x and https://example.org/home/x")


def test_streamlit_knows_every_option_we_set() -> None:
    from streamlit import config

    def names(table: dict, prefix: str = "") -> Iterator[str]:
        for key, value in table.items():
            deeper = isinstance(value, dict) and prefix + key not in config._config_options_template
            yield from names(value, f"{prefix}{key}.") if deeper else (prefix + key,)

    given = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert [name for name in names(given) if name not in config._config_options_template] == []
