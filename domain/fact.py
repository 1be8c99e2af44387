"""Facts about the learner, told in a conversation: which words tell a lasting one, and which must never be kept."""

import re

from .plain_text import without_unseen

SHORTEST, LONGEST = 6, 240
MOST_A_TURN = 2
LONGEST_MESSAGE = 500

_SENTENCE = re.compile(r"(?<=[.!?。!?।])\s*|\n+|;\s+")
_ASKED = re.compile(
    r"^\s*(?:please |bitte |por favor |s'il (?:te|vous) plaît,? )?"
    r"(?:remember(?: that|:)?|keep in mind(?: that|:)?|note(?: down)? that|don't forget that|merk(?:e)? dir,?(?: dass|:)?|"
    r"recuerda(?: que|:)?|retiens(?: que|:)?|souviens-toi que|note que|记住[,,::]?|請記住|yaad rakh(?:na|o|ein)?(?: ki|:)?|"
    r"याद रख(?:ना|ो|ें)?(?: कि|:)?)\s*(?P<fact>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_ASKED_BEHIND = re.compile(r"^(?P<fact>.+?)(?:(?:こと|の)?を?(?:覚えて|おぼえて)(?:おいて)?(?:ね|ください)?)[。!!]?$")
_LASTING = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^(?:by the way,? |also,? |and )?(?:i(?:'m| am|'ll| will)? (?:mov(?:e|ing)|relocat(?:e|ing)|go(?:ing)? to move) (?:back )?to (?!the\b|a\b|chapter|stage|section|lesson|part|week|next)"
        r"|i (?:live|work|study) (?:in|at|as|for)\b|i(?:'d)? prefer\b|i (?:want|plan|hope) to become\b|i speak\b"
        r"|call me\b|my (?:name|goal|job|exam|thesis|deadline|native language|mother tongue|background|employer|degree|major) (?:is|are|will be)\b)",
        r"^(?:übrigens,? )?(?:ich ziehe .*\bnach\b|ich (?:wohne|lebe) (?:in|bei)\b|ich arbeite (?:als|bei|in)\b|ich studiere\b"
        r"|ich bevorzuge\b|nenn(?:e)? mich\b|mein(?:e)? (?:name|ziel|prüfung|beruf|abgabe|muttersprache) (?:ist|sind)\b)",
        r"^(?:me (?:mudo|voy a mudar) a\b|(?:vivo|trabajo|estudio) (?:en|como|para)\b|prefiero\b|llámame\b"
        r"|mi (?:nombre|objetivo|meta|examen|trabajo|tesis) (?:es|será)\b)",
        r"^(?:je (?:déménage|vais déménager) (?:à|en|au)\b|j'habite\b|je (?:vis|travaille|étudie) (?:à|en|au|chez|comme|dans)\b"
        r"|je préfère\b|appelle-moi\b|m(?:on|a) (?:nom|objectif|but|examen|travail|métier|thèse) (?:est|sera)\b)",
        r"^(?:顺便说一下[,,])?我(?:.{0,6}(?:要|会|将))?搬(?:到|去)|^我(?:现在)?住在|^我在.+(?:工作|上班|上学)|^我的(?:目标|考试|工作|名字|专业|母语)是|^我更?(?:喜欢|偏好)在?",
        r"^(?:私は|ぼくは|僕は)?.*(?:に引っ越(?:し|す)|に住んで(?:い)?(?:ます|る)|で働いて(?:い)?(?:ます|る))|^(?:私の)?(?:目標|試験|名前|専門)は",
        r"^(?:मैं .*(?:रहता|रहती|काम करता|काम करती|जा रहा|जा रही) हूँ|मेरा (?:नाम|लक्ष्य|काम|इम्तिहान) |मेरी (?:परीक्षा|नौकरी) )"
        r"|^(?:main .*(?:rehta|rehti|shift ho raha|shift ho rahi|kaam karta|kaam karti) h(?:oo|u)n|mera (?:naam|goal|exam|lakshya) )",
    )
]
_WORDS = (
    r"pass(?:word|wort|phrase|code|wd)|kennwort|\bpwd\b|пароль|contraseña|mot de passe|\bmdp\b|\bpw\b|密码|密碼|口令|パスワード|暗証番号|पासवर्ड|"
    r"api[ _-]?key"
)
_SECRET = re.compile(
    rf"{_WORDS}|\bpin\b|\bclave\b|secret|token|zugangsdaten|credentials|\blogin\b|\bseed\b|\b2fa\b|"
    r"private key|credit card|kreditkarte|tarjeta|carte bancaire|\biban\b|\bcvv\b|\bssn\b|social security|"
    r"\b(?:sk|pk|ghp|gho|xox[abp]|hf|AKIA)[-_]?[A-Za-z0-9_-]{12,}|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,}|(?:\d[ .-]?){13,19}|://[^/\s:]+:[^/\s@]+@|-----BEGIN",
    re.IGNORECASE,
)
# A long run of letters and digits that mixes both is no word.
_BLOB = re.compile(r"(?=[A-Za-z0-9+/_=-]*\d)(?=[A-Za-z0-9+/_=-]*[A-Za-z])[A-Za-z0-9+/_=-]{20,}")


_KEY = r"(?:\b(?:sk|pk|ghp|gho|xox[abp]|hf|AKIA)[-_]?[A-Za-z0-9_-]{12,})"
_TOLD = re.compile(rf"((?:{_WORDS})(?: *(?:is|ist|es|est|hai|=|:|：|是|は|है)) *)(\S+)|{_KEY}", re.IGNORECASE)
LEFT_OUT = "[left out: it looked secret]"


def without_secrets(text: str) -> str:
    """The text as it may be kept in a conversation: a password that is told, or a key of a known form, is left out."""
    return _TOLD.sub(lambda found: f"{found[1] or ''}{LEFT_OUT}", text)


def facts_told(message: str) -> tuple[str, ...]:
    """The lasting facts that a message tells about its writer, in their words: what they ask to remember, or plainly say.

    Only what can be told by its words alone; never anything that looks secret.
    """
    message = message.strip()
    if "\n" in message or len(message) > LONGEST_MESSAGE:
        # What is pasted is hardly about its reader.
        return ()
    if (asked := _ASKED.match(message) or _ASKED_BEHIND.match(message)) and (fact := kept_words(asked["fact"])):
        return (fact,)
    found = []
    for sentence in _SENTENCE.split(message):
        words = sentence.strip()
        if not words.endswith(("?", "?")) and any(pattern.search(words) for pattern in _LASTING):
            found.append(kept_words(words))
    return tuple(filter(None, found))[:MOST_A_TURN]


def kept_words(text: str) -> str:
    """A fact as it may be kept: one line of bounded length; nothing when it is too short, too long or looks secret."""
    words = " ".join(without_unseen(" ".join(text.split())).split()).rstrip("。").strip()
    words = words[:1].upper() + words[1:]
    return words if len(words.encode()) >= SHORTEST and len(words) <= LONGEST and not looks_secret(words) else ""


def looks_secret(text: str) -> bool:
    """Whether a text seems to hold a password, a key or an account's number, which is never kept."""
    return bool(_SECRET.search(text) or _BLOB.search(text))
