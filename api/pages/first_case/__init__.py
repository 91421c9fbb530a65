"""First case: a guide through an invented report, from taking it to the notice; nothing stored."""
