"""How fast, beside what: one module a question, each with its floor and its peers.

A bench measures and never judges. ``python -m bench`` prints the table and writes ``build/bench.json``.
"""
