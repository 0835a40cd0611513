"""Telling names of persons from other words, and parting lists of them."""

from __future__ import annotations

import re

from newsarchive.patterns import late

MAX_NAMES = 20
MAX_NAME_CHARS = 60

# Surnames of nine in ten Chinese, Simplified and Traditional; compound ones first in the pattern below.
_SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭田董袁潘于余蒋蔣"
    "蔡杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鐘鍾谭譚陆陸汪范範金石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫閻段雷侯龙龍史陶黎"
    "贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯倪温溫季俞章鲁魯葛申安房裴霍翁荀柴瞿骆駱阎齐齊庄莊牛洪焦欧歐甘柯管"
    "祝卞褚路左宁寧聂聶关關包成岳游殷颜顏简簡詹祁耿梅盛童费費纪紀项項冉艾臧屈池路卓解缪繆凌蓝藍阮柳穆涂麦麥连連易伍"
    "喻屠储儲慕窦竇郁邢尚禤谷古米车車隋宫宮时時边邊單单樊戚舒屠占战戰苗岑辛应應冼晏敖桂明楚宗华華党饶饒鲍鮑文仲常康伊"
    "皮巫仇阴陰姬苟苑栗浦佘桑鹿丛叢楼樓宿邸惠蒲卜刁匡厉厲闵閔阙闕雍靳靖鞠蔺藺茹荆荊胥巩鞏迟遲邬鄔栾欒桓滕漆濮牟狄甄鄢鄂廉寇尤尧堯娄婁嵇晁朴杭"
    "萧阎傅隗邝鄺"
)
_HAN_NAME = late(
    rf"(?:欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|东方|東方|皇甫|尉迟|慕容|令狐|[{_SURNAMES}])[\u4e00-\u9fff]{{1,2}}"
)
_FOREIGN_IN_HAN = late(r"[\u4e00-\u9fff]{1,8}(?:[·•・][\u4e00-\u9fff]{1,8}){1,3}")
# The surnames of all but one in fifty Koreans, and a given name of two syllables as nearly all have.
_KOREAN_NAME = late(
    r"[김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추도소석선설][가-힣]{2}"
)
_JAPANESE_NAME = late(r"[\u4e00-\u9fff々]{1,3}[ \u3000]?(?:[\u4e00-\u9fff々]{1,3}|[ぁ-ん]{2,3})")
# A name that ends in or holds one of these is an office, an outlet or a makeshift.
_ORGANISATION = late(
    r"网|網|报$|報$|日报|晚报|周刊|週刊|杂志|社$|新闻|新聞|编辑部|編輯部|频道|頻道|中心|公司|集团|集團|委员|委員|支部|办公|辦公|"
    r"[局部院厅廳处處所科室站台]$|电视|電視|整理|小编|小編|佚名|匿名|综合|綜合|原创|原創|客户端|通讯社|公众号|"
    r"编辑|編輯|记者|記者|作者|本站|本报|本報|管理员|来源|來源|团队|團隊|工作室|研究|大学|大學|学院|报道|報道|報導|授权|授權|发布$|發布$|摄影|攝影"
)
# Words of the interface that have the shape of a name.
_NO_PERSONS = frozenset({
    "关注", "關注", "关于", "關於", "关闭", "關閉", "关键词", "时间", "時間", "时代", "时事", "时政",
    "高清", "马上", "方法", "黄金", "简体", "简介", "简讯", "单位", "文章", "文字", "文化", "文娱",
    "华夏", "安全", "金融", "房产", "汤姆", "车讯", "常见", "成功", "成都", "石家庄", "江苏", "江西",
    "温馨", "万元", "易信", "任务", "钱包", "纪实", "康复", "包邮", "游戏", "游客", "白银", "高级",
})  # fmt: skip
_HAN_ROLE = late(
    r"(?:本报|本報|本刊|本站|新华社|中新社|中新网)?(?:首席|见习|見習|实习|實習|特约|特約|特派|驻?[\u4e00-\u9fff]{2,3}|职工|資深|资深|全媒体|融媒体)?"
    r"(?:记者|記者|通讯员|通訊員|实习生|實習生|评论员|評論員|特派员|撰稿人|撰稿|撰文|编译|編譯|作者|采写|采訪)[:：]?\s?"
)
_DATELINE = late(
    r"(?P<run>[\u4e00-\u9fff]{2,8})(?:\d{1,2}月)?\d{1,2}日(?:[专專]|综合|綜合)?[电電讯訊]$|"
    r"(?P<place>[\u4e00-\u9fff]{4,8})(?:报[道导]|報[道導])$"
)
# Where and what they reported, behind a slash: 王某／台北報導.
_FROM = late(r"\s?[/／]\s?[\u4e00-\u9fff]{1,8}(?:报[道导]|報[道導])")
# What reporters did, run on behind the last name: 李明综合报导.
_REPORTED = re.compile(r"(?:综合|綜合|专题|專題|现场|現場|独家|摄影|攝影)(?:报[道导]|報[道導])$")
# Between the words of one name in Latin letters; a figure space keeps its place while the list is parted.
_WESTERN_BLANK = re.compile(r"(?<=[A-Za-z.])\s(?=[A-Z])")
_HAN_SPLIT = late(r"[、，,；;/／&|｜ \t\n\u3000\xa0]+|(?<=[\u4e00-\u9fff])和(?=[\u4e00-\u9fff]{2})")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def is_han(text: str) -> bool:
    """Whether ``text`` holds a Han character."""
    return _HAN.search(text) is not None


def is_chinese_name(text: str) -> bool:
    """Whether ``text`` as a whole looks like a person's name in Han."""
    if text in _NO_PERSONS or _ORGANISATION.search(text):
        return False
    return _HAN_NAME.fullmatch(text) is not None or _FOREIGN_IN_HAN.fullmatch(text) is not None


def names_in_han(text: str, *, strict: bool = False) -> tuple[str, ...]:
    """Persons in a Chinese list (``记者 张三 李四、王五``), in order; what is no name is left out.

    Pen names of other shapes count unless ``strict``, which also wants every part to be a name, else none.
    """
    text = _without_dateline(_HAN_ROLE.sub(" ", _REPORTED.sub("", _FROM.sub(" ", text.strip()))))
    text = _WESTERN_BLANK.sub("\u2007", _join_spaced(text))
    parts = [part.replace("\u2007", " ").strip(" .:：_-#()（）[]【】") for part in _HAN_SPLIT.split(text)]
    parts = [part for part in parts if part]
    persons = [part for part in parts if (is_chinese_name if strict else _may_be_name)(part)]
    if strict and len(persons) != len(parts):
        return ()
    return tuple(dict.fromkeys(persons))[:MAX_NAMES]


def _without_dateline(text: str) -> str:
    """Parts the last name from the place and the day that agencies run on behind it (陈某某台北5日电).

    Most names have three characters and places two or more, so of four the name has two.
    """
    dated = _DATELINE.search(text)
    if dated is None:
        return text
    run = dated["run"] or dated["place"]
    name = run[:2] if len(run) == 4 else run[:3]
    if dated["place"] and not is_chinese_name(name):
        return text
    return text[: dated.start()] + run[: 3 if len(run) > 4 else 2 if len(run) == 4 else len(run)]


def _join_spaced(text: str) -> str:
    """Closes the blank that typesetters put into names of two characters (王 健)."""
    return re.sub(
        rf"(?<![\u4e00-\u9fff])([{_SURNAMES}])[ \u3000]([\u4e00-\u9fff])(?![\u4e00-\u9fff])", r"\1\2", text
    )


def _may_be_name(text: str) -> bool:
    if _ORGANISATION.search(text) or re.search(r"\d{3}|[@#:：。！？<>（）《》“”]", text) or is_account(text):
        return False
    return 2 <= len(text) <= (8 if is_han(text) else 30)


def names_job(text: str) -> bool:
    """Whether a short text says what somebody is paid for (Columnist, Staff writer)."""
    return len(text) <= MAX_NAME_CHARS and _JOB.search(text) is not None


def is_account(name: str) -> bool:
    """Whether ``name`` is one of a system's accounts, which stand for nobody (admin, webmaster)."""
    return name.isascii() and _ACCOUNT.match(name) is not None


# "By", "Text and photos:" and the like before a name, in the languages of the news.
_LEAD = late(
    r"^(?:(?:written|story|reported|report|words|text|texte|texto|testo|tekst|reportage|submitted|posted|"
    r"published|created|added)\s)?"
    r"(?:by|von|vom|par|por|di|da|door|av|af|fra|od|autore|autora|auteure?|autor(?:in|en)?s?(?:/-?autor)?|authors?|writers?|reporter|"
    r"text|texte|texto|testo|tekst|redakteurin|redakteur|oleh|ni|na|kirjoittaja|mwandishi|yazar|haber|"
    r"автор[иы]?|текст|من|كتبت?|بقلم|تحرير|نویسنده|خبرنگار|מאת|συντάκτης|συντάκτρια|συντάκτες|του|της|"
    r"tác giả|โดย|ผู้เขียน|penulis|szerző|írta)\s?(?:[:：]\s?|\s)",
    re.IGNORECASE,
)
# An agency run on behind a name of two or three words.
_OF_AGENCY = re.compile(
    r"^(\S{2,20}\s(?:\S{1,20}\s)??\S{2,20}),?\s(?:The\s)?"
    r"(?:Associated Press|Reuters|AFP|Bloomberg|USA TODAY)$"
)
# A town, a role or an address in parentheses behind a name, whatever marks it holds.
_ASIDE = re.compile(r"\s?[(（\[][^()（）\[\]]{0,60}[)）\]]")
_TRAIL = late(
    r"\s?[(（\[][^()（）\[\]]{0,40}[)）\]]|\s?(?:기자|특파원|記者|记者)(?=\s|$)|\S+@\S+|https?://\S+|"
    r"\s[-–—]\s.*$|\s(?:at|on|um|à)\s\d.*$|\s(?:on|at|am|le|el|il|op|den)$|\s(?:for|in|im|à|a cura di)\s.*$",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"\s*[,;|/•·、，；｜]\s*|\s*&\s*|\s+(?:and|und|et|y|e|en|og|och|ja|i|oraz|ve|dan|kaj|si|și|с|и|та|sowie|avec|with|med|mit)\s+"
)
# Jobs that follow a name behind a comma.
_JOB = re.compile(
    r"\b(?:writer|reporter|correspondent|columnist|contributor|staff|redakteurin|redakteur|korrespondentin|"
    r"korrespondent|journaliste|redactora?|corresponsal|giornalista|redacteur|"
    r"(?:editor|director|producer|chief)(?:\s(?:at|of|in)\b.*)?$)",
    re.IGNORECASE,
)
# Accounts that stand for nobody.
_ACCOUNT = re.compile(
    r"^(?:admin\w{0,10}|webmaster|root|user|guest|unknown|anonymous|editor|redazione|redacción|redação|redactie)$",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"^(?:Jr|Sr|II|III|IV|Ph\.?D|M\.?D|MBA|Esq)\.?$", re.IGNORECASE)
_PARTICLES = frozenset({
    "von", "van", "de", "der", "den", "del", "della", "di", "da", "dos", "das", "do", "du", "la", "le",
    "el", "al", "bin", "ibn", "abu", "ter", "ten", "zu", "zum", "zur", "af", "av", "y", "e", "mc", "st",
})  # fmt: skip
_NO_NAME = late(
    r"\d{2}|[?!…@#<>{}=_]|\b(?:read|more|share|follow|about|author|autor|editor|staff|team|news|desk|online|updated?|"
    r"published|min|minutes?|comments?|subscribe|login|home|menu|photo|image|foto|video|minuten|lesezeit|artikel|seite|alle|"
    r"www|http|mehr|plus|abo|newsletter|redaktion|correspondent|reporter|information|privacy|policy|notice|ressort|gmbh|ltd|inc|llc|zeitung|agency|agentur|images|journalist|related|topics|güncelleme|contributor|writer|opinion|kommentar)\b",
    re.IGNORECASE,
)


def split_names(text: str) -> tuple[str, ...]:
    """Persons (or agencies) that a declared author field lists, without ``By``, titles and addresses."""
    if is_han(text):
        found = names_in_han(text)
        if " " in text.strip() and not any(map(is_chinese_name, found)) and len(text) < 12:
            return (text.strip(),)  # Japanese names are written with a blank between family and given name.
        return found or ((text.strip(),) if 1 < len(text.strip()) <= MAX_NAME_CHARS else ())
    text = _LEAD.sub("", _ASIDE.sub(" ", " ".join(text.split())))
    names: list[str] = []
    for part in _JOINED.split(text[: MAX_NAMES * MAX_NAME_CHARS]):
        name = _LEAD.sub("", _TRAIL.sub("", part).strip(" \t.,;:|-–—'\"")).strip()
        name = _OF_AGENCY.sub(r"\1", name)
        if names and _SUFFIX.match(name):
            names[-1] += f", {part.strip()}"
        elif 1 < len(name) <= MAX_NAME_CHARS and any(c.isalpha() for c in name) and "http" not in name:
            names.append(name)
    named = [name for name in names if not _ACCOUNT.match(name)]
    persons = [name for name in named if not _JOB.search(name)]
    return tuple(dict.fromkeys(persons or named))[:MAX_NAMES]


def is_japanese_name(text: str) -> bool:
    """Whether ``text``, known to be Japanese, may be a name: three to six letters, perhaps parted once."""
    if not 3 <= len(text) <= 7 or _ORGANISATION.search(text) or text[-1] in "市県府都区町村省庁党国事真画":
        return False
    return _JAPANESE_NAME.fullmatch(text) is not None


def is_person(name: str) -> bool:
    """Whether ``name`` looks like a person's where nothing says so: two to five capitalised words."""
    if is_han(name):
        return is_chinese_name(name)
    if _KOREAN_NAME.fullmatch(name):
        return True
    if len(name) > 40 or _NO_NAME.search(name):
        return False
    words = name.split()
    real = [word for word in words if word.lower().strip(".") not in _PARTICLES]
    return (
        2 <= len(words) <= 5
        and bool(real)
        and all(word[0].isupper() or not word[0].isascii() for word in real)
    )


# The first two letters of these words, one of which every such line begins with.
LEAD_STARTS = frozenset({
    "wr", "st", "re", "wo", "te", "by", "vo", "pa", "po", "di", "da", "do", "av", "af", "fr", "od", "au",
    "ni", "na", "ol", "ki", "mw", "ya", "ha", "ав", "те", "من", "كت", "بق", "su", "pu", "cr", "ad", "تح",
    "نو", "خب", "מא", "συ", "το", "τη", "tá", "โด", "ผู", "pe", "sz", "ír",
})  # fmt: skip


def may_lead(text: str) -> bool:
    """Whether the first letters of ``text`` are those of a lead: what most lines are ruled out by."""
    return text[:2].lower() in LEAD_STARTS


def has_lead(text: str) -> bool:
    """Whether ``text`` begins as a byline does (``By``, ``Von``, ``Par`` …)."""
    return may_lead(text) and _LEAD.match(text) is not None
