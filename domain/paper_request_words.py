"""The words by which a request about papers is known, English first; they are looked for in `paper_request.py`."""

import re


def _any(*patterns: str) -> re.Pattern[str]:
    """One of these; beside it stands no Latin letter."""
    return re.compile(rf"(?<![a-zà-ÿ])(?:{'|'.join(patterns)})(?![a-zà-ÿ])", re.IGNORECASE)


_PAPER = "(?:pap+er|article|preprint|study|publication|artículo|estudio|trabajo|artikel|studie|arbeit|publikation|papier|étude|travail)"
_PAPERS = "(?:pap+ers|articles|preprints|studies|publications|artículos|papiers|artikel|studien|arbeiten|études)"
_DESCRIBED = (
    "(?! (?:that|which|where|on|about|by|from|called|titled|named|of|introducing|que|sobre|de|zu|über|von|sur)\\b)"
)

HINDI_IN_LATIN = frozenset("aakhri pehla pehli doosra dusra teesra tisra chautha paanchva chhatha".split())  # noqa: SIM905
PLACES = {
    word: place
    for place, words in enumerate((
        "last último última letzte letzten letzter dernier dernière आखिरी aakhri 最后一 最後の",
        "first 1st primer primero primera erste ersten erster premier première पहला पहले पहली pehla pehli 第一 第1 一番目の 1つ目の",
        "second 2nd segundo segunda zweite zweiten zweiter deuxième दूसरा दूसरे दूसरी doosra dusra 第二 第2 二番目の 2つ目の",
        "third 3rd tercer tercero tercera dritte dritten dritter troisième तीसरा तीसरे तीसरी teesra tisra 第三 第3 三番目の 3つ目の",
        "fourth 4th cuarto cuarta vierte vierten vierter quatrième चौथा चौथे चौथी chautha 第四 第4 四番目の 4つ目の",
        "fifth 5th quinto quinta fünfte fünften fünfter cinquième पांचवां पांचवें paanchva 第五 第5 五番目の 5つ目の",
        "sixth 6th sexto sexta sechste sechsten sechster sixième छठा छठे chhatha 第六 第6 六番目の 6つ目の",
    ))
    for word in words.split()
}  # fmt: skip
"""What is said of a place in a list; 0 is the last one."""

_PLACE = "|".join(
    word for word in PLACES if word[:1] < "\u0900" and not word.endswith("の") and word not in HINDI_IN_LATIN
)
_HINDI = "|".join(word for word in PLACES if "\u0900" <= word < "\u0980" or word in HINDI_IN_LATIN)
_CHINESE = "|".join(word for word in PLACES if word[0] in "第最" and not word.endswith("の"))
_JAPANESE = "|".join(word[:-1] for word in PLACES if word.endswith("の"))
ORDINAL = re.compile(
    # the second one
    rf"\b({_PLACE}) (?:one|result|{_PAPER})\b(?! (?:on|about|that|which|of|sobre|über|zu|sur)\b)"
    # the second, if no other noun follows
    rf"|\b(?:the|el|la|den|das|die|der|le) ({_PLACE})(?= ?(?:$|[,.;:?!]|(?:and|or|with|about|please|by|in|say)\b))"
    # number 2, #2, read 2; not 20 min
    rf"|(?:\b(?:number|{_PAPER}|read|open|sum+ari[sz]e|explain) #?|#)(\d{{1,2}})(?![\w.]| ?min)"
    r"|^\W{0,3}(\d{1,2})\W{0,3}$"
    # before a verb, or alone
    rf"|(?<!\S)({_HINDI})(?: (?:वाला|वाले|पेपर|लेख|को|wala|paper))*(?=\W*$| (?:पढ़|समझा|padh|samjha))"
    rf"|({_CHINESE})(?:篇(?:论文)?|个(?=\W*$))|({_JAPANESE})(?:の論文|のもの)?(?=を|は|\W*$)",
    re.IGNORECASE,
)
THE_IT = re.compile(r"\b(?:the|el|la|den|das|die|der|le) it\b", re.IGNORECASE)
OF_DIGEST = re.compile(r" (?:of|in|from|del?|aus|im|vom|du) (?:\S+ ){0,2}?digest\b", re.IGNORECASE)

CHOOSE = _any("(?:which|what)(?: one)? of (?:these|those|them)(?: \\w+)? (?:is|are|should|shall|fits?|suits?)")
TWO = _any(
    f"(?:both|(?:these|those|the|the first) two|(?:der )?beiden?|los dos|[dl]es deux)(?: {_PAPERS})?",
    "दोनों|这两篇|二つの",
)
THESE = _any(f"(?:these|those)(?: {_PAPERS})?|all of them|(?:estos|diese|ces) (?:paper|{_PAPERS})")
THIS = _any(
    # this paper, the paper's claim; not “the paper that introduced ROUGE”
    f"(?:this|that|same) (?:one|{_PAPER})|like (?:this|that)",
    f"the (?:whole )?{_PAPER}(?:'s)?{_DESCRIBED}",
    "the (?:authors?|researchers|abstract|experiments|introduction|conclusions?)",
    f"(?:est[ea]|es[ea]|el|del) {_PAPER}{_DESCRIBED}|los (?:autores|investigadores|experimentos)",
    f"(?:dies\\w{{1,2}}|der|dem|das|die) {_PAPER}{_DESCRIBED}|des (?:papers|artikels)|de[nr] autoren|die (?:autoren|forscher)",
    f"(?:ce|cet|cette|l'|du) ?{_PAPER}{_DESCRIBED}|les (?:auteurs|chercheurs)",
    "is (?:paper|study)(?: me| ka| ki)|(?:इस|उस) (?:पेपर|शोध)",
    "这篇|那篇|该论文|この論文|その論文|この研究",
)
IT = _any("its?|they|their|them|(?:table|figure|section|sección|abschnitt|kapitel) \\d+")
QUESTION = _any(
    "what(?:'s)?|which|who|when|where|why|how|does|do|did|is|are|was|were|quote|explain|sum+ari[sz]e|compare",
    "qué|quién|quiénes|cuál|cuáles|cómo|dónde|wer|wie|welche[nrs]?|warum|quels?|quelles?|comment|compara|vergleiche|cita|zitiere|cite|lies|lis",
)

READ = _any(
    "(?:lies|liest du|lis|lee|léeme|lea|abre|öffne|ouvre|zeig|muestra|muéstrame|montre|padho|padhiye|पढ़ो|पढ़िए)(?: (?:mir|moi|bitte|vor))*",
    "读(?:一下)?|を?読んで(?:ください)?",
)
SUMMARY = _any("总结|摘要|概要|要約|सारांश|summary")
SEEKS = _any(
    f"{_PAPERS}|literature|research|reserch|surveys?|state of the art|published (?:about|on)|researchers (?:find|found)",
    "(?:something|anything|what)(?: \\w+)? to read",
    f"(?:an?|any|some|another|more|good|new|recent|latest) (?:\\w+ ){{0,3}}{_PAPER}|which {_PAPER}",
    "bibliografía|literatura|investigaci\\w+|estudios|publicaciones|literatur|forschung\\w*|veröffentlichungen",
    "bibliographie|littérature|recherches|travaux|état de l'art|文献|साहित्य|探して|調べ|検索|搜|找|查|खोज\\w*|ढूंढ\\w*",
)
RECENT = _any(
    "new(?:er|est)?|latest|recent(?:ly)?|(?:this|last) (?:week|month|year)|recientes?|nuev[oa]s?|neue[nrs]?|neueste[nr]?",
    "aktuelle[nr]?|récente?s?|nouve(?:au|lle)x?s?|最新|हाल",
)
DIGEST = _any("digest|resumen diario|paper-übersicht|revue (?:de papiers|du jour)|डाइजेस्ट|速递|ダイジェスト")
NEWS = _any(
    "what'?s new|what is new|anything new|anything worth reading|new papers|qué hay de nuevo|gibt es neues|quoi de neuf"
)
LIST = _any(
    "(?:my|the|your) reading list|my papers|(?:haven'?t|not) read|papers (?:i|you) (?:have )?(?:read|liked|showed|shown|have)",
    "lista de lectura|me faltan por leer|leseliste|noch nicht gelesen|liste de lecture|pas encore lus?",
    "पढ़ने की सूची|padhne baki|阅读清单|阅读列表|还没读|読書リスト|未読",
)
SIMILAR = _any(
    "(?:similar|related) to|more like|like (?:this|that)|ähnlich\\w* (?:wie|zu)|(?:similares|parecidos) a|semblables à"
)

# What is asked of a paper and doesn't stand in it.
WROTE = _any(
    "who (?:has |have )?(?:wrote|written|published)|who (?:is|are|were) the authors?|(?:when|where) (?:was|were|did|is) (?:\\S+ ){1,3}"
    "(?:published|written|come out|appear)|(?:what|which) year (?:is|was) it (?:from|written|published)",
    "quién(?:es)? (?:lo |la )?(?:ha |han )?(?:escribi\\w+|escrito)|quiénes son los autores|wer hat (?:\\S+ ){1,3}geschrieben",
    "wer sind die autoren|von wem ist|qui (?:l'a|a) écrit|qui sont les auteurs|kisne likh\\w+",
    "किसने लिखा|लेखक कौन|谁写的|作者是谁|誰が書|著者は誰",
)
WHY = _any(
    "why (?:did|do|have|are|were) you (?:\\w+ ){0,2}?(?:cho?ose|chosen|pick|picked|select|recommend|suggest|show|bring)(?:ed|ing)?",
    f"why (?:was|is) (?:it|(?:this|that|the) (?:one|{_PAPER})) (?:chosen|picked|recommended|suggested|in (?:the|my) digest)",
    f"why (?:this|that|it)(?: one| {_PAPER})?(?: for me)?(?=\\W*$)|why should i read",
    "por qué (?:lo |la )?(?:elegiste|has elegido|recomiendas|recomendaste)|warum hast du (?:\\S+ ){1,3}(?:aus)?(?:gewählt|gesucht)",
    f"(?:por qué (?:est[ea]|es[ea])|warum (?:gerade )?diese[srn]?|pourquoi (?:ce|cet|cette)) {_PAPER}(?=\\W*$)",
    "pourquoi (?:l'as-tu|tu l'as|as-tu) (?:choisi|recommandé)|kyo?u?n? chuna|क्यों चुना|为什么(?:选|推荐)|なぜ選",
)
EXERCISE = _any(
    "(?:what(?:'s| is| was)|which is|show me|give me|tell me) (?:the|its|this paper's|the paper's) exercise",
    "cuál es el ejercicio|(?:was|wie) ist die übung|quel est l'exercice|练习是什么|練習は何|अभ्यास क्या है",
)
READABLE = _any(
    f"(?:is|was) (?:it|this|that|(?:this|that|the) (?:one|{_PAPER})) (?:\\w+ )?(?:readable|understandable|suitable|at my level"
    "|(?:too |so |very )?(?:hard|difficult|advanced|easy)|for me)",
    f"can i (?:already )?(?:read|understand|follow) (?:it|this|that)(?: {_PAPER}| one)?(?: already| yet| now)?|am i ready (?:for|to read) (?:it|this)",
    "puedo (?:ya )?(?:leerlo|entenderlo)|kann ich (?:es|das|ihn|sie) (?:schon )?(?:lesen|verstehen)|puis-je (?:déjà )?le (?:lire|comprendre)",
    "我(?:能|可以)读懂|我看得懂|私に(?:も)?読め|क्या मैं इसे पढ़ सक",
)
SAYS = _any(
    "what does it say|qué dice|was sagt es|was steht (?:da|drin|darin)|que dit-il|它(?:怎么)?说|何と(?:言って|書いて)|क्या (?:कहता|लिखा)"
)
ASKS = re.compile(
    r"\W*(?:what|which|who|when|where|why|how|do(?:es)?|did|is|are|was|were|can|could|ha(?:s|ve))\b", re.IGNORECASE
)
OF_NOW = _any(
    "today|tomorrow|tonight|(?:time|day|date) is it|\\w{2,6}day|my|our|weather|weeks?|is it (?:true|possible|ok)|it going"
)
"""What a question has that isn't about a paper, though it says “it”."""

# What is told of a paper, and asks for no answer.
_ITSELF = (
    f"(?:it|(?:the|this|that) (?:{_PAPER}|one))(?:'s| is| was) (?:really |very |so |quite |pretty |just |rather )?"
)
DOUBT = re.compile(
    rf"\W*(?:(?:it|this|that|(?:the|this|that) (?:one|{_PAPER}))(?:'s| is| was) )?(?:(?:a bit|a little|way|far|much|just) )*(?:too|very|so|really) "
    "(?:hard|difficult|advanced|complicated|complex|theoretical|mathematical|technical|long|dense|easy|basic|simple|short)(?: for me)?(?:[,.;:! ].*)?"
    r"|\W*(?:(?:era|es|fue|me resultó|ha sido) )?(?:demasiado|muy) (?:difícil|complicado|largo|teórico|fácil)(?: para mí)?\W*"
    r"|\W*(?:(?:es|das|er|sie) )?(?:(?:war|ist) )?(?:mir )?(?:viel )?zu (?:schwer|schwierig|lang|theoretisch|einfach|leicht)(?: für mich)?\W*"
    r"|\W*(?:c'(?:était|est) )?(?:bien |beaucoup )?trop (?:dur|difficile|long|théorique|facile|compliqué)(?: pour moi)?\W*"
    r"|(?:这篇|它)?太(?:难|长|简单)了?\W*|(?:難し|長|簡単)すぎ(?:た|る|ました|ます)?\W*|(?:(?:यह|ये) )?बहुत (?:मुश्किल|कठिन|लंबा) (?:था|है)\W*"
    r"|(?:ye |yeh )?bahut (?:mushkil|kathin|lamba) (?:tha|hai|laga)\W*",
    re.IGNORECASE,
)
"""A whole message that finds fault with a paper; whether less like it should come, only the learner knows."""
LIKE = _any(
    f"{_ITSELF}(?:good|great|interesting|excellent|helpful|useful|brilliant|fantastic)",
    "(?<!would )(?<!might )i (?:really |do |quite )?(?:like|liked|love|loved|enjoyed)|upvote|thumbs up",
    "(?:add|put) (?:\\S+ ){1,8}(?:to|on) my (?:reading )?list|me (?:gust[aó]|ha gustado|encantó)|j'ai (?:bien |beaucoup )?aimé",
    "(?:hat mir|mir hat \\S+) (?:sehr |gut |echt )*gefallen|(?:ge(?:fiel|fällt) mir|mir ge(?:fiel|fällt))(?! nicht)|m'a (?:bien |beaucoup )?plu",
    "(?:pasand|ac+ha) (?:aa?ya|aayi|laga)|(?:पसंद|अच्छा) (?:आया|आई|लगा)|^我?(?:很|挺|非常)?喜欢(?:它|这篇(?:论文)?)?\\W*$",
    "気に入(?:った|りました)|面白かった",
    "añade (?:\\S+ ){1,8}lista|nimm (?:\\S+ ){1,8}liste|ajoute (?:\\S+ ){1,8}liste",
)
DISLIKE = _any(
    "dislike|disliked|(?:don'?t|didn'?t|did not|do not) (?:really )?(?:like|enjoy)|not for me|downvote|thumbs down|boring",
    f"{_ITSELF}(?:bad|terrible|awful|useless|worthless|rubbish|poor|a waste|not (?:\\w+ )?(?:good|great|interesting|helpful|useful))",
    "no me (?:gust[aó]|ha gustado)|ge(?:fällt|fiel) mir (?:gar |überhaupt )?nicht|hat mir (?:gar |überhaupt )?nicht gefallen",
    "je n'ai pas aimé|ne m'a pas plu|pasand nahin?|पसंद नहीं|^我?不喜欢(?:它|这篇(?:论文)?)?\\W*$|気に入ら|^(?:(?:この論文|これ)は)?つまらな(?:い|かった)\\W*$",
)
DONE = _any(
    "(?:i've|i have|i) (?:just |already |now |finally )?(?:(?:finished )?read(?:ing)?|finished|worked through)(?! (?:that|about|somewhere))",
    "mark (?:\\S+ ){1,8}(?:as )?read|(?:done|finished|through) (?:with|reading)",
    "(?:ya )?leí|he leído|marca (?:\\S+ ){1,8}como leído|ich habe (?:\\S+ ){1,8}gelesen|markiere (?:\\S+ ){1,8}als gelesen",
    "j'ai (?:déjà |fini de )?lu|marque (?:\\S+ ){1,8}comme lu|padh liya",
)
UNLIST = _any(
    "(?:remove|take|delete|drop) (?:\\S+ ){1,6}(?:from|off) my (?:reading )?list",
    "quita (?:\\S+ ){1,8}lista(?: de lectura)?|entferne (?:\\S+ ){1,8}leseliste|retire (?:\\S+ ){1,8}liste(?: de lecture)?",
)
SIGN = re.compile(r"^ ?([+-])1?(?= |$)|(?<= )([+-])1? ?$")
MINUTES = re.compile(r"(?<![\w.])(\d{1,3}) ?(?:min|minutes|minutos|minuten)\b", re.IGNORECASE)
REASON = re.compile(
    r"\b(?:because|since|weil|porque|parce que) (.+)$|[,:;] ?((?:it|too|much|very|far|way|not)\b.+)$", re.IGNORECASE
)

_CALLED = r"((?!the\b|this\b|that\b|an?\b)\w[\w.+-]*(?: (?!the\b|this\b|that\b|an?\b)[\w.+:-]+){0,9}?)"
_NAMED_SO = r"((?-i:[A-Z])[\w.+-]+|[A-Za-z]+\d[\w.+-]*)"
TITLES = (
    # the attention is all you need paper
    re.compile(rf"\bthe {_CALLED} {_PAPER}\b", re.IGNORECASE),
    re.compile(rf"\b{_PAPER} (?:called|titled|named) [\"“']?([^\"”?]{{3,150}})", re.IGNORECASE),
    re.compile(rf"\b(?:sum+ari[sz]e|read|explain|open|fetch|look up|tl;?dr(?: of)?) {_CALLED} pap+er\b", re.IGNORECASE),
    # el paper de LoRA, das BERT-Paper, LoRA论文
    re.compile(rf"\b(?:el|le|der|die|das|l'|du|del|the) ?{_PAPER} (?:de |von |zu |sur |d')?{_NAMED_SO}", re.IGNORECASE),
    re.compile(rf"\b{_NAMED_SO}-{_PAPER}", re.IGNORECASE),
    re.compile(rf"(?<![A-Za-z]){_NAMED_SO}(?: ?(?:का|की|के|wala))? ?(?:论文|那篇|の論文|पेपर|paper\b)", re.IGNORECASE),
)
"""How a paper is called by its title; the last two also stand in what asks for papers about something."""

_NO_TITLE_WORDS = (
    "same next whole new newest latest best other current most recent original right above main full actual survey review "
    "research following seminal two three and or of my your first second third fourth fifth sixth last previous only"
)
NO_TITLE = frozenset(_NO_TITLE_WORDS.split())

# Words around what is to be searched for. (At arXiv all words must occur.)
AROUND = re.compile(
    r"\bsearch (?:for|arxiv|papers?)\b|^(?:please |can you |could you )?search\b|\bstate of the art\b|\bet al\b|\bworth reading\b"
    r"|\bbeginner[- ]friendly\b|\bestado del arte\b|\bétat de l'art\b|\breading list\b",
    re.IGNORECASE,
)
FINDS = re.compile(
    rf"(?:please )?(?:find|search|look for|get|recommend|busca|encuentra|cherche|trouve)\b.{{0,80}}?\b{_PAPERS}\b"
    # the plural of Paper is Paper
    rf"|(?:suche?|finde)\b.{{0,80}}?\b(?:paper|{_PAPERS})\b",
    re.IGNORECASE,
)
THEN = re.compile(
    r"(?:[,;]|\b(?:and|then|y|und|et)\b) ?(?:(?:then|luego|después|dann|danach|puis|ensuite) )?"
    r"((?:read|sum+ari[sz]e|explain|show|tell|open|pick|give|lee|resume|explica|lies|fasse|erkläre|lis|résume|explique)\b.*)$",
    re.IGNORECASE,
)
SHOWS = re.compile(r"(?:show|tell|give)\b", re.IGNORECASE)
ELSEWHERE = re.compile(r"\bhttps?://\S", re.IGNORECASE)
_NOT_SOUGHT_WORDS = (
    "a about academic after again all also am an and any anyone anything are arxiv article articles as at available be "
    "been but by can classic could current did do does et everything fetch find finding findings finds for found from "
    "fundamental get getting give go good got great had has have hello help hey hi how i i'd i'll i'm i've important in "
    "interesting into introduce introduced introduces is it it's its just last latest let like list literature look "
    "looking me mention month more most must my need new newer newest nice now of on one ones only or other our out pap "
    "paper papers papper pappers pdf please popular preprint preprints propose proposed published publication "
    "publications publish pull put read recent recently recommend regarding related relevant research researcher "
    "researchers reserch results say says scientific see seminal shall should show showing shows since so some someone "
    "something sources studied studies study suggest than that the their them then there these thesis they this those "
    "to today topic up us use useful want was we week were what what's when where which who will wish with work works "
    "worth would year you your first similar compare if same"
)
_FOREIGN_WORDS = (
    # Spanish
    "algo algún alguna algunos artículo artículos bibliografía busca buscar científico científicos cuál dame de del "
    "demuestre el en encuentra encuéntrame es estudio estudios hay investigación investigaciones la las leer literatura "
    "los más mi mis necesito nuevo nuevos para por publicaciones que qué quiero recientes recomiéndame sencillo sobre "
    "tesis trabajos un una unos y académico clave mí "
    # German
    "abschlussarbeit aktuelle arbeit arbeiten artikel auf brauche das dass dem den der die ein eine einen empfiehl etwas "
    "finde forschung forschungsartikel für gibt ich im leichtes lesen literatur meine meinen mir möchte neue neuen sollte "
    "studien such suche über und veröffentlichungen von welche wichtigsten wissenschaftliche wissenschaftliches zeig "
    "zeigt zu zum zur übersichtsarbeiten "
    # French
    "au aux bibliographie cherche des du et facile faut il la le les littérature lire mon montrant mémoire nouveaux "
    "papiers pour propos quelque chose quels récentes recherches recommande-moi scientifiques sur synthèse travaux "
    "trouve une voudrais a-t-il études art état "
    # Hindi in Latin letters
    "abhi achha achhe bare batao chahiye dhundo dikhao hai hain ka kar karo ke ki ko koi kya kaun me mein naye par pe se"
)
FOREIGN = frozenset(_FOREIGN_WORDS.split()) - frozenset(_NOT_SOUGHT_WORDS.split())
"""Small words of other languages than arXiv's."""
NOT_SOUGHT = FOREIGN | frozenset(_NOT_SOUGHT_WORDS.split())
