"""The local web application: one module a page, no logic."""
