"""What the learner asks stays between them and the model."""


def stay_private() -> None:
    """Keep langchain from telling LangSmith what is asked, whatever the environment says."""
    import langsmith

    langsmith.configure(enabled=False)
