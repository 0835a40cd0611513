"""Chinese stories written by formula: weather, markets, results, matches, rates."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_CITIES = (
    "北京 上海 广州 深圳 成都 杭州 武汉 西安 南京 重庆 天津 苏州 长沙 青岛 沈阳 大连 厦门 昆明 合肥 福州"
)
_NAMES = "王磊 李娜 张伟 刘洋 陈静 杨帆 赵敏 黄涛 周杰 吴昊 徐亮 孙悦 马超 朱琳 胡兵 郭峰 高翔 林丹 罗平"
_FIRMS = "海天科技 远航股份 东方电子 华信银行 金泰矿业 新城置业 光明乳业 中原物流 北辰医药 南山铝业"
_SECTORS = "半导体 白酒 煤炭 银行 医药 房地产 军工 光伏 汽车 传媒 农业 钢铁"
_SKIES = "晴 多云 阴 小雨 中雨 阵雨 雷阵雨 多云转晴 阴转小雨"

CITIES, NAMES, FIRMS, SECTORS, SKIES = (
    words.split() for words in (_CITIES, _NAMES, _FIRMS, _SECTORS, _SKIES)
)


def _amount(source: Random, low: float, high: float, digits: int = 2) -> str:
    return f"{source.uniform(low, high):.{digits}f}"


def weather(source: Random) -> str:
    """A forecast."""
    low, city = source.randint(-8, 22), source.choice(CITIES)
    return (
        f"{city}市气象台{source.randint(1, 28)}日发布天气预报：今天白天{source.choice(SKIES)}，最高气温"
        f"{low + source.randint(4, 12)}℃，{source.choice('东南西北')}风{source.randint(2, 4)}级；今天夜间"
        f"{source.choice(SKIES)}，最低气温{low}℃。明天白天{source.choice(SKIES)}，气温{low}到"
        f"{low + source.randint(5, 11)}℃，相对湿度{source.randint(25, 95)}%。空气质量指数为"
        f"{source.randint(20, 240)}，首要污染物为细颗粒物。预计未来三天{city}大部分地区以"
        f"{source.choice(SKIES)}"
        f"天气为主，降水概率{5 * source.randint(0, 20)}%，累计降水量{source.randint(0, 60)}毫米。"
        "气象专家提醒，"
        "早晚温差较大，请市民注意增减衣物，出行时携带雨具，驾车注意交通安全，户外作业人员做好防护措施。"
    )


def market(source: Random) -> str:
    """A closing report."""
    best, good, bad, worst = source.sample(SECTORS, 4)
    moved = [source.choice("涨跌") + _amount(source, 0, 4) for _ in range(3)]
    return (
        f"周{source.choice('一二三四五')}，沪深两市股指全天震荡"
        f"{source.choice(('上行', '下行', '整理'))}。截至收盘，"
        f"沪指{moved[0]}%，报{_amount(source, 2800, 3600)}点；深成指{moved[1]}%，报"
        f"{_amount(source, 8800, 13600)}"
        f"点；创业板指{moved[2]}%，报{_amount(source, 1600, 2900)}点。两市全天成交额"
        f"{source.randint(6000, 19999)}"
        f"亿元。盘面上，{best}、{good}等板块涨幅居前，{bad}、{worst}等板块跌幅居前。北向资金全天净"
        f"{source.choice(('流入', '流出'))}{_amount(source, 1, 120)}亿元，两市共有"
        f"{source.randint(800, 4200)}只个股"
        f"上涨，{source.randint(20, 120)}只个股涨停。分析人士认为，短期内市场仍将维持震荡格局，投"
        "资者应当保持谨慎，"
        "控制仓位，关注业绩确定性较高的龙头公司，避免追涨杀跌。"
    )


def results(source: Random) -> str:
    """A quarterly result."""
    grown = [source.choice(("增长", "下降")) + _amount(source, 1, 80) for _ in range(2)]
    return (
        f"{source.choice(FIRMS)}发布{source.choice(('一季度', '半年度', '三季度', '年度'))}业绩报"
        "告。报告期内公司实现"
        f"营业收入{_amount(source, 3, 900)}亿元，同比{grown[0]}%；归属于上市公司股东的净利润"
        f"{_amount(source, 1, 90)}亿元，同比{grown[1]}%；扣除非经常性损益后的净利润为"
        f"{_amount(source, 1, 80)}"
        f"亿元；基本每股收益{_amount(source, 0, 5)}元。报告期内经营活动产生的现金流量净额为"
        f"{_amount(source, 1, 99)}亿元，研发投入{_amount(source, 1, 50)}亿元。截至报告期末，公司总资产"
        f"{source.randint(50, 3000)}亿元，资产负债率{_amount(source, 20, 80)}%。公司表示，将继续聚焦主业，"
        "优化产品结构，提升经营效率，积极回报广大投资者。"
    )


def match(source: Random) -> str:
    """A match report."""
    home, away = source.sample(CITIES, 2)
    star, second, third = source.sample(NAMES, 3)
    return (
        f"中国篮球联赛常规赛继续进行，{home}队主场迎战{away}队。首节比赛双方比分交替上升，{home}队以"
        f"{source.randint(18, 36)}比{source.randint(15, 33)}结束第一节。次节{away}队加强防守，半场"
        "结束时比分为"
        f"{source.randint(42, 66)}比{source.randint(40, 62)}。下半场{home}队依靠{star}的连续得分拉"
        "开差距，最终以"
        f"{source.randint(98, 130)}比{source.randint(78, 97)}获胜。{star}得到{source.randint(18, 46)}分"
        f"{source.randint(3, 15)}个篮板，{second}贡献{source.randint(10, 25)}分"
        f"{source.randint(2, 13)}次助攻；"
        f"{away}队方面，{third}得到全队最高的{source.randint(15, 38)}分。主教练表示，球队在防守端"
        "执行得很好，"
        "下一场将继续努力，为球迷奉献精彩的比赛。"
    )


def rates(source: Random) -> str:
    """A day's exchange rates."""
    currencies = (
        ("美元", 6.3, 7.3),
        ("欧元", 7.0, 8.2),
        ("英镑", 8.0, 9.5),
        ("瑞士法郎", 6.8, 8.3),
        ("加元", 4.9, 5.6),
    )
    listed = "，".join(f"1{name}对人民币{_amount(source, low, high, 4)}元" for name, low, high in currencies)
    return (
        f"中国外汇交易中心公布，{source.randint(1, 12)}月{source.randint(1, 28)}日银行间外汇市场人"
        "民币汇率中间价为："
        f"{listed}。中间价由银行间外汇市场做市商报价计算得出，供市场参考，不构成任何交易承诺。"
    )


def stories(source: Random, each: int) -> list[str]:
    """``each`` of every kind."""
    kinds = (weather, market, results, match, rates)
    return [kind(source) for kind in kinds for _ in range(each)]
