"""The base layer over Flask-AppBuilder; nothing else subclasses it."""
