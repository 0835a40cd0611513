"""Paragraphs that stand in an article's text and are not its own: announcements, appeals, disclaimers."""

# ruff: noqa: E501 - word lists are read whole, not line by line
from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsarchive.extraction.lines import LineWords
from newsarchive.patterns import late
from newsarchive.text.compiled import loops

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.document import Document
    from newsarchive.document.blocks import Block

# Longer paragraphs say something of their own, whatever they begin with.
_MAX_CHARS = 300
# Each pattern is matched at the paragraph's beginning, after brackets and bullets. The text is folded, not the
# pattern: a search that ignores case tries every word at every place.
_BULLETS = r"[\s*•·◆■●▼▲☆★—\-(（【\[“]{0,6}"
OPENING = re.compile(
    rf"{_BULLETS}(?:"
    # announced by an aggregator
    r"(?:今天|今日|本期)?(?:小编|小編)(?:为|為|给|給|就)?(?:大家|您|你|各位)?(?:分享|整理|带来|帶來|推荐|推薦|介绍|介紹).{0,150}(?:欢迎|歡迎|希望)"
    r"|(?:本文)?原(?:标题|標題|文标题)[:：]|(?:责任)?校对\s?[|丨｜/:：]|(?:本文)?(?:编排|排版)[|丨｜/:：]"
    # rights and liability
    r"|(?:【)?(?:免责|免責|版权|版權|特别|郑重|重要|广告|廣告)(?:声明|聲明|提示|提醒)|(?:图片|文章|图文|文中图片|部分图片|素材).{0,12}(?:来[自源于]+|源自)(?:互联)?网络.{0,30}(?:侵|删|联系)"
    r"|(?:本站|本网|本網|本报|本報|平台)(?:郑重|鄭重|特别|特別|重要|免责|免責)?(?:声明|聲明)[:：]|(?:本内容|该文|文章|以上)(?:观点)?(?:为|系|仅)(?:代表)?(?:作者)?(?:独立|个人|本人)?观点"
    r"|《[^》]{2,20}》\s?[（(]\s?\d{4}年\d{1,2}月\d{1,2}日\s{0,3}\d{1,2}\s?版|更多精彩(?:资讯|内容).{0,20}(?:应用市场|下载|客户端|关注)|感谢.{0,20}(?:网友|读者).{0,40}(?:线索|投递|投稿)"
    r"|저작권자\s?(?:ⓒ|©|\(c\))|(?:ⓒ|©).{0,40}무단|무단\s?전재.{0,12}금지"
    r"|如有侵(?:权|犯)|(?:若|如).{0,10}侵权.{0,12}(?:联系|告知|删)|违法和不良信息举报|未经(?:授权|许可|允许|书面)"
    r"|本文(?:系|为|為|由).{0,20}(?:原创|原創|授权|獨家).{0,20}(?:转载|轉載|未经|禁止|不得)|转载(?:请|須|须|务必)(?:注明|联系|联络)|本文(?:仅代表|仅供|不构成|不代表)|以上内容(?:仅代表|不代表|仅供)|(?:风险|投资)提示[:：].{0,40}(?:谨慎|不构成)"
    r"|(?:未经|未經).{0,8}(?:授权|授權|许可|許可|允许|允許|同意)|本文(?:为|為)?作者(?:的)?(?:独立|獨立|个人|個人)(?:观点|觀點)|注[:：].{0,80}(?:仅代表|僅代表)"
    r"|声明[:：].{0,120}(?:转载|侵权|侵犯|不构成|版权|风险自担|删除)|本文[经經由].{0,20}(?:授权|授權).{0,20}(?:转载|轉載|发布|發佈)"
    r"|(?:投稿|联系|爆料|报料|举报)邮箱\s?[:：].{0,60}$|(?:新闻|报料|爆料|读者|投稿|联系|广告|举报|服务)(?:热线|电话)\s?[:：].{0,40}$"
    r"|(?:原文|文章|本文)(?:链接|连接|地址|网址)\s?[:：].{0,200}$"
    r"|(?:微信)?扫码(?:关注|下载|进群|入群|观看|添加)"
    r"|想(?:了解|看|知道|获取).{0,12}更多.{0,24}(?:关注|下载|点击|扫码)|.{2,12}(?:微信)?公众号\s?[:：]\s?[\w-]{3,40}$|(?:点击|點擊)上方.{0,30}(?:关注|關注|订阅)"
    r"|(?:本文|部分)?(?:内容|内文)由\s?ai\s?(?:辅助)?生成|喜欢(?:作者|本文|这篇).{0,8}(?:打赏|赞赏|点赞|分享)|(?:打赏|赞赏)(?:作者|支持)?$|\d{1,5}人(?:已)?(?:赞赏|打赏)$"
    r"|.{0,30}欢迎.{0,6}(?:评论区|留言区|文末|下方).{0,4}(?:留言|讨论|分享|互动)|(?:#[^#\s]{1,30}#\s?){1,8}$|分享到?\s?[:：]?\s?(?:微信|微博|qq|朋友圈).{0,40}$|顶一下.{0,12}踩一下"
    r"|.{2,12}提醒[您你]\s?[:：]|更多.{0,14}(?:新闻|新聞|报道|報導|报导|內容|内容)$|加入.{0,16}(?:line|好友|粉[丝絲]|社群|群组|群組)|[点點]我(?:加入|下[载載]|看|了解).{0,12}$"
    r"|如果?[您你]有.{0,12}线索.{0,24}(?:报料|爆料|联系|提供|拨打)|[—-]{1,3}分享[—-]{1,3}$|版权归.{1,8}所有[，,].{0,8}致敬"
    r"|下[载載].{2,16}[，,].{0,6}(?:有奖|报料|爆料|更多)|[点點](?:分享|收藏|点赞|點讚|在看|赞|讚)$"
    # buttons, ends and headings of what follows
    r"|(?:打印|列印|关闭|關閉)(?:本页|本頁|窗口|視窗)?\s?[\]】）)]?(?:\s?[\[【（(]?\s?(?:打印|关闭|收藏|返回|纠错)(?:本页|窗口|顶部)?\s?[\]】）)]?){0,4}$"
    r"|[=_~\s/|·-]{0,8}(?:the )?(?:end|完|全文完|本文完|正文完)[\s=_~—/|·.-]{0,8}[）)】\]]?$"
    r"|(?:相关|相關|延伸|推荐|推薦|往期|更多|关联|關聯)(?:阅读|閱讀|新闻|新聞|报道|報道|報導|链接|推荐|文章|专题)\s?[:：]?$|(?:点击|點擊)(?:进入|進入|查看|收看|收听)?(?:专题|專題|更多|此处|这里|链接).{0,60}$"
    r"|(?:更多|最新).{0,40}(?:尽在|盡在).{0,20}(?:app|客户端|公众号|微信|微博)|.{0,14}(?:app|客户端|客戶端)\s?[:：]\s?(?:立即|马上|馬上|点我|點我)?下[载載]$|.{0,6}分享.{0,4}让更多人看到"
    r"|関連(?:記事|ニュース|リンク|動画)\W{0,3}$|あわせて読みたい|(?:المصدر|المصادر|منبع|kaynak|источник|источники)\s?[:：].{0,60}$"
    r"|подпи(?:сывайтесь|шитесь|шіться) на|abonnez-vous (?:à|au)|suscríbete a|iscriviti (?:al|alla)|abone ol|theo dõi .{0,40}(?:trên|tại)\b"
    r"|all rights reserved|©|\(c\) ?(?:19|20)\d\d|copyright ?(?:©|\(c\)|(?:19|20)\d\d)|this (?:material|content) may not be (?:published|reproduced)"
    # nothing but a label and a date
    r"|(?:first )?(?:published|updated|posted|last (?:updated|modified)|publié|mis à jour|veröffentlicht|aktualisiert|publicado|actualizado|pubblicato|aggiornato)\b[^.!?。]{0,24}(?:\b(?:19|20)\d\d\b|\d{1,2}[:h]\d\d)[^.!?。]{0,24}$"
    # appeals to the reader
    r"|(?:长按|長按|扫描?|識別|识别|点击|點擊|关注|關注).{0,16}(?:二维码|二維碼|公众号|公眾號|客户端|客戶端|阅读原文|查看原文|下载|在看|蓝字)"
    r"|(?:更多|欲知更多).{0,20}(?:请|敬请|欢迎)(?:关注|下载|点击|登录)|(?:欢迎|歡迎|敬请)(?:关注|關注|订阅|訂閱|下载|扫码)|下载.{0,16}(?:app|客户端)"
    r"|(?:本文|文章)?(?:来自|摘自).{0,20}(?:app|客户端|公众号).{0,20}(?:下载|关注)|看都看完了|(?:点|點)(?:个)?(?:【|“|「)?(?:在看|赞)"
    r"|click here (?:to|for)|(?:download|get) (?:the|our) .{0,30}\bapp\b|sign up (?:for|to|here)|subscribe (?:to|now|for|here)|follow (?:us|@\w+ on)\b"
    r"|follow \S.{0,40} on (?:twitter|facebook|instagram|x\b|tiktok|google)|like us on|join (?:our|the) (?:\w+ )?(?:whatsapp|telegram|community)"
    r"|(?:lesen sie|lees|les) (?:auch|mehr|ook|også)\b.{0,12}:|(?:read|see|watch|listen)(?: also| more| next| here)?:|also read\b.{0,3}[:|-]|don'?t miss\W{0,3}$"
    r"|(?:lire|à lire) aussi|(?:lea|lee) también|te puede interesar|leia (?:também|mais)|leggi anche|baca juga|ayrıca (?:oku|bak)"
    r"|continue reading\W{0,3}$|advertisement\W{0,3}$|article continues (?:below|after)|scroll to continue|(?:請|请)?(?:繼續|继续)往下(?:閱讀|阅读)|loading\W{0,4}$|comments?\W{0,3}$|related:"
    r"|if you (?:buy|purchase) .{0,60}\bcommission|we may earn (?:a|an affiliate) commission|die mit .{0,60}gekennzeichneten links sind affiliate"
    r"|join us on (?:whatsapp|telegram)|image copyright\b|(?:本文|文章)?(?:都在|尽在).{0,10}(?:app|客户端)\W{0,3}$"
    r"|(?:اقرأ أيضا|اقرأ المزيد|شاهد أيضا|بیشتر بخوانید|קראו גם|עוד בנושא|यह भी पढ़ें|ये भी पढ़ें|इसे भी पढ़ें|আরও পড়ুন|อ่านเพิ่มเติม|xem thêm|đọc thêm|читайте также|читайте також|материалы по теме"
    r"|czytaj także|zobacz też|przeczytaj też|čtěte také|olvasta már|citește și|vezi și|διαβάστε επίσης|прочетете още|pročitajte još|lue myös|soma pia)\s{0,3}(?:[:：|].{0,200})?$"
    r"|you(?:'re| are) (?:unsubscribed|subscribed)|thank you for (?:signing|subscribing|reading)|get .{0,60} delivered (?:to|straight|through)"
    r")"
)
# An hour by itself, and how long such a line is at most.
HOUR = re.compile(rf"{_BULLETS}\d{{1,2}}[.:]\d\d\s?(?:[ap]\.?m\.?\s?)?[a-z]{{3,4}}$")
HOUR_CHARS = 24
# These end a line of rights, whatever it begins with.
RIGHTS = re.compile(
    r"(?:all rights reserved|版权所有|版權所有|复制必究)\W{0,4}.{0,12}$|(?:icp[备證证]|公网安备|服务许可证).{0,8}\d{5}"
)
_RIGHTS_CHARS = 120
# Placeholders of embedded content that wait for the reader's consent.
CONSENT = re.compile(
    r"extern\w{0,2} inhalt|privatsphäre-einstellungen|to display (?:this|the) (?:content|embed)|contenu (?:externe|tiers)"
    r"|accept(?:er|ing)? (?:les |all )?cookies|contenuto esterno|contenido externo|inhalte? von (?:youtube|twitter|x|instagram)\b"
    r"|(?:personenbezogene )?daten (?:können )?an drittplattformen|mit einem klick anzeigen"
)
# One of these is in whatever ``OPENING``, ``CONSENT`` and ``RIGHTS`` match (tests/extraction/content/
# test_boilerplate.py): most paragraphs hold none.
WORDS = LineWords((
    "#", "(c)", "abone ol", "abonnez", "accept", "actualizado", "advertisement", "aggiornato",
    "aktualisiert", "all rights", "also read", "also:", "app:", "article conti", "baca juga", "click h",
    "comment", "contenido", "contenu", "continue reading", "copyright 19", "copyright 20", "copyright19",
    "copyright20", "czyt", "delivere", "don't miss", "dont miss", "download our", "download the",
    "drittplattform", "einem klick", "end", "follow @", "follow us",
    "gekennzeichneten links sind affiliate", "get our", "get the", "here:", "icp", "if you buy",
    "if you purchase", "image copyright", "inhalt", "iscriviti al", "join our", "join the", "join u",
    "kaynak", "last modified", "lees", "leggi anche", "leia mais", "les auch", "les mehr", "les ook",
    "lesen s", "like us on", "lire aussi", "listen:", "loading", "may not be r", "more:", "next:",
    "on facebook", "on google", "on instagram", "on tiktok", "on twitter", "on x", "posted", "privatsph",
    "pubblicato", "publicado", "published", "qq", "read:", "related:", "scroll to continue", "see:",
    "sign up for", "sign up here", "sign up to", "soma pia", "subscribe for", "subscribe here",
    "subscribe now", "subscribe to", "subscribed", "tamb", "te puede interesar", "thank y", "to display",
    "updated", "watch:", "we ma", ":微信", "app：", "ayrı", "citește și", "les også", "lue myös", "mis à jour",
    "olvasta már", "pročitajte još", "publié", "suscríbete a", "thêm", "trên", "tại", "veröffentlicht",
    "vezi și", "zobacz też", "©", "čtěte také", "διαβάστε επίσης", "источник", "материалы по теме", "подп",
    "прочетете още", "чита", "עוד בנושא", "קראו גם", "اقرأ", "المص", "بیشتر بخوانید", "شاهد أيضا", "منبع",
    "भी प", "আরও পড়ুন", "อ่านเพิ่มเติม", "“赞", "》", "「赞", "【赞", "あわせて読みたい", "下方", "下載", "下载", "不得", "不构成",
    "专题", "个赞", "举报邮箱", "二維碼", "二维码", "互动", "你有", "侵权", "侵犯", "允許", "免責提醒", "免责提醒", "內容", "公众号", "公眾號",
    "公网安备", "关注", "关联", "关闭", "内容", "内文由", "分享", "列印", "加入", "原創", "原文", "原标", "原標", "告提", "告知", "喜欢作者",
    "喜欢这篇", "图文", "在看", "報導", "報道", "声明", "复制必究", "完", "客戶端", "客户端", "小編", "小编", "尽在", "应用市场", "延伸", "往期",
    "微博", "您有", "想了解", "想看", "想知道", "想获取", "感谢", "打印", "打赏", "扫描", "扫码入群", "扫码添加", "扫码观看", "扫码进群", "投稿邮箱",
    "投递", "报导", "报料", "报道", "拨打", "授權", "排版", "推荐", "推薦", "提示", "提醒你", "提醒您", "摘自", "敬请", "文中图片", "文末",
    "文章", "更多", "有奖", "朋友圈", "服务许可证", "未經", "未经", "本文", "来于", "来自", "校对", "欢迎", "歡迎", "注:", "注：", "点击",
    "点我", "点收藏", "点讚", "点赞", "热线", "爆料", "版权", "版权所有", "版權", "版權所有", "特别提醒", "獨家", "生成", "电话", "留言区", "發佈",
    "盡在", "相关新", "相關", "社群", "粉丝", "粉絲", "素材", "编排", "网络", "群組", "群组", "联系邮箱", "聲明", "致敬", "蓝字", "观点", "許可",
    "識別", "讨论", "评论区", "识别", "请登录", "读者", "赞赏", "轉載", "转载", "违法和不良信息举报", "郑重提醒", "部分图片", "都在", "重要提醒", "链接",
    "長按", "长按", "関連", "閱讀", "關注", "關聯", "關閉", "阅读", "顶一下", "风险自担", "點我", "點擊", "點收藏", "點讚", "點赞", "금지",
    "무단", "저작권자", "：微信",
), _MAX_CHARS)  # fmt: skip


# What only the small print says; in the middle of an article it may be reported, at its ends it is the page's.
_SMALL_PRINT = late(
    r"(?:仅|僅|只)(?:代表|为|為|系)(?:该|該|本)?文?作者.{0,6}(?:观点|觀點|立场|立場|看法|意见)|提供信息(?:存储|发布|展示)?(?:空间)?(?:服务|平台)"
    r"|与(?:本(?:网|站|平台|报|刊|号).{0,6}|.{2,8}(?:立场|观点))无关|不构成.{0,6}(?:投资|操作|买卖|决策)(?:建议|意见|依据)"
    r"|不(?:代表|意味着)(?:本(?:网|站|平台|报|刊|号).{1,8}(?:观点|立场|赞同|证实)|.{2,8}赞同其)|传[播递]更多信息"
    r"|未[经經].{0,10}(?:授权|授權|许可|許可|同意).{0,30}(?:不得|禁止|严禁|請勿|请勿).{0,12}(?:转载|轉載|摘编|使用|复制|镜像)"
    r"|(?:登录|登錄|登入)后.{0,8}(?:评论|评论|发言|留言)|评论仅供.{0,10}(?:表达|参考)|(?:如|若).{0,16}侵(?:权|犯).{0,24}(?:联系|告知|删)"
)
# One of these may be reported even there; two of them in one paragraph are not.
_RESERVES = re.compile(
    r"版权(?:均|都|皆)?(?:归|属于?).{1,16}所有|(?:转载|转发|引用|使用).{0,10}(?:请|须|需|务必|应).{0,2}(?:注明|标明|联系|保留)|违者.{0,6}(?:追究|必究)"
    r"|凡.{0,12}注明|稿件|侵(?:权|犯)"
)
_SMALL_PRINT_WORDS = (
    "作者", "提供信息", "无关", "不构成", "代表", "版权", "转载", "轉載", "违者", "未经", "未經", "登录", "评论",
    "侵权", "侵犯", "更多信息",
)  # fmt: skip
_SMALL_PRINT_CHARS = 200


def is_small_print(paragraph: str) -> bool:
    """Whether a paragraph at an article's end says what is said of all of a page's articles."""
    if not 8 <= len(paragraph) <= _SMALL_PRINT_CHARS or paragraph.isascii():
        return False
    if not any(word in paragraph for word in _SMALL_PRINT_WORDS):
        return False
    if _SMALL_PRINT.search(paragraph):
        return True
    return len({found[0][:2] for found in _RESERVES.finditer(paragraph)}) > 1


def is_boilerplate(paragraph: str) -> bool:
    """Whether a paragraph says by its own words that it is no part of the article."""
    if len(paragraph) > _MAX_CHARS:
        return False
    text = paragraph.lower()
    return (
        OPENING.match(text) is not None
        or HOUR.match(text) is not None
        or CONSENT.search(text) is not None
        or (len(text) < _RIGHTS_CHARS and RIGHTS.search(text) is not None)
    )


def boilerplate_among(blocks: Sequence[Block], document: Document) -> list[bool]:
    """For each block :func:`is_boilerplate`, asked only of those that hold one of its words."""
    if loops is None:
        # Without the compiled search for all words at once the patterns are quicker than their words.
        return [is_boilerplate(block.text) for block in blocks]
    holding = {block.index for block in WORDS.among(blocks, document)}
    return [
        is_boilerplate(block.text)
        if block.index in holding
        else len(block.text) <= HOUR_CHARS and HOUR.match(block.text.lower()) is not None
        for block in blocks
    ]
