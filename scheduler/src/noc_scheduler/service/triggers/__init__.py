"""What starts executions: instants, messages, queues and webhooks."""
