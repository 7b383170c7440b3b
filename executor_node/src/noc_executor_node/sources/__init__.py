"""Inventory plugins of Ansible's: their owner writes down which there are, and somebody asks for what they tell."""
