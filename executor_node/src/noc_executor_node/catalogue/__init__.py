"""The module catalogue: what this executor node's Ansible modules take and return."""
