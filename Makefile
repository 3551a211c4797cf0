# 常用命令：make run 启动看板，make demo 免登录演示示例数据，make test 运行全部快速测试。只需要 Python ≥ 3.11（含 venv）与 make。
# The usual commands: make run serves the dashboard, make demo the sample without login, make test runs the fast tests. Needs Python ≥ 3.11 with venv, and make.

SHELL := /bin/sh
BIN := .venv/bin
PY := $(BIN)/python

.PHONY: run demo test soak check bench shots clean

run: .venv/run.stamp
	@exec $(PY) app.py

# The sample without login, read-only, on this machine only; in a store of its own (data/demo.db).
demo: .venv/run.stamp
	@exec env KPI_DEMO=1 $(PY) app.py

test: .venv/test.stamp
	@$(PY) -m pytest -n 2 --dist worksteal -m "not soak"

soak: .venv/test.stamp
	@$(PY) -m pytest -n 2 --dist worksteal -m soak

check: .venv/test.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: .venv/test.stamp
	@$(PY) -m benchmarks

# What the browser tests see: every page in shots/, and the README's pictures in docs/.
shots: .venv/test.stamp
	@KPI_SHOTS=shots $(PY) -m pytest -n 2 -m "not soak" tests/e2e

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis shots

# One environment, installed anew only when a list of requirements changes.
.venv/test.stamp: tests/requirements.txt .venv/run.stamp
	@echo "安装测试工具 · installing the test tools …"
	@$(PY) -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@touch $@

.venv/run.stamp: requirements.txt .venv/pyvenv.cfg
	@echo "安装依赖，首次约需一两分钟 · installing the requirements, a minute or two the first time …"
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/pyvenv.cfg:
	@found=; for p in $(PYTHON) python3.13 python3.12 python3.11 python3.14 python3 python; do \
	  if "$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found="$$p"; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "需要 Python 3.11 或更高版本及其 venv 模块。Debian：apt install python3 python3-venv；macOS：brew install python" >&2; \
	  echo "Python 3.11 or newer with its venv module is needed. Debian: apt install python3 python3-venv; macOS: brew install python" >&2; \
	  exit 1; \
	fi; \
	"$$found" -m venv .venv
	@touch $@
