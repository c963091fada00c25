"""The front cover of a paper: what the record proposes for it, what it says when frozen, and its Word files."""
