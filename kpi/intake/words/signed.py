"""Who wrote, approved or received a report, and the names that programs give files: they tell nothing of figures."""

from __future__ import annotations

import re

_MADE = re.compile(
    r"新建? ?(?:Microsoft ?(?:Office )?(?:Excel)?|XLSX?)? ?(?:工作[表簿]|文本文[档件])(?: ?[(（]\d{1,2}[)）])?"
    r"|工作簿 ?\d{0,2}(?!\d)|复件(?: ?[(（]\d{1,2}[)）])?",
    re.IGNORECASE,
)
"""What Excel and Windows call a file by themselves: 工作簿1, 新建 Microsoft Excel 工作表 (2), 复件."""
_STATUS = re.compile(
    r"审[批核]状态[:：] ?(?:已?(?:审[批核]|通过|完成|同意|批准))+(?![一-龥])|(?<![未待不])已审[批核](?![一-龥])"
    r"|保密等级(?:[:：] ?(?:内部|秘密|机密|公开|商密|一般|无)(?![一-龥]))?"
)
_POST = (
    r"(?:分管|主管|生产|技术|副)?(?:厂长|矿长|总?经理|主任|科长|部长|班长|统计员?|技术员|填[报表]人?|制[表单]人?"
    r"|审[核批]人?|负责人|复核人?)"
)
_BLANK = re.compile(rf"{_POST}[:：][ _]*(?=$|{_POST}[:：])")
"""Where somebody is to sign and has not: 厂长：____ 统计员：."""
_TO = re.compile(
    r"(?:抄[送报]|主送|呈[报送])(?:单位|部门|领导)?[:：] ?"
    r"[^:：]*(?:公司|集团|矿|厂|[部处科室院局办]|领导|中心)(?![一-龥])"
)
"""To whom a report goes: 抄送：公司生产部、调度室."""
_PERSON = re.compile(
    "[王李张刘陈杨黄赵吴徐孙朱胡郭何罗郑梁谢宋唐许邓韩冯曹彭董袁潘蒋蔡杜叶苏魏吕沈姚卢姜崔钟汪廖贾邹熊秦邱尹薛闫侯龙陶黎贺顾郝龚邵钱覃莫汤]"
    r"[^\W\d估快初草样暂拟湿旬预未差误额药铁金量表版稿期季年月日]{1,2}"
)


def without(text: str) -> str:
    """A text without such words: 抄送：生产技术科 → ''."""
    for shape in (_MADE, _STATUS, _TO, _BLANK):
        text = shape.sub(" ", text)
    return text


def is_person(word: str) -> bool:
    """Whether a word that nobody reads is likely a person's name: 张三, 李小明, 王工."""
    return bool(_PERSON.fullmatch(word))
