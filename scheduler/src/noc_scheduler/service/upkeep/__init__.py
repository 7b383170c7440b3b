"""What is put away, looked over and measured."""
