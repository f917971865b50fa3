"""Exposure: charge lines classified, same earnings found, money at risk, shown to people who settle what is unclear."""
