package io.tidegate.workflows;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverterException;
import io.temporal.payload.codec.PayloadCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Large payloads travel compressed: the input of a wave carries its whole runbook, its first record
 * the view of every unit, and a history may hold 50 MB. Views repeat themselves and shrink to a
 * twentieth. Small payloads stay readable in Temporal's own UI.
 */
final class Compression implements PayloadCodec {
  private static final int FROM_BYTES = 8 * 1024;
  private static final int DECODED_MAX = 16 * 1024 * 1024;
  private static final String ENCODING = "encoding";
  private static final ByteString GZIP = ByteString.copyFromUtf8("binary/gzip");

  @Override
  public List<Payload> encode(List<Payload> payloads) {
    return payloads.stream()
        .map(payload -> payload.getSerializedSize() < FROM_BYTES ? payload : compressed(payload))
        .toList();
  }

  @Override
  public List<Payload> decode(List<Payload> payloads) {
    return payloads.stream()
        .map(
            payload ->
                GZIP.equals(payload.getMetadataMap().get(ENCODING)) ? plain(payload) : payload)
        .toList();
  }

  private static Payload compressed(Payload payload) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      payload.writeTo(gzip);
    } catch (IOException e) {
      throw new UncheckedIOException("no I/O in memory", e);
    }
    return Payload.newBuilder()
        .putMetadata(ENCODING, GZIP)
        .setData(ByteString.copyFrom(bytes.toByteArray()))
        .build();
  }

  private static Payload plain(Payload payload) {
    try (GZIPInputStream gzip =
        new GZIPInputStream(new ByteArrayInputStream(payload.getData().toByteArray()))) {
      byte[] bytes = gzip.readNBytes(DECODED_MAX + 1);
      if (bytes.length > DECODED_MAX) {
        throw new DataConverterException("a payload of more than " + DECODED_MAX + " bytes");
      }
      return Payload.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new DataConverterException("a compressed payload holds no payload", e);
    } catch (IOException e) {
      throw new DataConverterException("a payload that says it is compressed is not", e);
    }
  }
}
