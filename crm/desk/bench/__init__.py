"""Measures the product against the numbers it has to meet, each beside a plain floor on the same rows (`bin/bench`)."""
