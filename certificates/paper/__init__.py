"""What a template decides: content, sentences, colours, pictures, and the page they make. Without a database."""
