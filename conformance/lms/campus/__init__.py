"""The platform round edx-proctoring."""
