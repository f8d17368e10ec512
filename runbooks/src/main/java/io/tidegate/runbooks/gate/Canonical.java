package io.tidegate.runbooks.gate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Values as bytes that can be read in one way only: each is its length in bytes, a colon and its
 * UTF-8 text; nothing at all is a minus; a list is its size and then its items, sorted.
 */
final class Canonical {

  private final MessageDigest sha256;

  /**
   * @param form names the order of what follows
   */
  Canonical(String form) {
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("a Java runtime without SHA-256", impossible);
    }
    add(form);
  }

  /** Anything whose text says all of it: text, numbers, durations, constants. */
  Canonical add(@Nullable Object value) {
    if (value == null) {
      sha256.update((byte) '-');
      return this;
    }
    String text = value instanceof Enum<?> constant ? constant.name() : value.toString();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    sha256.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    sha256.update(bytes);
    return this;
  }

  <T> Canonical each(List<T> items, Comparator<? super T> order, BiConsumer<Canonical, T> add) {
    add(items.size());
    items.stream().sorted(order).forEachOrdered(item -> add.accept(this, item));
    return this;
  }

  /** Ends it. */
  String digest() {
    return "sha256:" + HexFormat.of().formatHex(sha256.digest());
  }
}
