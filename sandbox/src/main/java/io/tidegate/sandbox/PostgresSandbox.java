package io.tidegate.sandbox;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL 18 as child processes of this JVM, listening on 127.0.0.1 alone. The superuser {@code
 * postgres} needs no password there; every other user does. Data and port outlive {@link #stop()}
 * and are gone after {@link #close()}.
 *
 * <p>Limit: it does not sync to disk, so what was committed survives its own death, not a crash of
 * the machine.
 */
public final class PostgresSandbox implements AutoCloseable {

  private static final String SUPERUSER = "postgres";
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(10);
  private static final Duration STARTUP_DEADLINE = Duration.ofMinutes(1);

  /** The password rules: the first line that matches a connection decides. */
  private static final String HOST_BASED_AUTHENTICATION =
      """
      host  all  postgres  127.0.0.1/32  trust
      host  all  all       127.0.0.1/32  scram-sha-256
      """;

  private final int port = LoopbackPorts.free();
  private final ScratchDirectory directory = ScratchDirectory.create("postgres");
  private volatile @Nullable EmbeddedPostgres server;

  /** The child processes would outlive a JVM that forgot them. */
  private final Thread lastResort = new Thread(this::close, "close PostgreSQL");

  private PostgresSandbox() {}

  /** Starts a server without databases of ours and returns once it answers. */
  public static PostgresSandbox start() {
    PostgresSandbox sandbox = new PostgresSandbox();
    try {
      sandbox.startAgain();
      Runtime.getRuntime().addShutdownHook(sandbox.lastResort);
      return sandbox;
    } catch (RuntimeException e) {
      sandbox.directory.delete();
      throw e;
    }
  }

  public int port() {
    return port;
  }

  /** The JDBC URL of a database, without a user. */
  public String url(String database) {
    return "jdbc:postgresql://" + LoopbackPorts.HOST + ":" + port + "/" + database;
  }

  /** Creates an empty database that the superuser {@code postgres} owns; returns its JDBC URL. */
  public String createDatabase(String name) {
    requireName(name);
    execute("create database " + name, "CREATE DATABASE " + name);
    return url(name) + "?user=" + SUPERUSER;
  }

  /**
   * Creates an empty database, its owner {@code <name>_owner} and a user {@code <name>_user}. Each
   * has a password of its own. The user may connect and nothing else until the owner grants.
   */
  public LedgerDatabase createLedgerDatabase(String name) {
    requireName(name);
    LedgerDatabase database =
        new LedgerDatabase(
            url(name),
            name + "_user",
            UUID.randomUUID().toString(),
            name + "_owner",
            UUID.randomUUID().toString());
    createUser(database.migrateUser(), database.migratePassword());
    createUser(database.user(), database.password());
    execute(
        "create database " + name, "CREATE DATABASE " + name + " OWNER " + database.migrateUser());
    return database;
  }

  /** Stops the server: open connections break, new ones are refused. Nothing if it is stopped. */
  public synchronized void stop() {
    EmbeddedPostgres running = server;
    if (running != null) {
      server = null;
      try {
        running.close();
      } catch (IOException e) {
        throw new SandboxException("PostgreSQL did not stop", e);
      }
    }
  }

  /**
   * Ends the server in the middle of whatever it does (SIGKILL) and returns once nothing of it is
   * left; its log brings back what was committed at the next start.
   */
  public synchronized void kill() {
    EmbeddedPostgres running = server;
    if (running == null) {
      throw new IllegalStateException("PostgreSQL does not run");
    }
    List<ProcessHandle> processes = processes();
    processes.forEach(ProcessHandle::destroyForcibly);
    Await.until(
        STOP_DEADLINE,
        "the killed PostgreSQL to be gone",
        () -> processes.stream().noneMatch(ProcessHandle::isAlive));
    stop();
  }

  /** The server and its children: the first line of its own note is its process id. */
  private List<ProcessHandle> processes() {
    try (Stream<String> note = Files.lines(directory.path().resolve("postmaster.pid"))) {
      long id = Long.parseLong(note.findFirst().orElseThrow());
      ProcessHandle postmaster = ProcessHandle.of(id).orElseThrow();
      return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    } catch (IOException e) {
      throw new SandboxException("PostgreSQL's process id cannot be read", e);
    }
  }

  /** Starts the server again on the same port and data; nothing if it runs. */
  public synchronized void startAgain() {
    if (server != null) {
      return;
    }
    try {
      server =
          EmbeddedPostgres.builder()
              .setPort(port)
              .setDataDirectory(directory.path())
              .setCleanDataDirectory(false)
              .setDataDirectoryCustomizer(PostgresSandbox::writeAuthentication)
              .setRegisterShutdownHook(false)
              .setPGStartupWait(STARTUP_DEADLINE)
              .setServerConfig("listen_addresses", LoopbackPorts.HOST)
              // The default of embedded servers answers a commit before its log is written.
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("max_connections", "100")
              .setServerConfig("shared_buffers", "32MB")
              .setServerConfig("io_method", "sync")
              .start();
    } catch (IOException e) {
      throw new SandboxException("PostgreSQL did not start on port " + port, e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      stop();
    } finally {
      directory.delete();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(lastResort);
    } catch (IllegalStateException e) {
      return; // The JVM is already going down: the hook finds nothing left to do.
    }
  }

  /** The names of the applications that are connected to a database now, one for each session. */
  public List<String> applications(String database) {
    EmbeddedPostgres running = server;
    if (running == null) {
      throw new IllegalStateException("could not list sessions: PostgreSQL is stopped");
    }
    try (Connection connection = running.getPostgresDatabase().getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT application_name FROM pg_stat_activity WHERE datname = ? ORDER BY 1")) {
      statement.setString(1, database);
      List<String> names = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
      return names;
    } catch (SQLException e) {
      throw new SandboxException("could not list sessions", e);
    }
  }

  private static void writeAuthentication(File dataDirectory) {
    try {
      Files.writeString(dataDirectory.toPath().resolve("pg_hba.conf"), HOST_BASED_AUTHENTICATION);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireName(String name) {
    if (!name.matches("[a-z][a-z0-9_]{0,49}")) {
      throw new IllegalArgumentException(
          "database name \"%s\": a lower-case letter, then up to 49 of a-z, 0-9 and _ are allowed"
              .formatted(name));
    }
  }

  private void createUser(String name, String password) {
    execute("create user " + name, "CREATE USER " + name + " PASSWORD '" + password + "'");
  }

  private void execute(String deed, String sql) {
    EmbeddedPostgres running = server;
    if (running == null) {
      throw new IllegalStateException("could not " + deed + ": PostgreSQL is stopped");
    }
    try (Connection connection = running.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new SandboxException("could not " + deed, e);
    }
  }
}
