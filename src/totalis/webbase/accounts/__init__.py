"""Users, organisations, roles, rights and mandates: who may do what for whom."""
