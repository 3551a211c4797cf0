"""Whether the encoding a text was read in is only a guess: too few of its characters are such as people write."""

from __future__ import annotations

import re

from kpi.intake.words.cleaning import BROKEN

_OFTEN = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学"
    "法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外"
    "天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很"
    "情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她"
    "手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思"
    "术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科"
    "张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千"
    "周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格"
    "养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严"
    "铜镍铅锌锡钴银铝钢煤焦磨浮碎泵球吨耗额季末初份均购销售库费款税编码备注姓性别职岗班城乡镇村湖河岛港州日期星早晚"
    "進產種過現實應還經電會個國對發動間樣關線內數質氣變條沒結問無軍黨員總長頭資邊圖統較將組見計別論運農區強決幹戰則據處"
    "給門規熱領東導壓爭濟階極聯認權證轉單風帶場車務萬達積議聲報鬥類離確張馬節話況傳許廣記連斷難礦備辦習響約勞團歷構稱準"
    "號維劃選標寫親養狀專廠識屬圓調滿縣參紅細聽該鐵價嚴銅鎳鉛鋅鈷銀鋁鋼噸額購銷費稅編碼註職崗鄉鎮灣縣製業體從為與圖書館"
)
"""Some six hundred of the characters that Chinese is mostly written in, and what mines and lists add to them."""
_HAN = re.compile("[\u4e00-\u9fff]")
_HANGUL = re.compile("[\uac00-\ud7a3]+")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_RARELY, _HALF = 0.3, 0.6
_BROKEN_SHARE = 0.02
_NOBODYS = re.compile("[\ue000-\uf8ff]")
"""Characters that are whatever a program makes of them: nobody writes them, another encoding's bytes become such."""
_SIGNS = frozenset("°²³µ€£§©®«»±×÷½¼¾·–—‘’“”„…‰¡¿ªº†•™ \u00a0")
_LETTERS = tuple(
    frozenset(letters + letters.upper().replace("ß", ""))
    for letters in ("äöüß", "àâæçéèêëîïôùûüÿœ", "áéíóúñü", "áâãàçéêíóôõúü", "àèéìíîòóùú", "åäöéü", "åæøéó", "ëïéèöü")
)
"""German, French, Spanish, Portuguese, Italian, Swedish, Danish and Norwegian, Dutch."""
_GLUED = re.compile("[¹³£](?=[^\\W\\d_])")
"""A sign where the letter of a word stands: ³ódzkie for łódzkie."""
_SAMPLE = 20_000


def is_one(text: str, encoding: str, data: bytes) -> bool:
    """Whether another encoding may as well be the right one, of a text in which no heading is known.

    Western text is sure where one language has all its letters, Chinese where enough of its characters are everyday
    ones. UTF-8 proves itself.
    """
    sample = text[:_SAMPLE]
    if encoding == "utf-8":
        return False
    if encoding == "cp1252":
        letters = {character for character in sample if not character.isascii()} - _SIGNS
        return bool(_GLUED.search(sample)) or not any(letters <= language for language in _LETTERS)
    found = _HAN.findall(sample)
    beyond = sum(not character.isascii() for character in sample)
    if sample.count(BROKEN) > _BROKEN_SHARE * beyond or not found or _NOBODYS.search(sample):
        return True
    shares = sum(map(_OFTEN.__contains__, found)) / len(found), len(_OFTEN & {*found}) / len({*found})
    return max(shares) < (_HALF if _reads_otherwise(data, text) else _RARELY)


def _reads_otherwise(data: bytes, text: str) -> bool:
    """Whether the bytes are words of Korean throughout, or kana stand in the text, as in Japanese."""
    try:
        korean = data[:_SAMPLE].rpartition(b"\n")[0].decode("euckr")
    except UnicodeDecodeError:
        korean = ""
    beyond = "".join(character for character in korean if character.isalpha() and not character.isascii())
    return bool(_HANGUL.fullmatch(beyond) or _KANA.search(text))
