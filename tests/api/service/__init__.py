"""The service: API, storage, people, journal."""
