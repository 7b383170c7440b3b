"""What Ansible loads from us."""
