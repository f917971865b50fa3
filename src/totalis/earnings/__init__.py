"""Earnings: contributions of two countries side by side, charge lines one by one, money at risk, late settlement."""
