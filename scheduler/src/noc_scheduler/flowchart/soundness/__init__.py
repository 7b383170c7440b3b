"""What makes a flowchart sound: questions about its drawn arrows, all answered in linear time."""
