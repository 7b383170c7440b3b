"""Celery as a clock and a doorbell: its jobs do what rows ask for, whoever rang and however often."""
