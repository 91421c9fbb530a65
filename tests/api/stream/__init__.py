"""The stream: decisions on messages, their store, brokers."""
