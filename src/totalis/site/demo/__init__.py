"""The demonstration: two organisations and their adviser, a cast of users, eight cases, played through the services."""
