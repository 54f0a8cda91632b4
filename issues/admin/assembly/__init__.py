"""The page on which an issue is assembled (编排): pool, sections, checklist, what is printed around the articles."""
