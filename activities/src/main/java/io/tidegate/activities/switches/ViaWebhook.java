package io.tidegate.activities.switches;

import java.time.Duration;

/** A signed POST, see {@link Webhooks}. */
record ViaWebhook(Webhooks webhooks, String url) implements Via {

  @Override
  public Answer ask(Request request, Effect effect, Duration within, Runnable pulse) {
    return webhooks.ask(url, request, within, pulse);
  }

  @Override
  public String told() {
    return url;
  }
}
