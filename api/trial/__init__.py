"""Trial of the rules: a text or facts answered, routed and written of under one edition, kept
nowhere.
"""
