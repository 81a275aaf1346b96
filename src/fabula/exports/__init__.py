"""A story in the formats that other tools read, and other tools' analyses as stories.

Each format is a pure function from a story to the files it makes; ``formats`` lists them and writes their files whole.
"""
