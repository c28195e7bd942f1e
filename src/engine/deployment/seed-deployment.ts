// The deployment that a fresh database has: an example that answers at the root until somebody says otherwise.
