"""What inspect takes for sums and signatures, and what only looks like one: ratings, wages, persons, steps."""

from __future__ import annotations

import pytest

from kpi.intake import inspect


def told(text: str) -> tuple[int, str]:
    found = inspect(text.encode("gb18030"), "x.csv")
    return found.rows, " ".join(f"{out.line}:{out.kind}" for out in found.left_out)


STARS = "物料,工厂,数\n甲,A,5\n乙,A,6\n{0},,11\n丁,B,7\n丙,B,1\n{0},,8\n{1},,19\n"


@pytest.mark.parametrize(
    ("text", "rows", "left"),
    [
        (STARS.format("*", "**"), 4, "4:total 7:total 8:total"),
        (STARS.format("*", "**").replace("11", "12"), 7, ""),  # they sum up nothing
        (STARS.format("**", "*"), 7, ""),  # ** sums up *
        (STARS.format("*", "**").replace(",,11", ",C,11"), 7, ""),  # a row with a name of its own
        ("评分,条数,占比(%)\n*****,500,50\n****,300,30\n***,100,10\n**,50,5\n*,50,5\n", 5, ""),
        ("星级,家数\n*,1\n**,9\n***,8\n无,3\n", 4, ""),
        (",Coef,SE\n*,0.5,0.1\nsex,0.3,0.1\nbmi,0.1,0.2\n", 3, ""),
    ],
)
def test_stars_are_sums_only_below_what_they_add_up(text: str, rows: int, left: str) -> None:
    assert told(text) == (rows, left)


@pytest.mark.parametrize(
    ("text", "rows", "left"),
    [
        ("班次,矿\n夜,5\n白,6\n中,4\n日计,15\n月计,300\n", 3, "5:total 6:total"),
        ("日期,班次,矿\n9月1日,夜,5\n9月1日,白,6\n9月1日,日计,11\n9月2日,夜,5\n9月2日,日计,5\n", 3, "4:total 6:total"),
        ("日期,班次,矿\n9月1日,夜,5\n,白,6\n,日计,11\n9月2日,夜,5\n,白,7\n,日计,12\n", 4, "4:total 7:total"),
        ("日期,机号,矿\n9月1日,1#,5\n9月1日,2#,6\n9月1日,日计,11\n", 2, "4:total"),
        ("日期,机号,矿\n9月1日,1#,5\n9月1日,2#,6\n9月1日,日计,12\n", 3, ""),  # it adds up nothing
        ("姓名,工资形式,单价\n张三,日计,200\n李四,月计,6000\n王五,计件,0.5\n", 3, ""),
        ("设备,计费方式,单价(元)\n挖机,月计,30000\n铲车,天计,800\n吊车,班计,1500\n汽车,趟,200\n", 4, ""),
        ("姓名,部门,工资\n张三,采矿,5000\n周计,选矿,5000\n李四,选矿,5200\n", 3, ""),
        ("日期,班次,矿\n9月1日,夜,5\n9月1日,白,6\n9月1日,全天,11\n", 2, "4:total"),
        ("日期,班次,品位\n9月1日,夜,0.8\n9月1日,白,0.9\n9月1日,全天,0.85\n", 2, "4:total"),
        ("会议室,时段,费用\nA1,早,100\nA1,晚,100\nA1,全天,180\n", 3, ""),
        ("日期,班次,班组,人数\n9月1日,白班,甲,10\n9月1日,夜班,乙,11\n9月2日,全天,丙,12\n9月3日,全天,丁,12\n", 4, ""),
        ("姓名,班次,出勤\n张三,白班,22\n李四,夜班,20\n王五,全天,25\n", 3, ""),
        ("时段,电量,电价\n峰,10,1\n平,11,0.6\n谷,12,0.3\n全天,33,0.6\n", 3, "5:total"),
        ("时段,票价\n早场,30\n晚场,50\n全天,60\n", 3, ""),
    ],
)
def test_a_day_sums_up_the_shifts_under_the_same_lead_and_wages_by_the_day_do_not(
    text: str, rows: int, left: str
) -> None:
    assert told(text) == (rows, left)


LONG = "年月,指标,类型,数值\n2022-08,镍产量,{0},5\n2022-08,镍产量,{1},40\n2022-09,镍产量,{0},6\n2022-09,镍产量,{1},46\n"


@pytest.mark.parametrize(
    ("text", "rows", "left"),
    [
        (LONG.format("当月", "累计"), 4, ""),
        (LONG.format("甲班", "累计"), 2, "3:total 5:total"),  # among the parts of it 累计 is a sum
        (LONG.format("本月", "合计"), 2, "3:total 5:total"),
        ("项目,口径,计划,实际\n处理量,本月,10,9\n,本年累计,90,88\n金属量,本月,1,1\n,本年累计,9,8\n", 4, ""),
        ("项目,车间,计划,实际\n处理量,一选,10,9\n,合计,10,9\n金属量,一选,1,1\n,累计,9,8\n", 2, "3:total 5:total"),
    ],
)
def test_so_far_beside_this_month_is_another_measure(text: str, rows: int, left: str) -> None:
    assert told(text) == (rows, left)


@pytest.mark.parametrize(
    ("text", "rows", "left"),
    [
        ("zone,ore,cu\nzone_a,5,1\nzone_b,6,2\nzone_sum,11,3\n", 2, "4:total"),
        ("zone,ore,cu\nzone_a,5,1\nzone_b,6,2\nzone_sum,11,4\n", 3, ""),  # one of the two adds up to another figure
        ("feature,importance\nage,0.5\nincome,0.3\nclick_sum,0.2\n", 3, ""),
        ("function,calls,ms\nnp_sum,10,2\nnp_mean,5,1\nnp_sort,9,3\n", 3, ""),
        ("field,bytes\nversion,2\nlength,4\ncheck_sum,2\npayload,64\n", 4, ""),
    ],
)
def test_a_name_that_ends_in_sum_is_one_where_the_figures_say_so(text: str, rows: int, left: str) -> None:
    assert told(text) == (rows, left)


@pytest.mark.parametrize(
    ("text", "rows", "left"),
    [
        ("要素,1站,2站\n降水,5,6\n日照,7,8\n最高,30,31\n最低,-5,-4\n", 4, ""),
        ("要素,1站,2站\n降水,5,6\n日照,7,8\n最高值,7,8\n最低值,5,6\n", 2, "4:total 5:total"),
        ("指标,本月,累计\n产量,5,50\n销量,4,40\n环比,1.1,\n同比增速,2.2,3\n", 2, "4:total 5:total"),
        ("年份,产品,产量\n2020,镍,5\n2020,铜,6\n2020,合计,11\n2021,镍,7\n", 3, "4:total"),
        ("序号,名称,产量\n1,镍,5\n2,铜,6\n3,合計,11\n", 2, "4:total"),
        ("年份,产品,产量\n2020,镍,5\n2020,铜,6\n2020,合计器,11\n", 3, ""),
        ("产量,口径\n5,净\n11,合计\n", 2, ""),  # a figure leads, and none stands behind the word
        ("产品,单价,数量\n合计器,35,100\n计算器,20,200\n累计器,50,10\n", 3, ""),
        ("产品名称,规格,单价\n总计显示仪,A,350\n热量表,C,500\n", 2, ""),
        ("科目,本月,本年\n固定资产,500,500\n累计折旧,100,900\n累计摊销,20,80\n", 3, ""),
        ("项目,金额\n甲,5\n乙,6\n合计金额,11\n", 2, "4:total"),
        (
            "车间,矿\n甲,5\n乙,6\n合计(t),11\n累计处理量,90\n累计完成,90\n总计：,11\n",
            2,
            "4:total 5:total 6:total 7:total",
        ),
    ],
)
def test_names_that_begin_as_sums_do_are_names(text: str, rows: int, left: str) -> None:
    assert told(text) == (rows, left)


@pytest.mark.parametrize(
    ("text", "rows", "left"),
    [
        ("模块,缺陷数,负责人\n登录,5,张三\n查询,7,李四\n打印,,王五\n审批,,赵六\n", 4, ""),
        ("岗位,工号,姓名\n磨工,101,张三\n浮选工,102,李四\n统计,,王五\n经理,,赵六\n", 4, ""),
        ("油,数,果\n油温,50,正常\n油压,60,正常\n电话,,正常\n日期,,正常\n", 4, ""),
        ("产品,数,备注\n原矿,26,块\n精矿,3,粉\n审核,张三,\n", 2, "4:note"),  # the name stands where figures do
        ("产品,形,数\n原矿,块,26\n精矿,粉,3\n制表人,张三,\n", 2, "4:note"),  # nothing but a signature
        ("产品,形,数,备\n原矿,块,26,\n精矿,粉,3,\n主管,张三,统计,李四\n", 2, "4:note"),  # two of them
        ("环节,责任人,日期,天\n受理,张三,2022-09-01,5\n审核,李四,2022-09-03,\n", 2, ""),  # a step and its day
        ("产品,形,数\n原矿,块,26\n精矿,粉,3\n审核：,张三,\n", 2, "4:note"),
        ("国家,2019,2020\n*中国台湾,,\n日本,1,2\n韩国,4,5\n*数据为初步值,,\n", 3, "5:note"),
        ("国家,2019,2020\n*不含中国台湾，快报,,\n日本,1,2\n韩国,4,5\n", 2, "2:note"),
        ("设备,运行,备注\n1#磨机,700,好\n备注,,\n2#磨机,710,好\n", 2, "3:note"),
        ("项目,数量,说明\n钢球,10,好\n衬板,20,好\n备注,见附页,无\n", 2, "4:note"),
        ("字段:,长度,说明\n名称:,20,主键\n备注:,文本,可空\n", 2, ""),
        ("字段,长度,说明\n名称,20,主键\n备注:,文本,可空\n", 1, "3:note"),
    ],
)
def test_the_last_rows_are_signatures_only_where_no_rows_like_them_stand_above(text: str, rows: int, left: str) -> None:
    assert told(text) == (rows, left)
