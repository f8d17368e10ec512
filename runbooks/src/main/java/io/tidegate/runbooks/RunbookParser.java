package io.tidegate.runbooks;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the language of runbooks, strictly: a key that nobody knows, a tolerance that nobody chose
 * and a key whose behaviour this build does not have are findings, each with its place, all at
 * once. It never throws on any input.
 *
 * <p>It judges the language alone. Whether clusters, topics and groups exist is asked by inventory.
 */
public final class RunbookParser {

  /** Larger files are refused unread. */
  public static final int BYTES_MAX = 512 * 1024;

  private RunbookParser() {}

  /** Reads the bytes of a file in UTF-8. */
  public static Parsed parse(byte[] yaml) {
    FindingList findings = new FindingList();
    Runbook runbook = read(yaml, findings);
    if (runbook == null || !findings.isEmpty()) {
      return new Parsed.Invalid(findings.sorted());
    }
    return new Parsed.Valid(runbook, digest(yaml));
  }

  /** Reads text; its digest is that of its UTF-8 bytes. */
  public static Parsed parse(String yaml) {
    return parse(yaml.getBytes(StandardCharsets.UTF_8));
  }

  /** What names these exact bytes: {@code sha256:} and 64 hex digits. */
  public static String digest(byte[] yaml) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(yaml));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("a Java runtime without SHA-256", impossible);
    }
  }

  private static @Nullable Runbook read(byte[] yaml, FindingList findings) {
    if (yaml.length > BYTES_MAX) {
      findings.add(Place.START, "", yaml.length + " bytes", "at most " + BYTES_MAX + " bytes");
      return null;
    }
    String text = decode(yaml, findings);
    if (text == null) {
      return null;
    }
    Optional<Node> root = YamlTree.read(text, findings);
    boolean nothing =
        root.isEmpty() || (root.get() instanceof Node.Scalar scalar && scalar.isNothing());
    if (!nothing) {
      return RunbookReader.read(root.get(), findings);
    }
    if (findings.isEmpty()) {
      findings.add(
          Place.START, "", "the document is empty", "a mapping that begins with runbook: v1");
    }
    return null;
  }

  private static @Nullable String decode(byte[] yaml, FindingList findings) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer text = CharBuffer.allocate(yaml.length + 1);
    CoderResult result = decoder.decode(ByteBuffer.wrap(yaml), text, true);
    text.flip();
    if (result.isError()) {
      findings.add(
          Place.ofIndex(text.toString(), text.length()), "", "bytes that are not UTF-8", "UTF-8");
      return null;
    }
    return text.toString();
  }
}
