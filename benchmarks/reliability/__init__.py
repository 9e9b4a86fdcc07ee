"""How it stands what nobody plans for: files made to harm, articles that give orders, and what runs long."""
