"""A lesson in other forms: a notebook, a script, Markdown, a page. Pure: text in, text out."""
