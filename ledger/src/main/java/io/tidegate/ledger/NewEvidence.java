package io.tidegate.ledger;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * A body that is written bit by bit before it is put, digested and counted on the way. It is held
 * once, in slices, and never beyond its limit: what does not fit is counted only. Not safe for
 * several threads.
 */
public final class NewEvidence extends OutputStream {
  private static final int SLICE_BYTES = 1 << 20;

  private final List<byte[]> slices = new ArrayList<>();
  private final MessageDigest digest = Chain.sha256();
  private final int maxBytes;
  private final ByteArrayOutputStream slice = new ByteArrayOutputStream(SLICE_BYTES);
  private long size;

  /** As large as the ledger takes. */
  public NewEvidence() {
    this(Evidence.BODY_MAX_BYTES);
  }

  /**
   * @param maxBytes at most {@value Evidence#BODY_MAX_BYTES}
   */
  public NewEvidence(int maxBytes) {
    if (maxBytes < 1 || maxBytes > Evidence.BODY_MAX_BYTES) {
      throw new IllegalArgumentException(
          "a body of at most %d bytes: 1 to %d are allowed"
              .formatted(maxBytes, Evidence.BODY_MAX_BYTES));
    }
    this.maxBytes = maxBytes;
  }

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    size += length;
    if (!fits()) {
      slices.clear();
      slice.reset();
      return;
    }
    digest.update(bytes, offset, length);
    int written = 0;
    while (written < length) {
      int some = Math.min(length - written, SLICE_BYTES - slice.size());
      slice.write(bytes, offset + written, some);
      written += some;
      if (slice.size() == SLICE_BYTES) {
        slices.add(slice.toByteArray());
        slice.reset();
      }
    }
  }

  /** Whether all that was written is within the limit; what is not cannot be put. */
  public boolean fits() {
    return size <= maxBytes;
  }

  /** In bytes, also beyond the limit. */
  public long size() {
    return size;
  }

  int maxBytes() {
    return maxBytes;
  }

  String digest() {
    return Evidence.DIGEST + HexFormat.of().formatHex(copied().digest());
  }

  /** More may be written after the digest was asked for. */
  private MessageDigest copied() {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's SHA-256 can be copied", e);
    }
  }

  InputStream open() {
    List<InputStream> parts = new ArrayList<>();
    slices.forEach(some -> parts.add(new ByteArrayInputStream(some)));
    parts.add(new ByteArrayInputStream(slice.toByteArray()));
    return new SequenceInputStream(Collections.enumeration(parts));
  }
}
