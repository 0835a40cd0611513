"""What stands behind a label: an outlet, writers, an editor, without what else follows on the line."""

from __future__ import annotations

import re

from newsarchive.extraction.people.names import is_account, names_in_han

_STOP = re.compile(
    r"[|｜丨∣。；;，,）)】\]〕」\n]|\s(?=[\u4e00-\u9fff\d])|\s{2,}|\s[-—]\s|[(（](?:ID|微信|记者|記者|作者|编辑)"
    # Buttons and counters that stand behind the name, run together with it.
    r"|(?<=.)(?:参与互动|字[体體号號]|分享|举报|舉報|打印|列印|收藏|我要|责任编辑|(?:编辑|作者|记者)[:：])"
    r"|(?<=.)(?:评论|阅读|浏览|点击)(?:[:：\d次量]|$)"
)
_ACCOUNT = re.compile(r"^(?:微信)?公[众眾][号號]\s?[:：]?\s?[“\"「『]?|[”\"」』]$")
_PERSON_STOP = re.compile(
    r"[|｜丨∣。；;）)】\]〕」\n]|\s(?=\d)|[，,][^，,]{0,12}(?:授权|授權|原创|首发|转载)|\s[^\s:：]{2,6}[:：]"
    r"|\s(?:发[表布]|發[表佈])"
)
# Staff numbers stand for editors whose names the page does not tell.
_CODE = re.compile(r"[A-Za-z]{0,5}\d{2,8}")
_EDITOR_CODE = re.compile(r"[\s_]{1,2}[A-Za-z]{0,5}\d{2,8}$|\s{0,2}[(（][^()（）]{0,12}[)）]?$")
_DATE = re.compile(r"(?:20)?\d\d[-/.年]\d")
_MAKESHIFT = frozenset({
    "网络", "網絡", "网路", "互联网", "互聯網", "网络整理", "网络综合", "综合", "综合整理", "整理",
    "网友投稿", "未知", "不详", "其他",
})  # fmt: skip
_BRACKETS = "(（[【〔「『《"


def clean_source(value: str) -> str | None:
    """Name of an outlet without what follows it on its line; None when it names nobody."""
    value = _ACCOUNT.sub("", value.strip(_BRACKETS + " :："))
    if value[:2].isdigit() and _DATE.match(value):
        return None
    name = _STOP.split(value, maxsplit=1)[0].strip(" 　:：-—.").strip("()（）[]【】〔〕「」『』 ")
    name = _ACCOUNT.sub("", name)
    if "》" in name and "《" not in name:
        name = f"《{name}"
    return name if 1 < len(name) <= 40 and name not in _MAKESHIFT else None


def read_writers(value: str, *, strict: bool = False) -> tuple[str, ...]:
    """Persons that a writers' label names; what follows on the line is left out."""
    return names_in_han(_PERSON_STOP.split(value, maxsplit=1)[0], strict=strict)


def clean_editor(value: str) -> str | None:
    """Name of an editor without staff number; None when it names nobody."""
    name = _PERSON_STOP.split(value.strip(" 　:：|｜丨"), maxsplit=1)[0].strip()
    shorter = _EDITOR_CODE.sub("", name).strip(" _-:：、，,")
    name = (shorter or name).rstrip("#＃")
    return name if 1 < len(name) <= 30 and name not in _MAKESHIFT and not is_account(name) else None


def names_nobody(value: str) -> bool:
    """Whether nothing, a makeshift or an account of the system stands behind a label."""
    return not value or value in _MAKESHIFT or is_account(value)


def is_code(editor: str) -> bool:
    """Whether an editor is given by a staff number alone."""
    return _CODE.fullmatch(editor) is not None
