"""Characters that are easily mistaken for one another, by sound or by shape."""

from functools import lru_cache

_GROUPS = """
剑建健键 萍平苹 彪标 丽莉利俐立力 明铭鸣 伟炜玮维 军君俊钧峻 峰锋丰枫风 辉晖慧惠会 华桦骅 英瑛颖莹 洁杰捷 红虹洪宏鸿弘 琴勤芹
斌彬滨 志智致芝 文雯 玉钰宇雨禹羽 燕艳雁彦 林琳霖麟 静靖婧晶京 婷亭庭廷 佳家嘉加 晓小筱 永勇咏 新欣馨鑫 泽择 诚成城程承澄 富福
贵桂 庆清青 兴星 祥翔 飞菲霏 章璋彰 民敏 全泉权 生胜升 荣蓉融 东冬栋 国果 春淳 强蔷 刚钢岗 超朝 海 波博 涛韬 云芸 霞侠 芳方
秀绣 梅玫 兰岚蓝 珍真贞 武舞 元源远媛园 礼理李 江疆姜 长昌常 义毅艺益 仁任 正政证振震 坤昆 振镇 德得 良梁亮 亚雅 金锦瑾 宁凝
继纪季冀 光广 思斯 传川 山珊 奇琪琦齐 子紫梓 栋冻 湖胡糊 洋阳扬杨 原员圆 和合河禾 水 设社 业叶 安 治制 电 商尚上 园苑院
青清靖 坪平 溪西曦 临林邻 恒衡 瑞锐睿 信鑫 通同 达大 盛圣 众中 汇惠 益宜 康糠 顺 泰 裕玉
"""


@lru_cache(maxsize=1)
def _pairs() -> frozenset[tuple[str, str]]:
    return frozenset(
        (one, other) for group in _GROUPS.split() for one in group for other in group if one != other
    )


def are_alike(one: str, other: str) -> bool:
    return (one, other) in _pairs()
