"""The words under which portals of many languages publish rankings of their articles."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from newsarchive.patterns import late

MAX_HEADING: Final = 48
"""Longest text, in characters, that can be a ranking's heading."""


def _pieces(text: str) -> tuple[str, ...]:
    return tuple(piece.replace("_", " ") for piece in text.split())


# Substrings in lower case, one of which every heading below holds; of other scripts than ASCII those on pages
# with Han, kana or hangul and those on pages without.
ASCII_ROOTS: Final = _pieces(
    "most popular trending best top_ reads reading meist belieb plus_ mas_ mais piu_ popol meest mest_ "
    "luetui suosit "
    "czytane cele_mai terpop paling"
)
WESTERN_ROOTS: Final = _pieces(
    "häufigsten más_l más_v más_p más_c más_b più_ nejč najč legolv legnép самое самые популярн "
    "найпопуляр найчит "
    "най-чет en_çok popüler δημοφιλ διαβασ الأكثر الاكثر נקרא נצפ پربازدید پربیننده लोकप्रिय ट्रेंडिंग "
    "nhiều ยอดนิยม "
    "อ่านมาก"
)
EASTERN_ROOTS: Final = _pieces(
    "排行 榜 最夯 热 熱 人气 人氣 最多 最受 人気 top1 top2 top5 ランキング 読まれ 急上昇 "
    "많이 인기 랭킹 조회수 베스트"
)

_CHINESE: Final = (
    r"(?:点击|點擊|点阅|點閱|阅读|閱讀|人气|人氣|浏览|瀏覽|新闻|新聞|热门|熱門|热点|熱點|评论|評論|"
    r"跟[贴帖]|热度|熱度|文章|热)?排行榜?|"
    r"热榜|熱榜|热搜榜?|熱搜榜?|"
    r"(?:点击|點擊|点阅|點閱|人气|人氣|阅读|閱讀|评论|評論|热度|热点|熱點|热文|热门|热议|新闻|热读)榜|"
    r"(?:今日|本周|本週)?最夯|最热(?:文章|新闻|资讯|内容|阅读|门)?|最熱(?:文章|新聞|資訊|內容|閱讀|門)?|"
    r"(?:新闻|新聞|热点|资讯|点击|阅读)\s?top\s?\d{1,3}|热闻榜?|熱聞|热文|熱文|热新闻|熱新聞|热读|熱讀|热览|"
    r"(?:热门|熱門)(?!推荐|推薦|评论|評論|标签|標籤|话题|話題|专题|專題|搜|关键|關鍵|股|城市|活动|活動|"
    r"产品|產品|商品|车|車|游戏|遊戲|"
    r"软件|軟體|下载|下載|栏目|欄目|频道|頻道|作者|招聘|职位|职业|图书|课程|问答|圈子|专栏|tag|app|词|詞|"
    r"影|节目|主题|基金|概念|板块)|"
    r"(?:今日|昨日|本日|本周|本週|一周|一週|本月|每日|每周|24小时|24小時|48小时|48小時|小时|小時)[·・ "
    r"]?[热熱](?!评|評|推)|"
    r"(?:阅读|閱讀|浏览|瀏覽|点击|點擊|观看|觀看|分享|转发|評論|评论)最多|"
    r"最多(?:人看|人读|瀏覽|點閱|點擊|閱讀|人瀏覽|分享|阅读|浏览)|"
    r"(?:人气|人氣)(?:文章|新闻|新聞|资讯|報導|热文|推薦文章)|最受(?:欢迎|歡迎|关注|關注)|周热点|日热点|"
    r"热点(?:排行|榜)"
)
_JAPANESE: Final = (
    r"(?:アクセス|人気|記事|閲覧|閲覧数|総合|週間|月間|社会|ニュース|ソーシャル|動画|コメント)?ランキング|"
    r"人気(?:の)?(?:記事|ニュース|エントリ|ページ|投稿)|よく読まれ(?:て|た|る)|読まれている記事|急上昇"
)
_KOREAN: Final = (
    r"(?:가장 )?많이 (?:본|읽은|읽힌|찾는|보는)|인기 ?(?:기사|뉴스|글|순)|랭킹 ?(?:뉴스|기사)?|"
    r"조회수 ?(?:순위|top)|베스트 ?클릭"
)
_GERMANIC: Final = (
    r"most[ -](?:recent popular|read|popular|viewed|shared|watched|commented|discussed|clicked|emailed|"
    r"visited|liked)|"
    r"popular(?: (?:posts?|articles?|stories|news|now|today|this week|reads?|content))?|"
    r"trending(?: (?:now|stories|news|articles|today|posts))?|best[- ]read|top (?:5|10|20|five|ten)(?: \w+)?|"
    r"(?:top|most) reads?|what (?:people|others|readers) are reading|"
    r"meist ?(?:gelesene?r?|geklickte?|gesehene?|kommentierte?|diskutierte?|geteilte?|besuchte?|gelesenes)|"
    r"am (?:häufigsten|meisten) (?:gelesen|geklickt|gesehen|kommentiert|geteilt)\w*|"
    r"beliebte(?:ste)? (?:artikel|beiträge)|meest (?:gelezen|bekeken|populair|gedeeld|gelezene)|"
    r"mest (?:lästa?|sedda?|delade?|læste?|leste?|sette?|lest|läst|sett)|luetuimmat|suosituimmat"
)
_ROMANCE: Final = (
    r"(?:l[ea]s )?(?:articles? )?(?:l[ea]s )?plus (?:lue?s?|vue?s?|populaires?|partagée?s?|commentée?s?|"
    r"consultée?s?)|"
    r"articles populaires|(?:artículos|noticias|artigos) populares|"
    r"(?:l[oa]s? )?m[áa]s (?:le[íi]d[oa]s?|vist[oa]s?|populare?s?|compartid[oa]s?|comentad[oa]s?|"
    r"votad[oa]s?)|"
    r"(?:[ao]s? )?mais (?:lid[oa]s?|vist[oa]s?|populares|acessad[oa]s?|comentad[oa]s?|partilhad[oa]s?)|"
    r"(?:i |le |gli )?(?:articoli )?(?:i |le )?pi[ùu] (?:lett[eio]|vist[eio]|condivis[eio]|popolari|"
    r"commentat[eio])|"
    r"cele mai (?:citite|populare|vizualizate)"
)
_OTHERS: Final = (
    r"najczęściej czytane|najchętniej czytane|najpopularniejsze|popularne|nejčtenější|nejčítanější|"
    r"najčítanejšie|"
    r"najčitanije|legolvasottabb|legnépszerűbb|сам(?:ое|ые) (?:читаем|популярн|обсуждаем|просматриваем)\w+|"
    r"популярн(?:ое|ые|і|е)(?: \w+)?|найпопулярніш\w+|найчитаніш\w+|најчитаније|най-четени|"
    r"en çok (?:okunan|tıklanan|izlenen)\w*|popüler(?: haberler)?|δημοφιλή|πιο διαβασμένα|"
    r"ال[أا]كثر (?:قراءة|مشاهدة|تداولا|شعبية)|ה?נקראו?ת? ביותר|הכי נקראות?|הנצפות? ביותר|"
    r"پربازدیدترین\w*|پربیننده‌?ترین\w*|लोकप्रिय|ट्रेंडिंग|(?:tin )?(?:đọc|xem) nhiều(?: nhất)?|"
    r"terpopuler|paling (?:banyak )?(?:dibaca|populer)|ยอดนิยม|อ่านมากที่สุด"
)
_EASTERN_HEADING: Final = late(f"{_CHINESE}|{_JAPANESE}|{_KOREAN}")
_WESTERN_HEADING: Final = late(rf"(?<!\w)(?:{_GERMANIC}|{_ROMANCE}|{_OTHERS})(?!\w)")
# Ranked things that are no articles, and words that make a ranking word a sentence or an order of comments.
_NOT_ARTICLES: Final = late(
    r"推荐|推薦|相关|相關|评论区|热评|最热评论|评论$|評論$|热门评论|標籤|标签|回复|最早|跟[贴帖]$|股票|"
    r"搜索$|为您|猜你|广告|"
    r"shopping|topics?\b|tags?\b|categor|search|products?|deals|restaurants|recipes|stocks|concerts|"
    r"comments?$|"
    r"schlagwort|suchbegriffe|etiquetas|hashtag|tópicos|temas|カテゴリ|タグ|キーワード|검색어|топ ?тем"
)
_SENTENCE: Final = re.compile(r"[，。！？；…“”!?;]|, |\. ")
_TAIL: Final = re.compile(
    r"\s*(?:(?:查看|阅读|瀏覽|看)?(?:全部|更多|完整榜单)|榜单|more|More|MORE|view all|see all|show all|"
    r"mehr|tout voir|ver m[áa]s|"
    r"もっと見る|一覧|더보기|换一换|換一換|刷新)?[\s>»›＞+:：|▼▾↓→]*$"
)
_EDGES: Final = ' \t·•|>»›:：【】[]「」『』《》<>-—_#★☆▪■●"“”'
_ROOM_EASTERN: Final = 10
_ROOM_WESTERN: Final = 24


# The same headings and links stand on every page of a site.
@lru_cache(maxsize=4096)
def ranking_name(text: str) -> str:
    """The heading that ``text`` is for a ranking ("熱門排行"), without 'more' links; "" if it is none.

    What stands beside the ranking words must be short: a section ("財經"), a medium or a span of time.
    """
    if len(text) > MAX_HEADING:
        return ""
    name = _TAIL.sub("", text.strip(_EDGES)).strip(_EDGES)
    lower = name.casefold()
    eastern = _EASTERN_HEADING.search(lower)
    match = eastern or _WESTERN_HEADING.search(lower)
    if match is None or _NOT_ARTICLES.search(lower) or _SENTENCE.search(lower):
        return ""
    rest = len(lower) - (match.end() - match.start())
    return name if rest <= (_ROOM_EASTERN if eastern else _ROOM_WESTERN) else ""
