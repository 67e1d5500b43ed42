"""Events: who is said by whom to have done what to whom."""
