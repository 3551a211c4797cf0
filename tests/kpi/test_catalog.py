"""The shipped catalogue says what the plant needs, and a wrong one is refused with its line and a Chinese sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kpi import catalog, headings
from kpi.model import Catalog
from kpi.rule import CountDistinct, Ratio, Recompute, Sum, Weighted

TEXT = catalog.SHIPPED.read_text(encoding="utf-8")
BRANDS = ["智能化", "矿量", "指标", "项目", "创新", "作风", "改革"]
"""The article's order."""


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    return catalog.load()


def line_of(text: str, wanted: str, after: str = "") -> int:
    """The line, counted from 1, of the first line equal to ``wanted`` after the line equal to ``after``."""
    lines = text.splitlines()
    start = lines.index(after) if after else 0
    return lines.index(wanted, start) + 1


def changed(old: str, new: str, after: str = "") -> str:
    """The shipped catalogue with one piece of text replaced, the first after ``after``."""
    at = TEXT.index(old, TEXT.index(after) if after else 0)
    return TEXT[:at] + new + TEXT[at + len(old) :]


def refused(text: str) -> list[tuple[int, str]]:
    with pytest.raises(catalog.WrongCatalog) as error:
        catalog.parse(text)
    return [(fault.line, fault.text) for fault in error.value.faults]


# ---- what ships


def test_the_shipped_catalogue_is_accepted_and_so_is_a_copy_saved_by_notepad(tmp_path: Path) -> None:
    saved = tmp_path / "目录.toml"
    saved.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert catalog.load(saved) == catalog.load()


def test_the_seven_brands_stand_in_the_articles_order(shipped: Catalog) -> None:
    assert [brand.name.zh for brand in shipped.brands] == [f"党建+{name}" for name in BRANDS]


def test_the_scopes_are_the_plant_and_two_sample_lines(shipped: Catalog) -> None:
    assert shipped.plant.key == "plant"
    assert shipped.children("plant") == (("line1", "line2"),)
    assert [shipped.scopes[key].capacity_t_d for key in ("line1", "line2")] == [17_000, 13_000]


def test_every_indicator_of_the_domain_sheet_and_the_article_is_there(shipped: Catalog) -> None:
    wanted = """
        ore_milled_dry head_grade_ni head_grade_cu conc_grade_ni conc_grade_cu tail_grade_ni tail_grade_cu conc_mass
        ni_metal cu_metal ni_feed cu_feed rec_ni_actual rec_cu_actual rec_ni_theory rec_cu_theory bal_gap_ni bal_gap_cu
        mgo_conc ratio_conc fault_rate op_rate avail good_rate power_unit water_unit water_reuse ball_unit
        reagent_unit_xanthate run_hours fault_hours planned_hours calendar_hours fault_count
        pilot_demo expert_system idea_proposed tech_result_done incubated topic_setup patent_filed
        water_system_upgrade mutual_repair_done outsourced_repair_saving repair_reform_pmr repair_reform_mutual
        conduct_text
    """.split()  # noqa: SIM905
    assert set(wanted) <= set(shipped.indicators)


def test_every_indicator_explains_itself_in_both_languages(shipped: Catalog) -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for indicator in shipped.indicators.values():
        said = [indicator.name, indicator.formula, indicator.note]
        assert all(words.zh and words.en for words in said), indicator.key
        assert not any(chinese.search(words.en) for words in (indicator.name, indicator.formula)), indicator.key
        assert chinese.search(indicator.name.zh), indicator.key
        assert indicator.source.startswith("domain.md §"), indicator.key


def test_every_brand_leads_with_a_business_headline(shipped: Catalog) -> None:
    heads = {b.key: [i.key for i in shipped.of_brand(b.key) if i.role == "headline"] for b in shipped.brands}
    assert {brand: keys[0] for brand, keys in heads.items()} == {
        "intelligence": "pilot_demo",
        "ore": "ore_milled_dry",
        "metrics": "rec_ni_actual",
        "projects": "water_system_upgrade",
        "innovation": "idea_proposed",
        "conduct": "rectification_rate",
        "reform": "fault_rate",
    }
    assert all(1 <= len(keys) <= 2 for keys in heads.values())
    assert all(shipped.indicators[key].lane == "business" for keys in heads.values() for key in keys)


def test_recovery_and_failure_rate_are_ratios_of_sums(shipped: Catalog) -> None:
    def parts(key: str) -> tuple[list[str], list[str], float]:
        rule = shipped.indicators[key].rule
        assert isinstance(rule, Ratio)
        top, bottom = ([("-" if t.sign < 0 else "") + t.key for t in terms] for terms in (rule.top, rule.bottom))
        return top, bottom, rule.scale

    assert parts("rec_ni_actual") == (["ni_metal"], ["ni_feed"], 100)
    assert parts("fault_rate") == (["fault_hours"], ["run_hours", "fault_hours"], 100)
    assert parts("avail") == (["calendar_hours", "-planned_hours", "-fault_hours"], ["calendar_hours"], 100)
    assert parts("reagent_unit_xanthate") == (["xanthate_kg"], ["ore_milled_dry"], 1000)
    assert shipped.indicators["mgo_conc"].rule == Weighted("conc_mass")
    assert shipped.indicators["bal_gap_ni"].rule == Recompute("difference", ("rec_ni_theory", "rec_ni_actual"))


def test_everything_a_ratio_divides_adds_up(shipped: Catalog) -> None:
    for indicator in shipped.indicators.values():
        if isinstance(indicator.rule, Ratio):
            for term in indicator.rule.top + indicator.rule.bottom:
                assert isinstance(shipped.indicators[term.key].rule, Sum | CountDistinct), indicator.key


def test_the_five_innovation_counts_are_five_indicators_that_nothing_adds(shipped: Catalog) -> None:
    stages = {"idea_proposed", "tech_result_done", "incubated", "topic_setup", "patent_filed"}
    for indicator in shipped.indicators.values():
        if isinstance(indicator.rule, Ratio):
            assert len(stages & {term.key for term in indicator.rule.top + indicator.rule.bottom}) <= 1
        assert not any(stages & set(d.plus) for d in indicator.derive)


def test_the_text_result_of_conduct_has_no_number(shipped: Catalog) -> None:
    text = shipped.indicators["conduct_text"]
    assert text.free_text
    assert text.threshold is None
    assert (text.unit.name.zh, text.unit.percent) == ("", False)


def test_every_process_rate_has_both_counts_in_the_catalogue(shipped: Catalog) -> None:
    rates = [i for i in shipped.indicators.values() if i.lane == "party" and i.unit.percent]
    assert len(rates) == 1 + 4 * 7
    assert all(isinstance(rate.rule, Ratio) and rate.rule.scale == 100 for rate in rates)


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("入选矿量", "ore_milled_dry"),
        ("处理矿量(t)", "ore_milled_dry"),
        ("出矿量", "ore_supplied"),
        ("εNi", "rec_ni_actual"),
        ("金属铜", "cu_metal"),
        ("故障停机率", "fault_rate"),
        ("合理化建议", "idea_proposed"),
        ("专利受理", "patent_filed"),
        ("授权专利", "patent_granted"),
        ("改革·金点子", "reform_ideas_tagged"),
    ],
)
def test_an_analysts_name_finds_its_indicator(shipped: Catalog, heading: str, key: str) -> None:
    wanted = headings.normal(heading)
    assert [i.key for i in shipped.indicators.values() if wanted in map(headings.normal, headings.names(i))] == [key]


@pytest.mark.parametrize(
    "heading", ["平均品位", "精矿品位", "尾矿品位", "回收率", "精矿含镍", "药剂单耗", "事故率", "利用率"]
)
def test_a_name_with_two_meanings_finds_none(shipped: Catalog, heading: str) -> None:
    wanted = headings.normal(heading)
    assert not any(wanted in map(headings.normal, headings.names(i)) for i in shipped.indicators.values())


@pytest.mark.parametrize(
    ("unit", "spelling", "factor"),
    [
        ("t", "万吨", 10_000),
        ("h", "台时", 1),
        ("h", "min", 1 / 60),
        ("万元", "元", 0.0001),
        ("%", "小数", 100),
        ("项", "件", 1),
        ("g/t", "kg/t", 1000),
        ("m³", "万m3", 10_000),
    ],
)
def test_units_convert_by_their_size(shipped: Catalog, unit: str, spelling: str, factor: float) -> None:
    assert shipped.units[unit].factors[spelling] == pytest.approx(factor)


def test_an_indicator_may_be_finer_than_its_units_others(shipped: Catalog) -> None:
    """40 h of 21 faults are 1.90 h; a mill runs 469.7 h between two of them."""
    hours = {key: shipped.indicators[key].unit.show(value, "zh") for key, value in (("mttr", 40 / 21), ("mtbf", 469.7))}
    assert hours == {"mttr": "1.90 小时", "mtbf": "469.7 小时"}
    text = changed("decimals = 2", "decimals = 9", after='key = "mttr"')
    assert refused(text) == [(line_of(text, "decimals = 9"), "decimals 须为 0 至 6 的整数")]


# ---- what is refused


def test_a_missing_rule_is_refused_where_the_indicator_begins() -> None:
    text = changed('rule = { kind = "sum" }\n', "", after='key = "conc_mass"')
    head = line_of(text, 'key = "conc_mass"') - 1
    faults = refused(text)
    assert [line for line, _ in faults] == [head]
    assert "缺少 rule" in faults[0][1]


def test_an_unknown_unit_is_refused_on_its_line() -> None:
    text = changed('unit = "kWh/t"', 'unit = "度"', after='key = "power_unit"')
    (fault,) = refused(text)
    assert fault[0] == line_of(text, 'unit = "度"')
    assert fault[1].startswith("unit = '度' 不在允许的取值之内：t、h、%")


def test_a_ratio_of_an_unknown_quantity_is_refused_on_its_line() -> None:
    text = changed('bottom = ["ni_feed"]', 'bottom = ["ni_fed"]')
    wanted = 'rule = { kind = "ratio", top = ["ni_metal"], bottom = ["ni_fed"], scale = 100 }'
    faults = refused(text)
    assert faults == [(line_of(text, wanted), "rule 里的 'ni_fed' 不是目录中的指标")]


def test_a_derivation_from_an_unknown_quantity_is_refused() -> None:
    text = changed('of = ["conc_mass", "conc_grade_ni"]', 'of = ["conc", "conc_grade_ni"]')
    assert refused(text) == [(line_of(text, "derive = [", 'key = "ni_metal"'), "derive 里的 'conc' 不是目录中的指标")]


def test_two_indicators_with_one_alias_are_refused_naming_both() -> None:
    text = changed('aliases = ["选比"]', 'aliases = ["选比", "处理量"]')
    assert refused(text) == [
        (
            line_of(text, 'aliases = ["选比", "处理量"]'),
            "别名 '处理量' 同时属于 ore_milled_dry 与 ratio_conc，上传时无法分辨",
        )
    ]


def test_an_alias_shared_with_a_brands_own_item_is_refused_on_the_items_line() -> None:
    text = changed('aliases = ["亮差距项数", "亮差距"]', 'aliases = ["亮差距项数", "差距整改项数"]')
    faults = refused(text)
    assert len(faults) == 7
    assert {line for line, _ in faults} == {line_of(text, 'aliases = ["差距整改项数"]')}
    assert "改革·差距整改项数" in faults[-1][1]


@pytest.mark.parametrize(
    ("key", "right", "wrong"),
    [
        ("ore_milled_dry", "green = 100, amber = 95", "green = 95, amber = 100"),
        ("outsourced_cost", "green = 100, amber = 105", "green = 105, amber = 100"),
        ("rec_ni_actual", "green = 0, amber = 0.5", "green = 0.5, amber = 0"),
        ("fault_rate", "green = 1.0, amber = 1.1", "green = 1.1, amber = 1.0"),
    ],
)
def test_a_warning_stricter_than_the_goal_is_refused(key: str, right: str, wrong: str) -> None:
    text = changed(right, wrong, after=f'key = "{key}"')
    (fault,) = refused(text)
    assert text.splitlines()[fault[0] - 1].startswith("status = ")
    assert fault[0] > line_of(text, f'key = "{key}"')
    assert "次序颠倒" in fault[1]


def test_a_completion_threshold_on_a_rate_is_refused() -> None:
    text = changed('kind = "points", green = 0, amber = 0.5', 'kind = "flow", green = 100, amber = 95')
    (fault,) = refused(text)
    assert "不适合这个指标的汇总规则" in fault[1]


def test_a_syntax_error_names_its_line() -> None:
    text = changed('key = "ore_milled_dry"', 'key = "ore_milled_dry')
    (fault,) = refused(text)
    assert fault[0] == line_of(text, 'key = "ore_milled_dry')
    assert fault[1].startswith("TOML 语法错误")


def test_two_plants_are_refused() -> None:
    text = changed('parent = "plant"\n', "", after='key = "line1"')
    faults = refused(text)
    assert faults == [(line_of(text, "[[scope]]"), "须有且只有一个没有 parent 的范围（全厂）")]


def test_a_missing_brand_is_refused_with_the_right_order() -> None:
    start, end = TEXT.index('[[brand]]\nkey = "conduct"'), TEXT.index('[[brand]]\nkey = "reform"')
    text = TEXT[:start] + TEXT[end:]
    (fault,) = refused(text)
    assert fault[0] == line_of(text, "[[brand]]")
    assert fault[1] == "七大品牌须按文中次序给出：intelligence ore metrics projects innovation conduct reform"


def test_an_unknown_key_is_refused_on_its_line() -> None:
    text = changed('better = "higher"', 'better = "higher"\ncolour = "red"')
    assert refused(text) == [(line_of(text, 'colour = "red"'), "不认识的键 colour，请对照 README 的目录说明")]


def test_a_range_the_wrong_way_round_is_refused() -> None:
    text = changed("plausible = [70, 90]", "plausible = [90, 70]")
    assert refused(text) == [(line_of(text, "plausible = [90, 70]"), "plausible 须为两个数，先小后大，如 [0, 100]")]


def test_a_unit_without_a_name_is_refused() -> None:
    text = changed('zh = "吨"', 'zh = ""')
    assert refused(text) == [(line_of(text, 'zh = ""'), "缺少 zh（须为一段文字）")]


def test_all_faults_are_told_at_once_in_the_files_order() -> None:
    text = changed("plausible = [70, 90]", "plausible = [90, 70]")
    at = text.index('unit = "kWh/t"')
    text = text[:at] + 'unit = "度"' + text[at + len('unit = "kWh/t"') :]
    lines = [line for line, _ in refused(text)]
    assert lines == sorted(lines)
    assert len(lines) == 2


def test_every_refusal_is_a_chinese_sentence_with_its_line() -> None:
    with pytest.raises(catalog.WrongCatalog) as error:
        catalog.parse(changed("plausible = [70, 90]", "plausible = [90, 70]"), "本厂.toml")
    assert re.fullmatch(r"本厂\.toml 第 \d+ 行：.*须为两个数.*", str(error.value))


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "目录.toml"
    path.write_bytes("单位".encode("gb18030"))
    with pytest.raises(catalog.WrongCatalog, match="须为 UTF-8 文本"):
        catalog.load(path)
