"""What studying is: pure functions and frozen dataclasses, without input, output or clock."""
