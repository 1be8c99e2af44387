"""What happens, in order: one file per workflow. The only place that knows LangGraph."""
