"""What a follow-up question leaves out, found in the turns before it."""
