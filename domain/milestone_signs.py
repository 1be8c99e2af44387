"""Signs in a project that a demand is met: which words of the demand ask for one, and which names show it."""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that can be seen in a project. `what` it is in words; `asks` finds the words of a demand that ask for it.

    Any of these shows it: a used name out of `names`, something used of one of the `modules`, a word out of `words`
    within a used name, a text that `texts` finds, a file that `files` finds, a line of a docstring or a page that
    `says` finds.
    """

    what: str
    asks: str
    names: str = ""
    modules: str = ""
    words: str = ""
    texts: str = ""
    files: str = ""
    says: str = ""

    def asked(self, demand: str) -> re.Match[str] | None:
        """Where a demand asks for it."""
        return re.search(rf"(?<![\w-])(?:{self.asks})(?!\w)", demand, re.IGNORECASE)


README: Final = Sign("a README", "README", files=r"(?:^|/)readme(?:\.\w+)?$")
_WEB = "gradio streamlit flask fastapi django dash nicegui chainlit panel reflex starlette"
_SERVING = "fastapi flask django uvicorn starlette aiohttp bentoml litserve tornado http.server vllm ray.serve"
_STORES = (
    "chromadb faiss pinecone weaviate qdrant_client llama_index lancedb pgvector langchain_chroma langchain_pinecone"
)
_SPLITS = (
    "train_test_split random_split StratifiedShuffleSplit ShuffleSplit X_test y_test test_loader test_dataset test_set"
    " testset test_ds test_dl test_data test_df holdout held_out"
)
_FOLDS = (
    "cross_val_score cross_validate cross_val_predict KFold StratifiedKFold GroupKFold TimeSeriesSplit GridSearchCV"
    " RandomizedSearchCV RepeatedKFold"
)
_METRICS = "classification_report precision_recall_fscore_support"

SIGNS: Final[tuple[Sign, ...]] = (
    # Programs
    Sign("a command", "commands?|(?:a small )?program|script(?<!attack script)", "ArgumentParser argv input stdin", "argparse click typer fire docopt"),
    Sign("a division by zero", "division by zero", "ZeroDivisionError"),
    Sign(
        "input that is no number", r'the word "?banana"?|bad input|wrong input',
        "ValueError isdigit isnumeric isdecimal InvalidOperation",
    ),
    Sign("an addition", "adds|addition", "add plus sum", texts=r"^\s*\+\s*$"),
    Sign("a division", "divides|division", "div divide truediv division", texts=r"^\s*[/÷]\s*$"),
    Sign(
        "how often words occur", "most common words|word counts?",
        "most_common Counter value_counts FreqDist nlargest CountVectorizer", words="frequency frequencies",
    ),
    Sign("a file that is read", "(?:any )?text files?", "open read_text readlines", words="read"),
    Sign("Big-O", "(?:its )?growth in Big-O|Big-O", says=r"\bO\(|Θ\("),
    Sign("tests", "(?:unit )?tests?(?= (?:pass|cover|check|run))|tested", modules="pytest unittest hypothesis",
         files=r"(?:^|/)(?:test_\w+|\w+_test)\.py$"),
    Sign("docstrings", "docstrings?", says=r"\w"),
    Sign("a list of what it needs", "requirements|dependencies|virtual environment",
         files=r"(?:^|/)(?:requirements[\w.-]*\.txt|pyproject\.toml|environment\.ya?ml|uv\.lock|Pipfile)$"),
    Sign("a container", "Docker\\w*|container\\w*|image is built", files=r"(?:^|/)(?:Dockerfile[\w.-]*|compose\.ya?ml|docker-compose[\w.-]*)$"),
    Sign("a run of checks at each push", "CI|GitHub Actions?|pipeline runs on (?:each|every) push",
         files=r"^\.github/workflows/[^/]+\.ya?ml$|^\.gitlab-ci\.yml$"),
    Sign("how to run it", "stranger runs each|how to run", says=r"(?:^|[`$>\s])(?:python3?|pip|uvx?|conda|make|docker|coach) \S"),
    README,
    Sign("a notebook", "notebooks?", files=r"\.ipynb$"),
    # Measures
    Sign("a precision-recall curve", "precision[- ]recall curve", "precision_recall_curve PrecisionRecallDisplay average_precision_score"),
    Sign("a confusion matrix", "confusion matrix", "confusion_matrix ConfusionMatrixDisplay ConfusionMatrix"),
    Sign("the area under a ROC curve", "ROC(?:[- ]AUC)?|AUC", "roc_auc_score roc_curve auc RocCurveDisplay AUROC"),
    Sign("precision", "precision", f"precision_score {_METRICS} BinaryPrecision MulticlassPrecision", words="precision"),
    Sign("recall", "recall", f"recall_score {_METRICS} BinaryRecall MulticlassRecall", words="recall"),
    Sign("an F1 score", "F1(?: scores?)?", f"f1_score {_METRICS} F1Score BinaryF1Score MulticlassF1Score f1"),
    Sign("held-out data", "held[- ]?out(?: set| data)?|test set|test data|unseen data", f"{_SPLITS} {_FOLDS}"),
    Sign("accuracy on test data", "test accuracy", "accuracy_score MulticlassAccuracy test_acc test_accuracy", words="accuracy"),
    Sign("accuracy", "accuracy", "accuracy_score MulticlassAccuracy", words="accuracy acc"),
    Sign("cross-validation", "cross[- ]validat(?:ion|ed)", _FOLDS),
    Sign("faithfulness", "faithfulness", modules="ragas deepeval", words="faithfulness faithful groundedness grounded"),
    Sign("how long it takes", "speed|latency|requests per second|response times?", "perf_counter perf_counter_ns timeit",
         "timeit time.time time.perf_counter time.monotonic locust", "latency throughput elapsed"),
    Sign("a model's size", "size", "numel getsize getsizeof count_params st_size num_parameters", words="megabytes"),
    Sign("a baseline", "baseline|its base", "DummyRegressor DummyClassifier", words="baseline"),
    Sign("a profile", "profile", modules="cProfile profile pstats torch.profiler pyinstrument line_profiler", words="profiler profile"),
    Sign("an evaluation", "measured on|questions? of your own|evaluat(?:ed|ion)", "evaluate", "ragas deepeval lm_eval evaluate",
         "evaluation evaluate benchmark"),
    # Models and their training
    Sign("a prediction", "marks|classif(?:y|ies)|predicts?", "predict predict_proba decision_function", words="predict classify"),
    Sign("what is done for rare classes", "(?:strongly )?imbalanced",
         "class_weight scale_pos_weight stratify SMOTE RandomOverSampler RandomUnderSampler WeightedRandomSampler pos_weight sample_weight"),
    Sign("a threshold", "threshold", words="threshold thresholds"),
    Sign("what it costs", "costs?", words="cost price"),
    Sign("what is saved", "money it saves|savings", words="saving savings saved"),
    Sign("a range", "with a range|interval", "quantile percentile QuantileRegressor conformal", words="interval quantile"),
    Sign("wrong predictions picked out", "(?:of its )?mistakes|worst predictions",
         words="mistake misclassified misclassify wrong worst residual", says="mistake|misclassif|worst|false (?:positive|negative|alarm)"),
    Sign("a submission", "submissions?", words="submission submit", texts="submission", files=r"submission[^/]*\.csv$"),
    Sign("an LSTM", "LSTM", "LSTM LSTMCell", words="lstm"),
    Sign("a BERT", "BERT", words="bert", texts="bert(?!opic)"),
    Sign("a Llama model", "Llama(?: model)?", words="llama", texts="llama"),
    Sign("the parts of a transformer", "transformer", "MultiheadAttention scaled_dot_product_attention", words="attention transformer"),
    Sign("training", "(?:is )?trained on|(?:is )?tuned on", "backward fit Trainer SFTTrainer fit_one_cycle train_step GradientTape"),
    Sign("a loss", "(?:its )?loss(?= follows)", words="loss"),
    Sign("a plot", "plots?|chart|curve", modules="matplotlib seaborn plotly altair", words="plot"),
    Sign("an adapter", "adapter|LoRA", "LoraConfig get_peft_model PeftModel", "peft", "adapter lora"),
    Sign("saved weights", "weights", "state_dict save_pretrained save_file save_weights save_model push_to_hub"),
    Sign("a data card", "data card", "DatasetCard DatasetCardData", files="(?:data|dataset)[_-]?card"),
    Sign("an audit log", "audit log", words="audit"),
    Sign("a log", "training log|recorded runs|logs?", "SummaryWriter report_to CSVLogger TensorBoardLogger",
         "logging wandb mlflow tensorboard tensorboardX trackio langfuse loguru structlog", "log logger"),
    # What it is used with
    Sign("a page in the browser", "(?:a )?page in the browser|(?:in a )?web ?page|web app", modules=_WEB),
    Sign("a server", "served over HTTP|over HTTP|endpoints?|an API", modules=_SERVING),
    Sign("an upload", "uploaded|uploads?", "UploadFile file_uploader camera_input", "gradio.Image gradio.File", "upload uploaded"),
    Sign("pictures", "photos?|pictures?|images?|paint(?:s|ing)", modules="PIL cv2 torchvision imageio skimage", words="photo image picture"),
    Sign("answers that are streamed", "streams", "stream astream StreamingResponse write_stream TextIteratorStreamer TextStreamer",
         words="stream streaming"),
    Sign("what was said before", "remembers the conversation|conversation", words="history conversation memory"),
    Sign("a limit", "within a limit", "max_tokens trim_messages maxlen", words="limit trim truncate window"),
    Sign("answers that are refused", "declines|refuses", "moderations", words="refuse refusal decline guardrail moderation forbidden"),
    Sign("search in documents", "pages are answered|(?:answers from )?.{0,24}(?:changing )?documents|retrieval|RAG",
         "as_retriever similarity_search VectorStoreIndex", _STORES, "retrieve retriever retrieval"),
    Sign("passages that are quoted", "(?:the )?quoted passage|(?:checked )?citations?", words="quote quotation cite citation passage"),
    Sign("an answer for what isn't known", r"""rightly says "not in here"|says when it can't see something|not in here""",
         words="abstain unanswerable refuse", texts=r"not in (?:here|the)|(?:do not|don'?t) know|can(?:no|')?t (?:see|find|answer|tell)"),
    Sign("a deployment", "deployed", modules="modal bentoml", files=r"(?:^|/)(?:Dockerfile[\w.-]*|compose\.ya?ml|docker-compose[\w.-]*|Procfile|fly\.toml)$|(?:^|/)(?:k8s|deploy|helm)/"),
    Sign("agents", "agents?(?: with separate roles)?", "create_react_agent StateGraph AgentExecutor", "langgraph crewai autogen smolagents", "agent"),
    Sign("access rights", "access rights|roles?", words="role permission acl access"),
    Sign("a login", "login", "OAuth2PasswordBearer HTTPBearer HTTPBasic login_required", "flask_login authlib jwt", "login authenticate"),
    Sign("monitoring", "monitoring|monitored", modules="prometheus_client opentelemetry langfuse langsmith sentry_sdk", words="monitor monitoring"),
    Sign("a runbook", "runbook", files="runbook"),
    Sign("attacks", "(?:your )?attack script|attacks", words="attack injection jailbreak", files=r"(?:attack|red_?team)[^/]*\.py$"),
    Sign("a report", "(?:public )?report", files=r"(?:^|/)[^/]*report[^/]*\.(?:md|pdf|html|tex)$"),
    Sign("a question before it acts", "ask before anything irreversible", "input interrupt", words="confirm approve approval interrupt"),
    Sign("a state that is kept", "resume after a crash", "MemorySaver SqliteSaver PostgresSaver", words="checkpoint resume"),
    Sign("failures", "each failure's cause|failures?", words="failure failed cause"),
)  # fmt: skip
"""In the order in which they are looked for: what one was asked for by isn't taken for another."""
