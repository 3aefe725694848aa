"""Numbers of rows as they come from outside."""

HIGHEST = 2**63 - 1


def number(text):
    """The id in a hidden field or an address; 0, which no row has, for anything else."""
    text = str(text)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= HIGHEST else 0
