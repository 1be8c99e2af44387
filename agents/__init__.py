"""Who thinks: each agent asks a model for words or a judgement. They come with the model."""
