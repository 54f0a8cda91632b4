"""Organisations and users from a table: read, planned row by row, shown, and carried out once confirmed."""
