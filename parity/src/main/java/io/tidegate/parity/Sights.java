package io.tidegate.parity;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records around a boundary, cut down to what a person can read. */
final class Sights {
  private static final int EACH_SIDE = 3;
  private static final int MOST_CHARACTERS = 32;
  private static final int MOST_BYTES = 12;

  private Sights() {}

  static List<RecordView> around(PartitionLog log, long offset, long end) {
    List<RecordView> views = new ArrayList<>();
    Reads.lastBefore(log, Math.min(offset, end), EACH_SIDE)
        .forEach(record -> views.add(view(record)));
    Reads.first(log, offset, end, EACH_SIDE).forEach(record -> views.add(view(record)));
    return views;
  }

  private static RecordView view(LogRecord record) {
    return new RecordView(
        record.offset(), record.timestampMs(), printable(record.key()), printable(record.value()));
  }

  static String printable(byte @Nullable [] bytes) {
    if (bytes == null) {
      return "null";
    }
    String text = textOrHex(bytes);
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS - 1) + "…";
  }

  private static String textOrHex(byte[] bytes) {
    if (!holdsControl(bytes)) {
      CharBuffer text = CharBuffer.allocate(bytes.length);
      boolean isText =
          !StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), text, true).isError();
      if (isText && text.flip().codePoints().noneMatch(Character::isISOControl)) {
        return text.toString();
      }
    }
    int shown = Math.min(bytes.length, MOST_BYTES);
    return "0x" + HexFormat.of().formatHex(bytes, 0, shown) + (shown < bytes.length ? "…" : "");
  }

  /** In UTF-8 such a byte is that character: no text, which is told sooner than it is decoded. */
  private static boolean holdsControl(byte[] bytes) {
    for (byte one : bytes) {
      if ((one >= 0 && one < ' ') || one == 0x7F) {
        return true;
      }
    }
    return false;
  }
}
