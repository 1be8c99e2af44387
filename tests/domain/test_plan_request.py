"""What learners ask of their plan, in their own words and seven languages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import a_roadmap, a_session

from studycoach.domain.errors import WrongInput
from studycoach.domain.plan_request import PlanRequest, PlanTalk, from_mapping, read_request, to_mapping
from studycoach.domain.plan_request_times import MOST_MINUTES
from studycoach.domain.roadmap import Item

TUESDAY = date(2026, 11, 24)
MONDAY_EVENING = datetime(2026, 11, 23, 18, tzinfo=UTC)


def topic(name: str, title: str, *terms: str, area: str = "Data", type: str = "topic") -> Item:
    return Item(name, title, type, area, "concept", 60, "shown", terms)


ROADMAP = a_roadmap(
    (
        topic("pandas-frames", "Pandas data frames", "Pandas"),
        topic("python-loops", "Python loops", "Loops", area="Python"),
        topic("linear-algebra", "Vectors and matrices", "Linear algebra", area="Maths"),
        topic("first-project", "A small data project", type="project"),
        topic("docker", "Containers with Docker", "containerization", area="MLOps"),
        topic("japanese", "機械学習の基礎", area="基礎"),
    )
)


def session(number: int, day: int, name: str, kind: str = "learn", state: str = "planned", minutes_later: int = 0):
    at = MONDAY_EVENING + timedelta(days=day, minutes=minutes_later)
    title = ROADMAP.by_id[name].title if name in ROADMAP.by_id else "30 minutes of maths"
    return a_session(f"w48-{number}", at, name, kind, title=title, state=state)


TALK = PlanTalk(
    TUESDAY,
    (
        session(1, 0, "python-loops", state="missed"),
        session(2, 1, "pandas-frames"),
        session(3, 1, "python-loops", "review", minutes_later=60),
        session(4, 2, "linear-algebra"),
        session(5, 3, "first-project", "project"),
        session(6, 4, "pandas-frames", "practise"),
        session(7, 4, "maths", "habit", minutes_later=60),
    ),
    ROADMAP,
)


def read(message: str) -> PlanRequest | None:
    return read_request(message, TALK)


def ask(action: str, *sessions: str, **other) -> PlanRequest:
    return PlanRequest(action, tuple(f"w48-{s}" for s in sessions), **other)


SHOWN = {
    "show_week": (
        "show my week", "Show me my plan, please", "what's the plan for this week?", "What do I have this week?", "plan", "my schedule",
        "Zeig mir meine Woche", "Was steht diese Woche an?", "Wochenplan", "muéstrame mi plan", "¿Qué toca esta semana?",
        "montre-moi ma semaine", "Mon plan", "本周学习计划", "这周的安排", "我的计划是什么", "今週の予定を教えて", "इस हफ़्ते की योजना",
        "मेरी योजना दिखाओ", "/plan",
    ),
    "show_today": (
        "what's on today", "What do I do today?", "today", "today's sessions", "what should I do now", "What's next?", "show today",
        "Was steht heute an?", "Was kommt als nächstes?", "¿Qué toca hoy?", "qué tengo hoy", "Qu'est-ce que j'ai aujourd'hui ?",
        "今天学什么?", "今天有什么安排", "今日の予定は?", "今日は何をやればいい?", "आज क्या पढ़ना है?", "आज का प्लान", "/today",
    ),
    "progress": (
        "how far am I", "How am I doing?", "progress", "when will I finish?", "am I on track", "wie weit bin ich?", "Mein Fortschritt",
        "¿cómo voy?", "¿cuánto me falta?", "où j'en suis ?", "mes progrès", "我的学习进度", "学到哪里了", "進捗を見せて", "どこまで進んだ?",
        "मेरी प्रगति", "कितना बाकी है",
    ),
    "replan": (
        "move things around", "replan", "Can you reschedule everything?", "please plan my week again", "I need a new plan",
        "plane die Woche neu", "umplanen bitte", "replanifica la semana", "reorganiza mi plan", "replanifie ma semaine", "refais le plan",
        "重新安排一下", "调整我的计划", "計画を立て直して", "फिर से योजना बनाओ", "/replan",
    ),
    "undo": ("undo", "Undo that!", "take that back", "please undo it", "mach das rückgängig", "deshazlo", "annule ça", "撤销", "取り消して", "पूर्ववत करें"),
}  # fmt: skip


@pytest.mark.parametrize(("action", "message"), [(a, m) for a, messages in SHOWN.items() for m in messages])
def test_what_needs_no_session_is_read(action, message):
    assert read(message) == ask(action)


@pytest.mark.parametrize(
    ("message", "day", "why"),
    [
        ("I lost Tuesday", "2026-11-24", ""),
        ("I'm ill today", "2026-11-24", "ill"),
        ("im sick", "2026-11-24", "sick"),
        ("I can't study tomorrow because my sister visits", "2026-11-25", "my sister visits"),
        ("Wednesday doesn't work for me", "2026-11-25", ""),
        ("I missed yesterday.", "2026-11-23", ""),
        ("skip friday", "2026-11-27", ""),
        ("no time on Thursday", "2026-11-26", ""),
        ("cant study tomorrow", "2026-11-25", ""),
        ("skip today's sessions", "2026-11-24", ""),
        ("I can't on 2026-12-01", "2026-12-01", ""),
        ("I'm ill today and tomorrow", "2026-11-24..2026-11-25", "ill"),
        ("I'm sick until Thursday", "2026-11-24..2026-11-26", "sick"),
        ("I can't study before Thursday", "2026-11-24..2026-11-25", ""),
        ("I'm sick until Monday", "2026-11-24..2026-11-30", "sick"),
        ("I'm ill until today", "2026-11-24", "ill"),
        ("Ich bin heute krank", "2026-11-24", "krank"),
        ("Am Mittwoch kann ich nicht", "2026-11-25", ""),
        ("Der Dienstag ist ausgefallen", "2026-11-24", ""),
        ("Perdí el martes", "2026-11-24", ""),
        ("Hoy estoy enferma", "2026-11-24", "enferma"),
        ("mañana no puedo estudiar", "2026-11-25", ""),
        ("J'ai perdu mardi", "2026-11-24", ""),
        ("je suis malade aujourd’hui", "2026-11-24", "malade"),
        ("demain je ne peux pas", "2026-11-25", ""),
        ("我今天生病了", "2026-11-24", "生病"),
        ("星期三没时间", "2026-11-25", ""),
        ("今日は病気です", "2026-11-24", "病気"),
        ("水曜日は無理です", "2026-11-25", ""),
        ("आज मैं बीमार हूँ", "2026-11-24", "बीमार"),
        ("मंगलवार छूट गया", "2026-11-24", ""),
    ],
)
def test_a_lost_day_is_read(message, day, why):
    assert read(message) == ask("lost_day", day=day, why=why)


@pytest.mark.parametrize(
    ("message", "minutes", "day"),
    [
        ("only 4 hours this week", 240, ""),
        ("I have only 4h this week.", 240, ""),
        ("This week I can do 90 minutes at most", 90, ""),
        ("I've got five hours next week", 300, "2026-12-01"),
        ("diese Woche nur 4 Stunden", 240, ""),
        ("Ich habe diese Woche höchstens anderthalb Stunden", 90, ""),
        ("esta semana solo 4 horas", 240, ""),
        ("Cette semaine je n'ai que 4 heures", 240, ""),
        ("这周我只有4小时", 240, ""),
        ("今週は4時間しかない", 240, ""),
        ("इस हफ़्ते सिर्फ़ ४ घंटे", 240, ""),
        ("no limit this week any more", MOST_MINUTES, ""),
    ],
)
def test_a_limit_of_a_week_is_read(message, minutes, day):
    assert read(message) == ask("limit_week", minutes=minutes, day=day)


@pytest.mark.parametrize(
    ("message", "request_"),
    [
        ("I finished the pandas part, took 50 minutes", ask("done", 2, minutes=50, finished=True)),
        ("I finished the padnas part", ask("done", 2, finished=True)),
        ("done with the first one", ask("done", 2)),
        ("I did w48-4", ask("done", 4)),
        ("W48-5 done, 1.5 h", ask("done", 5, minutes=90)),
        ("done with the pandas session", ask("done", 2)),
        ("I finished linear algebra", ask("done", 4, finished=True)),
        ("I finished the project", ask("done", 5, finished=True)),
        ("finished the loops review, was hard", ask("done", 3, rating="hard")),
        ("I completed Docker in 45 minutes", ask("log", topic="docker", minutes=45, finished=True)),
        ("I did it", ask("done", 2, 3)),
        ("done", ask("done", 2, 3)),
        ("Ich bin mit Pandas fertig, hat 50 Minuten gedauert", ask("done", 2, minutes=50, finished=True)),
        ("Die erste Sitzung ist erledigt", ask("done", 2)),
        ("Terminé la parte de pandas en 50 minutos", ask("done", 2, minutes=50, finished=True)),
        ("j'ai fini la partie pandas en 50 minutes", ask("done", 2, minutes=50, finished=True)),
        ("我完成了pandas部分，用了50分钟", ask("done", 2, minutes=50, finished=True)),
        ("pandasの部分が終わりました。50分かかりました", ask("done", 2, minutes=50, finished=True)),
        ("मैंने pandas पूरा किया, 50 मिनट लगे", ask("done", 2, minutes=50, finished=True)),
        ("I worked 30 minutes on Docker", ask("log", topic="docker", minutes=30)),
        ("studied pandas for half an hour", ask("done", 2, minutes=30)),
        ("skip w48-4 because I know it", ask("skip", 4, why="I know it")),
        ("skip the pandas session", ask("skip", 2)),
        ("skip tomorrow's session", ask("skip", 4)),
        ("cancel the last session", ask("skip", 3)),
        ("I can't do the project on Thursday", ask("skip", 5)),
        ("salta la sesión de pandas", ask("skip", 2)),
        ("跳过pandas", ask("skip", 2)),
        ("why w48-3", ask("why", 3)),
        ("why this topic?", ask("why", 2)),
        ("why is pandas planned today?", ask("why", 2)),
        ("Warum dieses Thema?", ask("why", 2)),
        ("¿por qué este tema?", ask("why", 2)),
        ("pourquoi ce sujet ?", ask("why", 2)),
        ("为什么是这个主题?", ask("why", 2)),
        ("なぜこのトピック?", ask("why", 2)),
        ("यह विषय क्यों?", ask("why", 2)),
        ("what's on Wednesday?", ask("show_today", day="2026-11-25")),
        ("/done w48-2", ask("done", 2)),
        ("/done 2 50", ask("done", 2, minutes=50)),
        ("/done w48-3 1 h 10 hard", ask("done", 3, minutes=70, rating="hard")),
        ("/done pandas", ask("done", 2, 6)),
        ("/done", ask("done", 2, 3)),
        ("/done w48-99", ask("done", 99)),
        ("/skip w48-4 I am ill", ask("skip", 4, why="I am ill")),
        ("/why 3", ask("why", 3)),
        ("/why", ask("why", 2)),
    ],
)  # fmt: skip
def test_a_request_about_sessions_is_read(message, request_):
    assert read(message) == request_


@pytest.mark.parametrize(
    "message",
    [
        "", " ", "?", "hello", "thanks!", "why is the sky blue?", "why does pandas use numpy?", "what is linear algebra?",
        "explain loops", "quiz me on pandas", "I will finish pandas tomorrow", "I want to be done with pandas", "if I lost Tuesday, what then?",
        "did I finish pandas?", "I haven't finished the pandas part", "I studied 4 hours this week", "I can't wait for Tuesday",
        "I'm not ill today", "I lost last Tuesday", "can I do it in only 4 hours this week?", "reschedule pandas to Friday",
        "I lost Monday and Friday", "which papers came out today?", "I lost my keys", "I finished dinner yesterday with my whole family here",
        "ich will pandas lernen", "¿qué es pandas?", "今天天气怎么样", "भाषा क्या है?", "x" * 5000, "/papers agents", "/etc/hosts", "w48-3",
        "कल मैं बीमार हूँ", "I lost Tuesday " * 40, "how was your day?", "only 4 hours", "draft a post about this week",
        "what happened to the plan that the team made for the release last month?", "I forgot the last line of my loops",
        "it was the first time that I did maths with my brother and his friends", "which topics did I finish", "先週やったことを教えて",
        "我学完了吗", "nobody did anything about it last month, and I wrote it all down", "wann habe ich das gemacht",
    ],
)  # fmt: skip
def test_what_is_not_certain_is_left_to_the_model(message):
    assert read(message) is None


def test_a_slash_command_that_does_not_exist_is_refused():
    with pytest.raises(WrongInput, match="/donee"):
        read("/donee w48-2")


def test_a_day_before_its_sessions_are_settled_is_what_the_first_one_means():
    settled = tuple(a_session("w48-2", s.starts_at, state="done") if s.id == "w48-2" else s for s in TALK.sessions)
    assert read_request("done with the second one", PlanTalk(TUESDAY, settled, ROADMAP)) == ask("done", 3)


@given(st.text(max_size=120), st.sampled_from([m for messages in SHOWN.values() for m in messages if "/" not in m]))
def test_any_text_is_read_or_left_alone_and_names_only_what_there_is(noise, message):
    for text in (noise, f"{message} {noise}", f"{noise} {message}"):
        try:
            found = read(text)
        except WrongInput:
            assert text.lstrip().startswith("/")
            continue
        if found and not text.lstrip().startswith("/"):
            assert set(found.sessions) <= {s.id for s in TALK.sessions}
            assert found.topic in {"", *ROADMAP.by_id}


@given(
    st.builds(
        PlanRequest,
        st.sampled_from(["done", "skip", "why"]),
        st.lists(st.text(max_size=8), max_size=3).map(tuple),
        topic=st.text(max_size=8),
        minutes=st.integers(0, 600),
        finished=st.booleans(),
        why=st.text(max_size=20),
    )
)
def test_a_request_survives_a_graphs_state(request_):
    assert from_mapping(to_mapping(request_)) == request_


def test_what_is_no_request_is_refused():
    with pytest.raises(ValueError, match="rob the bank"):
        from_mapping({"action": "rob the bank"})


def test_a_kind_that_is_said_tells_a_habit_from_a_topic_of_the_same_area() -> None:
    habit = a_session(
        "w48-3", MONDAY_EVENING + timedelta(days=2), "maths-practice", "habit", title="Maths practice", state="planned"
    )
    vectors = session(5, 2, "linear-algebra", minutes_later=30)
    talk = PlanTalk(TUESDAY, (habit, vectors), ROADMAP)
    for message in ("skip the maths habit tomorrow", "skip the habit tomorrow"):
        assert read_request(message, talk) == PlanRequest("skip", ("w48-3",)), message
