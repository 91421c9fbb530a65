"""Pages from decision to action: the follow-up of a file, a notice, the board, the directory of hosts."""
