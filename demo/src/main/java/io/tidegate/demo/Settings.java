package io.tidegate.demo;

import io.tidegate.sandbox.LedgerDatabase;
import io.tidegate.sandbox.World;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration file of this run's api and worker, alike but for the port: the keys that a real
 * installation has, with this run's ports.
 */
final class Settings {
  private Settings() {}

  /**
   * The text of the file.
   *
   * @param allowedUrls prefixes of what a runbook may name
   * @param port of the process's application connector; 0 for any free one
   */
  static String text(
      Path folder,
      World world,
      LedgerDatabase ledger,
      String webhookKey,
      List<String> allowedUrls,
      int port) {
    String tokens =
        Arrays.stream(Cast.values())
            .map(
                who ->
                    "    - {sha256: \"%s\", subject: %s, roles: [%s, auditor]}%n"
                        .formatted(who.tokenSha256(), who.subject(), who.roles()))
            .collect(Collectors.joining());
    return """
        profile: sandbox
        clusters:
          legacy: {bootstrap.servers: "%s"}
          cloud: {bootstrap.servers: "%s"}
        ledger:
          url: "%s"
          user: %s
          password: "%s"
          migrate: {user: %s, password: "%s"}
        temporal: {taskQueue: tidegate}
        webhook: {key: "%s"}
        allowedUrls: [%s]
        syncJournal: [{source: legacy, target: cloud, topic: mm2-offset-syncs.cloud.internal, on: source}]
        breakGlassDir: "%s"
        auth:
          tokens:
        %s
        server:
          applicationConnectors: [{type: http, bindHost: 127.0.0.1, port: %d}]
          adminConnectors: [{type: http, bindHost: 127.0.0.1, port: 0}]
          requestLog: {appenders: []}
          shutdownGracePeriod: 1s
        logging:
          level: WARN
          loggers: {org.apache.kafka.clients.admin.internals.DescribeConsumerGroupsHandler: "OFF"}
          appenders: [{type: file, currentLogFilename: "%s", archive: false}]
        """
        .formatted(
            world.legacy().bootstrapServers(),
            world.cloud().bootstrapServers(),
            ledger.url(),
            ledger.user(),
            ledger.password(),
            ledger.migrateUser(),
            ledger.migratePassword(),
            webhookKey,
            allowedUrls.stream()
                .map(prefix -> '"' + prefix + '"')
                .collect(Collectors.joining(", ")),
            folder.resolve("break-glass"),
            tokens.stripTrailing(),
            port,
            folder.resolve("tidegate.log"));
  }
}
