"""How Ansible is configured wherever it runs; nothing of the machine's own configuration counts."""

#: Below an attempt's private folder; Ansible runs in `project/`, and the paths inside the file are relative to it.
CONFIGURATION = "project/ansible.cfg"
#: `{become}` is where a login has its own lines.
ANSIBLE_CFG = """\
[defaults]
any_errors_fatal = False
{become}deprecation_warnings = False
devel_warning = False
forks = 1
gathering = explicit
host_key_checking = True
inject_facts_as_vars = False
interpreter_python = auto_silent
local_tmp = ../tmp
localhost_warning = False
nocolor = True
retry_files_enabled = False
roles_path = .
system_warnings = False
[inventory]
enable_plugins = yaml
host_pattern_mismatch = error
inventory_unparsed_warning = False
unparsed_is_failed = True
[ssh_connection]
pipelining = False
retries = 0
transfer_method = piped
usetty = True
"""
