"""The commands of manage.py; each resolves its arguments, calls one function and reports."""
