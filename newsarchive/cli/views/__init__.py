"""What people see in the terminal; one module for each kind of thing shown."""
