"""How much of everything an inventory may hold; refused before it is worked on."""

MAX_HOSTS = 10_000
MAX_GROUPS = 2_000
MAX_RANGE = 1_000
MAX_VARIABLES_PER_HOST = 200
MAX_VALUE_DEPTH = 8
MAX_TEXT = 64 * 1024
MAX_TAGS_PER_HOST = 50
MAX_HOST_KEYS_PER_HOST = 10

MAX_CONTENT = 10 * 1024 * 1024
MAX_YAML_CONTENT = 2 * 1024 * 1024
"""YAML is read at about 300 KB a second; a bigger inventory is sent as INI or `--list` JSON."""
MAX_DOCUMENT_DEPTH = 32
MAX_DOCUMENT_VALUES = 500_000
MAX_FINDINGS = 1_000
