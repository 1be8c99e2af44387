"""The words by which a request about the plan is known, in seven languages, as patterns over a marked message.

They are read in `plan_request.py`, where each also needs what it speaks of: a day, an amount, a session.
"""

import re

from .plan_request_times import bounded, plain_pattern


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(map(bounded, patterns)))


def _whole(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(map(plain_pattern, patterns)))


UNDO = _whole(
    "undo(?: that| it| this| the last(?: one| entry| thing)?)?|take (?:that|it|this) back|revert(?: that| it)?",
    "(?:mach das |das )?rückgängig(?: machen)?|nimm das zurück|deshaz(?:lo)?|deshacer|deshaz eso|annule[rz]? (?:ça|cela)",
    "撤销|撤回|取消刚才的?|元に戻して|取り消して|取り消し|वापस (?:लो|लें|करो)|पूर्ववत(?: करो| करें)?|undo करो",
)
REPLAN = _any(
    "re-?plan|re-?plan (?:the|my) .{0,20}|reschedul(?:e|ing)|rearrange|(?:move|shuffle|shift) .{0,20}around",
    "plan .{0,24}(?:again|anew|afresh)|adjust (?:my|the) (?:plan|week|schedule)|(?:make|need) .{0,8}new plan",
    "umplanen|plane? .{0,24}neu|neu planen|neuen plan|replanifica[r]?|reorganiza[r]?|planifica .{0,16}de nuevo|nuevo plan",
    "replanifie[rz]?|réorganise[rz]?|refai[st] .{0,8}plan(?:ning)?|nouveau plan(?:ning)?",
    "重新(?:安排|计划|规划|排)|调整.{0,6}(?:计划|安排)|再計画|(?:計画|予定)を?(?:立て直|組み直|調整|作り直)",
    "(?:फिर से|दोबारा|नए सिरे से).{0,20}(?:योजना|प्लान)|(?:योजना|प्लान) (?:बदलो|बदल दो|फिर से)",
)
SHOW_WEEK = _any(
    "(?:show|give|list|display|open|see|what's|what is|how does) .{0,16}(?:⟨week⟩|my week|(?:my|the|weekly) plan|my schedule)",
    "what (?:do|should|shall|am|have) i .{0,20}⟨week⟩|^(?:my |the |weekly )?(?:plan|week|schedule)$|^⟨week⟩(?:'s plan| plan)?$",
    "⟨week⟩'s (?:plan|sessions)|(?:zeig|was steht|wie sieht|was ist) .{0,16}(?:⟨week⟩|meine woche|meine?n? plan|wochenplan)",
    "^(?:mein )?(?:wochenplan|plan)$|(?:muéstra|enséña|ver|dame|qué|cuál|cómo).{0,24}(?:⟨week⟩|mi semana|mi plan|el plan)",
    "(?:montre|affiche|donne|voir|quel|qu'est-ce|c'est quoi).{0,24}(?:⟨week⟩|ma semaine|mon plan(?:ning)?|mon programme)",
    "plan de la semana|^mi plan$|^mon plan(?:ning)?$|⟨week⟩的?(?:学习)?(?:计划|安排|任务|有什么|学什么|做什么)|(?:看|显示).{0,6}计划|我的计划",
    "⟨week⟩の?(?:学習)?(?:計画|予定|プラン)|(?:計画|予定|プラン)を?(?:見せて|教えて|表示)",
    "⟨week⟩ ?(?:की|का|में)? ?(?:योजना|प्लान|क्या)|मेरी योजना|मेरा प्लान|(?:योजना|प्लान) (?:दिखाओ|दिखाइए|बताओ)",
)
SHOW_DAY = _any(
    "^(?:so |and |ok |hey )?(?:what|what's|which|show|list|anything) .{0,32}⟨day⟩|^⟨day⟩(?:'s .{0,16})?$|^(?:my )?⟨day⟩ plan$",
    "^(?:was|zeig|welche) .{0,32}⟨day⟩|^¿?(?:y )?(?:qu[ée]|muéstrame|cuál).{0,32}⟨day⟩|^programme .{0,16}⟨day⟩",
    "^(?:qu'est-ce|que|quoi|quel|montre|c'est quoi).{0,32}⟨day⟩|⟨day⟩.{0,10}(?:什么|计划|安排|任务)",
    "⟨day⟩[はの].{0,8}(?:何|なに|予定|計画)|⟨day⟩.{0,14}(?:क्या|योजना|प्लान)",
)
SHOW_NEXT = _any(
    "what(?:'s| is| comes)? (?:next|now)|what (?:should|do|shall) i (?:do|study|learn|work on) (?:next|now)|^next(?: step)?$",
    "was (?:kommt|mache ich|lerne ich) (?:jetzt|als nächstes)|qué (?:sigue|toca ahora|hago ahora)|et maintenant|quelle est la suite",
    "接下来(?:学|做)?什么|次は(?:何|なに)|अब क्या(?: करूँ| पढ़ूँ)?",
)
WHY = _any(
    "^(?:but |and |so )?why|^(?:aber |und )?(?:warum|wieso|weshalb)|^¿?(?:y |pero )?por qu[eé]|^(?:mais |et )?pourquoi",
    "为什么|为何|为啥|なぜ|なんで|どうして|क्यों",
)
WHY_NOT = _any("why (?:not|don't|doesn't|isn't|can't)|warum nicht|por qué no|pourquoi pas|为什么(?:不|没)|क्यों नहीं")
THIS = _any(
    "(?:this|that|the) (?:topic|session|one|subject|first|now)|this$|(?:dieses|das) thema|diese (?:sitzung|einheit)",
    "est[ea] (?:tema|sesión)|ce sujet|ce thème|cette séance|这个?(?:主题|内容|课|部分|话题)|[このそ]の?(?:トピック|テーマ|セッション|内容)",
    "(?:यह|ये|इस) (?:विषय|टॉपिक|सत्र)",
)
IN_PLAN = _any(
    "⟨day⟩|⟨week⟩|(?:in|on) (?:my|the) (?:plan|schedule)|planned|scheduled|now|next|first|jetzt|zuerst|im plan|ahora|primero",
    "en mi plan|maintenant|d'abord|dans mon plan|现在|计划|先|今|まず|計画|अभी|पहले|योजना|प्लान",
)
PROGRESS = _any(
    "how far (?:am i|along|have i)|how am i doing|where do i stand|my progress|^(?:show )?progress|am i on track",
    "when (?:will|do) i .{0,12}(?:finish|be done)|how much (?:have i done|is left)|wie weit bin ich|wie komme ich voran",
    "meine?n? fortschritt|^fortschritt|wo stehe ich|wann bin ich fertig|cómo voy|mi progreso|^progreso|cuánto (?:llevo|me falta)",
    "où .{0,12}j'en suis|mes progrès|mon avancement|ma progression|combien .{0,8}me reste|进度|进展|学到哪|学了多少|还剩多少",
    "進捗|進み具合|どこまで進|どのくらい進|प्रगति|कितना (?:हुआ|पूरा|बाकी)|कहाँ तक|कहां तक",
)
LIMIT = _any(
    "only|just|at most|max|maximum|no more than|up to|i have|i've got|i can (?:do|spend|manage|study)|nur|höchstens|maximal",
    "ich habe|solo|sólo|solamente|máximo|como mucho|tengo|puedo|seulement|que|maximum|au plus|j'ai|只|最多|顶多|仅|就",
    "だけ|しか|最大|のみ|केवल|सिर्फ|बस|ज़्यादा से ज़्यादा|अधिकतम|ही",
)
NO_LIMIT = _any(
    "no limit|lift the limit|without a limit|kein(?:e)? (?:limit|grenze)|sin límite|sans limite|没有限制|制限なし"
)
WORKED = _any(
    "worked|studied|practi[sc]ed|spent|learned|learnt|read|did|logged|gelernt|gearbeitet|geübt|gelesen|verbracht|studiert",
    "estudié|trabajé|practiqué|leí|dediqué|estudiado|trabajado|étudié|travaillé|pratiqué|lu|passé|appris",
    "学了|学习了|练了|做了|花了|看了|勉強した|勉強しました|やった|やりました|練習した|पढ़ा|पढ़ी|सीखा|अभ्यास किया|काम किया",
)
DONE = _any(
    "finished|done|completed|did|through with|wrapped up|tick(?:ed)? off|fertig|geschafft|erledigt|gemacht|abgeschlossen",
    "beendet|terminé|terminado|acabé|acabado|hice|hecho|completé|completado|fini|fait|complété|achevé|bouclé",
    "完成|做完|学完|看完|弄完|搞定|終わった|終わりました|終わらせ|完了|済ませ|やった|やりました|終えた|終えました",
    "ख़त्म|पूरा|पूरी|कर लिया|कर ली|हो गया|हो गई",
)
FINISHED = _any(
    "finished|completed|done with|through with|wrapped up|fertig|abgeschlossen|beendet|terminé|terminado|acabé|acabado",
    "completé|completado|fini|achevé|bouclé|完成|学完|做完|終わ|完了|終え|ख़त्म|पूरा|पूरी",
)
A_SESSION = _any("sessions?|sitzung|einheit|sesión|séance|session|课|セッション|सत्र")
ONE_SESSION = _any("session|sitzung|einheit|sesión|séance|セッション|सत्र")
SKIP = _any(
    "skip|skipped|skipping|leave out|drop|cancel|(?:won't|can't|cannot|couldn't|didn't|did not) (?:do|make|manage)|no time for|missed",
    "überspring(?:e|en)|auslassen|lass .{0,24}(?:aus|weg)|streiche?|nicht geschafft|schaffe .{0,24}nicht|saltar?|salto|sáltate|omit(?:e|ir)",
    "cancela[r]?|no (?:haré|hice|puedo hacer)|saute[rz]?|annule[rz]?|laisse[rz]? tomber|pas fait|跳过|取消|不做|略过",
    "スキップ|飛ばし|飛ばす|キャンセル|छोड़|स्किप|रद्द",
)
LOST = _any(
    "lost|lose|losing|missed|miss|ill|sick|unwell|no time|unavailable|day off|(?:doesn't|does not|won't|didn't) work|too tired",
    "(?:can't|cannot|couldn't|could not|won't|didn't|did not) (?:study|learn|work|do anything|make|manage|⟨day⟩)",
    "(?:can't|cannot|won't be there) (?:on )?⟨day⟩|⟨day⟩ i (?:can't|cannot)|i'm (?:away|off|busy|out|travell?ing)|am (?:away|off|busy|travell?ing)",
    "skip|cancel|take .{0,12}off|verloren|ausgefallen|fällt aus|krank|keine zeit|geht nicht|verpasst|kann .{0,24}nicht|verreist",
    "perdí|perdido|pierdo|enferm[oa]|no puedo|no pude|no podré|no tengo tiempo|ocupad[oa]|de viaje|perdu|malade|pe?ux pas",
    "pourrai pas|pas pu|pas le temps|pas de temps|occupée?|absente?|raté|manqué|生病|病了|没有?时间|没空|不能|没法|错过|耽误|请假|有事",
    "病気|体調|具合が悪|できない|できません|できなかった|無理|忙し|休み|休む|時間がない|つぶれ|潰れ",
    "बीमार|नहीं (?:कर|पढ़|हो)|समय नहीं|टाइम नहीं|छूट गया|छुट्टी|व्यस्त",
)
ILL = _any("ill|sick|unwell|krank|enferm[oa]|malade|生病|病了|病気|बीमार")
NOT_LOST = _any(
    "(?:can't|cannot) (?:wait|believe|remember|understand)|not (?:ill|sick|lost)|didn't (?:lose|miss)|nicht krank|pas malade"
)
UNTIL = _any("until|till|through|bis|hasta|jusqu'(?:à|au)|到|まで|तक")
BEFORE = _any("before|vor|antes del?|avant|之前|以前|より前|से पहले")
# What isn't so, or not yet: will be, would be, has not been.
UNREAL = _any(
    "will|i'll|going to|gonna|want|should|would|could|if|when|once|before|until|plan to|have to|need to|almost|nearly|half|not|never",
    "[a-z]+n't|werde|möchte|muss|soll|wenn|falls|sobald|nicht|fast|quiero|voy a|debo|si|cuando|no|casi|veux|vais|dois|quand|pas",
    "presque|想|如果|没|不|快要|もし|ない|ません|まだ|たい|たら|अगर|चाहता|चाहती|नहीं|जब",
)
MAYBE = _any("if|what if|suppose|falls|wenn ich|si|如果|要是|もし|अगर")
ASKS = _any(
    "^(?:please |bitte )?(?:can|could|would|will) you|^(?:kannst|könntest) du|^¿?pued(?:es|e)|^(?:peux|pourrais)-?(?: ?tu)?|please|bitte|por favor"
)
ELSEWHERE = _any(
    "papers? .{0,20}(?:came|new|about)|arxiv|news|weather|my code|blog|draft|tweet|wetter|clima|météo|天气|天気|मौसम"
)
BECAUSE = re.compile(
    r"(?:\b(?:because|since i|as i|due to|weil|wegen|porque|parce que|à cause d[eu]|car)\b|因为|क्योंकि)\s*(.+?)\s*[.!。]*$",
    re.IGNORECASE,
)


def _place(latin: str, other: str) -> re.Pattern[str]:
    """A place in the day's list: `the first one`, and not what was first or last in any other way."""
    end = r"(?: (?:one|session|einheit|sitzung|sesión|séance)|(?= (?:ist|est|está) |$|[,.]))"
    return _any(rf"(?:the|die|der|la|el|le) (?:{latin}){end}", rf"(?:{other})(?:个|节|课|项|の|वाला|वाली|सत्र| |$)")


ORDINALS = (
    _place("first|1st|erste[nrs]?|primer[oa]?|premi[eè]re?", "第一|最初|一つ目|पहला|पहली"),
    _place("second|2nd|zweite[nrs]?|segund[oa]|deuxième|seconde?", "第二|二つ目|दूसरा|दूसरी"),
    _place("third|3rd|dritte[nrs]?|tercer[oa]?|troisième", "第三|三つ目|तीसरा|तीसरी"),
)
LAST = _place("last|letzte[nrs]?|últim[oa]|derni[eè]re?", "最后一|आखिरी")
QUESTION = _any(
    "^(?:which|what|when|where|who|how|did|do|does|is|are|have|has|welche[nrs]?|was|wann|wie|wo|qué|cuál(?:es)?|cuándo|cómo)",
    "^(?:quel(?:le)?s?|que|quand|comment|est-ce)|什么|哪些?|吗|ですか|ますか|क्या|कौन",
)
RATINGS = {
    "again": _any("again|forgot|forgotten|vergessen|olvidé|oublié|忘了|忘れた|भूल"),
    "hard": _any("hard|difficult|schwer|difícil|difficile|难|難し|मुश्किल|कठिन"),
    "easy": _any("easy|leicht|einfach|fácil|facile|容易|简单|簡単|आसान"),
    "good": _any("good|well|gut|bien|不错|良か|अच्छा|ठीक"),
}
KINDS = {
    "review": _any("reviews?|wiederholung|repaso|révision|复习|復習|दोहराव"),
    "project": _any("projects?|projekt|proyecto|projet|项目|プロジェクト|परियोजना|प्रोजेक्ट"),
    "paper": _any("papers?|artículo|article|论文|論文|पेपर"),
    "habit": _any("habits?|gewohnheit|hábito|habitude|习惯|習慣|आदत|aadat"),
}
_COMMON = """
a about all and any are art can data day did do done finish finished for from get has have how into it its last later learn lost
me move my new next now of off on one our out own part parts plan planned practice progress read see session show skip skipped
still study such task term that the then there this time title to today topic up use used using was way week what when where
which while why with work your you
"""
COMMON = frozenset(_COMMON.split())
