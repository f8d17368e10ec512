package io.tidegate.activities.switches;

import io.tidegate.runbooks.Control;
import io.tidegate.runbooks.Switch;
import java.util.Optional;

/**
 * The ways that a runbook may name, each bound to what the worker's configuration grants: addresses
 * below {@code allowedUrls}, and argument lists under {@code commands}.
 */
public final class Switchboard {
  private final Webhooks webhooks;
  private final AllowedUrls allowed;
  private final Commands commands;
  private final Notice notice;
  private final Http http = new Http();

  /**
   * @param notice how a person is told
   */
  public Switchboard(Webhooks webhooks, AllowedUrls allowed, Commands commands, Notice notice) {
    this.webhooks = webhooks;
    this.allowed = allowed;
    this.commands = commands;
    this.notice = notice;
  }

  /** The way of a unit's or a group's switch. */
  public Via of(Switch how) {
    if (how instanceof Switch.Webhook webhook) {
      return new ViaWebhook(webhooks, webhook.url());
    }
    if (how instanceof Switch.Command command) {
      return command(command.name());
    }
    return new ViaManual(((Switch.Manual) how).instructions(), notice);
  }

  /** The way of a replication control. */
  public Via of(Control how) {
    if (how instanceof Control.Webhook webhook) {
      return new ViaWebhook(webhooks, webhook.url());
    }
    if (how instanceof Control.Connect connect) {
      return new ViaConnect(http, allowed, connect.url(), connect.connector());
    }
    if (how instanceof Control.Command command) {
      return command(command.name());
    }
    return new ViaManual(((Control.Manual) how).instructions(), notice);
  }

  private Via command(String name) {
    return new ViaCommand(name, commands.arguments(name));
  }

  /** Why the worker may not ask so, beginning with the key it is about; empty when it may. */
  public Optional<String> refusal(Switch how) {
    if (how instanceof Switch.Webhook webhook) {
      return refusedUrl(webhook.url());
    }
    return how instanceof Switch.Command command
        ? commands.refusal(command.name())
        : Optional.empty();
  }

  /** Why the worker may not ask so, beginning with the key it is about; empty when it may. */
  public Optional<String> refusal(Control how) {
    if (how instanceof Control.Webhook webhook) {
      return refusedUrl(webhook.url());
    }
    if (how instanceof Control.Connect connect) {
      return refusedUrl(connect.url());
    }
    return how instanceof Control.Command command
        ? commands.refusal(command.name())
        : Optional.empty();
  }

  /** Why an address may not be called, beginning with its key; empty when it may. */
  public Optional<String> refusedUrl(String url) {
    return allowed.refusal(url).map(why -> "url " + why);
  }
}
