def choose_language(r): pass
