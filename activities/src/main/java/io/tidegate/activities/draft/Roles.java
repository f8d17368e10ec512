package io.tidegate.activities.draft;

import io.tidegate.runbooks.UnitTopic.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a topic is for, as far as its name tells. */
final class Roles {
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[._-]+");
  private static final Pattern CAMEL = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
  private static final Pattern RETRY = Pattern.compile("retr(?:y|ies)\\d*");
  private static final Pattern ATTEMPT = Pattern.compile("\\d+(?:ms|s|m|h|d)?");
  private static final Set<String> DEAD = Set.of("dlq", "dlt", "deadletter", "deadletters");
  private static final Set<String> AFTER_DEAD = Set.of("queue", "topic");

  private Roles() {}

  /** Empty where the name says nothing: then it is a main topic as a rule. */
  static Optional<Role> byName(String topic) {
    List<String> words = words(topic);
    if (words.stream().anyMatch(DEAD::contains)) {
      return Optional.of(Role.DEAD_LETTER);
    }
    return words.stream().anyMatch(word -> RETRY.matcher(word).matches())
        ? Optional.of(Role.RETRY)
        : Optional.empty();
  }

  /**
   * Whether a name is that of a retry or dead-letter topic which belongs to a topic, or to what a
   * group reads of it: {@code payments.charger.dlq} belongs to {@code payments} as {@code charger}
   * reads it.
   */
  static boolean belongs(String topic, String main, String group) {
    if (byName(topic).isEmpty() || topic.equals(main)) {
      return false;
    }
    List<String> stem = stem(topic);
    List<String> ofGroup = new ArrayList<>(words(main));
    ofGroup.addAll(words(group));
    return stem.equals(words(main)) || stem.equals(ofGroup) || stem.equals(words(group));
  }

  /** Without the words of its role, and which attempt it is. */
  private static List<String> stem(String topic) {
    List<String> stem = new ArrayList<>();
    boolean inRole = false;
    for (String word : words(topic)) {
      boolean says = DEAD.contains(word) || RETRY.matcher(word).matches();
      boolean goesOn = inRole && (AFTER_DEAD.contains(word) || ATTEMPT.matcher(word).matches());
      inRole = says || goesOn;
      if (!inRole) {
        stem.add(word);
      }
    }
    return stem;
  }

  private static List<String> words(String name) {
    List<String> words = new ArrayList<>();
    for (String part : BETWEEN_WORDS.split(name, -1)) {
      for (String word : CAMEL.split(part, -1)) {
        add(words, word.toLowerCase(Locale.ROOT));
      }
    }
    return words;
  }

  /** A dead letter is one word. */
  private static void add(List<String> words, String word) {
    int last = words.size() - 1;
    if (word.startsWith("letter") && last >= 0 && words.get(last).equals("dead")) {
      words.set(last, "dead" + word);
    } else if (!word.isEmpty()) {
      words.add(word);
    }
  }
}
