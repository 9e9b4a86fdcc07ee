"""How the cross-encoder was taught to read: its data, its training, what it scores on unseen articles."""
