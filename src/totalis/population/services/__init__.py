"""What people do with a whole population: have it screened, open cases from it, withdraw it."""
