"""The words by which pages name their parts and short lines betray what they are."""

# ruff: noqa: E501, ISC004 - word lists are read whole, not line by line
from __future__ import annotations

import re
from functools import lru_cache

# What class names, ids and roles say; substrings, since authors glue words together ("articlebody").
_HINT_WORDS = {
    "furniture": r"comment|disqus|kommentar|shar(?:e|ing)|social|follow|whatsapp|nav\b|navbar|menu|crumb|pagination|toolbar"
    r"|foot|copyright|disclaim|\bads?\b|[-_]ads?\b|advert|sponsor|promo|banner|newsletter|subscri|sign-?up|login|regist"
    r"|paywall|premium|offer|piano|\bcta\b|hidden\b|sr-only|screen-?reader|cookie|consent|modal|popup|overlay|notice|tags?\b",
    "caption": r"caption|figure|image|\bimg|photo|gallery|picture|media|video|player|thumb|\bpics?\b|credit|bild|legende|podcast",
    "embed": r"embed|tweet|twitter|instagram|quote|\bpull|zitat",
    "text": r"body|content|\btext|paragraph|inhalt|cuerpo|corps|richtext|prose|article|story|\bpost\b|entry",
}  # fmt: skip
HINTS = tuple(_HINT_WORDS)
CAPTION_HINT = 1 << HINTS.index("caption")
# What short lines say of themselves, from their beginning or (the second of a pair) anywhere in them.
_LINE_WORDS = (
    r"share|follow|teilen|partager|compart|condivi|deel |dela\b|del på|paylaş|bagikan|分享|关注|關注|扫码|扫一扫|掃|点赞|微信|转发|"
    r"フォロー|シェア|공유|facebook|twitter|whatsapp|telegram|instagram|tweet|print|email this|like us|join|subscribe|abonn|suscr|"
    r"newsletter|sign up|sign in|log ?in|register|anmeld|订阅|訂閱|登录|登入|注册|下载|客户端|打开|download|get the|für .{0,30}abo",
    r"read (?:more|also|next|the|full)|also read|more (?:on|from|about|stories|news)|related|see also|recommend|most (?:read|popular)|"
    r"trending|lesen sie|mehr zu|auch interessant|weiterlesen|lire (?:aussi|la)|à lire|sur le même|lea también|lee también|te puede|"
    r"más (?:sobre|infor)|leggi anche|lees ook|les også|les mer|läs (?:också|mer|även)|baca juga|ayrıca|leia (?:mais|também)|veja|"
    r"不容错过|[您你]可能|猜[您你]|大家都在看|为[您你]推荐|相关|相關|推荐|推薦|(?:精彩|精选|今日|编辑|热点|文章|阅读|专题|图文|智能|好文)推荐|往期|最新(?:文章|资讯|新闻)|作者最新|大家(?:还|正)在|延伸阅读|延伸閱讀|更多|阅读原文|查看|热门|上一篇|下一篇|関連|あわせて|続きを|もっと|관련|더보기|"
    r"don't miss|in case you|you may|you might|watch|video:|listen|continue reading|click here|keep reading|explore|up next|topics?\b|tags?\b|schlagw|themen|标签|關鍵|关键词",
    r"(?:全部|最新|最热|热门|精彩|精选|用户|读者|所有|发表)(?:评论|留言|跟[贴帖])|comments?\b|leave a|kommentar|commentaires?|comentario|reacties|评论|評論|留言|跟贴|网友|コメント|댓글|join the (?:conversation|discussion)|have your say|reply",
    r"©|\(c\)|copyright|all rights|alle rechte|tous droits|todos los derechos|版权|版權|免责|免責|声明|聲明|転載|無断|저작권|무단|"
    r"terms|privacy|cookie|impressum|未经|本文(?:系|由|为|來|来)|特别声明|以上内容|仅代表|利益|侵权|投诉|举报|disclaimer|this (?:article|story) (?:was|is|has|first|originally)|republish|"
    r"our (?:standards|editorial)|ap (?:foto|photo)|made with",
    r"photo|image|picture|foto|bild|图片|圖片|图源|图/|图：|图:|摄影|供图|写真|사진|credit|getty|reuters|afp|dpa|shutterstock|video|grafik|illustration|"
    r"资料图|▲|△|▼|视频|視覺|视觉",
    r"by\b|von\b|par\b|por\b|di\b|av\b|door\b|oleh|text:|autor|author|written|作者|记者|記者|编辑|編輯|责编|責任|责任|来源|來源|校对|"
    r"审核|監制|监制|文[/|丨｜:：]|撰文|来自|本报|기자|reporting by|editing by|additional reporting|reporter|correspondent|redaktion|quelle|source|fuente|fonte|kilde|contact|about the author|he is|she is|follow (?:him|her)",
    r"published|updated|posted|last (?:up|mod)|veröffentlicht|aktualisiert|stand:|publié|mis à jour|publicado|actualizado|pubblicato|"
    r"aggiornato|发布|發佈|时间|時間|更新|公開|입력|수정|uppdaterad|publicerad|oppdatert|publisert|geplaatst|gepubliceerd|güncelleme|"
    r"\d{4}[-./年]\d{1,2}|\d{1,2}[-./ ]\w{2,10}[-./ ]\d{4}|\d{1,2}:\d\d|\d+ (?:min|hour|std|heures|minut)",
    r"advert|sponsor|anzeige|publicit|pubblicit|werbung|annonse|reklam|iklan|广告|廣告|広告|광고|promoted|affiliate|commission|buy now|shop|deal|offer|angebot",
    r"loading|javascript|please (?:enable|wait|try|check)|browser|error|there was|your (?:account|email|browser|subscription)|you (?:are|have) |unlock|to continue|this (?:content|video|feature)|by (?:clicking|signing|submitting)|we use|thank you|welcome|limited|free|trial|premium|bitte|externe|inhalt|datenschutz|empfohlener|einwillig",
    r"今天小编|小编(?:分享|为|给)|欢迎阅读|今天给大家|编者按|摘要|导读|核心提示|原标题|【|记者从|点击|\(function|var |\{|function",
    r"(?:the )?(?:latest|top|best|breaking|today|all|home|menu|search|close|back|next|previous|skip|contact|about|help|view|show|hide|toggle|open|expand)\b|首页|首頁|返回|搜索|导航|当前位置|您的位置|ホーム|홈",
)  # fmt: skip
_HINTS = [(1 << i, re.compile(words)) for i, words in enumerate(_HINT_WORDS.values())]
_LINE = re.compile(r"\W{0,5}(?:" + "|".join(f"({words})" for words in _LINE_WORDS) + ")")
# The groups that tell a line to be about other articles stand first, and begin with a letter but for the last.
_FIRST_LINE = re.compile(r"\W{0,5}(?:" + "|".join(f"({words})" for words in _LINE_WORDS[:4]) + ")")
# Groups of lines that announce other articles or the readers' word: what follows such a heading is not the article's.
LATER_LINES = frozenset({2, 3, 4})
FURTHER_LINES = frozenset({1, 2, 3, 4})
_LOOKED_AT = 60


@lru_cache(maxsize=16_384)
def hint_mask(hints: str) -> int:
    """Bit i is set where the i-th group of words occurs in ``hints`` (lower case)."""
    mask = 0
    for bit, pattern in _HINTS:
        if pattern.search(hints):
            mask |= bit
    return mask


def line_group(text: str) -> int:
    """The number (from 1) of the first group with a word that ``text`` begins with; 0 for none."""
    found = _LINE.match(text[:_LOOKED_AT].lower())
    return found.lastindex or 0 if found else 0


def leads_further(text: str) -> bool:
    """Whether a line's group is one of ``FURTHER_LINES``: the same answer without the search for the others."""
    return _FIRST_LINE.match(text[:_LOOKED_AT].lower()) is not None and line_group(text) in FURTHER_LINES


def announces(text: str) -> bool:
    """Whether a line's group is one of ``LATER_LINES``."""
    return _FIRST_LINE.match(text[:_LOOKED_AT].lower()) is not None and line_group(text) in LATER_LINES
