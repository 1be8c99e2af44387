"""The roadmaps that come with the coach: complete, and of one quality whatever their field."""

import pytest

from studycoach.domain.roadmap import Roadmap
from studycoach.domain.roadmap_check import problems
from studycoach.tools.roadmap_file import read_shipped, shipped_names

GENAI = "genai-scientist"

# id, title, goal, phase and months of each stage
STAGES = [
    (
        "foundation",
        "Foundation Stage (Beginner)",
        "Build strong basics of programming, math & ML thinking.",
        "Python + Math Basics",
        (2, 3),
    ),
    (
        "machine-learning",
        "Machine Learning Foundations",
        "Become solid in ML before Deep Learning",
        "Machine Learning",
        (2, 3),
    ),
    (
        "deep-learning",
        "Deep Learning Foundations",
        "Learn neural networks & training pipelines",
        "Deep Learning",
        (3, 4),
    ),
    ("gen-ai-core", "Gen-AI Core Learning", "Master advanced transformer & Gen-AI systems", "Gen-AI Core", (3, 6)),
    (
        "advanced-gen-ai",
        "Advanced Gen-AI Engineering",
        "Build end-to-end scalable AI systems",
        "Advanced LLM/OPS",
        (6, 12),
    ),
    (
        "research-leadership",
        "Research & Leadership Stage (Lead Gen-AI Scientist)",
        "Push boundaries, lead teams & drive innovation",
        "Research + Leadership",
        None,
    ),
]

# For each stage: area | type | the terms that its items answer to
TERMS = {
    "foundation": """
        Python | topic | Basics; Loops; Functions; OOP; Modules; Virtual env; numpy; pandas; matplotlib
        Math | topic | Linear algebra (vectors, matrices); Linear algebra; vectors; matrices; Calculus basics;
        Math | topic | Probability & Statistics; Probability; Statistics
        Computer Science | topic | Data structures; Algorithms; Complexity basics
        AI Basics | topic | ML vs DL vs Gen-AI; supervised vs unsupervised; evaluation metrics
        Milestone Tasks | milestone | Learn Python → build mini projects (calculator, text analyzer); Learn Python;
        Milestone Tasks | milestone | calculator; text analyzer; Practice math 30 mins/day; Understand ML basics;
        Milestone Tasks | milestone | Python portfolio; Problem-solving ability
    """,
    "machine-learning": """
        Feature Engineering | topic | Scaling; encoding; feature selection
        Models | topic | Linear/Logistic Regression; Linear Regression; Logistic Regression; Decision Trees; SVM;
        Models | topic | Random Forest; XGBoost
        Evaluation | topic | Precision/Recall; Precision; Recall; F1; AUC-ROC; Cross Validation
        Milestone Tasks | project | Build ML projects: spam detector, fraud detection, price prediction;
        Milestone Tasks | project | Build ML projects; spam detector; fraud detection; price prediction
    """,
    "deep-learning": """
        Deep Learning Frameworks | topic | PyTorch / TensorFlow; PyTorch; TensorFlow
        Neural Networks | topic | Dense; CNN; RNN; LSTM; Transformers (basic intro); Transformers
        Optimization | topic | Loss functions; gradient descent; learning rate schedulers
        Training & Deployment | topic | GPU basics; model serving
        Mini Projects | project | Image classifier (CNN); Sentiment classifier (RNN/LSTM or BERT);
        Mini Projects | project | Neural style transfer
    """,
    "gen-ai-core": """
        LLMs | topic | GPT; BERT; T5; Llama architecture; Llama
        NLP Techniques | topic | tokenization; embeddings; vector databases
        Gen-AI Concepts | topic | Sampling; temperature; top-k; top-p
        Prompt Engineering | topic | structured prompts; chain-of-thought; system prompts
        Fine-tuning | topic | LoRA; QLoRA; PEFT; RLHF
        LLM Tools | topic | HuggingFace; LangChain; vLLM; LlamaIndex
        Projects | project | Custom chatbot; Document Q&A system;
        Projects | project | Llama model fine-tune using LoRA on personal dataset
    """,
    "advanced-gen-ai": """
        MLOps | topic | CI/CD; GitHub Actions; containerization
        LLMOps | topic | Model registries; prompt monitoring; inference optimization
        Vector Databases | topic | Pinecone; Chroma; Weaviate
        Deploying LLMs | topic | vLLM; HuggingFace Inference; Kubernetes
        Performance Tuning | topic | quantization; caching; batching
        Projects | project | RAG (Retrieval-Augmented Generation) system; RAG; Multi-agent workflow automation;
        Projects | project | Private enterprise chatbot
    """,
    "research-leadership": """
        Technical Leadership | responsibility | Architect LLM systems; evaluate models; lead MLOps
        Research | responsibility | Read papers; experiment; publish white-papers/blogs
        Team Mentoring | responsibility | guide ML engineers; guide data scientists
        Strategy | responsibility | Define AI roadmap for company; ethical AI governance
        Must-Have Skills | skill | Transformer research reading (papers like Attention Is All You Need);
        Must-Have Skills | skill | Mathematical intuition (optimization, derivation);
        Must-Have Skills | skill | Ability to write research code from scratch; Evaluate new models;
        Must-Have Skills | skill | Manage team + communicate with business
        Advanced Topics | topic | RLHF, GRPO, DPO; RLHF; GRPO; DPO; Multi-modal models (Vision+Language);
        Advanced Topics | topic | Model distillation & efficiency; Distributed LLM training;
        Advanced Topics | topic | Data pipelines for large-scale training
        Research Projects | project | Train a small transformer from scratch; Optimize inference pipeline;
        Research Projects | project | Build multi-modal assistant (image + text)
    """,
}

RESOURCES = {
    "course": [
        "Fast.ai Deep Learning",
        "Andrew Ng ML & Deep Learning specialization",
        "Stanford CS224N (NLP)",
        "HuggingFace LLM course",
    ],
    "book": ["Deep Learning — Goodfellow", "Transformers for NLP — Denis Rothman"],
    "tool": ["Kaggle", "Papers With Code", "HuggingFace Hub", "Arxiv for research papers"],
}

PORTFOLIO = [
    ("LLM", "Train a tiny GPT model"),
    ("RAG", "Build internal knowledge bot"),
    ("Fine-tuning", "Domain assistant (medical/legal/HR)"),
    ("Vision+AI", "Multi-modal captioning app"),
    ("Research", "Paper replication (GPT-2, Llama, FlashAttention)"),
]

ADVICE = [
    "Practice math 30 mins/day",
    "Learn → Build → Publish → Repeat",
    "Document everything in GitHub + LinkedIn + Medium",
    "Join AI research communities",
    "Study research papers weekly",
    "Teach others (best way to master)",
]


@pytest.fixture(scope="module")
def genai() -> Roadmap:
    return read_shipped(GENAI)


@pytest.fixture(scope="module", params=shipped_names())
def shipped(request: pytest.FixtureRequest) -> Roadmap:
    return read_shipped(request.param)


def test_two_roadmaps_of_different_fields_are_shipped() -> None:
    assert shipped_names() == (GENAI, "spanish-a2")


def test_the_stages_are_those_of_the_timeline_in_its_words(genai: Roadmap) -> None:
    assert [(s.id, s.title, s.goal, s.phase, s.months) for s in genai.stages] == STAGES


def terms() -> list[tuple[str, str, str, str]]:
    rows = [(stage, *row.split(" | ")) for stage, table in TERMS.items() for row in table.strip().splitlines()]
    return [(stage, area.strip(), type_, t) for stage, area, type_, names in rows for t in names.strip(";").split("; ")]


@pytest.mark.parametrize(("stage", "area", "type_", "term"), terms())
def test_every_term_of_the_roadmap_is_found_in_its_stage_and_area(
    genai: Roadmap, stage: str, area: str, type_: str, term: str
) -> None:
    items = next(s for s in genai.stages if s.id == stage).items
    assert [i.id for i in items if i.area == area and i.type == type_ and term in i.terms]


def test_the_items_lie_in_the_areas_of_the_roadmap_and_in_no_others(genai: Roadmap) -> None:
    for stage in genai.stages:
        assert {i.area for i in stage.items} == {area for id_, area, _, _ in terms() if id_ == stage.id}


def test_the_beginner_competitions_are_milestones(genai: Roadmap) -> None:
    assert {i.type for i in genai.items() if "Kaggle beginner competitions" in i.terms} == {"milestone"}


def test_the_outputs_of_the_first_stage_are_kept(genai: Roadmap) -> None:
    assert genai.stages[0].outputs == ("Python portfolio", "Problem-solving ability")


@pytest.mark.parametrize(
    ("type_", "title"), [(type_, title) for type_, titles in RESOURCES.items() for title in titles]
)
def test_every_recommended_resource_is_there_with_its_stages(genai: Roadmap, type_: str, title: str) -> None:
    found = [r for r in genai.resources if r.title == title]
    assert [r.type for r in found] == [type_]
    assert found[0].stages


def test_every_portfolio_idea_is_there(genai: Roadmap) -> None:
    assert [(idea.category, idea.project) for idea in genai.portfolio] == PORTFOLIO


@pytest.mark.parametrize("advice", ADVICE)
def test_every_advice_is_the_task_of_a_habit(genai: Roadmap, advice: str) -> None:
    assert [habit.id for habit in genai.habits if advice in habit.task]


def test_the_habits_have_their_rhythm(genai: Roadmap) -> None:
    everywhere = tuple(s.id for s in genai.stages)
    assert [(h.id, h.kind, h.every, h.minutes, h.stages) for h in genai.habits] == [
        ("math-practice", "habit", "day", 30, everywhere[:1]),
        ("weekly-paper", "paper", "week", 45, everywhere),
        ("weekly-publish", "publish", "week", 45, everywhere[1:]),
        ("document-work", "habit", "week", 15, everywhere),
        ("teach-others", "habit", "month", 30, everywhere[1:]),
        ("research-communities", "habit", "month", 20, everywhere),
    ]


def test_a_shipped_roadmap_has_no_problem(shipped: Roadmap) -> None:
    assert problems(shipped) == ()


def test_a_shipped_roadmap_is_known_by_the_name_of_its_file() -> None:
    assert tuple(read_shipped(name).id for name in shipped_names()) == shipped_names()


def test_every_first_item_can_be_started_and_every_later_stage_rests_on_an_earlier_one(shipped: Roadmap) -> None:
    first, *later = shipped.stages
    assert sum(not item.prerequisites for item in first.items) >= 3, "several threads start in parallel"
    assert all(item.prerequisites for stage in later for item in stage.items)


def test_every_stage_offers_several_threads_at_its_start(shipped: Roadmap) -> None:
    for stage in shipped.stages:
        own = {item.id for item in stage.items}
        assert sum(own.isdisjoint(item.prerequisites) for item in stage.items) >= 3, stage.id


def test_work_that_builds_something_rests_on_what_it_needs(shipped: Roadmap) -> None:
    assert all(item.prerequisites for item in shipped.items() if item.type != "topic")


def test_every_item_can_be_learned_somewhere_and_found_by_a_term(shipped: Roadmap) -> None:
    for item in shipped.items():
        assert 1 <= len(item.resources) <= 3, item.id
        assert item.terms, item.id
        assert item.minutes % 5 == 0, item.id
        assert len(item.title) <= 45, item.id


def test_every_item_has_its_own_words_for_when_it_is_done(shipped: Roadmap) -> None:
    done = [item.done_when for item in shipped.items()]
    assert len(set(done)) == len(done)
    assert all(len(text) >= 60 for text in done)


def test_every_resource_names_the_stages_in_which_it_is_used(shipped: Roadmap) -> None:
    for resource in shipped.resources:
        needed = {shipped.stages[shipped.stage_of[i.id] - 1].id for i in shipped.items() if resource.id in i.resources}
        assert resource.stages, resource.id
        assert needed <= set(resource.stages), resource.id
