"""Whether two names can be one person's. Pure.

A page says who it is shown to in words of its school's theme, so a difference is only believed where both names are
whole and none of what people and schools do with a name explains it.
"""

from __future__ import annotations

import re
import unicodedata

TYPE_CHECKING = False  # the dispatcher imports this on the way to remembered badges
if TYPE_CHECKING:
    from collections.abc import Iterator

    Token = frozenset[str]
    """One word of a name, as it stands and in each way it is spelled without accents."""

SAME = "same"
"""Word for word the same name, up to case, accents, order, hyphens and blanks."""
ALIKE = "alike"
"""Nothing says that these are two people."""
OTHER = "other"
"""Two people's names."""

WHOLE = 2
"""Words from which on a name is taken for a whole one."""
MOST = 6
"""Words beyond which a text is taken for something else than a name."""

_ICON = re.compile(r"\b\w*_\w+\b|^\s*(person|face|menu)\b")
"""The names of icons, which stand in the text where their font is missing."""
_UNSPACED = frozenset({"CJK", "HANGUL", "HIRAGANA", "KATAKANA"})
_JOINTS = str.maketrans("", "", "'\u2019\u02bc`\u00b4")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "\u0131": "i"}
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_NO_NAMES = frozenset(
    "acting account as benutzer compte cuenta dr hallo hello hi in konto logged mein menu mon my mi of "  # noqa: SIM905 - read as prose
    "perfil prof professor profil profile settings signed student user welcome willkommen".split()
)
"""What themes write around a name, or instead of it."""
_NICKNAMES = tuple(
    frozenset(names.split())
    for names in (
        "alexander alexandra alexandre alex sascha sasha sandra",
        "andreas andrew andre andy andi drew",
        "anthony antonio anton tony toni",
        "charles charlie chuck karl",
        "christopher christoph christian christina christine chris kit tina",
        "daniel danielle dan danny dani",
        "edward eduard ed eddie ted ned",
        "elizabeth elisabeth liz lisa beth betty eliza elli lilly",
        "francis francisco frank franz paco",
        "henry heinrich harry hank heinz",
        "james jim jimmy jamie",
        "johannes john johann hannes hans jack johnny jonathan jon jo",
        "joseph josef jose joe sepp pepe",
        "katherine catherine katharina kate katie kathy kathi kati kat",
        "margaret margarete maggie meg peggy grete gretel",
        "michael mike mick mikey michi misha mikhail",
        "nicholas nikolaus nicolas nick nico niko klaus",
        "patricia patrick pat patty paddy",
        "richard rick dick ricky rich",
        "robert bob bobby rob robbie bert",
        "samuel samantha sam sammy",
        "steven stephen stefan stephan steve steffen",
        "susanne susan suzanne sue susi",
        "theodore theodor ted teddy theo",
        "thomas tom tommy",
        "william wilhelm bill billy will willi liam",
    )
)
_TWO_LETTERS = 2
_SHORTENED_BY = 3
"""A shortened name lacks at least so many letters: Tim of Timothy, but Paula is not Paul."""


def shown(text: str) -> str:
    """The name in the text of the page's menu, without the names of icons."""
    return " ".join(_ICON.sub(" ", text).split())


def compare(page: str, account: str) -> str:
    """SAME, ALIKE or OTHER: the name that a page shows, and an account's first and last name."""
    ours, theirs = _words(account), _words(shown(page))
    if ours and _joined(ours) in {_joined(theirs[at:] + theirs[:at]) for at in range(len(theirs))}:
        return SAME
    theirs = [word for word in theirs if any(word & own for own in ours) or not _is_no_name(word)]
    if not (
        WHOLE <= len(theirs) <= MOST and WHOLE <= len(ours) <= MOST and _scripts(ours) & _scripts(theirs)
    ):
        return ALIKE
    initials = [(way, theirs) for way in _initials(ours, len(theirs))]
    initials += [(way, ours) for way in _initials(theirs, len(ours))]
    return ALIKE if any(_fits(a, b) for a, b in [(ours, theirs), *initials]) else OTHER


def compare_addresses(page: str, address: str) -> str:
    """The same for a page that shows an e-mail address, as Autolab does for people without a name."""
    (local, _, domain), (own_local, _, own_domain) = (
        text.casefold().partition("@") for text in (page, address)
    )
    if (local, domain) == (own_local, own_domain):
        return SAME
    return OTHER if domain == own_domain else ALIKE  # one person has several addresses, at several domains


def _words(name: str) -> list[Token]:
    folded = _bare(unicodedata.normalize("NFC", name).lower()).translate(_JOINTS)
    return [
        frozenset({word, _plain(word), _plain(word.translate(_UMLAUTS))})
        for word in re.findall(r"[^\W_]+", _apart(folded))
    ]


def _apart(text: str) -> str:
    """Scripts without blanks between words: each character is one."""
    return "".join(f" {letter} " if _script(letter) in _UNSPACED else letter for letter in text)


def _plain(word: str) -> str:
    bare = unicodedata.normalize("NFC", _bare(unicodedata.normalize("NFKD", word)))
    return bare.translate(_LETTERS).translate(_JOINTS)


def _bare(text: str) -> str:
    """Without accents that are characters of their own, such as the dot which a lower-case İ keeps."""
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def _joined(words: list[Token]) -> str:
    return "".join(_plainest(word) for word in words)


def _plainest(word: Token) -> str:
    return min(word, key=lambda form: (not form.isascii(), form))


def _scripts(words: list[Token]) -> set[str]:
    return {_script(letter) for word in words for form in word for letter in form}


def _script(letter: str) -> str:
    """The first word of the letter's Unicode name, such as LATIN; ASCII needs no look-up."""
    return "LATIN" if letter.isascii() else unicodedata.name(letter, "?").partition(" ")[0]


def _is_no_name(word: Token) -> bool:
    return bool(word & _NO_NAMES) or any(letter.isdigit() for form in word for letter in form)


def _initials(words: list[Token], most: int) -> Iterator[list[Token]]:
    """The words with one of two letters read as initials, JP as Jean Paul, if each may be one of `most` words."""
    for at, word in enumerate(words):
        letters = _plainest(word)
        if len(letters) == _TWO_LETTERS and len(words) < most:
            yield [*words[:at], *(frozenset({letter}) for letter in letters), *words[at + 1 :]]


def _fits(a: list[Token], b: list[Token]) -> bool:
    """Whether each word of the shorter name stands for another one of the longer.

    A nickname is believed beside a word that is the same; initials need no such company.
    """
    short, long = sorted((a, b), key=len)
    near = [[bool(x & y) or _is_initial(x, y) or _is_initial(y, x) for y in long] for x in short]
    if _matched(near, set()):
        return True
    far = [[near[i][j] or _is_nickname(x, y) for j, y in enumerate(long)] for i, x in enumerate(short)]
    return any(
        _matched(far[:i] + far[i + 1 :], {j})
        for i, x in enumerate(short)
        for j, y in enumerate(long)
        if x & y
    )


def _matched(rows: list[list[bool]], taken: set[int]) -> bool:
    """Whether each row can have a column of its own in which it is true."""
    if not rows:
        return True
    first, *rest = rows
    return any(can and j not in taken and _matched(rest, taken | {j}) for j, can in enumerate(first))


def _is_initial(a: Token, b: Token) -> bool:
    return any(len(short) == 1 and long.startswith(short) for short in a for long in b)


def _is_nickname(a: Token, b: Token) -> bool:
    if any(a & names and b & names for names in _NICKNAMES):
        return True
    return any(_shortens(x, y) or _shortens(y, x) for x in a for y in b)


def _shortens(short: str, long: str) -> bool:
    return len(short) >= _TWO_LETTERS and len(long) - len(short) >= _SHORTENED_BY and long.startswith(short)
