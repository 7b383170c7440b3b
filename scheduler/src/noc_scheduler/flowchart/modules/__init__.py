"""What is known of Ansible's modules, and whether a task's arguments fit one."""
