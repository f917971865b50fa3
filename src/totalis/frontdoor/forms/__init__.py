"""What people send: the interview's state, the answers to questions, uploaded sheets."""
