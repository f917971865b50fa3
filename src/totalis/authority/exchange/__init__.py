"""What two agencies say to each other, as plain values: `totalis/exchange/1`. No database, no network."""
