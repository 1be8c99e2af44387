"""Language models, seen as something one can ask. They come with the chat."""
