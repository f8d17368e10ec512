package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.WatchActivities.Notice;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class AnnouncingTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void timesAreUtcAndLocal() {
    Call call = new Call("night", "", "", "night/notice/7", 0, "sha256:r");
    Announcing.Body body =
        Announcing.body(
            new Notice(
                call,
                "http://chat/hook",
                "gate-opened",
                "go",
                "waits for olga",
                Instant.parse("2026-11-22T21:00:00.123Z"),
                Instant.parse("2026-11-23T01:00:00Z")),
            BERLIN);

    assertThat(body.at()).isEqualTo("2026-11-22T21:00:00Z");
    assertThat(body.atLocal()).isEqualTo("2026-11-22T22:00:00+01:00");
    assertThat(body.until()).isEqualTo("2026-11-23T01:00:00Z");
    assertThat(body.untilLocal()).isEqualTo("2026-11-23T02:00:00+01:00");
    assertThat(body.unit()).isNull();
    assertThat(body.idempotencyKey()).isEqualTo("night/night/notice/7");
  }
}
