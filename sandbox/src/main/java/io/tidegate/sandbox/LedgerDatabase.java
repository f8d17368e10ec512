package io.tidegate.sandbox;

/**
 * A database with the two users that a ledger expects: one that owns it and migrates it, and one
 * that has nothing in it until the owner grants.
 */
public record LedgerDatabase(
    String url, String user, String password, String migrateUser, String migratePassword) {}
