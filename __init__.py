"""study-coach: a study coach that plans a learner's week, on their own machine."""

__version__ = "0.1.0"
