-- The ledger's database and its two users. The owner migrates; the application may only do what the owner grants to it.
CREATE ROLE tidegate_owner LOGIN PASSWORD 'tidegate-owner';
CREATE ROLE tidegate LOGIN PASSWORD 'tidegate';
CREATE DATABASE tidegate OWNER tidegate_owner;
