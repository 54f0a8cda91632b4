"""Proofreading at the desk: the panel beside a text, the page of a whole issue, what people made of each rule."""
