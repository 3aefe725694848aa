def create_page(*a, **k): pass
