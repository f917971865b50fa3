"""In which forms Han characters are drawn: one code point is written differently in Japan, Korea, China and Taiwan.

The first country that writes them decides, as the agreement's; else what the text itself betrays: kana are Japanese, Hangul is
Korean, Bopomofo is Taiwan's, and characters that only the standard of one side has (GB 2312, Big5) are of that side. What is
left open is drawn in the simplified forms, which most of those who write Han characters use.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

HAN_FILE = "NotoSansCJK-Regular.ttc"
ANY_HAN = "Noto Sans CJK"
"""Stands for its five families, which have the same code points."""
JAPANESE, KOREAN, SIMPLIFIED, TRADITIONAL, HONG_KONG = (
    f"{ANY_HAN} {forms}" for forms in ("JP", "KR", "SC", "TC", "HK")
)
_BY_COUNTRY = {
    "JP": JAPANESE,
    "KR": KOREAN,
    "KP": KOREAN,
    "CN": SIMPLIFIED,
    "SG": SIMPLIFIED,
    "MY": SIMPLIFIED,
    "TW": TRADITIONAL,
    "HK": HONG_KONG,
    "MO": HONG_KONG,
}
_BETRAYED = (
    (re.compile(r"[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9d]"), JAPANESE),
    (re.compile(r"[\u1100-\u11ff\u3131-\u318e\ua960-\ua97f\uac00-\ud7ff]"), KOREAN),
    (re.compile(r"[\u3105-\u312f\u31a0-\u31bf]"), TRADITIONAL),
)
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_STANDARDS = (("gb2312", SIMPLIFIED), ("big5", TRADITIONAL))


def han_family(text: str, countries: Iterable[str] = ()) -> str:
    """The family whose forms a text is drawn in."""
    for country in countries:
        if country in _BY_COUNTRY:
            return _BY_COUNTRY[country]
    for signs, family in _BETRAYED:
        if signs.search(text):
            return family
    characters = "".join(_HAN.findall(text))
    for standard, family in _STANDARDS:
        if characters.encode(standard, "ignore").decode(standard) == characters:
            return family
    return SIMPLIFIED
