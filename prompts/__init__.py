"""What we say to models: one Markdown file per prompt, and the loader."""
