package io.tidegate.worker.parity;

import io.tidegate.activities.kafka.ClientKeys;
import io.tidegate.runbooks.Nearest;
import io.tidegate.worker.StartFailure;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * A file of Kafka client properties, as Kafka's own commands take it, with every key and value
 * judged before anything is connected.
 *
 * @param properties those that reading by position needs
 */
public record ClientFile(Path file, String bootstrapServers, Map<String, String> properties) {
  private static final String SERVERS = "bootstrap.servers";

  public ClientFile {
    properties = Map.copyOf(properties);
  }

  /**
   * Reads it.
   *
   * @throws StartFailure with 64, naming the file and what is wrong with it
   */
  public static ClientFile read(Path file) throws StartFailure {
    Map<String, String> properties = load(file);
    refuseUnknown(file, properties);
    String servers = properties.getOrDefault(SERVERS, "");
    if (servers.isBlank()) {
      throw bad(file, "bootstrap.servers is missing: host:port of one or more brokers");
    }
    try {
      return new ClientFile(file, servers.strip(), ClientKeys.forReading(properties));
    } catch (IllegalArgumentException refused) {
      throw bad(file, withHint(String.valueOf(refused.getMessage())), refused);
    }
  }

  private static Map<String, String> load(Path file) throws StartFailure {
    if (file.toString().isEmpty()) {
      throw new StartFailure(
          StartFailure.BAD_INPUT, "a file of Kafka client properties has no name: it is empty");
    }
    if (!Files.exists(file)) {
      throw bad(file, "no such file");
    }
    if (Files.isDirectory(file)) {
      throw bad(file, "a folder, not a file of Kafka client properties");
    }
    if (!Files.isReadable(file)) {
      throw bad(file, "the file may not be read by this user");
    }
    Properties loaded = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      loaded.load(reader);
    } catch (CharacterCodingException notText) {
      throw bad(file, "not a text file in UTF-8", notText);
    } catch (IOException | IllegalArgumentException broken) {
      throw bad(file, "not a properties file: " + broken.getMessage(), broken);
    }
    Map<String, String> properties = new TreeMap<>();
    loaded.stringPropertyNames().forEach(key -> properties.put(key, loaded.getProperty(key)));
    return properties;
  }

  private static void refuseUnknown(Path file, Map<String, String> properties) throws StartFailure {
    SortedSet<String> unknown = ClientKeys.unknown(properties);
    boolean anyKeyMayBeRead = ClientKeys.namesForeignClass(properties);
    List<String> refused = new ArrayList<>();
    for (String key : unknown) {
      Optional<String> near = Nearest.to(key, ClientKeys.known());
      if (near.isPresent() || !anyKeyMayBeRead) {
        refused.add(key + near.map(meant -> " (did you mean " + meant + "?)").orElse(""));
      }
    }
    if (!refused.isEmpty()) {
      throw bad(
          file,
          (refused.size() == 1 ? "unknown property " : "unknown properties ")
              + String.join(", ", refused)
              + "; the keys of Kafka's admin, consumer and producer clients are allowed");
    }
  }

  /** A class that a file names and nobody can find is the user's own. */
  private static String withHint(String refusal) {
    return refusal.contains("could not be found")
        ? refusal + " Name its jar in the environment variable TIDEGATE_CLASSPATH."
        : refusal;
  }

  private static StartFailure bad(Path file, String what) {
    return new StartFailure(StartFailure.BAD_INPUT, file + ": " + what);
  }

  private static StartFailure bad(Path file, String what, Throwable cause) {
    return new StartFailure(StartFailure.BAD_INPUT, file + ": " + what, cause);
  }
}
