"""The demonstration: two organisations and their adviser, a cast of users, twelve cases, played through the services."""
